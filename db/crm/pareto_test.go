package crm

import (
	"slices"
	"testing"
)

func TestPareto(t *testing.T) {
	bars := Pareto(map[string]int64{"人手不足": 1, "交接遗漏": 5, "联系不上": 1, "系统停用": 0, "等待部门": 3})
	var got []string
	for _, b := range bars {
		got = append(got, b.Label+" "+b.Share()+" "+b.Cumulative())
	}
	want := []string{"交接遗漏 50.0% 50.0%", "等待部门 30.0% 80.0%", "人手不足 10.0% 90.0%", "联系不上 10.0% 100.0%"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if len(Pareto(map[string]int64{"其他": 0})) != 0 {
		t.Error("nothing counted makes bars")
	}
}

func TestSpeed(t *testing.T) {
	if got := (Speed{Done: 3, Seconds: 3*3600 + 1800}).Hours(); got != "1.2" {
		t.Errorf("mean of three answers in 3.5 hours: %s", got)
	}
	if got := (Speed{Done: 2, Median: 5400}).MedianHours(); got != "1.5" {
		t.Errorf("median of an hour and two: %s", got)
	}
	if got := (Speed{}).Hours() + (Speed{}).MedianHours(); got != NoFigure+NoFigure {
		t.Errorf("nothing done: %s", got)
	}
}

func TestMeasureSteps(t *testing.T) {
	full := Measure{Title: "更换楼道灯", Cause: "设施老化", State: "doing", OwnerID: 3, DueOn: "2025-04-01"}
	rows := []struct {
		name   string
		from   string
		change func(m *Measure)
		field  string // of the refusal, empty when it goes
	}{
		{"new, planned", "", func(m *Measure) { m.State, m.OwnerID, m.DueOn = "planned", 0, "" }, ""},
		{"new and done", "", func(m *Measure) { m.State = "done" }, "state"},
		{"begun", "planned", func(*Measure) {}, ""},
		{"begun by nobody", "planned", func(m *Measure) { m.OwnerID = 0 }, "owner"},
		{"begun without a day", "planned", func(m *Measure) { m.DueOn = "" }, "due_on"},
		{"planned to checked", "planned", func(m *Measure) { m.State, m.Effect = "checked", "有效" }, "state"},
		{"checked", "done", func(m *Measure) { m.State, m.Effect = "checked", "三个月没有再发生" }, ""},
		{"checked without evidence", "done", func(m *Measure) { m.State = "checked" }, "effect"},
		{"done anew", "done", func(*Measure) {}, ""},
		{"dropped", "planned", func(m *Measure) { m.State, m.Note = "dropped", "与大修合并" }, ""},
		{"dropped without a word", "planned", func(m *Measure) { m.State = "dropped" }, "note"},
		{"back from the end", "checked", func(*Measure) {}, "state"},
		{"a made-up cause", "planned", func(m *Measure) { m.Cause = "天气" }, "cause"},
		{"untitled", "planned", func(m *Measure) { m.Title = "" }, "title"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			m := full
			r.change(&m)
			err := m.Check(Measure{State: r.from})
			if r.field == "" && err != nil {
				t.Fatal(err)
			}
			if refusal, ok := err.(*Error); r.field != "" && (!ok || refusal.Fields[r.field] == "") {
				t.Errorf("got %v, want %s refused", err, r.field)
			}
		})
	}
}
