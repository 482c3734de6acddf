package views

import (
	"strings"

	"github.com/a-h/templ"

	"linli/db/crm"
)

// CustomersView is the list of customers, its strings ready to show.
type CustomersView struct {
	Nav             []TabView
	Filter          *Form
	Types           []Option
	Building        Field // to choose from, or to type where there are too many
	Rows            []CustomerRow
	Next            string // address of the next rows, empty at the end
	Export          string // address of the export of this list, empty where none is offered
	CanAdd          bool
	CanImport       bool
	EmptyText, Hint string
}

// CustomerRow is one line of a list of customers.
type CustomerRow struct {
	Href, Name, No, Phone, Rooms, Open string
	Type                               BadgeView
}

// CustomerHeadView is what stands above every tab of a customer's page.
type CustomerHeadView struct {
	ID, Initial, Name, No string // ID is also the end of its address
	Where                 string // rooms and steward
	Badges                []BadgeView
	Alert                 string // a refusal above the page
	Tabs                  []TabView
	Version               int64
	CanEdit, CanRegister  bool
}

// CustomerTabs are the tabs of a customer's page; active is the end of the open one's address, empty for the first.
func CustomerTabs(id, active string) []TabView {
	tabs := []TabView{{Label: "概览"}, {Label: "资料", Href: "profile"}, {Label: "房屋与合同", Href: "homes"}, {Label: "费用与服务", Href: "services"}}
	for i := range tabs {
		tabs[i].Active = tabs[i].Href == active
		tabs[i].Href = strings.TrimSuffix("/customers/"+id+"/"+tabs[i].Href, "/")
	}
	return tabs
}

// CustomerOverview is the first tab.
type CustomerOverview struct {
	Head      *CustomerHeadView
	First     FirstLook
	Facts     []Fact
	Note      string
	Contacts  []ContactRow
	Links     []LinkRow
	Cases     []FileCase
	ShowCases bool
	Timeline  TimelineView
}

// CustomerHomes is the tab of rooms and contracts.
type CustomerHomes struct {
	ID         string
	CanEdit    bool
	SharesOver string // rooms whose owners hold more than the whole
	Links      []LinkRow
	Contracts  []ContractRow
	Health     HealthView
	Stewards   []StewardRow
}

// ContractRow is a service contract.
type ContractRow struct {
	No, Kind, Signed, Term, Amount, State, Note string
	EditURL                                     string
	Href, Customer, Done                        string // of the worklist: whose file is not complete, and how far it is
}

// HealthView is how complete and how lately checked a file is.
type HealthView struct {
	State  BadgeView
	Why    string
	Done   string // «5 / 8»
	Points []PointView
	Checks []CheckRow
}

// PointView is one thing a complete file has.
type PointView struct {
	Label string
	Done  bool
}

// CheckRow is one check of the file.
type CheckRow struct{ On, How, By, Changes string }

// StewardRow is who answered for the customer.
type StewardRow struct{ Name, Since, Until, Reason string }

// FileListView is a worklist of the customer file.
type FileListView struct {
	Nav, Tabs []TabView
	Rows      []ToVerifyRow
	Contracts []ContractRow
	More      string
	Lead      string
}

// ToVerifyRow is a customer whose file wants checking.
type ToVerifyRow struct {
	Href, Name, Rooms, Phone, On, Until, Steward, VerifyURL string
	Type, State                                             BadgeView
}

// ContractsView is the project's own contracts.
type ContractsView struct {
	Nav     []TabView
	CanEdit bool
	Rows    []ContractRow
}

// ContactRow is a masked means of contact with what may be done about it.
type ContactRow struct {
	ContactView
	Doubtful bool
	State    BadgeView // empty text: nothing to say
	URL      string    // where its state is changed, empty where it may not be
	Wrong    bool      // marked as wrong
}

// LinkRow is a room of a customer, or a person of a room.
type LinkRow struct {
	Href, Text, Note string // the room or the person
	Phone            string
	Relation         string
	Since, Until     string
	Marks            []BadgeView
	EditURL          string
	TransferURL      string // of an owner
	Past             bool
}

// FileCase is a case beside its customer or room.
type FileCase struct {
	Href, No, Summary, Kind, Category, When, Customer, Room string
	State                                                   BadgeView
}

// TimelineView is a piece of a timeline; More is the address of the next piece.
type TimelineView struct {
	Filters []TabView
	Events  []Event
	More    string
}

// RoomView is a room's page.
type RoomView struct {
	Code, Full    string
	Facts         []Fact
	Present, Past []LinkRow
	Cases         []FileCase
	ShowCases     bool
	CanRegister   string // address of a new case about the room, empty where none is offered
	OccupancyURL  string // where its use is noted, empty where it may not be
	Building      string // address of the map
	Facilities    []FacilityRow
	Contracts     []ContractRow
	Fees          []RoomFeeRow
	Printed       string
	Index         []IndexRow // what is in the file, for paper
}

// RoomFeeRow sums the fees of a room of one item.
type RoomFeeRow struct{ Item, Periods, Count, Net, Received, Overdue, Disputed string }

// IndexRow is a chapter of a room's file with how many sheets it has.
type IndexRow struct {
	Title string
	Count int
}

// AlikeView is who is alike to whom a form is about.
type AlikeView struct {
	Form       *Form
	Existing   bool // the file stands already, and nothing is looked for while it is typed
	Candidates []CandidateView
}

// Difference is a field that reads otherwise in the form and on file.
type Difference struct{ Label, Typed, Stored string }

// CandidateView is somebody alike who is on file.
type CandidateView struct{ Href, Name, Note, Why string }

// RevealView asks why a means of contact is to be shown, and shows it.
type RevealView struct {
	Form      *Form
	URL, Back string
	Contact   ContactView
	Kind      string
	CaseNo    string
	Value     string // plain, after the reason
	Expires   int64  // unix seconds after which it is hidden again
}

// RevealLabels name the fields of the form for a reveal.
var RevealLabels = []Option{{Value: "reason", Label: "查看事由"}, {Value: "note", Label: "说明"}, {Value: "case_id", Label: "相关诉求"}}

// CustomerTypeBadge is a customer's derived type as text, icon and colour.
func CustomerTypeBadge(code string) BadgeView {
	b, ok := typeBadges[code]
	if !ok {
		b = BadgeView{Tone: "gray", Icon: "user"}
	}
	b.Text = crm.Label(crm.CustomerTypes, code)
	return b
}

var typeBadges = map[string]BadgeView{
	"owner": {Tone: "teal", Icon: "key"}, "co_owner": {Tone: "teal", Icon: "users"}, "tenant": {Tone: "blue", Icon: "door"},
	"occupant": {Tone: "purple", Icon: "user"}, "prospect": {Tone: "yellow", Icon: "user-question"}, "former": {Tone: "gray", Icon: "arrow-right"},
}

// Choices are the entries of a list people pick from.
func Choices(list []crm.Choice) []Option { return choices(list) }

var (
	numberAttrs = templ.Attributes{"placeholder": "KH-…"}
	searchAttrs = templ.Attributes{"data-typed": true, "placeholder": "姓名 / 拼音 / 手机 / 房号", "autocomplete": "off"}
)

// nevertheless is what the box says that saves in spite of somebody alike.
func nevertheless(existing bool) string {
	if existing {
		return "确是另一人，仍然保存"
	}
	return "仍然新建"
}
