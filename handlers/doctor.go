package handlers

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// doctorPage shows today's doubtful facts.
func (a *App) doctorPage(c echo.Context) error { return a.doctor(c, http.StatusOK, "") }

func (a *App) doctor(c echo.Context, status int, alert string) error {
	today := a.today(c)
	list, done, err := a.Store.Doubts(c.Request().Context(), staff(c), today, crm.DayStart(today, a.zone(c)))
	if err != nil {
		return err
	}
	v := &views.DoctorView{Nav: fileTabs(c), Alert: alert, Lead: fmt.Sprintf("今天已处理 %d 条，还有 %d 条", done, len(list))}
	for _, d := range list {
		v.Rows = append(v.Rows, views.DoubtRow{Kind: d.Kind, Subject: strconv.FormatInt(d.Subject, 10), CustomerID: strconv.FormatInt(d.CustomerID, 10), Label: crm.Label(crm.Doubts, d.Kind),
			Customer: d.Customer, Href: recordPath("customer", d.CustomerID), Fact: d.Fact, Verdicts: views.Choices(d.Verdicts())})
	}
	return a.render(c, status, "档案体检", views.DoctorPage(v), views.DoctorList(v))
}

// settleDoubt puts one right and shows what is left.
func (a *App) settleDoubt(c echo.Context) error {
	in := a.input(c)
	d := crm.Doubt{Kind: in.Raw("kind"), Subject: in.ID("subject"), CustomerID: in.ID("customer_id")}
	verdict, err := in.Raw("verdict"), in.Err()
	if err == nil {
		err = a.Store.SettleDoubt(c.Request().Context(), a.by(c), d, verdict, a.today(c))
	}
	if crm.Is(err, crm.Conflict) || crm.Is(err, crm.Invalid) {
		status, message := statusOf(err, a.zone(c))
		return a.doctor(c, status, message)
	}
	if err != nil {
		return err
	}
	if !partial(c) {
		a.say(c, "已处理")
		return a.redirect(c, "/customers/doctor")
	}
	return a.doctor(c, http.StatusOK, "")
}
