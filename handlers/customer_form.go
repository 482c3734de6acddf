package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// customerForm is the form of a new file, or of the one of id.
func customerForm(id int64) formPage {
	p := formPage{title: "新建客户", lead: "只收集服务所需的信息。", url: "/customers", back: "/customers", also: []views.Option{
		{Value: "despite_duplicate", Label: "仍然新建"}, {Value: "duplicate_reason", Label: "仍然新建的原因"}, {Value: "is_primary_contact", Label: "主要联系人"}}}
	typed := templ.Attributes{"data-typed": true}
	name := views.Field{Name: "name", Label: "姓名", Required: true, Max: crm.MaxName, Autofocus: true, Attrs: typed}
	phone := views.Field{Name: "phone", Label: "电话", Type: "tel", Hint: "手机，或带区号的座机", Max: 60, Attrs: templ.Attributes{"inputmode": "tel", "data-typed": true}}
	room := views.Field{Name: "room", Label: "房号", Hint: "如 3-2-501、3栋2单元501；没有房屋的作潜在客户", Max: 60, Attrs: typed}
	if id != 0 {
		p.url = recordPath("customer", id)
		p.back = p.url
		name.Autofocus, name.Attrs = false, nil
		phone.Label, phone.Hint, phone.Attrs = "添加电话", "已有的号码在档案页管理；不添加就留空", templ.Attributes{"inputmode": "tel"}
		room.Label, room.Hint, room.Attrs = "添加房屋", "如 3-2-501；已有的房屋在档案页修改", nil
	}
	p.fields = []views.Field{name,
		{Name: "kind", Label: "类别", Type: "radio", Options: views.Choices(crm.CustomerKinds)},
		{Name: "honorific", Label: "称谓", Type: "select", Empty: "不填", Options: views.Choices(crm.Honorifics)},
		phone, room,
		{Name: "relation", Label: "与房屋的关系", Type: "select", Empty: "请选择", Options: views.Choices(crm.Relations)},
		{Name: "moved_in_on", Label: "入住日期", Type: "date"},
		{Name: "preferred_channel", Label: "联系偏好", Type: "select", Empty: "不填", Options: views.Choices(crm.PreferredChannels)},
		{Name: "contact_window", Label: "联系时段", Max: crm.MaxWindow, Hint: "如 工作日 18 点后"},
		{Name: "do_not_disturb", Label: "请勿打扰", Type: "radio", Options: views.Choices(crm.YesNo), Hint: "选“是”只为合同服务和费用事项联系"},
		{Name: "contact_person", Label: "单位联系人", Class: "org-only", Max: crm.MaxName},
		{Name: "org_credit_code", Label: "统一社会信用代码", Class: "org-only", Max: 40, Hint: "18 位，末位校验"},
		{Name: "note", Label: "备注", Class: "wide", Type: "textarea", Rows: 3, Max: crm.MaxNote, Hint: "只记与服务有关的内容；身份证号、健康状况等不要写在这里"},
	}
	return p
}

// alike puts who is alike behind the home, where the form of a new file looks for them while it is typed.
func (p formPage) alike(v *views.AlikeView) formPage {
	v.Form.Labels = p.labels()
	for i := range p.fields {
		if p.fields[i].Name == "moved_in_on" {
			p.fields[i].Below = views.AlikeBlock(v)
		}
	}
	return p
}

func alikeView(existing bool, values url.Values, candidates []crm.Candidate) *views.AlikeView {
	v := &views.AlikeView{Existing: existing, Form: &views.Form{Values: values}}
	for _, k := range candidates {
		v.Candidates = append(v.Candidates, candidateView(k))
	}
	return v
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

// newCustomer is the form of a new file.
func (a *App) newCustomer(c echo.Context) error {
	p := customerForm(0).alike(alikeView(false, nil, nil))
	return a.askForm(c, p, url.Values{"kind": {"person"}, "do_not_disturb": {"no"}}, 0)
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
	p, err := customerForm(0), in.Err()
	if err == nil {
		var added crm.Customer
		if added, err = a.Store.AddCustomer(c.Request().Context(), a.by(c), f); err == nil {
			p.back = recordPath("customer", added.ID)
			return a.answerForm(c, p, in, nil, nil, "已建档，客户编号 "+added.No)
		}
	}
	return a.customerAgain(c, p, false, in, nil, err)
}

// customerAgain sends a refused form back as typed, with the people who are alike.
func (a *App) customerAgain(c echo.Context, p formPage, existing bool, in *form, stored url.Values, err error) error {
	var alike *db.Duplicate
	v := alikeView(existing, in.Values, nil)
	if errors.As(err, &alike) {
		v = alikeView(existing, in.Values, alike.Candidates)
	}
	v.Form.Problems = problemsOf(err)
	return a.answerForm(c, p.alike(v), in, stored, err, "")
}

// editCustomer is the form of a file that exists.
func (a *App) editCustomer(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	p, stored, version, err := a.customerToEdit(c, id)
	if err != nil {
		return err
	}
	return a.askForm(c, p, stored, version)
}

// customerToEdit is the form of a file with what is on it.
func (a *App) customerToEdit(c echo.Context, id int64) (p formPage, stored url.Values, version int64, err error) {
	f, err := a.Store.CustomerHead(c.Request().Context(), staff(c), id, a.today(c))
	p, k := customerForm(id), f.Customer
	p.title, p.lead = "编辑 "+k.ShownName, k.No
	return p, storedValues(k), k.RowVersion, err
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
		return a.answerForm(c, customerForm(id), in, nil, nil, "已保存")
	}
	if status, _ := statusOf(failed, a.zone(c)); status != http.StatusUnprocessableEntity && asStale(failed) == nil {
		return failed
	}
	p, stored, _, err := a.customerToEdit(c, id)
	if err != nil {
		return err
	}
	return a.customerAgain(c, p, true, in, stored, failed)
}
