package handlers

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/unicode/norm"

	"linli/db/crm"
	"linli/views"
)

const (
	maxBody   = 1 << 20
	maxUpload = 36 << 20
	maxHeard  = 64 << 20
	heardFor  = 3 * time.Second
	maxValues = 300 // of a whole form
)

// readForm reads the query and the body once, within limits, and refuses text that is none: broken UTF-8, NUL, control
// characters. What is left is NFC.
func readForm(c echo.Context, r Route) error {
	req := c.Request()
	limit := int64(maxBody)
	withFiles := strings.HasPrefix(req.Header.Get(echo.HeaderContentType), echo.MIMEMultipartForm)
	if withFiles && takesFiles[r.Method+" "+r.Path] {
		return readUpToFiles(c)
	}
	upload := r.Path == "/imports" && withFiles
	if upload {
		limit = maxUpload
	}
	if req.ContentLength > limit {
		hearOut(c)
		return echo.ErrStatusRequestEntityTooLarge
	}
	req.Body = http.MaxBytesReader(c.Response(), req.Body, limit)
	if upload {
		if err := req.ParseMultipartForm(2 << 20); err != nil {
			return unreadable(err)
		}
	} else if err := req.ParseForm(); err != nil {
		return unreadable(err)
	}
	if req.PostForm == nil {
		req.PostForm = url.Values{}
	}
	return checkForm(req)
}

// hearOut lets somebody who sends too much finish, for a while and into nothing: most listen for an answer only then.
func hearOut(c echo.Context) {
	_ = http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(heardFor))
	_, _ = io.CopyN(io.Discard, c.Request().Body, maxHeard)
}

// checkForm refuses what no form of ours sends.
func checkForm(req *http.Request) error {
	for _, values := range []url.Values{req.PostForm, req.Form} {
		if err := clean(values); err != nil {
			return err
		}
	}
	if len(req.PostForm.Get("_key")) > 64 {
		return crm.InvalidField("_key", "请刷新页面后重试")
	}
	return nil
}

// unreadable tells a body that is too large from one that is no form.
func unreadable(err error) error {
	if strings.Contains(err.Error(), "too large") {
		return echo.ErrStatusRequestEntityTooLarge
	}
	return echo.NewHTTPError(http.StatusUnprocessableEntity).SetInternal(err)
}

func clean(form url.Values) error {
	count := 0
	for name, values := range form {
		count += len(values)
		if count > maxValues || !readable(name) {
			return crm.Refuse(crm.Invalid, sentences[http.StatusUnprocessableEntity])
		}
		for i, v := range values {
			if !readable(v) {
				return &crm.Error{Code: crm.Invalid, Message: "内容含有无法识别的字符", Fields: map[string]string{name: "内容含有无法识别的字符"}}
			}
			values[i] = norm.NFC.String(v)
		}
	}
	return nil
}

// readable reports whether s is text: valid UTF-8 without control characters other than line ends and tabs.
func readable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || r == utf8.RuneError
	})
}

// form is what was typed, field by field, with what is wrong so far.
type form struct {
	c        echo.Context
	a        *App
	Values   url.Values
	Problems crm.Problems
}

// input starts reading the form of a request.
func (a *App) input(c echo.Context) *form {
	return &form{c: c, a: a, Values: c.Request().PostForm, Problems: crm.Problems{}}
}

// Raw is a value as typed, blanks around it gone.
func (f *form) Raw(name string) string { return strings.TrimSpace(f.Values.Get(name)) }

// Department is the code of a department, typed as it is or by its name.
func (f *form) Department(name string) string {
	code := crm.CodeOf(crm.Departments, f.Raw(name))
	if f.Values.Has(name) {
		f.Values.Set(name, code)
	}
	return code
}

// Text is one line of at most limit characters.
func (f *form) Text(name string, limit int) string { return f.text(name, limit, false) }

// Lines is text of several lines.
func (f *form) Lines(name string, limit int) string { return f.text(name, limit, true) }

func (f *form) text(name string, limit int, lines bool) string {
	s, err := crm.CleanText(f.Values.Get(name), limit, lines)
	if err != nil {
		f.Problems.AddError(name, err)
		return ""
	}
	return s
}

// ID is the number of a record, 0 when empty.
func (f *form) ID(name string) int64 {
	raw := f.Raw(name)
	if raw == "" {
		return 0
	}
	id, err := strconv.ParseInt(raw, 10, 64)
	if err != nil || id <= 0 {
		f.Problems.Add(name, "请重新选择")
		return 0
	}
	return id
}

// Int is a small number, 0 when empty.
func (f *form) Int(name string) int {
	raw := f.Raw(name)
	if raw == "" {
		return 0
	}
	n, err := strconv.Atoi(raw)
	if err != nil {
		f.Problems.Add(name, "请填写数字")
	}
	return n
}

// Yuan is an amount of money in fen, 0 when empty.
func (f *form) Yuan(name string) int64 {
	raw := f.Raw(name)
	if raw == "" {
		return 0
	}
	fen, err := crm.ParseYuan(raw)
	if err != nil {
		f.Problems.AddError(name, err)
	}
	return fen
}

// On reports whether a box is ticked.
func (f *form) On(name string) bool { return f.Raw(name) == "on" || f.Raw(name) == "yes" }

// Many are all values of a field, each once.
func (f *form) Many(name string) []string {
	var list []string
	for _, v := range f.Values[name] {
		if v = strings.TrimSpace(v); v != "" && !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	return list
}

// IDs are the numbers of several records.
func (f *form) IDs(name string) []int64 {
	var ids []int64
	for _, raw := range f.Many(name) {
		id, err := strconv.ParseInt(raw, 10, 64)
		if err != nil || id <= 0 {
			f.Problems.Add(name, "请重新选择")
			return nil
		}
		ids = append(ids, id)
	}
	return ids
}

// Moment is a typed moment in the project's zone; empty means now.
func (f *form) Moment(name string) crm.Moment {
	raw := f.Raw(name)
	if raw == "" {
		return crm.Moment{}
	}
	t, err := crm.ParseMoment(raw, f.a.zone(f.c))
	if err != nil {
		f.Problems.AddError(name, err)
		return crm.Moment{}
	}
	return crm.Moment{At: t.Unix(), Minute: len(raw) == len("2006-01-02T15:04")}
}

// Date is YYYY-MM-DD or empty.
func (f *form) Date(name string) string {
	raw := f.Raw(name)
	if raw == "" {
		return ""
	}
	d, err := crm.ParseDate(raw)
	if err != nil {
		f.Problems.AddError(name, err)
	}
	return d
}

// Version is the row_version the form was drawn from; missing is a problem.
func (f *form) Version() int64 {
	v, err := strconv.ParseInt(f.Raw("row_version"), 10, 64)
	if err != nil || v <= 0 {
		f.Problems.Add("row_version", "页面缺少版本号，请刷新后重试")
	}
	return v
}

// Err is the first reason to send the form back, nil when all could be read.
func (f *form) Err() error { return f.Problems.Err() }

// again is the form as typed with what is wrong with it.
func (f *form) again(labels []views.Option, problems map[string]string, message string) *views.Form {
	return &views.Form{Labels: labels, Values: f.Values, Problems: problems, Message: message, Key: f.key()}
}

// key is the idempotency key kept through a refused form, a new one otherwise.
func (f *form) key() string {
	if k := f.Raw("_key"); k != "" && len(k) <= 64 {
		return k
	}
	return newKey()
}

// newKey is the idempotency key of a freshly drawn form.
func newKey() string { return newID()[:32] }

// pathID is the number of the record in the address; anything else is not found.
func pathID(c echo.Context) (int64, error) { return partID(c, "id") }

// partID is a number in the address, in its one spelling.
func partID(c echo.Context, name string) (int64, error) {
	id, err := strconv.ParseInt(c.Param(name), 10, 64)
	if err != nil || id <= 0 || strconv.FormatInt(id, 10) != c.Param(name) {
		return 0, echo.ErrNotFound
	}
	return id, nil
}
