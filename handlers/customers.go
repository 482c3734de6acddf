package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

const customersAtOnce = 50

// customersPage lists the customer file; «more» asks for rows only.
func (a *App) customersPage(c echo.Context) error {
	q := c.QueryParams()
	after, err := strconv.ParseInt("0"+q.Get("after"), 10, 64)
	if err != nil {
		return echo.ErrNotFound
	}
	text, err := crm.CleanText(q.Get("q"), crm.MaxQuery, false)
	if err != nil {
		return err
	}
	building, err := crm.CleanText(q.Get("building"), maxBuilding, false)
	if err != nil {
		return err
	}
	f := db.CustomerFilter{Text: text, Type: q.Get("type"), Building: strings.TrimSuffix(building, "栋"), After: after, Limit: customersAtOnce}
	if f.Type != "" && !crm.Has(crm.CustomerTypes, f.Type) {
		return crm.InvalidField("type", "没有这种客户类型")
	}
	ctx, who := c.Request().Context(), staff(c)
	rows, err := a.Store.Customers(ctx, who, f, a.today(c))
	if err != nil {
		return err
	}
	buildings, err := a.Store.Buildings(ctx, who)
	if err != nil {
		return err
	}
	v := customersView(who, f, rows, buildings)
	v.Nav = fileTabs(c)
	if after != 0 {
		return a.render(c, http.StatusOK, "客户档案", views.CustomersPage(v), views.CustomersRows(v))
	}
	return a.render(c, http.StatusOK, "客户档案", views.CustomersPage(v), views.CustomersList(v))
}

func customersView(who crm.Staff, f db.CustomerFilter, rows []crm.CustomerRow, buildings []string) *views.CustomersView {
	v := &views.CustomersView{Filter: &views.Form{Values: url.Values{"q": {f.Text}, "type": {f.Type}, "building": {f.Building}}}, Types: views.Choices(crm.CustomerTypes),
		CanAdd: who.May(crm.CustomerEdit), CanImport: who.May(crm.CustomerImport), EmptyText: "还没有客户", Hint: "导入名册，或逐个新建客户。"}
	v.Building = buildingField(buildings)
	if f.Text != "" || f.Type != "" || f.Building != "" {
		v.EmptyText, v.Hint = "没有符合条件的客户", "换个条件试试，或确认客户是否已建档。"
	}
	if who.May(crm.CustomerExport) && f.Text == "" && len(rows) > 0 { // an export keeps no search words
		v.Export = "/exports/new?" + filterValues(url.Values{"subject": {crm.ExportCustomers}}, f).Encode()
	}
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		next := filterValues(url.Values{"after": {strconv.FormatInt(rows[f.Limit-1].ID, 10)}}, f)
		if f.Text != "" {
			next.Set("q", f.Text)
		}
		v.Next = "/customers?" + next.Encode()
	}
	v.Rows = customerRows(rows)
	return v
}

// buildingField is where a list asks for a building.
func buildingField(buildings []string) views.Field {
	f := views.Field{Name: "building", Label: "楼栋"}
	if len(buildings) > db.MostBuildings {
		f.Max, f.Attrs = maxBuilding, templ.Attributes{"placeholder": "楼号"}
		return f
	}
	f.Type, f.Empty = "select", "全部"
	for _, no := range buildings {
		f.Options = append(f.Options, views.Option{Value: no, Label: no + "栋"})
	}
	return f
}

const maxBuilding = 20 // characters of the number of a building

// filterValues adds the filters of the list, the words of a search left out.
func filterValues(values url.Values, f db.CustomerFilter) url.Values {
	for name, value := range map[string]string{"type": f.Type, "building": f.Building} {
		if value != "" {
			values.Set(name, value)
		}
	}
	return values
}

func customerRows(rows []crm.CustomerRow) []views.CustomerRow {
	list := make([]views.CustomerRow, len(rows))
	for i, r := range rows {
		list[i] = customerRow(r)
	}
	return list
}

func customerRow(r crm.CustomerRow) views.CustomerRow {
	row := views.CustomerRow{Href: recordPath("customer", r.ID), Name: r.Name, No: r.No, Phone: r.Phone, Rooms: strings.Join(r.Rooms, "、"), Type: views.CustomerTypeBadge(r.Type)}
	if r.Doubtful {
		row.Phone += "（存疑）"
	}
	if r.OpenCases > 0 {
		row.Open = strconv.Itoa(r.OpenCases)
	}
	return row
}
