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

// toVerifyPage lists customers whose files want checking.
func (a *App) toVerifyPage(c echo.Context) error {
	q := a.listQuery(c)
	state := q.code("state", crm.FileStates[1:])
	if state == "" {
		state = "expired"
	}
	own := q.code("whose", whoseFiles) != ""
	after := q.verifyKey()
	rows, err := a.Store.FilesToVerify(c.Request().Context(), staff(c), state, own, after, pageRows+1, a.today(c))
	if err != nil {
		return err
	}
	set, err := a.Store.Settings(c.Request().Context(), staff(c).ProjectID)
	if err != nil {
		return err
	}
	v := &views.FileListView{Nav: fileTabs(c), Lead: fmt.Sprintf("一般每 %d 个月、租户每 %d 个月核对一次（系统设置里可改）；核对过按一下“核实无误”即可。", set.VerifyMonths, set.TenantVerify)}
	for _, s := range crm.FileStates[1:] {
		v.Tabs = append(v.Tabs, views.TabView{Href: q.href("state", s.Code), Label: s.Label, Active: s.Code == state})
	}
	if staff(c).Has(crm.Steward) {
		v.Tabs = append(v.Tabs, views.TabView{Href: q.href("whose", "own"), Label: "我负责的", Active: own})
	}
	if len(rows) > pageRows {
		rows = rows[:pageRows]
		last := rows[pageRows-1]
		v.More = q.href("after", fmt.Sprintf("%s_%d", last.VerifiedOn, last.ID))
	}
	for _, r := range rows {
		path := recordPath("customer", r.ID)
		v.Rows = append(v.Rows, views.ToVerifyRow{Href: path, Name: r.Name, Rooms: strings.Join(r.Rooms, "、"), Phone: r.Phone, On: r.VerifiedOn, Until: r.ValidUntil, Steward: r.Steward,
			VerifyURL: path + "/verifications/new", Type: views.CustomerTypeBadge(r.Type), State: fileStateBadge(r.State)})
	}
	part := views.ToVerifyPage(v)
	if after.ID != 0 {
		part = views.ToVerifyRows(v)
	}
	return a.render(c, http.StatusOK, "待核实档案", views.ToVerifyPage(v), part)
}

var whoseFiles = []crm.Choice{{Code: "own", Label: "我负责的"}}

// verifyKey is where a list of files goes on: date_id.
func (q *listQuery) verifyKey() (k db.VerifyKey) {
	on, id, ok := strings.Cut(q.raw("after"), "_")
	n, err := strconv.ParseInt(id, 10, 64)
	if _, bad := crm.ParseDate(on); !ok || err != nil || on != "" && bad != nil {
		return db.VerifyKey{}
	}
	return db.VerifyKey{VerifiedOn: on, ID: n}
}

// toCompletePage lists who has signed and whose file is not complete.
func (a *App) toCompletePage(c echo.Context) error {
	list, err := a.Store.FilesToComplete(c.Request().Context(), staff(c), 200, a.today(c), a.zone(c))
	if err != nil {
		return err
	}
	set, err := a.Store.Settings(c.Request().Context(), staff(c).ProjectID)
	if err != nil {
		return err
	}
	v := &views.FileListView{Nav: fileTabs(c), Lead: fmt.Sprintf("签订合同已满 %d 天（系统设置里可改）而档案还不完整的客户，签得早的在前。", set.ContractFileDays)}
	v.Contracts = contractRows(list, a.today(c), false, "")
	for i, t := range list {
		v.Contracts[i].Customer, v.Contracts[i].Href = t.Customer, recordPath("customer", t.CustomerID)+"/homes"
		v.Contracts[i].Done = fmt.Sprintf("%d / %d", t.Done, t.Of)
	}
	page := views.ToCompletePage(v)
	return a.render(c, http.StatusOK, "已签约待建档", page, page)
}
