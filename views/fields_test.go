package views

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
)

func draw(t *testing.T, s *Shell, c templ.Component) *goquery.Document {
	t.Helper()
	var b strings.Builder
	if err := c.Render(WithShell(context.Background(), s), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func form() *Form {
	return &Form{
		Labels:   []Option{{Value: "name", Label: "姓名"}, {Value: "phone", Label: "手机"}, {Value: "urgent", Label: "是否紧急"}},
		Values:   map[string][]string{"name": {`<b>"张`}, "causes": {"1", "3"}, "urgent": {"yes"}, "cat": {"b"}},
		Problems: map[string]string{"phone": "请填写手机", "urgent": "请选择", "other": "别的问题"},
		Key:      "k-1", Version: 7,
	}
}

var kinds = []string{"", "tel", "number", "date", "datetime-local", "email", "password", "search", "file", "textarea", "select", "checkbox", "radio", "checks"}

func TestEveryKindOfFieldIsLabelledAndExplained(t *testing.T) {
	for _, kind := range kinds {
		f := Field{Name: "x", Label: "标签", Type: kind, Problem: "不对", Hint: "提示", Prefix: "p-", Required: true, Options: []Option{{Value: "a", Label: "甲"}}}
		doc := draw(t, &Shell{}, FieldInput(f))
		input := doc.Find("[name=x]")
		if input.Length() != 1 {
			t.Errorf("%q: %d controls", kind, input.Length())
		}
		if _, ok := input.Attr("aria-invalid"); !ok {
			t.Errorf("%q: not marked invalid", kind)
		}
		owner := doc.Find("#f-p-x")
		by, _ := owner.Attr("aria-describedby")
		for _, id := range strings.Fields(by) {
			if doc.Find("#"+id).Length() != 1 {
				t.Errorf("%q: described by %s, which is not there", kind, id)
			}
		}
		if len(strings.Fields(by)) != 2 {
			t.Errorf("%q: described by %q", kind, by)
		}
		labelled := doc.Find("label[for=f-p-x]").Length() + doc.Find("label [name=x]").Length() + doc.Find("legend").Length()
		if labelled == 0 {
			t.Errorf("%q: no label", kind)
		}
	}
}

func TestFormKeepsWhatWasTyped(t *testing.T) {
	f := form()
	if v, _ := draw(t, &Shell{}, FieldInput(f.Field(Field{Name: "name"}))).Find("input").Attr("value"); v != `<b>"张` {
		t.Errorf("text: %q", v)
	}
	if v := draw(t, &Shell{}, FieldInput(f.Field(Field{Name: "name", Type: "textarea"}))).Find("textarea").Text(); v != `<b>"张` {
		t.Errorf("textarea: %q", v)
	}
	causes := f.Field(Field{Name: "causes", Type: "checks", Options: []Option{{Value: "1"}, {Value: "2"}, {Value: "3"}}})
	if n := draw(t, &Shell{}, FieldInput(causes)).Find("input[checked]").Length(); n != 2 {
		t.Errorf("checks: %d chosen, want 2", n)
	}
	cat := f.Field(Field{Name: "cat", Type: "select", Empty: "请选择", Options: []Option{{Value: "a", Group: "甲"}, {Value: "b", Group: "甲"}, {Value: "c", Group: "乙"}}})
	doc := draw(t, &Shell{}, FieldInput(cat))
	if v, _ := doc.Find("option[selected]").Attr("value"); v != "b" || doc.Find("optgroup").Length() != 2 {
		t.Errorf("select: %q chosen, %d groups", v, doc.Find("optgroup").Length())
	}
	if v, ok := draw(t, &Shell{}, FieldInput(f.Field(Field{Name: "name", Type: "password"}))).Find("input").Attr("value"); ok {
		t.Errorf("a password came back: %q", v)
	}
}

func TestFirstProblemHasTheFocusAndTheSummaryLinksToEach(t *testing.T) {
	f := form()
	if f.Field(Field{Name: "name"}).Autofocus || !f.Field(Field{Name: "phone"}).Autofocus || f.Field(Field{Name: "urgent"}).Autofocus {
		t.Error("the focus belongs to the first field with a problem")
	}
	doc := draw(t, &Shell{}, ProblemSummary(f))
	if got := doc.Find("[role=alert] li").Length(); got != 3 {
		t.Errorf("%d lines, want 3", got)
	}
	var hrefs []string
	doc.Find("li a").Each(func(_ int, a *goquery.Selection) { href, _ := a.Attr("href"); hrefs = append(hrefs, href) })
	if strings.Join(hrefs, " ") != "#f-phone #f-urgent" {
		t.Errorf("links %v", hrefs)
	}
	if draw(t, &Shell{}, ProblemSummary(&Form{})).Find("[role=alert]").Length() != 0 {
		t.Error("a summary without problems")
	}
}

func TestHiddenFields(t *testing.T) {
	doc := draw(t, &Shell{CSRF: "token"}, FormFields(form()))
	for name, want := range map[string]string{"_csrf": "token", "_key": "k-1", "row_version": "7"} {
		if got, _ := doc.Find("input[type=hidden][name=" + name + "]").Attr("value"); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if draw(t, &Shell{}, FormFields(&Form{})).Find("[name=row_version],[name=_key]").Length() != 0 {
		t.Error("a new record has no version, a form without a key none")
	}
}

func TestPageFrame(t *testing.T) {
	s := &Shell{Title: "工作台", StaffName: "李静", RoleLabel: "前台客服", CSRF: "tok", HeadersJSON: `{"X-CSRF-Token":"tok"}`, ServerTime: 1800000000, CanSearch: true, CanRegister: true,
		Projects: []Option{{Value: "LY", Label: "绿园"}, {Value: "HP", Label: "湖畔"}}, ProjectCode: "HP",
		Nav: []NavItem{{Label: "工作台", Path: "/", Icon: "home", Active: true}, {Label: "诉求受理", Path: "/cases", Icon: "message-report", Count: "5"}}}
	doc := draw(t, s, Page(s, Empty("inbox", "没有", "下一步")))
	for _, one := range []string{
		"title", "main#main[hx-history-elt]", "#notice[role=status]", "#modal", "dialog#ask", "dialog#help", "#q[role=combobox]", "#hits[role=listbox]",
		`meta[name=server-time][content="1800000000"]`, `a[aria-current=page][href="/"]`, `option[selected][value=HP]`, `form[action="/logout"] input[name=_csrf][value=tok]`,
		"[data-new]", "a.skip[href='#main']",
	} {
		if n := doc.Find(one).Length(); n != 1 {
			t.Errorf("%s: %d, want 1", one, n)
		}
	}
	body := doc.Find("body")
	for name, want := range map[string]string{
		"hx-headers:inherited":    s.HeadersJSON,
		"hx-status:401:inherited": "target:#modal swap:innerHTML push:false",
		"hx-status:422:inherited": "push:false",
		"hx-status:5xx:inherited": "target:#notice swap:innerHTML push:false",
	} {
		if got, _ := body.Attr(name); got != want {
			t.Errorf("body %s: %q", name, got)
		}
	}
	nobody := draw(t, &Shell{}, Page(&Shell{}, Empty("inbox", "", "")))
	for _, none := range []string{"#q", "[data-new]", ".menu", ".project-switch", ".banner-test"} {
		if nobody.Find(none).Length() != 0 {
			t.Errorf("%s shown without right", none)
		}
	}
}

var iconUse = regexp.MustCompile("(?:Icon\\(|Empty\\(|StatCard\\(|Badge\\(\"[a-z]*\", ?|Icon: ?)\"([a-z0-9-]+)\"")

func TestEveryIconUsedIsInTheSprite(t *testing.T) {
	var used []string
	for _, name := range alertIcons {
		used = append(used, name)
	}
	for status := 400; status < 600; status++ {
		used = append(used, errorIcon(status))
	}
	for _, pattern := range []string{"*.templ", "*.go", "../handlers/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range iconUse.FindAllSubmatch(text, -1) {
				used = append(used, string(m[1]))
			}
		}
	}
	if len(used) < 10 {
		t.Fatalf("only %d uses found", len(used))
	}
	for _, name := range used {
		if _, ok := iconHrefs[name]; !ok {
			t.Errorf("icon %s is not in the sprite: add it to static/vendor/icons.txt and run update.sh", name)
		}
	}
}
