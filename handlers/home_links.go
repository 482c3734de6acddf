package handlers

import (
	"strconv"
	"strings"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// deskLinks lead to what the role looks after.
func (a *App) deskLinks(who crm.Staff, d *db.Desk) []views.DeskLink {
	var links []views.DeskLink
	if who.May(crm.CommitteePublish) && len(d.Months.Open) > 0 {
		links = append(links, views.DeskLink{Icon: "chart-bar", Label: d.Months.Open[0].Label() + "的业委会月报尚未公布", Href: committeePath(d.Months.Open[0].String()), Note: "共 " + strconv.Itoa(len(d.Months.Open)) + " 个月待公布"})
	}
	if who.Has(crm.Committee, crm.Executive) {
		link := views.DeskLink{Icon: "chart-bar", Label: "业委会专页", Href: "/committee", Note: "还没有公布的月报"}
		if len(d.Months.Published) > 0 {
			newest := d.Months.Published[0]
			link.Label, link.Href, link.Note = "最新月报："+periodLabel(newest.Period), committeePath(newest.Period), views.VersionLabel(newest.Version)
		}
		links = append(links, link)
	}
	if who.May(crm.AuditRead) && who.Has(crm.PrivacyOfficer, crm.Quality) {
		links = append(links, views.DeskLink{Icon: "shield-lock", Label: "审计记录", Href: "/admin/audit", Note: "查看明文、登录和设置的记录"})
	}
	if who.Has(crm.Sysadmin) {
		links = append(links, views.DeskLink{Icon: "key", Label: "账号", Href: "/admin/users", Note: "新建、停用、重置密码"},
			views.DeskLink{Icon: "settings", Label: "系统设置", Href: "/admin/settings", Note: a.backupNote()},
			views.DeskLink{Icon: "database", Label: "审计记录", Href: "/admin/audit", Note: "账号和设置的变更"})
	}
	if short := activitiesShort(d.Activities); short != "" {
		links = append(links, views.DeskLink{Icon: "calendar-event", Label: "今年的社区活动还没有排满", Href: "/activities", Note: short})
	}
	if who.May(crm.PlaceEdit) {
		links = append(links, views.DeskLink{Icon: "map-pin", Label: "位置二维码", Href: "/places", Note: "业主扫码提交诉求"})
	}
	return links
}

// activitiesShort says what the plan of the year lacks, empty for nothing.
func activitiesShort(plans []crm.ActivityPlan) string {
	var parts []string
	for _, p := range plans {
		if n := p.Short(); n > 0 {
			parts = append(parts, crm.Label(crm.ActivityKinds, p.Kind)+"还差 "+strconv.FormatInt(n, 10)+" 场")
		}
	}
	return strings.Join(parts, "、")
}

// backupNote says when the data was last copied.
func (a *App) backupNote() string {
	if a.LastBackup == nil {
		return "没有开启自动备份"
	}
	at, err := a.LastBackup()
	switch {
	case err != nil:
		return "无法读取备份目录"
	case at.IsZero():
		return "还没有自动备份"
	}
	return "最近备份 " + views.Ago(at.Unix(), a.Now().Unix())
}
