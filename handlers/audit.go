package handlers

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

const auditLines = 50

// auditPage lists the journal, newest first, narrowed by kind and actor.
func (a *App) auditPage(c echo.Context) error {
	ctx, who := c.Request().Context(), staff(c)
	f := db.AuditFilter{Kind: c.QueryParam("kind"), Actor: queryID(c, "actor"), Before: queryID(c, "before"), Limit: auditLines + 1}
	page, err := a.Store.Audit(ctx, who, f)
	if err != nil {
		return err
	}
	people, err := a.Store.Accounts(ctx, who, a.Now().Unix())
	if err != nil {
		return err
	}
	in := views.AuditInput{Kind: f.Kind, Actor: c.QueryParam("actor"), Narrow: !page.All,
		Head: "全部 " + strconv.FormatInt(page.Head.Seq, 10) + " 行，末行哈希 " + page.Head.Hash}
	kinds := crm.AdminEvents
	if page.All {
		kinds = append(append([]crm.Choice{}, crm.EventLabels...), kinds...)
	}
	for _, k := range kinds {
		in.Kinds = append(in.Kinds, views.Option{Value: k.Code, Label: k.Label})
	}
	for _, p := range people {
		in.Actors = append(in.Actors, views.Option{Value: strconv.FormatInt(p.ID, 10), Label: p.Name})
	}
	if len(page.Lines) > auditLines {
		page.Lines = page.Lines[:auditLines]
		in.More = "/admin/audit?" + url.Values{"kind": {in.Kind}, "actor": {in.Actor}, "before": {strconv.FormatInt(page.Lines[auditLines-1].Seq, 10)}}.Encode()
	}
	for i := range page.Lines {
		in.Lines = append(in.Lines, a.auditLine(c, &page.Lines[i]))
	}
	whole := views.AuditPage(in)
	if f.Before != 0 {
		return a.render(c, http.StatusOK, "审计记录", whole, views.AuditRows(in))
	}
	return a.render(c, http.StatusOK, "审计记录", whole, whole)
}

var auditSubjects = map[string]string{
	"case": "诉求", "customer": "客户", "room": "房屋", "staff": "账号", "session": "登录", "settings": "设置", "system": "系统", "import": "导入", "committee": "业委会专页", "task": "待办",
}

func (a *App) auditLine(c echo.Context, l *db.Line) views.AuditLine {
	about := auditSubjects[l.Subject]
	if about == "" {
		about = l.Subject
	}
	if l.SubjectID != 0 {
		about += " #" + strconv.FormatInt(l.SubjectID, 10)
	}
	return views.AuditLine{Seq: strconv.FormatInt(l.Seq, 10), When: views.DateTimeSec(l.RecordedAt, a.zone(c)), Who: l.ActorName, Role: crm.Role(l.ActorRole).Label(),
		Source: l.Source, What: crm.EventLabel(l.Kind), About: about, Before: plainFacts(l.Before, a.zone(c)), After: plainFacts(l.After, a.zone(c)), Hash: l.Hash[:12], HasText: l.TextDigest != ""}
}

// plainFacts are the facts of a line as name: value, moments in the project's zone, those without a value left out.
func plainFacts(object string, zone *time.Location) []string {
	var facts map[string]any
	d := json.NewDecoder(strings.NewReader(object))
	d.UseNumber()
	if d.Decode(&facts) != nil {
		return nil // none was written
	}
	var list []string
	for _, name := range slices.Sorted(maps.Keys(facts)) {
		text := fmt.Sprint(facts[name])
		if at, ok := facts[name].(json.Number); ok && strings.HasSuffix(name, "_at") && text != "0" {
			seconds, _ := at.Int64()
			text = views.DateTimeSec(seconds, zone)
		}
		if text != "" {
			list = append(list, name+": "+text)
		}
	}
	return list
}

// queryID is a number of the query, 0 for none or nonsense.
func queryID(c echo.Context, name string) int64 {
	id, err := strconv.ParseInt(c.QueryParam(name), 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}
