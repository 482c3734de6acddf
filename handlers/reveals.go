package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// shownFor is how long a plain value stays on the screen, in seconds.
const shownFor = 60

// revealPath is the form for seeing one means of contact plain; caseID 0 = for no case.
func revealPath(customerID, contactID, caseID int64) string {
	path := fmt.Sprintf("/customers/%d/reveals/new?contact_point_id=%d", customerID, contactID)
	if caseID != 0 {
		path += fmt.Sprintf("&case_id=%d", caseID)
	}
	return path
}

// revealForm asks for the reason.
func (a *App) revealForm(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	q := c.QueryParams()
	contactID, err := strconv.ParseInt(q.Get("contact_point_id"), 10, 64)
	if err != nil {
		return echo.ErrNotFound
	}
	caseID, err := strconv.ParseInt("0"+q.Get("case_id"), 10, 64)
	if err != nil {
		return echo.ErrNotFound
	}
	v, err := a.revealView(c, id, contactID, caseID)
	if err != nil {
		return err
	}
	values := url.Values{}
	if caseID != 0 {
		values.Set("case_id", strconv.FormatInt(caseID, 10))
	}
	v.Form = &views.Form{Prefix: "reveal-", Labels: views.RevealLabels, Values: values, Key: newKey()}
	return a.render(c, http.StatusOK, "查看明文", views.RevealPage(v), views.RevealDialog(v))
}

func (a *App) revealView(c echo.Context, customerID, contactID, caseID int64) (*views.RevealView, error) {
	p, err := a.Store.Contact(c.Request().Context(), staff(c), customerID, contactID)
	if err != nil {
		return nil, err
	}
	v := &views.RevealView{URL: fmt.Sprintf("/customers/%d/reveals", customerID), Kind: p.KindLabel(), Back: "/",
		Contact: views.ContactView{ID: strconv.FormatInt(p.ID, 10), Label: p.KindLabel(), Shown: p.Shown, Href: revealPath(customerID, contactID, caseID)}}
	switch {
	case caseID != 0:
		v.Back = recordPath("case", caseID)
	case staff(c).May(crm.CustomerRead):
		v.Back = recordPath("customer", customerID)
	}
	return v, nil
}

// noContact asks for the means of contact, of those only whose customer this is.
func (a *App) noContact(c echo.Context, customerID int64) error {
	if _, err := a.Store.CustomerHead(c.Request().Context(), staff(c), customerID, a.today(c)); err != nil {
		return err
	}
	return crm.InvalidField("contact_point_id", "请选择要查看的联系方式")
}

// reveal shows one means of contact and writes down who saw it and why. The value is in this answer only.
func (a *App) reveal(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	wish := db.RevealInput{ContactPointID: in.ID("contact_point_id"), CaseID: in.ID("case_id"), Reason: in.Raw("reason"), Note: in.Text("note", crm.MaxReason)}
	if wish.ContactPointID == 0 {
		return a.noContact(c, id)
	}
	v, err := a.revealView(c, id, wish.ContactPointID, wish.CaseID)
	if err != nil {
		return err
	}
	failed := in.Err()
	var shown db.Revealed
	if failed == nil {
		shown, failed = a.Store.Reveal(c.Request().Context(), a.by(c), id, wish)
	}
	if crm.Is(failed, crm.Invalid) {
		v.Form = in.again(views.RevealLabels, problemsOf(failed), "")
		v.Form.Prefix = "reveal-"
		return a.render(c, http.StatusUnprocessableEntity, "查看明文", views.RevealPage(v), views.RevealForm(v))
	}
	if failed != nil {
		return failed
	}
	v.Value, v.Expires = shown.Value, a.Now().Unix()+shownFor
	if partial(c) {
		c.Response().Header().Set("HX-Trigger", `{"close-dialog":""}`)
	} else {
		c.Response().Header().Set("Refresh", strconv.Itoa(shownFor)+"; url="+v.Back)
	}
	return a.render(c, http.StatusOK, "查看明文", views.RevealedPage(v), views.RevealedCell(v))
}
