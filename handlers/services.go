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

// servicesPage is the catalogue of value-added services and how the buildings use them.
func (a *App) servicesPage(c echo.Context) error {
	ctx, who := c.Request().Context(), staff(c)
	list, err := a.Store.Services(ctx, who, a.today(c))
	if err != nil {
		return err
	}
	q := a.listQuery(c)
	cut := q.code("by", crm.SegmentCuts)
	if cut == "" {
		cut = crm.SegmentBuilding
	}
	segments, err := a.Store.Segments(ctx, who, cut, a.today(c), a.zone(c))
	if err != nil {
		return err
	}
	v := &views.ServicesView{Nav: fileTabs(c), CanEdit: who.May(crm.ServicesEdit), Cut: crm.Label(crm.SegmentCuts, cut)}
	for _, k := range crm.SegmentCuts {
		v.Cuts = append(v.Cuts, views.TabView{Href: q.href("by", k.Code), Label: "按" + k.Label, Active: k.Code == cut})
	}
	for _, s := range list {
		r := views.ServiceRow{Name: s.Name, Level: crm.Label(crm.ContactLevels, s.ContactLevel), Users: strconv.FormatInt(s.Users, 10), Uses: strconv.FormatInt(s.Uses, 10),
			Amount: views.Yuan(s.AmountFen), Interested: strconv.FormatInt(s.Interested, 10), Retired: s.Retired}
		path := "/services/" + strconv.FormatInt(s.ID, 10)
		if s.Interested > 0 {
			r.InterestedHref = path + "/interested"
		}
		if v.CanEdit {
			r.EditURL = path
		}
		v.Services = append(v.Services, r)
	}
	for _, s := range segments {
		v.Segments = append(v.Segments, views.SegmentRow{Name: crm.SegmentName(cut, s.Segment), Customers: strconv.FormatInt(s.Customers, 10), Complaints: s.PerHundred(s.Complaints),
			Repairs: s.PerHundred(s.Repairs), Others: s.PerHundred(s.Others), Uses: s.PerHundred(s.Uses), Amount: views.Yuan(s.UsesFen), Events: s.PerHundred(s.Events)})
	}
	page := views.ServicesPage(v)
	return a.render(c, http.StatusOK, "增值服务", page, page)
}

func serviceForm(title, path string) formPage {
	return formPage{title: title, url: path, back: "/services", fields: []views.Field{{Name: "name", Label: "服务名称", Required: true, Max: 40},
		{Name: "contact_level", Label: "接触程度", Type: "radio", Required: true, Options: views.Choices(crm.ContactLevels), Hint: "接触越多，回访越勤"}}}
}

// newService asks for a new entry of the catalogue.
func (a *App) newService(c echo.Context) error {
	return a.askForm(c, serviceForm("新增服务", "/services"), nil, 0)
}

// addService puts it there.
func (a *App) addService(c echo.Context) error {
	in := a.input(c)
	s := crm.Service{Name: in.Text("name", 40), ContactLevel: in.Raw("contact_level")}
	err := in.Err()
	if err == nil {
		err = a.Store.AddService(c.Request().Context(), a.by(c), s)
	}
	return a.answerForm(c, serviceForm("新增服务", "/services"), in, nil, err, "已新增服务")
}

// serviceInHand is the service in the address with its form.
func (a *App) serviceInHand(c echo.Context) (p formPage, s crm.Service, err error) {
	id, err := pathID(c)
	if err != nil {
		return p, s, err
	}
	list, err := a.Store.Services(c.Request().Context(), staff(c), a.today(c))
	if err != nil {
		return p, s, err
	}
	for _, s := range list {
		if s.ID == id {
			p = serviceForm("编辑服务", "/services/"+strconv.FormatInt(id, 10))
			p.fields = append(p.fields, views.Field{Name: "retired", Label: "已停办", Type: "checkbox", Hint: "停办后不再登记新的使用，记录保留"})
			return p, s, nil
		}
	}
	return p, s, crm.Refuse(crm.NotFound, "没有找到这项服务")
}

func serviceOnFile(s crm.Service) url.Values {
	v := url.Values{"name": {s.Name}, "contact_level": {s.ContactLevel}}
	if s.Retired {
		v.Set("retired", "on")
	}
	return v
}

// servicePage edits a service.
func (a *App) servicePage(c echo.Context) error {
	p, s, err := a.serviceInHand(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, serviceOnFile(s), s.RowVersion)
}

// changeService saves it.
func (a *App) changeService(c echo.Context) error {
	p, old, err := a.serviceInHand(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	s := crm.Service{ID: old.ID, Name: in.Text("name", 40), ContactLevel: in.Raw("contact_level"), Retired: in.On("retired")}
	seen := in.Version()
	if err = in.Err(); err == nil {
		err = a.Store.ChangeService(c.Request().Context(), a.by(c), seen, s)
	}
	return a.answerForm(c, p, in, serviceOnFile(old), err, "已保存")
}

// mostInterested is how many customers the list shows.
const mostInterested = 500

// interestedPage lists who would like a service.
func (a *App) interestedPage(c echo.Context) error {
	_, s, err := a.serviceInHand(c)
	if err != nil {
		return err
	}
	rows, err := a.Store.Interested(c.Request().Context(), staff(c), s.Name, mostInterested, a.today(c))
	if err != nil {
		return err
	}
	page := views.InterestedPage(s.Name, customerRows(rows))
	return a.render(c, http.StatusOK, "感兴趣的客户", page, page)
}

// feesPage is what fell due and came in: of this year so far unless other days are asked for.
func (a *App) feesPage(c echo.Context) error {
	today := a.today(c)
	from, to := dayOr(c.QueryParam("from"), today[:4]+"-01-01"), dayOr(c.QueryParam("to"), today)
	groups, err := a.Store.FeeGroups(c.Request().Context(), staff(c), from, to, today)
	if err != nil {
		return err
	}
	v := &views.FeesView{Nav: fileTabs(c), Lead: from + " 至 " + to + " 到期的费用，截至 " + today + " 的实收", Filter: &views.Form{Values: url.Values{"from": {from}, "to": {to}}}}
	total := db.FeeGroup{}
	for _, g := range groups {
		total.Fees, total.NetFen, total.ReceivedFen = total.Fees+g.Fees, total.NetFen+g.NetFen, total.ReceivedFen+g.ReceivedFen
		total.OverdueFen, total.Disputed = total.OverdueFen+g.OverdueFen, total.Disputed+g.Disputed
		row := feeGroupRow(g)
		row.Building, row.Item = g.Building+"栋", crm.Label(crm.FeeItems, g.Item)
		if g.Building == "" {
			row.Building = "楼外"
		}
		v.Groups = append(v.Groups, row)
	}
	v.Total = feeGroupRow(total)
	v.Total.Building = "合计"
	return a.render(c, http.StatusOK, "收缴情况", views.FeesPage(v), views.FeesTable(v))
}

func feeGroupRow(g db.FeeGroup) views.FeeGroupRow {
	return views.FeeGroupRow{Fees: strconv.FormatInt(g.Fees, 10), Net: views.Yuan(g.NetFen), Received: views.Yuan(g.ReceivedFen), Overdue: views.Yuan(g.OverdueFen),
		Rate: crm.Ratio{Num: g.ReceivedFen, Den: g.NetFen}.String(), Disputed: strconv.FormatInt(g.Disputed, 10)}
}

// dayOr is a date that was typed, otherwise the other one.
func dayOr(typed, otherwise string) string {
	if day, err := crm.ParseDate(typed); err == nil {
		return day
	}
	return otherwise
}
