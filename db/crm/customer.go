package crm

import (
	"slices"
	"strings"
)

// Customer is a person or organisation on file.
type Customer struct {
	ID         int64
	ProjectID  int64
	RowVersion int64

	No, Kind, Name       string
	Honorific            string
	OrgCreditCode        string
	ContactPerson        string
	PreferredChannel     string
	ContactWindow        string // when the customer likes to be reached, in their words
	DoNotDisturb         bool   // only contract service and fees
	StewardID            int64
	Steward              string // name, empty for none
	PrivacyNoticeOn      string // when the privacy notice was given
	VerifiedOn           string // when the file was last checked with the customer
	ValidUntilOn         string // last day that check holds, by the cycle of today
	Note                 string
	Source, Status       string
	ImportID, CreatedAt  int64
	Contacts             []ContactPoint
	Links                []Link
	ShownName, TypeLabel string // as the reader may see them
}

// The states of a customer's file.
const (
	CustomerActive    = "active"
	CustomerMerged    = "merged"
	CustomerTakenBack = "taken_back"
)

// The ways a customer came on file.
const (
	FromCounter = "counter"
	FromImport  = "import"
	FromCase    = "case"
)

// Labels of the file.
var (
	CustomerSources = []Choice{{FromCounter, "前台登记"}, {FromImport, "名册导入"}, {FromCase, "诉求登记"}}
	CustomerTypes   = []Choice{{"owner", "业主"}, {"co_owner", "共有人"}, {"tenant", "租户"}, {"occupant", "同住人"}, {"prospect", "潜在客户"}, {"former", "已迁出"}}
	CustomerStates  = []Choice{{CustomerActive, "有效"}, {"former", "已迁出"}, {CustomerMerged, "已合并"}, {CustomerTakenBack, "已撤回导入"}}
	ContactStates   = []Choice{{"ok", "恢复使用"}, {"wrong", "号码有误"}, {"stopped", "停用"}}
	EndReasons      = []Choice{{"sold", "出售"}, {"lease_end", "租期届满"}, {"moved_for_work", "工作变动"}, {"dissatisfied", "不满意"}, {"other", "其他"}}
)

// ContactPoint is a means of contact as a reader may see it: Shown is masked, the plain value stays in the store.
type ContactPoint struct {
	ID         int64
	Kind       string
	Shown      string
	Label      string
	Doubtful   bool
	Status     string // ok, wrong, stopped
	VerifiedAt int64
}

// KindLabel is 手机, 座机 and so on.
func (p ContactPoint) KindLabel() string { return Label(ContactKinds, p.Kind) }

// MaskContact hides a means of contact of any kind; extension may be empty.
func MaskContact(kind, value, extension string) string {
	switch kind {
	case ContactEmail:
		return MaskEmail(value)
	case ContactWechat:
		if value == "" {
			return ""
		}
		return hidden
	}
	if extension != "" {
		value += "转" + extension
	}
	return MaskPhone(value)
}

// Dialled is the plain value as people use it.
func Dialled(value, extension string) string {
	if extension == "" {
		return value
	}
	return value + " 转 " + extension
}

// ShowName is the name as by may see it: plain for those who serve the person, masked for everybody else; organisations
// are plain (domain.md §9). Scope is the store's affair: a steward only reaches people of own buildings.
func ShowName(by Staff, kind, name string) string {
	if kind == "organisation" || SeesNames(by) {
		return name
	}
	return MaskName(name)
}

// SeesNames reports whether by reads the names of people plain.
func SeesNames(by Staff) bool { return by.Has(Clerk, Steward, Supervisor, Manager, Quality) }

// ReachesBuilding reports whether by reads the customer file of a building.
func ReachesBuilding(by Staff, building string) bool {
	switch by.Reach(CustomerRead) {
	case All:
		return true
	case Own:
		return slices.Contains(by.Buildings(), building)
	}
	return false
}

// ShowRoom is a room's code as by may see it: plain within the scope of the customer file, masked elsewhere.
func ShowRoom(by Staff, code, building string) string {
	if ReachesBuilding(by, building) {
		return code
	}
	return MaskRoom(code)
}

// CustomerForm is what the screen asks about a customer.
type CustomerForm struct {
	Name, Kind, Phone         string
	Room, Relation, MovedInOn string
	Honorific                 string
	PreferredChannel, Note    string
	ContactWindow             string
	DoNotDisturb              string // yes, no
	ContactPerson             string // of an organisation, as is OrgCreditCode
	OrgCreditCode             string
	DespiteDuplicate          bool
	DuplicateReason           string
	Given                     map[string]bool // fields that came with the form; nil = all of them
}

// Has reports whether a field came with the form.
func (f CustomerForm) Has(field string) bool { return f.Given == nil || f.Given[field] }

// The longest texts of a customer's file, in characters.
const (
	MaxName   = 60
	MaxWindow = 40
	MaxNote   = 2000
	MaxReason = 200
)

// Check finds what is wrong with the form, field by field, and reads its telephone number, room and credit code. A field that
// did not come is not looked at; a person has neither credit code nor contact person.
func (f *CustomerForm) Check(p Problems) (contact ContactInput, address Address) {
	if f.Has("name") {
		p.Check(f.Name != "", "name", "请填写姓名")
	}
	p.Check(f.Kind == "" || Has(CustomerKinds, f.Kind), "kind", "请选择个人或单位")
	p.Check(f.Honorific == "" || Has(Honorifics, f.Honorific), "honorific", "请选择称谓")
	p.Check(f.PreferredChannel == "" || Has(PreferredChannels, f.PreferredChannel), "preferred_channel", "请选择联系偏好")
	p.Check(f.DoNotDisturb == "" || Has(YesNo, f.DoNotDisturb), "do_not_disturb", "请选择是或否")
	if f.Kind == CustomerPerson {
		f.OrgCreditCode, f.ContactPerson = "", ""
	}
	if f.OrgCreditCode != "" {
		var err error
		f.OrgCreditCode, err = ParseCreditCode(f.OrgCreditCode)
		p.AddError("org_credit_code", err)
	}
	if f.Phone != "" {
		contact = f.readPhone(p)
	}
	if f.Room == "" {
		p.Check(f.Relation == "", "room", "选了身份，请填写房号")
		p.Check(f.MovedInOn == "", "room", "填了入住日期，请填写房号")
	} else {
		var err error
		address, err = TypedAddress(f.Room)
		p.AddError("room", err)
		p.Check(Has(Relations, f.Relation), "relation", "请选择与房屋的关系")
	}
	if f.DespiteDuplicate {
		p.Check(strings.TrimSpace(f.DuplicateReason) != "", "duplicate_reason", "请写明仍然新建的原因")
	}
	return contact, address
}

// readPhone wants exactly one number that can be right.
func (f CustomerForm) readPhone(p Problems) ContactInput {
	found, _ := ReadPhones(f.Phone)
	switch {
	case len(found) == 0 || found[0].Kind == ContactEmail:
		p.Add("phone", "请填写电话号码，例如 154 0000 0001 或 0571-87654321")
	case len(found) > 1:
		p.Add("phone", "这里只填一个号码，其余的建档后再添加")
	case found[0].Doubtful:
		p.Add("phone", "号码位数不对，请核对")
	default:
		return found[0]
	}
	return ContactInput{}
}

// Candidate is a customer on file who may be the same as a new one. Outside of the reader's scope it has neither name nor id.
type Candidate struct {
	ID        int64
	No, Name  string
	Phone     string // masked
	Rooms     []string
	SameRoom  bool // same name in the same room, otherwise the same mobile number
	Reachable bool
}

// Why says what makes them alike.
func (c Candidate) Why() string {
	if c.SameRoom {
		return "同名同房"
	}
	return "手机号相同"
}
