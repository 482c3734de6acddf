package handlers

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// activityPage is an activity with the people on its list.
func (a *App) activityPage(c echo.Context) error {
	x, err := a.activityInHand(c)
	if err != nil {
		return err
	}
	return a.showActivity(c, http.StatusOK, x, &views.CheckIn{Form: &views.Form{Key: newKey()}})
}

// showActivity draws it with the box for people as it stands; further rows of the list alone where they are asked for.
func (a *App) showActivity(c echo.Context, status int, x crm.Activity, box *views.CheckIn) error {
	q := a.listQuery(c)
	q.path = recordPath("activity", x.ID)
	v := a.activityView(c, x, box)
	after, err := a.listPeople(c, q, x, v)
	if err != nil {
		return err
	}
	part := views.ActivityPart(v)
	if after {
		part = views.AttendeeRows(v)
	}
	return a.render(c, status, x.Title, views.ActivityPage(v), part)
}

func (a *App) activityView(c echo.Context, x crm.Activity, box *views.CheckIn) *views.ActivityView {
	who, now, path := staff(c), a.Now().Unix(), recordPath("activity", x.ID)
	stage := x.Stage(now)
	v := &views.ActivityView{Title: x.Title, Lead: crm.Label(crm.ActivityKinds, x.Kind), State: views.ActivityBadge(stage), Note: x.Note, Minutes: x.Minutes, CancelReason: x.CancelReason,
		Facts: activityFacts(x, views.DateTime(x.StartsAt, a.zone(c)))}
	if x.MayChange(who) {
		v.EditURL, v.CancelURL = path+"/edit", path+"/cancel"
		if x.Attended > 0 {
			v.CancelURL = ""
		}
	}
	if x.CheckApprove(who) == nil {
		v.Approve, v.ApproveURL = &views.Form{Key: newKey(), Version: x.RowVersion}, path+"/approval"
	}
	if x.CheckMinutes(now) == nil {
		v.MinutesURL = path + "/minutes"
	}
	if stage == "upcoming" || stage == "begun" {
		v.SheetURL, v.CheckIn = path+"/sign-in-sheet", box
		box.URL, box.Ways = path+"/people", attendanceWays(x.Ways(a.dayOf(c, x), now))
		box.Focus = now >= a.dayOf(c, x) && now < x.StartsAt+86400
	} else {
		v.Refused = box.Refused
	}
	if stage == "begun" && x.SignedUp > 0 {
		v.Absences, v.AbsencesURL, v.AbsencesText = &views.Form{Key: newKey()}, path+"/absences", "其余已报名的记为未到"
	}
	return v
}

func activityFacts(x crm.Activity, when string) []views.Fact {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	facts := []views.Fact{{Label: "开始时间", Value: when}, {Label: "地点", Value: x.Place}, {Label: "对象", Value: x.Audience}, {Label: "名额", Value: "不限"},
		{Label: "已报名", Value: number(x.SignedUp)}, {Label: "已签到", Value: number(x.Attended)}, {Label: "未到", Value: number(x.Absent)}, {Label: "已邀请", Value: number(x.Invited)}}
	if x.Capacity > 0 {
		facts[3].Value = fmt.Sprintf("%d（还有 %d）", x.Capacity, max(0, x.Capacity-x.Seats()))
	}
	if x.Photos {
		facts = append(facts, views.Fact{Label: "现场拍照", Value: "是"})
	}
	return facts
}

// dayOf is when the local day of an activity begins.
func (a *App) dayOf(c echo.Context, x crm.Activity) int64 {
	return crm.DayStart(views.Date(x.StartsAt, a.zone(c)), a.zone(c))
}

// wayLabels are the buttons that move somebody on, and what is said then.
var wayLabels = map[string][2]string{crm.Invited: {"邀请", "已邀请"}, crm.SignedUp: {"报名", "已报名"}, crm.Attended: {"签到", "已签到"}, crm.Absent: {"未到", "记为未到"}}

// attendanceWays are these buttons, that of checking in first.
func attendanceWays(ways []string) (list []views.Option) {
	for _, way := range []string{crm.Attended, crm.SignedUp, crm.Invited, crm.Absent} {
		for _, w := range ways {
			if w == way {
				list = append(list, views.Option{Value: w, Label: wayLabels[w][0]})
			}
		}
	}
	return list
}

// listPeople adds the list; after reports whether it goes on from a page before.
func (a *App) listPeople(c echo.Context, q *listQuery, x crm.Activity, v *views.ActivityView) (after bool, err error) {
	ctx, who := c.Request().Context(), staff(c)
	status, from := "", int64(0)
	if c.Request().Method == http.MethodGet {
		status = q.code("state", crm.AttendanceStates)
		if n := q.numbers(1); n != nil {
			from = n[0]
		}
	}
	list, err := a.Store.Attendees(ctx, who, x.ID, status, from, pageRows, a.today(c))
	if err != nil {
		return false, err
	}
	counts, err := a.Store.AttendeeCounts(ctx, who, x.ID)
	if err != nil {
		return false, err
	}
	if len(list) > pageRows {
		list = list[:pageRows]
		v.More = q.href("after", strconv.FormatInt(list[pageRows-1].ID, 10))
	}
	for _, p := range list {
		v.People = append(v.People, a.attendeeRow(c, x, p))
	}
	seen := int64(0)
	for _, n := range counts {
		seen += n
	}
	v.Tabs = peopleTabs(q, status, seen, counts)
	v.PeopleEmpty = "名单还是空的。"
	if seen > 0 {
		v.PeopleEmpty = "这一类还没有人。"
	}
	if beyond := x.Listed() - seen; beyond > 0 {
		v.Beyond = fmt.Sprintf("另有 %d 人不在您可查看的范围内，人数已计入上面的合计。", beyond)
	}
	return from != 0, nil
}

func peopleTabs(q *listQuery, status string, seen int64, counts map[string]int64) []views.TabView {
	if seen == 0 {
		return nil
	}
	tabs := []views.TabView{{Href: q.href("state", ""), Label: "全部", Count: strconv.FormatInt(seen, 10), Active: status == ""}}
	for _, s := range crm.AttendanceStates {
		if n := counts[s.Code]; n > 0 || status == s.Code {
			tabs = append(tabs, views.TabView{Href: q.href("state", s.Code), Label: s.Label, Count: strconv.FormatInt(n, 10), Active: status == s.Code})
		}
	}
	return tabs
}

func (a *App) attendeeRow(c echo.Context, x crm.Activity, p crm.Attendee) views.AttendeeRow {
	now := a.Now().Unix()
	person := customerRow(p.Customer)
	r := views.AttendeeRow{Href: person.Href, Name: person.Name, Rooms: person.Rooms, Phone: person.Phone, Status: views.AttendanceBadge(p.Status), NoPhotos: x.Photos && p.NoPhotos,
		Noted: strings.TrimSpace(views.When(p.At, now, a.zone(c)) + " " + p.By), Form: &views.Form{Key: newKey(), Version: p.RowVersion}}
	r.URL = recordPath("activity", x.ID) + "/people/" + strconv.FormatInt(p.ID, 10)
	r.Ways = attendanceWays(x.May(p.Status, a.dayOf(c, x), now))
	for i, w := range r.Ways {
		switch {
		case p.Status == crm.Attended && w.Value == crm.SignedUp:
			r.Ways[i].Label = "撤销签到"
		case p.Status == crm.SignedUp && w.Value == crm.Invited:
			r.Ways[i].Label = "取消报名"
		case p.Status == crm.Absent && w.Value == crm.SignedUp:
			r.Ways[i].Label = "撤销未到"
		}
	}
	if p.Status == crm.Attended && staff(c).May(crm.CaseRegister) {
		r.CaseHref = "/cases/new?customer_id=" + strconv.FormatInt(p.Customer.ID, 10)
	}
	return r
}

// noteComing adds somebody to the list or checks them in.
func (a *App) noteComing(c echo.Context) error {
	x, err := a.activityInHand(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	coming := db.Coming{ActivityID: x.ID, CustomerID: in.ID("customer_id"), Text: in.Text("who", 60), Status: in.Raw("to")}
	var out db.Come
	err = in.send(func() (err error) {
		out, err = a.Store.NoteComing(c.Request().Context(), a.by(c), coming, a.today(c), a.zone(c))
		return err
	})
	return a.answerComing(c, x.ID, in, out, err)
}

// moveAttendee moves one person of the list on.
func (a *App) moveAttendee(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	attendee, err := partID(c, "attendee")
	if err != nil {
		return err
	}
	in := a.input(c)
	seen, to := in.Version(), in.Raw("to")
	var out db.Come
	err = in.send(func() (err error) {
		out, err = a.Store.MoveAttendee(c.Request().Context(), a.by(c), id, attendee, seen, to, a.today(c), a.zone(c))
		return err
	})
	return a.answerComing(c, id, in, out, err)
}

// answerComing says what became of somebody, or asks who is meant; the box is ready for the next one.
func (a *App) answerComing(c echo.Context, id int64, in *form, out db.Come, err error) error {
	box := &views.CheckIn{Form: &views.Form{Key: newKey()}}
	status, message := http.StatusOK, ""
	if err != nil {
		status, message = statusOf(err, a.zone(c))
	}
	switch {
	case err != nil && status != http.StatusUnprocessableEntity && status != http.StatusConflict || asRepeated(err) != nil:
		return err
	case err != nil:
		box.Refused = message
	case len(out.Meant) > 0:
		box.Chosen = in.Raw("to")
		for _, m := range out.Meant {
			box.Meant = append(box.Meant, meantRow(m))
		}
	default:
		box.Said = wayLabels[out.Status][1] + "：" + out.Who.Name + " " + strings.Join(out.Who.Rooms, "、")
		if !partial(c) {
			a.say(c, box.Said)
			return a.redirect(c, recordPath("activity", id))
		}
	}
	if status == http.StatusUnprocessableEntity {
		box.Form = in.again([]views.Option{{Value: "who"}}, nil, "")
	}
	x, err := a.Store.Activity(c.Request().Context(), staff(c), id)
	if err != nil {
		return err
	}
	return a.showActivity(c, status, x, box)
}

func meantRow(m crm.Attendee) views.MeantRow {
	person := customerRow(m.Customer)
	return views.MeantRow{ID: strconv.FormatInt(m.Customer.ID, 10), Name: person.Name, Rooms: person.Rooms, Type: person.Type.Text, Status: crm.Label(crm.AttendanceStates, m.Status)}
}

// noteAbsences notes of everybody who signed up and did not come that they were absent.
func (a *App) noteAbsences(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	n, err := a.Store.NoteAbsences(c.Request().Context(), a.by(c), id, a.zone(c))
	if err != nil {
		return err
	}
	a.say(c, fmt.Sprintf("%d 人记为未到", n))
	return a.redirect(c, recordPath("activity", id))
}
