package handlers

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
	qrcode "github.com/skip2/go-qrcode"

	"linli/db/crm"
	"linli/views"
)

// printed loads a case for a sheet; that it is printed is in the journal before the sheet is shown.
func (a *App) printed(c echo.Context, what string) (*casePage, *views.SheetView, error) {
	id, err := pathID(c)
	if err != nil {
		return nil, nil, err
	}
	who, now := staff(c), a.Now()
	sheet, err := a.Store.PrintCase(c.Request().Context(), a.by(c), id, what)
	if err != nil {
		return nil, nil, err
	}
	project := session(c).Project
	p := &casePage{CasePage: sheet.CasePage, who: who, now: now.Unix(), loc: a.zone(c), hotline: project.Hotline}
	v := &views.SheetView{Title: crm.Label(crm.Sheets, what), Project: project.Name, No: p.Case.No, Back: recordPath("case", id), Hotline: p.hotline,
		By: who.Name, At: views.DateTimeSec(p.now, p.loc), Line: sheet.Line.Seq, Hash: sheet.Line.Hash, QR: recordPath("case", id) + "/qr.png"}
	return p, v, nil
}

func (a *App) sheet(c echo.Context, v *views.SheetView, body func(*views.SheetView) templ.Component) error {
	page := body(v)
	if partial(c) {
		return send(c, a.shell(c, v.Title), http.StatusOK, page)
	}
	return send(c, a.shell(c, v.Title), http.StatusOK, views.Sheet(v, page))
}

// slip is what the customer takes home: nothing on it tells of anybody but the customer.
func (a *App) slip(c echo.Context) error {
	p, v, err := a.printed(c, "slip")
	if err != nil {
		return err
	}
	v.QRText = "扫码得到编号"
	if a.queryAddress(p.Case) != "" {
		v.QRText = "扫码查进度"
	}
	v.Facts, v.Promises = p.slipFacts(), p.promised()
	return a.sheet(c, v, views.Slip)
}

// slipFacts are what the customer has told, and whose it is, masked.
func (p *casePage) slipFacts() []views.Fact {
	c := p.Case
	name, place := crm.MaskName(p.CustomerName), strings.Trim(crm.MaskRoom(p.RoomCode)+" "+c.Place, " ")
	switch {
	case c.Anonymous:
		name = "匿名（查询码 " + c.QueryCode + "）"
	case c.Confidential:
		name, place = "保密", c.Place
	}
	return []views.Fact{{Label: "诉求人", Value: name}, {Label: "类型", Value: crm.Label(crm.Kinds, string(c.Kind)) + " · " + crm.CategoryLabel(c.Category)}, {Label: "位置", Value: place},
		{Label: "受理时间", Value: views.DateTime(c.ReceivedAt, p.loc)}, {Label: "事由", Value: c.Summary}, {Label: "下一步", Value: c.NextStep}}
}

// promised are the dates the customer may count on, in the words of the customer.
func (p *casePage) promised() []views.Fact {
	words := map[crm.ClockName]string{crm.AckClock: "与您确认", crm.ResponseClock: "首次答复", crm.ResolutionClock: "办结并告知", crm.RevisitClock: "回访"}
	var list []views.Fact
	for _, name := range crm.ClockNames {
		k := p.Case.Current().Clock(name)
		switch {
		case k.Off && k.MetAt == 0:
		case k.MetAt != 0:
			list = append(list, views.Fact{Label: words[name], Value: "已于 " + views.DateTime(k.MetAt, p.loc) + " 完成"})
		case k.DueAt != 0:
			list = append(list, views.Fact{Label: words[name], Value: views.DateTime(k.DueAt, p.loc) + " 前"})
		}
	}
	return list
}

// workOrder is what the handler takes along.
func (a *App) workOrder(c echo.Context) error {
	p, v, err := a.printed(c, "work-order")
	if err != nil {
		return err
	}
	if p.Case.Confidential { // the paper goes through many hands, whoever prints it
		p.hide()
	}
	v.Case = p.view()
	return a.sheet(c, v, views.WorkOrder)
}

// dossier is all that is on record about a case, as far as the reader may see it.
func (a *App) dossier(c echo.Context) error {
	p, v, err := a.printed(c, "dossier")
	if err != nil {
		return err
	}
	v.Case = p.view()
	return a.sheet(c, v, views.Dossier)
}

// queryAddress is where the customer may look the case up; empty while there is no listener for owners, or no code for it.
func (a *App) queryAddress(c *crm.Case) string {
	if a.PublicBase == "" || c.QueryCode == "" {
		return ""
	}
	return strings.TrimRight(a.PublicBase, "/") + "/q/" + c.QueryCode
}

const qrPixels = 240

// caseQR is the code on the slip: the address to look the case up, or the number to say.
func (a *App) caseQR(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	page, err := a.Store.CaseByID(c.Request().Context(), staff(c), id)
	if err != nil {
		return err
	}
	text := a.queryAddress(page.Case)
	if text == "" {
		text = page.Case.No
	}
	png, err := qrcode.Encode(text, qrcode.Medium, qrPixels)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "image/png", png)
}

// sheets are what the person may print the case as.
func (p *casePage) sheets() []views.LinkView {
	var list []views.LinkView
	for i, right := range []crm.Capability{crm.CaseRegister, crm.CaseWork, crm.CaseRead} {
		if p.who.May(right) {
			list = append(list, views.LinkView{Href: recordPath("case", p.Case.ID) + "/" + crm.Sheets[i].Code, Text: crm.Sheets[i].Label})
		}
	}
	return list
}

// hide leaves the person out, as for those who may not know who complains.
func (p *casePage) hide() {
	p.Hidden, p.CustomerName, p.CustomerNo, p.RoomCode, p.Contacts, p.Case.CustomerID = true, "", "", "", nil, 0
}
