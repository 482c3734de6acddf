package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// joinCausePage offers a case the running causes like it, or a new one.
func (a *App) joinCausePage(c echo.Context) error {
	return a.showJoinCause(c, http.StatusOK, "")
}

func (a *App) showJoinCause(c echo.Context, status int, alert string) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	ctx, who := c.Request().Context(), staff(c)
	page, err := a.Store.CaseByID(ctx, who, id)
	if err != nil {
		return err
	}
	k := page.Case
	path := recordPath("case", id)
	v := &views.JoinCauseView{No: k.No, Href: path, Summary: k.Summary, URL: path + "/cause", Alert: alert, Key: newKey(), Version: k.RowVersion}
	switch {
	case k.GroupID != 0:
		v.Alert = "该诉求已在一因多诉中"
	case !k.State.Open():
		v.Alert = "诉求" + crm.Label(crm.States, string(k.State)) + "，不能加入"
	default:
		v.New = "/causes/new?case=" + strconv.FormatInt(id, 10)
		alike, err := a.Store.KindredOf(ctx, who, db.Alike{Category: k.Category, SubCategory: k.SubCategory}, a.Now().Unix())
		if err != nil {
			return err
		}
		for i := range alike.Groups {
			line := a.causeLine(c, &alike.Groups[i])
			line.Join = strconv.FormatInt(alike.Groups[i].Group.ID, 10)
			v.Lines = append(v.Lines, line)
		}
	}
	return a.render(c, status, "这是一因多诉", views.JoinCausePage(v), views.JoinCausePart(v))
}

// joinCause puts a case into a cause.
func (a *App) joinCause(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	seen, group := in.Version(), in.ID("cause")
	in.Problems.Check(group != 0, "cause", "请选择加入哪一个一因多诉")
	if err = in.Err(); err == nil {
		err = a.Store.JoinGroup(c.Request().Context(), a.by(c), id, seen, group)
	}
	if err == nil {
		a.say(c, "已加入一因多诉")
		return a.redirect(c, recordPath("group", group))
	}
	status, message := statusOf(err, a.zone(c))
	if status != http.StatusUnprocessableEntity && status != http.StatusConflict || asRepeated(err) != nil {
		return err
	}
	return a.showJoinCause(c, status, message)
}

// leaveCause takes a case out of its cause.
func leaveCause(a *App, c echo.Context, in *form, id, seen int64) error {
	reason := in.Lines("reason", 2000)
	return in.send(func() error { return a.Store.LeaveGroup(c.Request().Context(), a.by(c), id, seen, reason) })
}

// casesNearby are the running causes and open cases like the one that is being typed; a part of the form and no page.
func (a *App) casesNearby(c echo.Context) error {
	if !partial(c) {
		return a.redirect(c, "/cases/new")
	}
	like := db.Alike{Category: c.QueryParam("category"), SubCategory: c.QueryParam("sub_category")}
	like.Room, _ = crm.CleanText(c.QueryParam("room"), 60, false)
	like.Place, _ = crm.CleanText(c.QueryParam("place"), 100, false)
	found, err := a.Store.KindredOf(c.Request().Context(), staff(c), like, a.Now().Unix())
	if err != nil {
		return err
	}
	part := views.CasesNearby(a.nearbyView(c, found, like.Room))
	return a.render(c, http.StatusOK, "登记诉求", part, part)
}

func (a *App) nearbyView(c echo.Context, k db.Kindred, room string) *views.NearbyView {
	v, may := &views.NearbyView{}, staff(c).May(crm.CaseRegister)
	for i := range k.Groups {
		line := a.causeLine(c, &k.Groups[i])
		if may {
			line.Join = line.Href + "?room=" + url.QueryEscape(room)
		}
		v.Causes = append(v.Causes, line)
	}
	for i := range k.Cases {
		r := &k.Cases[i]
		line := views.CauseLine{Href: recordPath("case", r.ID), No: r.No, Title: r.Summary, Badges: []views.BadgeView{views.StateBadge(r.State)}, Text: r.Place + " · " + views.DateTime(r.ReceivedAt, a.zone(c))}
		if may {
			line.Join = line.Href + "/cause"
		}
		v.Cases = append(v.Cases, line)
	}
	return v
}
