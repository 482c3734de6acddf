package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

func contractRows(list []crm.Contract, today string, mayEdit bool, path string) []views.ContractRow {
	rows := make([]views.ContractRow, len(list))
	for i, t := range list {
		rows[i] = views.ContractRow{No: t.No, Kind: crm.Label(crm.ContractKinds, t.Kind), Signed: t.SignedOn, Term: t.StartOn + " 至 " + t.EndOn, State: t.State(today), Note: t.FeeStandard}
		if t.StartOn == "" && t.EndOn == "" {
			rows[i].Term = "未定"
		}
		if t.AmountFen != 0 {
			rows[i].Amount = views.Yuan(t.AmountFen)
		}
		if t.RenewalNo != "" {
			rows[i].Note = strings.TrimSpace(rows[i].Note + " 续 " + t.RenewalNo)
		}
		if mayEdit {
			rows[i].EditURL = path + strconv.FormatInt(t.ID, 10)
		}
	}
	return rows
}

// contractsPage is the project's own contracts.
func (a *App) contractsPage(c echo.Context) error {
	list, err := a.Store.Contracts(c.Request().Context(), staff(c), 0)
	if err != nil {
		return err
	}
	v := &views.ContractsView{Nav: fileTabs(c), CanEdit: staff(c).May(crm.SettingsEdit)}
	v.Rows = contractRows(list, a.today(c), v.CanEdit, "/contracts/")
	page := views.ContractsPage(v)
	return a.render(c, http.StatusOK, "项目合同", page, page)
}

// contractInHand is the form of a contract of the customer in the address, or of the project; with one named, that contract.
func (a *App) contractInHand(c echo.Context) (p formPage, t crm.Contract, err error) {
	kinds, name := crm.ContractKinds[:2], "id"
	p = formPage{title: "登记项目合同", url: "/contracts", back: "/contracts"}
	if strings.HasPrefix(c.Path(), "/customers/") {
		if p, t.CustomerID, err = a.customerForm(c, "登记合同", "homes", "contracts"); err != nil {
			return p, t, err
		}
		kinds, name = crm.ContractKinds[2:], "contract"
	}
	if c.Param(name) != "" {
		if t, err = a.contractNamed(c, name, t.CustomerID); err != nil {
			return p, t, err
		}
		p.title, p.url = "编辑合同", p.url+"/"+strconv.FormatInt(t.ID, 10)
	}
	p.fields = []views.Field{{Name: "kind", Label: "合同类型", Type: "radio", Required: true, Options: views.Choices(kinds)}, {Name: "no", Label: "合同编号", Required: true, Max: 40},
		{Name: "signed_on", Label: "签订日期", Type: "date", Required: true}, {Name: "start_on", Label: "开始日期", Type: "date"}, {Name: "end_on", Label: "结束日期", Type: "date"},
		{Name: "fee_standard", Label: "收费标准", Max: 100}, {Name: "amount", Label: "每年金额（元）"}, {Name: "renewal_no", Label: "续签自（合同编号）", Max: 40},
		{Name: "file_ref", Label: "存放位置", Max: 100, Hint: "纸质合同的柜号，或扫描件的位置"}}
	return p, t, nil
}

// contractNamed is the contract whose number stands in the address.
func (a *App) contractNamed(c echo.Context, param string, customer int64) (t crm.Contract, err error) {
	id, err := partID(c, param)
	if err != nil {
		return t, err
	}
	list, err := a.Store.Contracts(c.Request().Context(), staff(c), customer)
	if err != nil {
		return t, err
	}
	for _, t := range list {
		if t.ID == id {
			return t, nil
		}
	}
	return t, crm.Refuse(crm.NotFound, "没有找到这份合同")
}

func contractOnFile(t crm.Contract) url.Values {
	return url.Values{"kind": {t.Kind}, "no": {t.No}, "signed_on": {t.SignedOn}, "start_on": {t.StartOn}, "end_on": {t.EndOn}, "fee_standard": {t.FeeStandard},
		"amount": {crm.Hundredths(t.AmountFen)}, "renewal_no": {t.RenewalNo}, "file_ref": {t.FileRef}}
}

// newContract asks for a contract.
func (a *App) newContract(c echo.Context) error {
	p, _, err := a.contractInHand(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, nil, 0)
}

// contractForm corrects one.
func (a *App) contractForm(c echo.Context) error {
	p, t, err := a.contractInHand(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, contractOnFile(t), t.RowVersion)
}

// addContract puts a contract on file.
func (a *App) addContract(c echo.Context) error { return a.saveContract(c, false) }

// changeContract saves a corrected one.
func (a *App) changeContract(c echo.Context) error { return a.saveContract(c, true) }

func (a *App) saveContract(c echo.Context, known bool) error {
	p, old, err := a.contractInHand(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	t := crm.Contract{ID: old.ID, CustomerID: old.CustomerID, Kind: in.Raw("kind"), No: in.Text("no", 40), SignedOn: in.Date("signed_on"), StartOn: in.Date("start_on"),
		EndOn: in.Date("end_on"), FeeStandard: in.Text("fee_standard", 100), AmountFen: in.Yuan("amount"), FileRef: in.Text("file_ref", 100)}
	renewal, seen := in.Text("renewal_no", 40), int64(0)
	var stored url.Values
	if known {
		seen, stored = in.Version(), contractOnFile(old)
	}
	if err = in.Err(); err == nil {
		err = a.Store.SaveContract(c.Request().Context(), a.by(c), seen, t, renewal, a.today(c))
	}
	return a.answerForm(c, p, in, stored, err, "合同已保存")
}
