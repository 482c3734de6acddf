package views

import "linli/db/crm"

// CausesView is the list of causes shared by several cases.
type CausesView struct {
	Tabs  []TabView
	Lines []CauseLine
	More  string
	New   string // address of the form, empty for who may not
}

// CauseLine is a cause in a list.
type CauseLine struct {
	Href, No, Title, Text string
	Badges                []BadgeView
	Join                  string // value of the button that joins it, empty where nothing is to be joined
}

// CauseView is the page of a cause: what callers are told, who called, and what is done with many at once.
type CauseView struct {
	No, Title, URL string
	Badges         []BadgeView
	Facts, Kept    []Fact
	Detail, Tell   string
	Alert, Said    string
	Edit           string // address of the form, empty for who may not
	Add            *Form  // nil where no more callers are added
	Channels       []Option
	Steps          []TabView
	Bulk           *CauseBulk
	Members        []CauseMember
	Others         string
	End, EndLabel  string
	Key            string
	Version        int64
	Joint          *CauseJoint
}

// CauseMember is one case of a cause.
type CauseMember struct {
	Href, No, Room, Person string
	State, Ack             BadgeView
	Told, ToldAt           string // how far this one is
}

// CauseJoint proposes a group complaint, for who may decide with the form.
type CauseJoint struct {
	Text  string
	Field *Field // nil for who may not decide
}

// CauseBulk is one step taken with many cases: fields for all, and a row for each.
type CauseBulk struct {
	Action    crm.Action
	Label     string
	URL, Hint string
	Form      *Form
	Fields    []Field
	Each      bool   // each row asks how and when
	Day       string // what day each row may name, empty for none
	Methods   []TabView
	Rows      []CauseRow
	Rest      string // that others stand on the next page
}

// CauseRow is one case in the table of a step.
type CauseRow struct {
	ID, Value, No, Href, Room, Person string
	Checked                           bool
	Method, At, On, Problem           Field
}

// CauseLabels name the fields of a cause.
var CauseLabels = []Option{{Value: "room", Label: "房号"}, {Value: "channel", Label: "渠道"}, {Value: "members", Label: "名单"}, {Value: "representative", Label: "代表"}}

// CauseFields are the fields of the form of a cause; join are cases that go into a new one at once.
func CauseFields(join []Option) []Field {
	fields := []Field{{Name: "kind", Label: "类型", Type: "radio", Options: choices(crm.Kinds[:2]), Required: true},
		{Name: "place", Label: "位置", Max: 100, Required: true, Hint: "如 3栋全部电梯"},
		{Name: "category", Label: "类别", Type: "select", Empty: "请选择", Options: categoryOptions(), Required: true},
		{Name: "sub_category", Label: "子类", Type: "select", Empty: "请选择", Options: SubOptions("")}}
	return append(fields, CauseWords(join)...)
}

// CauseWords are what may be changed of a cause later.
func CauseWords(join []Option) []Field {
	fields := []Field{{Name: "summary", Label: "摘要", Max: 200, Required: true, Hint: "每户的诉求都用这句，5到200个字"}, {Name: "detail", Label: "详情", Type: "textarea", Rows: 2, Max: 5000},
		{Name: "tell", Label: "对来电人怎么说", Type: "textarea", Rows: 2, Max: 200, Required: true, Hint: "原因、预计什么时候好、下一步"}}
	if len(join) > 0 {
		fields = append(fields, Field{Name: "member", Label: "一并加入的诉求", Type: "checks", Options: join})
	}
	return fields
}

// TellingMethods are how many people may be told, one after the other.
func TellingMethods(action crm.Action) []Option {
	if action == crm.DoAcknowledge {
		return choices(crm.AckMethods[:4])
	}
	return choices(crm.ToldMethods[:5])
}

// AnonymousMethod is how somebody without a name is told.
var AnonymousMethod = choices(crm.AckMethods[4:])

// JoinCauseView offers a case the running causes like it.
type JoinCauseView struct {
	No, Href, Summary, URL, New, Alert, Key string
	Version                                 int64
	Lines                                   []CauseLine
}

// NearbyView are running causes and open cases like the one that is being registered.
type NearbyView struct{ Causes, Cases []CauseLine }

// ChannelOptions are the ways a caller may come in.
func ChannelOptions() []Option { return choices(crm.Channels) }
