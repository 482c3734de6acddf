package crm

import (
	"fmt"
	"slices"
	"time"
)

// MeasureStates are the steps of an improvement measure.
var MeasureStates = []Choice{{"planned", "计划"}, {"doing", "进行中"}, {"done", "已完成"}, {"checked", "已验证"}, {"dropped", "不做"}}

// Measure is what is done so that a cause of cases goes away. Dates are local, 2006-01-02.
type Measure struct {
	ID         int64
	Cause      string // of RootCauses, empty for none
	Place      string
	Title      string
	State      string
	OwnerID    int64
	DueOn      string
	Note       string
	Effect     string // what came of it, for checked
	CreatedAt  int64
	VerifiedAt int64 // when it was checked
	Version    int64
}

// measureSteps says where a measure may go from a state; it may always stay.
var measureSteps = map[string][]string{"planned": {"doing", "dropped"}, "doing": {"done", "dropped"}, "done": {"checked", "doing"}}

// Check says whether the measure may become what it is now from what it was; was.State is empty for a new one.
func (m Measure) Check(was Measure) error {
	p := Problems{}
	p.Check(m.Title != "", "title", "请写明要改进什么")
	p.Check(m.Cause == "" || Has(RootCauses, m.Cause), "cause", "请选择原因")
	p.Check(Has(MeasureStates, m.State), "state", "请选择进展")
	switch {
	case was.State == "":
		p.Check(m.State == "planned" || m.State == "doing", "state", "新的改进措施从计划或进行中开始")
	case was.State != m.State:
		p.Check(slices.Contains(measureSteps[was.State], m.State), "state", "不能从"+Label(MeasureStates, was.State)+"直接到"+Label(MeasureStates, m.State))
	}
	working := m.State == "doing" || m.State == "done" || m.State == "checked"
	p.Check(!working || m.OwnerID != 0, "owner", "请指定负责人")
	p.Check(!working || m.DueOn != "", "due_on", "请填写完成日期")
	p.Check(m.State != "checked" || m.Effect != "", "effect", "请写明效果如何、依据是什么")
	p.Check(m.State != "dropped" || m.Note != "", "note", "请写明为什么不做")
	return p.Err()
}

// Step takes the moment of the verification down when the measure becomes checked.
func (m *Measure) Step(was Measure, now int64) {
	m.VerifiedAt = was.VerifiedAt
	if m.State == "checked" && was.State != "checked" {
		m.VerifiedAt = now
	}
}

// Count takes the measure into the share of those verified by their day (K10): what is dropped, and what has still time, is not due.
func (m Measure) Count(t *Tally, now int64, zone *time.Location) {
	day := func(at int64) string { return time.Unix(at, 0).In(zone).Format(time.DateOnly) }
	checked := m.State == "checked"
	if m.DueOn == "" || m.State == "dropped" || !checked && m.DueOn >= day(now) {
		return
	}
	t.Due++
	if checked && day(m.VerifiedAt) <= m.DueOn {
		t.Kept++
	}
}

// Recurring is the title of a measure that opens by itself (domain.md §3.6).
func (s Settings) Recurring(cause, place string) string {
	return fmt.Sprintf("%s：%d天内第%d件因“%s”引起的诉求", place, s.MeasureDays, s.MeasureCases, cause)
}
