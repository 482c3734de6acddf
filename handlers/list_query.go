package handlers

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// listQuery reads the filters in an address. What it does not understand it leaves out and says so.
type listQuery struct {
	path    string
	values  url.Values
	zone    *time.Location
	kept    url.Values // what was understood, for links to the same list
	ignored []string
}

// filterNames are the labels of the filters in use.
var filterNames = map[string]string{"kind": "类型", "state": "状态", "step": "步骤", "clock": "时限", "verdict": "结论", "department": "部门", "handler": "经办人", "category": "类别",
	"from": "受理日期起", "to": "受理日期止", "after": "页码", "view": "显示方式", "person": "责任人", "whose": "范围", "figure": "指标", "month": "月份", "subject": "内容", "type": "客户类型", "building": "楼栋", "by": "比较"}

func (a *App) listQuery(c echo.Context) *listQuery {
	return &listQuery{path: c.Request().URL.Path, values: c.QueryParams(), zone: a.zone(c), kept: url.Values{}}
}

func (q *listQuery) raw(name string) string { return strings.TrimSpace(q.values.Get(name)) }

func (q *listQuery) keep(name, value string) string {
	q.kept.Set(name, value)
	return value
}

func (q *listQuery) ignore(name string) { q.ignored = append(q.ignored, filterNames[name]) }

// code is one of the codes of a list, found by its label too.
func (q *listQuery) code(name string, lists ...[]crm.Choice) string {
	v := q.raw(name)
	if v == "" {
		return ""
	}
	for _, list := range lists {
		if code := crm.CodeOf(list, v); crm.Has(list, code) {
			return q.keep(name, code)
		}
	}
	q.ignore(name)
	return ""
}

// login is the log-in name of one of these people.
func (q *listQuery) login(name string, people []views.Option) string {
	v := q.raw(name)
	if v == "" {
		return ""
	}
	for _, p := range people {
		if p.Value == v {
			return q.keep(name, v)
		}
	}
	q.ignore(name)
	return ""
}

// day is the beginning of a date in the project's zone, days later, 0 for none.
func (q *listQuery) day(name string, days int) int64 {
	v := q.raw(name)
	if v == "" {
		return 0
	}
	date, err := crm.ParseDate(v)
	if err != nil {
		q.ignore(name)
		return 0
	}
	t, err := time.ParseInLocation(time.DateOnly, date, q.zone)
	if err != nil {
		q.ignore(name)
		return 0
	}
	q.keep(name, date)
	return time.Date(t.Year(), t.Month(), t.Day()+days, 0, 0, 0, 0, q.zone).Unix()
}

// month is the beginning of a calendar month and of the next, of the month of now where none is named.
func (q *listQuery) month(name string, now time.Time) (from, to int64) {
	month := crm.PeriodOf(now.Unix(), q.zone)
	if v := q.raw(name); v != "" {
		named, ok := crm.ParsePeriod(v)
		if ok {
			month = named
		} else {
			q.ignore(name)
		}
	}
	q.keep(name, month.String())
	return month.Bounds(q.zone)
}

// numbers are the parts of «after», none below zero.
func (q *listQuery) numbers(n int) []int64 {
	v := q.raw("after")
	if v == "" {
		return nil
	}
	parts := strings.Split(v, "-")
	list := make([]int64, 0, n)
	for _, p := range parts {
		number, err := strconv.ParseInt(p, 10, 64)
		if err != nil || number < 0 {
			q.ignore("after")
			return nil
		}
		list = append(list, number)
	}
	if len(list) != n {
		q.ignore("after")
		return nil
	}
	return list
}

// dueKey is «after» in the order of dues.
func (q *listQuery) dueKey() db.CaseKey {
	if n := q.numbers(2); n != nil {
		return db.CaseKey{Due: n[0], ID: n[1]}
	}
	return db.CaseKey{}
}

// href is the same list with some parameters set, an empty value takes one away.
func (q *listQuery) href(set ...string) string {
	values := url.Values{}
	for name := range q.kept {
		values.Set(name, q.kept.Get(name))
	}
	for i := 0; i+1 < len(set); i += 2 {
		if set[i+1] == "" {
			values.Del(set[i])
		} else {
			values.Set(set[i], set[i+1])
		}
	}
	if len(values) == 0 {
		return q.path
	}
	return q.path + "?" + values.Encode()
}

// notice says what was left out.
func (q *listQuery) notice() string {
	if len(q.ignored) == 0 {
		return ""
	}
	return "已忽略无法识别的筛选条件：" + strings.Join(q.ignored, "、")
}

// field is a filter as a list to choose from.
func (q *listQuery) field(name, all string, options []views.Option) views.Field {
	return views.Field{Name: name, Label: filterNames[name], Type: "select", Empty: all, Options: options, Value: q.kept.Get(name)}
}

// narrowed reports whether one of the named filters is set.
func (q *listQuery) narrowed(names ...string) bool {
	for _, name := range names {
		if q.kept.Get(name) != "" {
			return true
		}
	}
	return false
}

// options turns a list of the business into choices.
func options(list []crm.Choice) []views.Option {
	choices := make([]views.Option, len(list))
	for i, c := range list {
		choices[i] = views.Option{Value: c.Code, Label: c.Label}
	}
	return choices
}

// people are those who may be given work, for a filter.
func (a *App) people(c echo.Context) ([]views.Option, error) {
	return colleagues(c.Request().Context(), a.Store, staff(c), a.Now())
}
