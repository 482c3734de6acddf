package views

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Field is one question of a form as it is drawn: what was typed or stored, and what is wrong with it.
type Field struct {
	Name, Label, Value string
	// Type is text (default), tel, number, date, datetime-local, email, password, search, file, textarea, select, checkbox,
	// radio, checks (several of Options) or hidden.
	Type          string
	Values        []string // chosen ones of checks
	Problem, Hint string
	Prefix        string // sets the ids of several forms on one page apart
	Empty         string // select: the label of the empty choice; without it none is offered
	Required      bool
	Autofocus     bool
	Options       []Option
	Rows, Max     int // textarea lines; longest text in characters
	Attrs         templ.Attributes
	Class         string          // of the block it stands in on a form page
	Below         templ.Component // what stands under it there over the whole width
}

// ID is the id of the input, f- and the name; problems link to it.
func (f Field) ID() string { return "f-" + f.Prefix + f.Name }

func (f Field) describedBy() string {
	switch {
	case f.Problem != "" && f.Hint != "":
		return f.ID() + "-hint " + f.ID() + "-problem"
	case f.Problem != "":
		return f.ID() + "-problem"
	case f.Hint != "":
		return f.ID() + "-hint"
	}
	return ""
}

func (f Field) inputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) rows() int {
	if f.Rows > 0 {
		return f.Rows
	}
	return 3
}

// attrs are those every single control of the field carries.
func (f Field) attrs() templ.Attributes {
	a := templ.Attributes{"id": f.ID(), "name": f.Name}
	if by := f.describedBy(); by != "" {
		a["aria-describedby"] = by
	}
	if f.Problem != "" {
		a["aria-invalid"] = "true"
	}
	if f.Max > 0 {
		a["maxlength"] = strconv.Itoa(f.Max)
	}
	if f.Required {
		a["required"] = true
	}
	if f.Autofocus {
		a["autofocus"] = true
	}
	for name, value := range f.Attrs {
		a[name] = value
	}
	return a
}

func (f Field) class(base string) string {
	if f.Problem != "" {
		return base + " is-invalid"
	}
	return base
}

func (f Field) chosen(value string) bool {
	for _, v := range f.Values {
		if v == value {
			return true
		}
	}
	return f.Value == value
}

type optionGroup struct {
	label   string
	options []Option
}

// grouped cuts options where the group changes.
func grouped(options []Option) []optionGroup {
	var groups []optionGroup
	for start, i := 0, 1; i <= len(options); i++ {
		if i == len(options) || options[i].Group != options[start].Group {
			groups = append(groups, optionGroup{options[start].Group, options[start:i]})
			start = i
		}
	}
	return groups
}

// Form is what the fields of one form share: labels in the order of the screen, what was typed, what is wrong.
type Form struct {
	Prefix   string              // sets the ids of several forms on one page apart
	Labels   []Option            // Value is the field's name, Label its label
	Values   map[string][]string // as typed or stored; url.Values fits
	Problems map[string]string   // as in crm.Error.Fields
	Message  string              // the sentence above the problems
	Key      string              // idempotency key, drawn with the form and kept through 422
	Version  int64               // row_version of the record; 0 for a new one
}

// Value is the first value of a field.
func (f *Form) Value(name string) string {
	if v := f.Values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Field completes a field by what the form knows of it; the first one with a problem gets the focus.
func (f *Form) Field(field Field) Field {
	field.Prefix = f.Prefix
	if field.Label == "" {
		field.Label = f.label(field.Name)
	}
	if values := f.Values[field.Name]; len(values) > 0 {
		field.Value, field.Values = values[0], values
	}
	if len(f.Problems) > 0 {
		field.Problem = f.Problems[field.Name]
		field.Autofocus = field.Problem != "" && f.firstProblem() == field.Name
	}
	return field
}

func (f *Form) label(name string) string {
	for _, l := range f.Labels {
		if l.Value == name {
			return l.Label
		}
	}
	return name
}

func (f *Form) firstProblem() string {
	for _, l := range f.Labels {
		if f.Problems[l.Value] != "" {
			return l.Value
		}
	}
	return ""
}

type problemLine struct{ href, label, text string }

// lines are the problems in the order of the screen, those of unknown fields last and without a link.
func (f *Form) lines() []problemLine {
	lines := make([]problemLine, 0, len(f.Problems))
	known := make(map[string]bool, len(f.Labels))
	for _, l := range f.Labels {
		known[l.Value] = true
		if text := f.Problems[l.Value]; text != "" {
			lines = append(lines, problemLine{"#" + Field{Name: l.Value, Prefix: f.Prefix}.ID(), l.Label, after(l.Label, text)})
		}
	}
	for _, name := range sortedKeys(f.Problems) {
		if !known[name] {
			lines = append(lines, problemLine{text: f.Problems[name]})
		}
	}
	return lines
}

// after is a problem as it reads behind the label of its field, which is not said twice.
func after(label, text string) string {
	if rest, ok := strings.CutPrefix(text, label); ok {
		return rest
	}
	return "：" + text
}

func (f *Form) message() string {
	if f.Message != "" {
		return f.Message
	}
	return "请检查标出的内容"
}
