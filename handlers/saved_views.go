package handlers

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/views"
)

// viewLists are the lists whose filters can be kept, with the filters that may be: codes and days, no words of anybody.
var viewLists = map[string][]string{
	"/cases": {"kind", "state", "step", "clock", "verdict", "department", "handler", "category", "from", "to", "figure", "month", "view"},
}

// cleanView is a list's address with only the filters that may be kept; NotFound for a list that keeps none.
func cleanView(path, query string) (db.SavedView, error) {
	path = cmp.Or(path, "/cases")
	names, ok := viewLists[path]
	values, err := url.ParseQuery(query)
	if !ok || err != nil || len(query) > 500 {
		return db.SavedView{}, echo.ErrNotFound
	}
	for name := range values {
		if !slices.Contains(names, name) {
			values.Del(name)
		}
	}
	return db.SavedView{Path: path, Query: values.Encode()}, nil
}

func viewForm(v db.SavedView) formPage {
	address := url.Values{"path": {v.Path}, "query": {v.Query}}
	return formPage{title: "保存视图", lead: "把现在的筛选条件存为一个视图，只有您自己看得到。", url: "/views?" + address.Encode(), back: v.Path + "?" + v.Query,
		fields: []views.Field{{Name: "name", Label: "名称", Max: 20, Required: true, Autofocus: true, Hint: "例如：本周电梯投诉。同名的视图会被替换"}}}
}

// newView asks for the name of a view.
func (a *App) newView(c echo.Context) error {
	v, err := cleanView(c.QueryParam("path"), c.QueryParam("query"))
	if err != nil {
		return err
	}
	return a.askForm(c, viewForm(v), url.Values{}, 0)
}

func (a *App) saveView(c echo.Context) error {
	in := a.input(c)
	v, err := cleanView(c.FormValue("path"), c.FormValue("query")) // the form sends itself to an address that holds them
	if err != nil {
		return err
	}
	v.Name = in.Text("name", 20)
	err = in.send(func() error { return a.Store.SaveView(c.Request().Context(), a.by(c), v) })
	return a.answerForm(c, viewForm(v), in, nil, err, "视图已保存")
}

// savedViews lists the reader's own views.
func (a *App) savedViews(c echo.Context) error {
	held, err := a.Store.SavedViews(c.Request().Context(), staff(c), "/cases")
	if err != nil {
		return err
	}
	page := views.SavedViewsPage(keptViews(held, ""))
	return a.render(c, http.StatusOK, "我的视图", page, page)
}

// keptViews makes views ready to show; the one in use is marked.
func keptViews(held []db.SavedView, query string) []views.KeptView {
	list := make([]views.KeptView, len(held))
	for i, v := range held {
		list[i] = views.KeptView{Name: v.Name, Href: v.Path + "?" + v.Query, ID: strconv.FormatInt(v.ID, 10), InUse: v.Query == query}
	}
	return list
}

func (a *App) dropView(c echo.Context) error {
	in := a.input(c)
	id := in.ID("id")
	in.Problems.Check(id != 0, "id", "请选择要删除的视图")
	if err := in.Err(); err != nil {
		return err
	}
	if err := a.Store.DropView(c.Request().Context(), a.by(c), id); err != nil {
		return err
	}
	a.say(c, "视图已删除")
	return a.redirect(c, "/views")
}

// keepsViews fills in the reader's views of the list and the way to keep the one in sight.
func (a *App) keepsViews(c echo.Context, q *listQuery) (views.KeptViews, error) {
	now, err := cleanView(q.path, q.kept.Encode())
	if err != nil {
		return views.KeptViews{}, err
	}
	held, err := a.Store.SavedViews(c.Request().Context(), staff(c), q.path)
	if err != nil {
		return views.KeptViews{}, err
	}
	kept := views.KeptViews{List: keptViews(held, now.Query)}
	if now.Query != "" {
		kept.Save = "/views/new?" + url.Values{"path": {now.Path}, "query": {now.Query}}.Encode()
	}
	return kept, nil
}
