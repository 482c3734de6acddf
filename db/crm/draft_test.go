package crm

import (
	"fmt"
	"strings"
	"testing"
)

func TestNewDraft(t *testing.T) {
	full := strings.Repeat("长", MaxDraft/3)
	for _, c := range []struct {
		name, key string
		sent      map[string][]string
		fields    string
		title     string
		refused   bool
	}{
		{"what belongs to the page", "k", map[string][]string{"_csrf": {"x"}, "_key": {"k"}, "row_version": {"3"}, "summary": {"电梯停了"}}, "map[summary:[电梯停了]]", "电梯停了", false},
		{"empty fields", "k", map[string][]string{"detail": {""}, "causes": {"", "a"}}, "map[causes:[a]]", "", false},
		{"the best words name it", "k", map[string][]string{"room": {"3-2-501"}, "detail": {"三天了\n还没有修"}}, "", "三天了 还没有修", false},
		{"a long one is cut", "k", map[string][]string{"text": {strings.Repeat("好", 31)}}, "", strings.Repeat("好", 30) + "…", false},
		{"a name is not shown", "k", map[string][]string{"caller_name": {"林小满"}}, "", "还没有写摘要", false},
		{"blanks are nothing", "k", map[string][]string{"summary": {" \n "}}, "", "", false},
		{"without a key", "", map[string][]string{"summary": {"电梯停了"}}, "", "", true},
		{"a key too long", strings.Repeat("k", 65), nil, "", "", true},
		{"as long as may be", "k", map[string][]string{"a": {full}}, "", "", false},
		{"too long", "k", map[string][]string{"ab": {full}, "detail": {"长长"}}, "", "", true},
	} {
		d, err := NewDraft(c.key, "/cases", c.sent)
		if (err != nil) != c.refused {
			t.Errorf("%s: %v", c.name, err)
		}
		if err == nil && d.Name() != c.title {
			t.Errorf("%s: named %q, want %q", c.name, d.Name(), c.title)
		}
		if got := fmt.Sprint(d.Fields); err == nil && c.fields != "" && got != c.fields {
			t.Errorf("%s: keeps %s, want %s", c.name, got, c.fields)
		}
	}
}
