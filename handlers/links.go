package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// linkForm corrects how a customer belongs to a room.
func (a *App) linkForm(c echo.Context) error {
	v, values, err := a.linkView(c)
	if err != nil {
		return err
	}
	v.Form = &views.Form{Labels: views.LinkLabels, Values: values, Key: newKey(), Version: v.Version}
	return a.render(c, http.StatusOK, "住户关系", views.LinkFormPage(v), views.LinkForm(v))
}

// linkView loads the link named in the address, with its fields as they are stored.
func (a *App) linkView(c echo.Context) (*views.LinkFormView, url.Values, error) {
	id, err := pathID(c)
	if err != nil {
		return nil, nil, err
	}
	linkID, err := partID(c, "link")
	if err != nil {
		return nil, nil, err
	}
	f, err := a.Store.CustomerHead(c.Request().Context(), staff(c), id, a.today(c))
	if err != nil {
		return nil, nil, err
	}
	for _, l := range f.Customer.Links {
		if l.ID == linkID && crm.ReachesBuilding(staff(c), l.Building) {
			v := &views.LinkFormView{URL: fmt.Sprintf("/customers/%d/links/%d", id, linkID), Back: recordPath("customer", id) + "/homes", Customer: f.Customer.ShownName,
				Room: l.Room, RelationOld: l.RelationLabel(), Version: f.Customer.RowVersion}
			return v, url.Values{"moved_in_on": {l.MovedInOn}, "moved_out_on": {l.MovedOutOn}, "end_reason": {l.EndReason},
				"is_primary_contact": {yesNo(l.Primary)}, "is_payer": {yesNo(l.Payer)}}, nil
		}
	}
	return nil, nil, crm.Refuse(crm.NotFound, "没有找到这条住户关系")
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// changeLink corrects a link or ends it.
func (a *App) changeLink(c echo.Context) error {
	v, stored, err := a.linkView(c)
	if err != nil {
		return err
	}
	id, _ := pathID(c)
	linkID, _ := partID(c, "link")
	in := a.input(c)
	change := db.LinkChange{LinkID: linkID, MovedInOn: in.Date("moved_in_on"), MovedOutOn: in.Date("moved_out_on"), EndReason: in.Raw("end_reason"),
		Primary: in.Raw("is_primary_contact"), Payer: in.Raw("is_payer")}
	seen := in.Version()
	failed := in.Err()
	if failed == nil {
		failed = a.Store.ChangeLink(c.Request().Context(), a.by(c), id, seen, change)
	}
	if failed == nil {
		a.say(c, "已保存")
		return a.redirect(c, v.Back)
	}
	status, message := statusOf(failed, a.zone(c))
	stale := asStale(failed)
	if status != http.StatusUnprocessableEntity && stale == nil {
		return failed
	}
	v.Form = in.again(views.LinkLabels, problemsOf(failed), "")
	v.Form.Version = seen
	switch {
	case stale != nil:
		v.Alert, v.Form.Version, v.Both = message, stale.Version, differences(in.Values, stored)
	case len(v.Form.Problems) == 0:
		v.Form.Message = message
	}
	return a.render(c, status, "住户关系", views.LinkFormPage(v), views.LinkForm(v))
}

// changeContact marks a number as wrong, stopped or right after all.
func (a *App) changeContact(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	contactID, err := partID(c, "contact")
	if err != nil {
		return err
	}
	in := a.input(c)
	status, seen := in.Raw("status"), in.Version()
	if err := in.Err(); err != nil {
		return err
	}
	err = a.Store.ChangeContact(c.Request().Context(), a.by(c), id, seen, contactID, status)
	if stale := asStale(err); stale != nil {
		return a.showCustomer(c, http.StatusConflict, id, staleSentence(stale, a.zone(c)))
	}
	if err != nil {
		return err
	}
	return a.redirect(c, recordPath("customer", id))
}
