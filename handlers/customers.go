package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

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
	f := db.CustomerFilter{Text: text, Type: q.Get("type"), Building: q.Get("building"), After: after, Limit: customersAtOnce}
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
	for _, no := range buildings {
		v.Buildings = append(v.Buildings, views.Option{Value: no, Label: no + "栋"})
	}
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

// newCustomer is the form of a new file.
func (a *App) newCustomer(c echo.Context) error {
	v := newCustomerView()
	v.Form = &views.Form{Labels: views.CustomerLabels, Values: url.Values{"kind": {"person"}, "do_not_disturb": {"no"}}, Key: newKey()}
	return a.render(c, http.StatusOK, v.Title, views.CustomerFormPage(v), views.CustomerForm(v))
}

func newCustomerView() *views.CustomerFormView {
	return &views.CustomerFormView{URL: "/customers", Back: "/customers", Title: "新建客户", Lead: "只收集服务所需的信息。"}
}

// customerFields are the fields of the customer's form.
var customerFields = []string{"name", "kind", "honorific", "phone", "room", "relation", "moved_in_on", "preferred_channel", "contact_window",
	"do_not_disturb", "contact_person", "org_credit_code", "note"}

func readCustomer(in *form) crm.CustomerForm {
	f := crm.CustomerForm{Name: in.Text("name", crm.MaxName), Kind: in.Raw("kind"), Phone: in.Text("phone", 60), Room: in.Text("room", 60), Relation: in.Raw("relation"),
		MovedInOn: in.Date("moved_in_on"), Honorific: in.Raw("honorific"), PreferredChannel: in.Raw("preferred_channel"),
		ContactWindow: in.Text("contact_window", crm.MaxWindow), DoNotDisturb: in.Raw("do_not_disturb"), ContactPerson: in.Text("contact_person", crm.MaxName),
		OrgCreditCode: in.Text("org_credit_code", 40), Note: in.Lines("note", crm.MaxNote),
		DespiteDuplicate: in.On("despite_duplicate"), DuplicateReason: in.Text("duplicate_reason", crm.MaxReason), Given: map[string]bool{}}
	for _, name := range customerFields {
		f.Given[name] = in.Values.Has(name)
	}
	return f
}

// addCustomer puts a customer on file.
func (a *App) addCustomer(c echo.Context) error {
	in := a.input(c)
	f := readCustomer(in)
	f.Given = nil
	err := in.Err()
	if err == nil {
		var added crm.Customer
		if added, err = a.Store.AddCustomer(c.Request().Context(), a.by(c), f); err == nil {
			a.say(c, "已建档，客户编号 "+added.No)
			return a.redirect(c, recordPath("customer", added.ID))
		}
	}
	return a.customerAgain(c, newCustomerView(), in, err)
}

// customerAgain sends a refused form back as typed, with the people who are alike.
func (a *App) customerAgain(c echo.Context, v *views.CustomerFormView, in *form, err error) error {
	status, message := statusOf(err, a.zone(c))
	if status != http.StatusUnprocessableEntity && v.Alert == "" {
		return err
	}
	v.Form = in.again(views.CustomerLabels, problemsOf(err), "")
	if len(v.Form.Problems) == 0 && v.Alert == "" {
		v.Form.Message = message
	}
	v.Form.Version, _ = strconv.ParseInt(in.Raw("row_version"), 10, 64)
	if v.Version != 0 {
		v.Form.Version = v.Version
	}
	var alike *db.Duplicate
	if errors.As(err, &alike) {
		for _, k := range alike.Candidates {
			v.Candidates = append(v.Candidates, candidateView(k))
		}
	}
	return a.render(c, status, v.Title, views.CustomerFormPage(v), views.CustomerForm(v))
}

func candidateView(k crm.Candidate) views.CandidateView {
	note := strings.Join(append([]string{k.No, k.Phone}, k.Rooms...), " ")
	v := views.CandidateView{Name: k.Name, Note: strings.TrimSpace(note), Why: k.Why()}
	if k.Reachable {
		v.Href = recordPath("customer", k.ID)
	} else {
		v.Note += "（不在您负责的楼栋）"
	}
	return v
}

// editCustomer is the form of a file that exists.
func (a *App) editCustomer(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	f, err := a.Store.CustomerHead(c.Request().Context(), staff(c), id, a.today(c))
	if err != nil {
		return err
	}
	v := editView(f.Customer)
	v.Form = &views.Form{Labels: views.CustomerLabels, Values: storedValues(f.Customer), Key: newKey(), Version: f.Customer.RowVersion}
	return a.render(c, http.StatusOK, v.Title, views.CustomerFormPage(v), views.CustomerForm(v))
}

func editView(customer crm.Customer) *views.CustomerFormView {
	path := recordPath("customer", customer.ID)
	return &views.CustomerFormView{URL: path, Back: path, Existing: true, Title: "编辑 " + customer.ShownName, Lead: customer.No}
}

// storedValues are the fields of a file that are corrected in place.
func storedValues(c crm.Customer) url.Values {
	return url.Values{"name": {c.Name}, "kind": {c.Kind}, "honorific": {c.Honorific}, "preferred_channel": {c.PreferredChannel},
		"contact_window": {c.ContactWindow}, "do_not_disturb": {yesNo(c.DoNotDisturb)}, "contact_person": {c.ContactPerson}, "org_credit_code": {c.OrgCreditCode}, "note": {c.Note}}
}

// changeCustomer corrects a file. Somebody quicker: 409 with both versions, what was typed stays.
func (a *App) changeCustomer(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	f, seen := readCustomer(in), in.Version()
	failed := in.Err()
	if failed == nil {
		failed = a.Store.ChangeCustomer(c.Request().Context(), a.by(c), id, seen, f)
	}
	if failed == nil {
		a.say(c, "已保存")
		return a.redirect(c, recordPath("customer", id))
	}
	if status, _ := statusOf(failed, a.zone(c)); status != http.StatusUnprocessableEntity && asStale(failed) == nil {
		return failed
	}
	file, err := a.Store.CustomerHead(c.Request().Context(), staff(c), id, a.today(c))
	if err != nil {
		return err
	}
	v := editView(file.Customer)
	if stale := asStale(failed); stale != nil {
		v.Alert, v.Version = staleSentence(stale, a.zone(c)), stale.Version
		v.Both = differences(in.Values, storedValues(file.Customer))
	}
	return a.customerAgain(c, v, in, failed)
}

// differences are the fields that were typed otherwise than they are stored.
func differences(typed, stored url.Values) []views.Difference {
	var both []views.Difference
	lists := map[string][]crm.Choice{"kind": crm.CustomerKinds, "honorific": crm.Honorifics, "preferred_channel": crm.PreferredChannels, "do_not_disturb": crm.YesNo}
	for _, label := range views.CustomerLabels {
		name := label.Value
		if !stored.Has(name) || !typed.Has(name) || strings.TrimSpace(typed.Get(name)) == stored.Get(name) {
			continue
		}
		d := views.Difference{Label: label.Label, Typed: crm.Label(lists[name], typed.Get(name)), Stored: crm.Label(lists[name], stored.Get(name))}
		if len(both) == 0 || both[len(both)-1] != d {
			both = append(both, d)
		}
	}
	return both
}
