package views

import "linli/db/crm"

// FirstLook is what to know before speaking with a customer.
type FirstLook struct {
	Lines []FirstLine
	Chips []BadgeView
}

// FirstLine is one sentence of it; Href may be empty.
type FirstLine struct{ Tone, Icon, Text, Href string }

// CustomerProfile is the tab of what is known about the customer.
type CustomerProfile struct {
	Head          *CustomerHeadView
	Home          string // address of the customer
	Facts         []Fact
	Note          string
	Notes         []NoteRow
	MoreNotes     string // where the older ones are
	Needs         []NeedRow
	Likes         []LikeRow
	Tags          []TagRow
	CanCare       bool
	Consents      []ConsentRow
	PrivacyNotice string // day it was given
	Extras        []Fact
	CanLimit      bool // may limit contact to one channel
	ShowExtras    bool
}

// NoteRow is a conversation.
type NoteRow struct {
	When, How, By, Summary string
	Promise, PromiseOn     string
	State                  BadgeView
	Next                   string
	Late                   bool // the next contact is past its day
}

// NeedRow is something the customer wants.
type NeedRow struct {
	Text, WantedBy, Reason, Since, By string
	Case, CaseHref                    string
	State                             BadgeView
	Late                              bool
	URL                               string // where it is moved on, empty where it may not be
}

// LikeRow is a preference; EndURL is empty for fields of the file itself.
type LikeRow struct{ Label, Value, Note, EndURL string }

// TagRow is a tag.
type TagRow struct {
	Text, Since, EndURL string
	Care                bool
}

// ConsentRow is a consent, held or withdrawn.
type ConsentRow struct {
	Purpose, Version, Given, How string
	Withdrawn, End               string
	Active                       bool
	URL                          string
}

// ExtraFieldsView is the list of fields a project adds.
type ExtraFieldsView struct {
	Rows    []ExtraFieldRow
	CanEdit bool
	Alert   string
}

// ExtraFieldRow is one of them.
type ExtraFieldRow struct {
	Name, Kind, Purpose, Readers, Choices, URL string
	Retired                                    bool
	Version                                    int64
}

// PromiseBadge is what became of a promise as text, icon and colour.
func PromiseBadge(state string) BadgeView {
	return badgeOf(promiseBadges, crm.PromiseStates, state)
}

var promiseBadges = map[string]BadgeView{
	crm.PromiseRunning: {Tone: "orange", Icon: "clock"}, crm.PromiseKept: {Tone: "green", Icon: "circle-check"},
	crm.PromiseLate: {Tone: "gray", Icon: "clock-exclamation"}, crm.PromiseBroken: {Tone: "red", Icon: "alert-triangle"},
}

// NeedBadge is where a need stands as text, icon and colour.
func NeedBadge(status string) BadgeView {
	return badgeOf(needBadges, crm.NeedStates, status)
}

var needBadges = map[string]BadgeView{
	"open": {Tone: "orange", Icon: "bulb"}, "planned": {Tone: "blue", Icon: "calendar"}, "met": {Tone: "green", Icon: "circle-check"}, "declined": {Tone: "gray", Icon: "ban"},
}
