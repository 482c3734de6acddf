package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

var taskLabels = []views.Option{{Value: "note", Label: "办理情况"}, {Value: "row_version", Label: "版本"}}

var whoseTasks = []crm.Choice{{Code: "own", Label: "指派给我的"}}

// tasksPage lists what the person has to do.
func (a *App) tasksPage(c echo.Context) error {
	q := a.listQuery(c)
	own, after := q.code("whose", whoseTasks) != "", q.dueKey()
	tasks, err := a.Store.Tasks(c.Request().Context(), staff(c), own, after, pageRows+1)
	if err != nil {
		return err
	}
	v := &views.TasksView{Now: a.Now().Unix(), Ignored: q.notice(), Tabs: []views.TabView{
		{Href: q.href("whose", ""), Label: "全部", Active: !own}, {Href: q.href("whose", "own"), Label: "指派给我的", Active: own}}}
	if len(tasks) > pageRows {
		tasks = tasks[:pageRows]
		v.More = q.href("after", strconv.FormatInt(tasks[pageRows-1].DueAt, 10)+"-"+strconv.FormatInt(tasks[pageRows-1].ID, 10))
	}
	for i := range tasks {
		v.Lines = append(v.Lines, taskLine(&tasks[i]))
	}
	part := views.TaskList(v)
	if after.ID != 0 {
		part = views.TaskItems(v)
	}
	return a.render(c, http.StatusOK, "待办", views.TasksPage(v), part)
}

// taskPage shows one task.
func (a *App) taskPage(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	t, err := a.Store.TaskByID(c.Request().Context(), staff(c), id)
	if err != nil {
		return err
	}
	return a.renderTask(c, http.StatusOK, taskLine(&t))
}

func (a *App) renderTask(c echo.Context, status int, l views.TaskLine) error {
	now := a.Now().Unix()
	return a.render(c, status, "待办", views.TaskPage(&l, now), views.TaskItem(&l, now))
}

// completeTask ends a task with what was done.
func (a *App) completeTask(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	note, seen := in.Lines("note", 500), in.Version()
	if err = in.Err(); err == nil {
		err = a.Store.CompleteTask(c.Request().Context(), a.by(c), id, seen, note)
	}
	if crm.Is(err, crm.Invalid) || asStale(err) != nil {
		return a.taskAgain(c, in, id, err)
	}
	if err != nil {
		return err
	}
	if !partial(c) {
		a.say(c, "待办已完成")
		return c.Redirect(http.StatusSeeOther, "/tasks")
	}
	t, err := a.Store.TaskByID(c.Request().Context(), staff(c), id)
	if err != nil {
		return err
	}
	return a.renderTask(c, http.StatusOK, taskLine(&t))
}

// taskAgain gives the form back with what was typed and what is wrong with it, beside what another wrote meanwhile.
func (a *App) taskAgain(c echo.Context, in *form, id int64, err error) error {
	t, loadErr := a.Store.TaskByID(c.Request().Context(), staff(c), id)
	if loadErr != nil {
		return loadErr
	}
	l := taskLine(&t)
	l.Form.Values, l.Form.Problems, l.Form.Key, l.Open = in.Values, problemsOf(err), in.key(), true
	status, message := statusOf(err, a.zone(c))
	if status == http.StatusConflict {
		l.Alert, l.Both = message, []views.Difference{{Label: "办理情况", Typed: in.Values.Get("note"), Stored: t.Note}}
	}
	return a.renderTask(c, status, l)
}

// taskLine makes a task ready to show.
func taskLine(t *db.Task) views.TaskLine {
	id := strconv.FormatInt(t.ID, 10)
	l := views.TaskLine{ID: id, Title: t.Title, Summary: t.Summary, Whose: t.AssigneeName, Due: t.DueAt, Soon: t.DueAt - 2*3600, URL: "/tasks/" + id + "/completion",
		Form: &views.Form{Prefix: "task-" + id + "-", Labels: taskLabels, Key: newKey(), Version: t.Version}}
	if t.AssigneeID == 0 {
		l.Whose = crm.Role(t.Role).Label()
		if t.Department != "" {
			l.Whose += " · " + department(t.Department)
		}
	}
	if t.PromiseOn != "" {
		l.Summary = t.PromiseOn + " 前答应：" + t.Summary
	}
	if t.DoneAt != 0 {
		l.Done = "已完成"
	}
	switch {
	case t.Kind == "reveal_alert": // for the privacy officer, who reads the records and no accounts
		l.Href, l.Act = "/admin/audit?kind=revealed&actor="+strconv.FormatInt(t.SubjectID, 10), "查看记录"
	case t.Kind == "digest":
		l.Href, l.Act = "/cases?view=list&verdict=missed", "查看超时的诉求"
	case t.Kind == "export_approval":
		l.Href, l.Act = recordPath("export", t.SubjectID), "去审批"
	case t.NoteID != 0: // what was said next ends it
		field := map[string]string{"promise": "promises"}[t.Kind]
		if field == "" {
			field = "contacts"
		}
		l.Href, l.About, l.Act = fmt.Sprintf("%s/notes/new?%s=%d", recordPath(t.Subject, t.SubjectID), field, t.NoteID), t.SubjectNo, "记录沟通"
	case t.SubjectID != 0 && t.Subject != "":
		l.Href, l.About, l.Act = recordPath(t.Subject, t.SubjectID), t.SubjectNo, "去办理"
	}
	if href := missHref(t); href != "" {
		l.Href, l.Act = href, "说明原因"
	}
	return l
}

// missHref is where the reason of a miss is asked for; a task's key names case, cycle and clock.
func missHref(t *db.Task) string {
	parts := strings.Split(t.Key, ":")
	if t.Kind != "explain_miss" || len(parts) != 4 {
		return ""
	}
	return "/cases/" + parts[1] + "/miss-reason?" + url.Values{"cycle": {parts[2]}, "clock": {parts[3]}}.Encode()
}
