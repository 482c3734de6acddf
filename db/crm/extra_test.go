package crm

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestExtraFieldCheck(t *testing.T) {
	whole := ExtraField{Name: "门禁卡数量", Kind: "number", Purpose: "补办门禁卡时核对", Readers: []Role{Clerk, Manager}}
	for _, test := range []struct {
		name   string
		change func(*ExtraField)
		want   []string
	}{
		{"good", func(*ExtraField) {}, nil},
		{"no name", func(f *ExtraField) { f.Name = "" }, []string{"name"}},
		{"an identity number", func(f *ExtraField) { f.Name = "身份证号" }, []string{"name"}},
		{"the same in between", func(f *ExtraField) { f.Name = "身 份·证" }, []string{"name"}},
		{"a birthday", func(f *ExtraField) { f.Name = "出生年月" }, []string{"name"}},
		{"religion in traditional characters", func(f *ExtraField) { f.Name = "宗教信仰" }, []string{"name"}},
		{"no kind", func(f *ExtraField) { f.Kind = "blob" }, []string{"kind"}},
		{"no purpose", func(f *ExtraField) { f.Purpose = "有用" }, []string{"purpose"}},
		{"one choice", func(f *ExtraField) { f.Kind, f.Choices = "choice", []string{"有"} }, []string{"choices"}},
		{"two choices", func(f *ExtraField) { f.Kind, f.Choices = "choice", []string{"有", "无"} }, nil},
		{"many choices", func(f *ExtraField) { f.Kind, f.Choices = "choice", strings.Fields(strings.Repeat("有 ", 21)) }, []string{"choices"}},
		{"a long choice", func(f *ExtraField) { f.Kind, f.Choices = "choice", []string{"有", strings.Repeat("长", 21)} }, []string{"choices"}},
		{"choices of a number are dropped", func(f *ExtraField) { f.Choices = []string{"有"} }, nil},
		{"a reader without the file", func(f *ExtraField) { f.Readers = []Role{Committee} }, []string{"readers"}},
	} {
		f, p := whole, Problems{}
		test.change(&f)
		f.Check(p)
		if got := slices.Sorted(maps.Keys(p)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, p, test.want)
		}
	}
}

func TestExtraValue(t *testing.T) {
	for _, test := range []struct {
		kind, text, want string
		ok               bool
	}{
		{"text", " 两张 ", "两张", true}, {"text", "", "", true},
		{"number", "２", "2", true}, {"number", "-1.5", "-1.5", true}, {"number", "1e9", "", false}, {"number", "两", "", false}, {"number", "NaN", "", false}, {"number", "0x1p3", "", false},
		{"date", "2026-11-22", "2026-11-22", true}, {"date", "2026-02-30", "", false},
		{"choice", "有", "有", true}, {"choice", "也许", "", false},
		{"yes_no", "yes", "yes", true}, {"yes_no", "on", "", false},
	} {
		got, err := ExtraField{Kind: test.kind, Choices: []string{"有", "无"}}.ReadValue(test.text)
		if got != test.want || (err == nil) != test.ok {
			t.Errorf("%s %q: %q, %v", test.kind, test.text, got, err)
		}
	}
	if got := ReadChoices(" 有\r\n\n无\n有\n"); !slices.Equal(got, []string{"有", "无"}) {
		t.Errorf("choices %q", got)
	}
}

func TestExtraFieldIsForItsReaders(t *testing.T) {
	who := func(role Role) Staff { return Staff{Roles: []Assignment{{Role: role}}} }
	field := ExtraField{Readers: []Role{Steward, Manager}}
	for role, want := range map[Role]bool{Steward: true, Manager: true, Clerk: false, Supervisor: false, Quality: false} {
		if got := field.Open(who(role)); got != want {
			t.Errorf("%s: %v", role, got)
		}
	}
	if !(ExtraField{}).Open(who(Clerk)) {
		t.Error("a field without readers is for everybody who reads the file")
	}
}
