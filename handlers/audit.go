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
	names := make(map[string]string, len(people))
	for _, p := range people {
		id := strconv.FormatInt(p.ID, 10)
		in.Actors, names[id] = append(in.Actors, views.Option{Value: id, Label: p.Name}), p.Name
	}
	if len(page.Lines) > auditLines {
		page.Lines = page.Lines[:auditLines]
		in.More = "/admin/audit?" + url.Values{"kind": {in.Kind}, "actor": {in.Actor}, "before": {strconv.FormatInt(page.Lines[auditLines-1].Seq, 10)}}.Encode()
	}
	for i := range page.Lines {
		in.Lines = append(in.Lines, a.auditLine(c, &page.Lines[i], names))
	}
	whole := views.AuditPage(in)
	if f.Before != 0 {
		return a.render(c, http.StatusOK, "审计记录", whole, views.AuditRows(in))
	}
	return a.render(c, http.StatusOK, "审计记录", whole, whole)
}

var auditSubjects = map[string]string{
	"case": "诉求", "customer": "客户", "room": "房屋", "staff": "账号", "session": "登录", "settings": "设置", "system": "系统", "import": "导入", "export": "导出", "committee": "业委会专页", "task": "待办", "attachment": "附件", "extra_field": "补充字段", "activity": "社区活动", "attendance": "活动名单",
}

// auditSource is where a change came from: an address, or the command line.
func auditSource(source string) string {
	if source == "console" {
		return "命令行"
	}
	return source
}

func (a *App) auditLine(c echo.Context, l *db.Line, people map[string]string) views.AuditLine {
	about := auditSubjects[l.Subject]
	if about == "" {
		about = l.Subject
	}
	if l.SubjectID != 0 {
		about += " #" + strconv.FormatInt(l.SubjectID, 10)
	}
	return views.AuditLine{Seq: strconv.FormatInt(l.Seq, 10), When: views.DateTimeSec(l.RecordedAt, a.zone(c)), Who: l.ActorName, Role: crm.Role(l.ActorRole).Label(),
		Source: auditSource(l.Source), What: crm.EventLabel(l.Kind), About: about, Before: plainFacts(l.Before, a.zone(c), people), After: plainFacts(l.After, a.zone(c), people), Hash: l.Hash[:12], HasText: l.TextDigest != ""}
}

// plainFacts are the facts of a line as name: value in words, moments in the project's zone, those without a value left out.
func plainFacts(object string, zone *time.Location, people map[string]string) []string {
	var facts map[string]any
	d := json.NewDecoder(strings.NewReader(object))
	d.UseNumber()
	if d.Decode(&facts) != nil {
		return nil // none was written
	}
	return factLines(facts, zone, people)
}

func factLines(facts map[string]any, zone *time.Location, people map[string]string) []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(facts)) {
		if text := factText(name, facts[name], zone, people); text != "" {
			list = append(list, crm.FactName(name)+"："+text)
		}
	}
	return list
}

// factText is one value; what holds several has them one behind the other.
func factText(name string, value any, zone *time.Location, people map[string]string) string {
	switch v := value.(type) {
	case nil:
		return ""
	case []any:
		var parts []string
		for _, item := range v {
			if text := factText(name, item, zone, people); text != "" {
				parts = append(parts, text)
			}
		}
		return strings.Join(parts, "、")
	case map[string]any:
		return "（" + strings.Join(factLines(v, zone, people), "，") + "）"
	case string:
		if crm.FactOfStaff(name) {
			var names []string
			for _, id := range crm.SplitIDs(v) {
				names = append(names, people[strconv.FormatInt(id, 10)])
			}
			return strings.Join(names, "、")
		}
	case json.Number:
		seconds, err := v.Int64()
		switch {
		case err == nil && seconds != 0 && (strings.HasSuffix(name, "_at") || strings.HasSuffix(name, ".at")):
			return views.DateTimeSec(seconds, zone)
		case crm.FactOfStaff(name) && people[v.String()] != "":
			return people[v.String()]
		}
	}
	return crm.FactValue(name, fmt.Sprint(value))
}

// queryID is a number of the query, 0 for none or nonsense.
func queryID(c echo.Context, name string) int64 {
	id, err := strconv.ParseInt(c.QueryParam(name), 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}
