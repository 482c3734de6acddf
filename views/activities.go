package views

import "linli/db/crm"

// ActivitiesView is the list of community activities.
type ActivitiesView struct {
	Filter FilterView
	Rows   []ActivityRow
	More   string
	Narrow bool // a filter is set
	Year   string
	Plan   []Fact // of the year, for who answers for it
}

// ActivityRow is one activity, its strings ready to show.
type ActivityRow struct {
	Href, Title, Kind, Place, When string
	State                          BadgeView
	Seats, Attended                string // «12/30», empty before anybody
}

// ActivityView is an activity's page.
type ActivityView struct {
	Title, Lead                              string
	State                                    BadgeView
	Facts                                    []Fact
	Note, Minutes, CancelReason              string
	EditURL, CancelURL, MinutesURL, SheetURL string // empty where it may not be done
	Approve                                  *Form
	ApproveURL                               string
	CheckIn                                  *CheckIn // nil where nobody can be added
	Tabs                                     []TabView
	People                                   []AttendeeRow
	More                                     string
	Beyond                                   string // says of people out of the reader's reach
	AbsencesURL, AbsencesText                string
	Absences                                 *Form
	PeopleEmpty                              string
	Refused                                  string // why nobody was noted, where there is no box
}

// CheckIn adds and checks in people.
type CheckIn struct {
	URL     string
	Form    *Form
	Ways    []Option // how somebody may come to stand, the first by Enter
	Said    string   // what was done
	Refused string   // why it was not
	Chosen  string   // the way asked for while several people may be meant
	Meant   []MeantRow
	Focus   bool
}

// MeantRow is somebody who may be meant.
type MeantRow struct{ ID, Name, Rooms, Type, Status string }

// AttendeeRow is one person of the list.
type AttendeeRow struct {
	Href, Name, Rooms, Phone string
	Status                   BadgeView
	Noted                    string // when and by whom
	NoPhotos                 bool
	URL                      string
	Form                     *Form
	Ways                     []Option
	CaseHref                 string // to register what they said
}

// AttendanceRow is an activity in a customer's file.
type AttendanceRow struct {
	On, Title, Href, Kind string
	Status                BadgeView
}

// ActivityBadge is how an activity stands as text, icon and colour.
func ActivityBadge(stage string) BadgeView {
	return badgeOf(activityBadges, crm.ActivityStages, stage)
}

var activityBadges = map[string]BadgeView{
	"draft": {Tone: "yellow", Icon: "hourglass"}, "upcoming": {Tone: "blue", Icon: "calendar-event"}, "begun": {Tone: "green", Icon: "circle-check"}, "cancelled": {Tone: "gray", Icon: "ban"},
}

// AttendanceBadge is how somebody stands to an activity.
func AttendanceBadge(status string) BadgeView {
	return badgeOf(attendanceBadges, crm.AttendanceStates, status)
}

var attendanceBadges = map[string]BadgeView{
	crm.Invited: {Tone: "gray", Icon: "mail"}, crm.SignedUp: {Tone: "blue", Icon: "calendar-event"}, crm.Attended: {Tone: "green", Icon: "user-check"}, crm.Absent: {Tone: "orange", Icon: "user"},
}

// who is the box to find somebody in; what was typed stays where it was not understood.
func (d *CheckIn) who() Field {
	f := d.Form.Field(Field{Name: "who", Label: "房号、姓名或电话尾号", Max: 60, Hint: "输入后按 Enter：" + d.Ways[0].Label, Attrs: map[string]any{"autocapitalize": "off", "spellcheck": "false"}})
	f.Autofocus = d.Focus && len(d.Meant) == 0
	return f
}
