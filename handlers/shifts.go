package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// shiftTabs are the pages about shifts, side by side.
func shiftTabs(c echo.Context) []views.TabView {
	return tabsHere(c, views.TabView{Href: "/shift", Label: "下班前必清"}, views.TabView{Href: "/handovers", Label: "交接卡"}, views.TabView{Href: "/roster", Label: "排班"})
}

// shiftPage is what is to be cleared before the shift ends.
func (a *App) shiftPage(c echo.Context) error {
	by, zone := a.by(c), a.zone(c)
	end, err := a.Store.ShiftEnd(c.Request().Context(), by, zone)
	if err != nil {
		return err
	}
	v := &views.ShiftView{Now: a.Now().Unix(), Tabs: shiftTabs(c), Title: crm.Label(crm.Shifts, end.Shift.Code), Duty: end.Duty,
		Lead: views.DateTime(end.Shift.EndAt, zone) + " 下班，" + views.DateTime(end.Shift.NextAt, zone) + " 下一班开始；这之前到期的都在这里。"}
	d := views.DeskView{}
	b := deskBuilder{v: &d, who: by.Staff, now: v.Now, zone: zone}
	confirm := slices.IndexFunc(end.Clocks, func(r db.ClockRow) bool { return r.Name != crm.AckClock })
	if confirm < 0 {
		confirm = len(end.Clocks)
	}
	v.Blocks = []views.DeskBlock{
		{ID: "confirm", Title: "待确认", Icon: "inbox", Empty: "没有要确认的诉求，可以安心交班。", Lines: b.clocks(end.Clocks[:confirm])},
		{ID: "clocks", Title: "其他时限", Icon: "alarm", Empty: "下一班开始前没有其他到期的时限。", Lines: b.clocks(end.Clocks[confirm:])},
		{ID: "tasks", Title: "待办", Icon: "clipboard-check", Empty: "没有要办完的待办。", Lines: b.taskLines(end.Tasks)},
	}
	page := views.ShiftPage(v)
	return a.render(c, http.StatusOK, "下班前必清", page, page)
}

func (a *App) handoverForm(c echo.Context) (formPage, error) {
	people, err := a.Store.Colleagues(c.Request().Context(), staff(c), a.Now().Unix())
	if err != nil {
		return formPage{}, err
	}
	end, err := a.Store.ShiftEnd(c.Request().Context(), a.by(c), a.zone(c))
	if err != nil {
		return formPage{}, err
	}
	below := views.HandoverPreview(a.handoverPreview(c, &end))
	desk := slices.DeleteFunc(slices.Clone(people), func(p db.Account) bool { return p.ID == staff(c).ID || !crm.Staff{Roles: p.Roles}.CaseDesk() })
	return formPage{title: "写交接卡", below: below, lead: "“下班前必清”里没办完的会自动列在卡上；接班人签收后，双方都可查。", url: "/handovers", back: "/shift", submit: "签名交班", fields: []views.Field{
		{Name: "to", Label: "接班人", Type: "select", Empty: "请选择", Options: staffOptions(desk, ""), Required: true},
		{Name: "note", Label: "要交代的事", Type: "textarea", Rows: 4, Max: 2000, Hint: "谁在等什么、答应了什么、钥匙和物品放在哪里"}}}, nil
}

// newHandover asks what the next clerk should know.
func (a *App) newHandover(c echo.Context) error {
	form, err := a.handoverForm(c)
	if err != nil {
		return err
	}
	return a.askForm(c, form, url.Values{}, 0)
}

// writeHandover signs a card.
func (a *App) writeHandover(c echo.Context) error {
	form, err := a.handoverForm(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	to, note, id := in.Raw("to"), in.Lines("note", 2000), int64(0)
	err = in.send(func() (err error) {
		id, err = a.Store.WriteCard(c.Request().Context(), a.by(c), to, note)
		return err
	})
	if err == nil {
		form.back = recordPath("handover", id)
	}
	return a.answerForm(c, form, in, nil, err, "已签名交班，等接班人签收")
}

// handoversPage lists the newest cards.
func (a *App) handoversPage(c echo.Context) error {
	cards, err := a.Store.HandoverCards(c.Request().Context(), staff(c), pageRows)
	if err != nil {
		return err
	}
	v := &views.HandoversView{Tabs: shiftTabs(c)}
	for i := range cards {
		v.Lines = append(v.Lines, cardView(&cards[i], a.zone(c)))
	}
	page := views.HandoversPage(v)
	return a.render(c, http.StatusOK, "交接卡", page, page)
}

// handoverPage is a card, for the screen and for paper.
func (a *App) handoverPage(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	card, err := a.Store.HandoverCard(c.Request().Context(), staff(c), id)
	if err != nil {
		return err
	}
	v := cardView(&card, a.zone(c))
	v.Form = &views.Form{Key: newKey(), Version: card.Version}
	page := views.HandoverPage(&v)
	return a.render(c, http.StatusOK, "交接卡", page, page)
}

// takeHandover is the receiver's signature.
func (a *App) takeHandover(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	seen := in.Version()
	if err := in.send(func() error { return a.Store.TakeCard(c.Request().Context(), a.by(c), id, seen) }); err != nil {
		return err
	}
	a.say(c, "交接卡已签收")
	return a.redirect(c, recordPath("handover", id))
}

const rosterDays = 14

// rosterPage is who is on duty from today on, or from another day.
func (a *App) rosterPage(c echo.Context) error {
	from, err := time.Parse(time.DateOnly, c.QueryParam("from"))
	if err != nil {
		from, _ = time.Parse(time.DateOnly, a.today(c))
	}
	list, err := a.Store.Roster(c.Request().Context(), staff(c), from.Format(time.DateOnly), from.AddDate(0, 0, rosterDays-1).Format(time.DateOnly))
	if err != nil {
		return err
	}
	names := map[[2]string][]string{}
	for _, d := range list {
		names[[2]string{d.On, d.Shift}] = append(names[[2]string{d.On, d.Shift}], d.Name)
	}
	v := &views.RosterView{Tabs: shiftTabs(c), Before: "/roster?from=" + from.AddDate(0, 0, -rosterDays).Format(time.DateOnly), After: "/roster?from=" + from.AddDate(0, 0, rosterDays).Format(time.DateOnly)}
	for _, s := range crm.Shifts {
		v.Shifts = append(v.Shifts, s.Label)
	}
	for i := range rosterDays {
		day := from.AddDate(0, 0, i)
		line := views.RosterDay{Day: day.Format("1月2日") + " 周" + weekdays[day.Weekday()], Today: day.Format(time.DateOnly) == a.today(c)}
		for _, s := range crm.Shifts {
			cell := views.RosterCell{Names: names[[2]string{day.Format(time.DateOnly), s.Code}]}
			if staff(c).May(crm.RosterEdit) {
				cell.Edit = "/roster/edit?" + url.Values{"on": {day.Format(time.DateOnly)}, "shift": {s.Code}}.Encode()
			}
			line.Cells = append(line.Cells, cell)
		}
		v.Days = append(v.Days, line)
	}
	page := views.RosterPage(v)
	return a.render(c, http.StatusOK, "排班", page, page)
}

func (a *App) rosterForm(c echo.Context, on, shift string) (formPage, error) {
	people, err := a.Store.Colleagues(c.Request().Context(), staff(c), a.Now().Unix())
	if err != nil {
		return formPage{}, err
	}
	desk := slices.DeleteFunc(slices.Clone(people), func(p db.Account) bool { return !crm.Staff{Roles: p.Roles}.CaseDesk() })
	options := make([]views.Option, len(desk))
	for i, p := range desk {
		options[i] = views.Option{Value: p.Login, Label: p.Name}
	}
	return formPage{title: "排班", url: "/roster", back: "/roster?from=" + on, fields: []views.Field{
		{Name: "on", Label: "日期", Type: "date", Required: true},
		{Name: "shift", Label: "班次", Type: "radio", Options: []views.Option{{Value: "day", Label: "白班"}, {Value: "evening", Label: "晚班"}}, Value: shift, Required: true},
		{Name: "staff", Label: "值班人员", Type: "checks", Options: options, Hint: "都不选就是取消这一班"}}}, nil
}

// editRoster asks who is on duty for one shift.
func (a *App) editRoster(c echo.Context) error {
	on, shift := c.QueryParam("on"), c.QueryParam("shift")
	if _, err := time.Parse(time.DateOnly, on); err != nil || !crm.Has(crm.Shifts, shift) {
		on, shift = a.today(c), crm.Shifts[0].Code
	}
	form, err := a.rosterForm(c, on, shift)
	if err != nil {
		return err
	}
	list, err := a.Store.Roster(c.Request().Context(), staff(c), on, on)
	if err != nil {
		return err
	}
	stored := url.Values{"on": {on}, "shift": {shift}}
	for _, d := range list {
		if d.Shift == shift {
			stored.Add("staff", d.Login)
		}
	}
	return a.askForm(c, form, stored, 0)
}

// saveRoster says who is on duty for one shift.
func (a *App) saveRoster(c echo.Context) error {
	in := a.input(c)
	on, shift, people := in.Date("on"), in.Raw("shift"), in.Many("staff")
	form, err := a.rosterForm(c, on, shift)
	if err != nil {
		return err
	}
	err = in.send(func() error { return a.Store.SetDuty(c.Request().Context(), a.by(c), on, shift, people) })
	return a.answerForm(c, form, in, nil, err, "排班已保存："+on+" "+crm.Label(crm.Shifts, shift)+" "+strconv.Itoa(len(people))+" 人")
}
