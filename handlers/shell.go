package handlers

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// navigation is the side bar: an entry shows where the right is held.
var navigation = []struct {
	label, path, icon string
	right             crm.Capability
}{
	{"工作台", "/", "home", crm.SignedIn},
	{"诉求受理", "/cases", "message-report", crm.CaseRead},
	{"客户档案", "/customers", "users", crm.CustomerRead},
	{"回访管理", "/revisits", "phone", crm.RevisitPerform},
	{"社区活动", "/activities", "calendar-event", crm.ActivityEdit},
	{"待办", "/tasks", "clipboard-check", crm.TaskDo},
	{"超时督办", "/overdue", "clock", crm.OverdueRead},
	{"导入", "/imports", "upload", crm.CustomerImport},
	{"导出", "/exports", "download", crm.ExportRead},
	{"业委会专页", "/committee", "chart-bar", crm.CommitteeRead},
	{"账号", "/admin/users", "key", crm.AccountsEdit},
	{"系统设置", "/admin/settings", "settings", crm.SettingsRead},
	{"审计记录", "/admin/audit", "database", crm.AuditRead},
}

// shell is the frame around the page for the person who asks, made once a request.
func (a *App) shell(c echo.Context, title string) *views.Shell {
	if s, ok := c.Get("shell").(*views.Shell); ok {
		s.Title = title
		return s
	}
	ses := session(c)
	who := ses.Staff
	s := &views.Shell{Title: title, Path: c.Request().URL.Path, CSRF: a.csrfToken(c), ServerTime: a.Now().Unix(), TestMode: a.TestMode}
	c.Set("shell", s)
	headers, err := json.Marshal(map[string]string{"X-CSRF-Token": s.CSRF})
	if err == nil {
		s.HeadersJSON = string(headers)
	}
	if who.ID == 0 {
		return s
	}
	s.StaffName, s.RoleLabel = who.Name, who.Role().Label()
	s.ProjectName, s.ProjectCode = ses.Project.Name, ses.Project.Code
	if partial(c) {
		return s
	}
	trouble := a.trouble()
	s.Stops = trouble.Stops
	if who.Has(crm.Sysadmin, crm.Manager) {
		s.Warns = trouble.Warns
	}
	s.PlainHTTP = !a.secure() && who.Has(crm.Sysadmin)
	s.CanSearch, s.CanRegister = who.May(crm.SearchUse), who.May(crm.CaseRegister)
	s.Notice = a.said(c)
	for _, n := range navigation {
		if who.May(n.right) {
			active := n.path == s.Path || n.path != "/" && strings.HasPrefix(s.Path, n.path+"/") || n.path == "/cases" && strings.HasPrefix(s.Path+"/", "/causes/")
			s.Nav = append(s.Nav, views.NavItem{Label: n.label, Path: n.path, Icon: n.icon, Active: active})
		}
	}
	a.frame(c, s)
	return s
}

// frame adds what the navigation counts and the projects to switch to; a page is drawn without them rather than not at all.
func (a *App) frame(c echo.Context, s *views.Shell) {
	frame, err := a.Store.Frame(c.Request().Context(), staff(c), a.Now().Unix())
	if err != nil {
		a.Log.Error("frame", "error", err.Error(), "request_id", requestID(c))
		return
	}
	for _, p := range frame.Projects {
		s.Projects = append(s.Projects, views.Option{Value: p.Code, Label: p.Name})
	}
	for i := range s.Nav {
		switch item := &s.Nav[i]; item.Path {
		case "/cases":
			item.Count, item.CountLabel = upTo999(frame.Missed), "件已超时"
		case "/tasks":
			item.Count, item.CountLabel = upTo999(frame.Tasks), "项待办"
		}
	}
}

func upTo999(n int) string {
	switch {
	case n == 0:
		return ""
	case n > 999:
		return "999+"
	}
	return strconv.Itoa(n)
}

// zone is the time zone of the project in hand.
func (a *App) zone(c echo.Context) *time.Location { return session(c).Project.Zone() }

// today is the local date, 2006-01-02.
func (a *App) today(c echo.Context) string { return a.Now().In(a.zone(c)).Format(time.DateOnly) }
