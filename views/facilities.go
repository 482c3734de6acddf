package views

import "linli/db/crm"

// FacilitiesView is the list of facilities.
type FacilitiesView struct {
	Nav     []TabView
	Filter  FilterView
	Rows    []FacilityRow
	More    string
	CanEdit bool
	Narrow  bool // a filter is set
}

// FacilityRow is one facility, its strings ready to show.
type FacilityRow struct {
	Href, Name, Where, Kind string
	State                   BadgeView
	Answer, Last, Next      string
	Overdue                 bool // the next service
	Warranty                string
}

// FacilityView is a facility's page.
type FacilityView struct {
	Title, Where string
	State        BadgeView
	Answer       string
	Facts        []Fact
	Records      []RecordRow
	EditURL      string // empty where it may not be changed
	NewRecord    string
}

// RecordRow is something done or to be done.
type RecordRow struct {
	When, Kind, Title, Where, WhereHref string
	Status                              BadgeView
	Done, By, Result                    string
	CaseNo, CaseHref                    string
	DoneURL, EditURL, CancelURL         string // empty where there is nothing to be done by the reader
}

// PlanMonth is a month of a plan.
type PlanMonth struct {
	Label string
	Rows  []RecordRow
}

// PlanView is the plan of a year of a building or of the common grounds.
type PlanView struct {
	Title, Lead            string
	Back, BackText         string
	Year                   string
	Earlier, Later         string // addresses of the years around
	EarlierText, LaterText string
	Counts                 []Fact
	Months                 []PlanMonth
	NewRecord              string
}

// FacilityBadge is a facility's state as text, icon and colour.
func FacilityBadge(state string) BadgeView {
	return badgeOf(facilityBadges, crm.FacilityStates, state)
}

var facilityBadges = map[string]BadgeView{
	"normal": {Tone: "green", Icon: "circle-check"}, "limited": {Tone: "yellow", Icon: "alert-triangle"}, "stopped": {Tone: "red", Icon: "ban"}, "under_repair": {Tone: "orange", Icon: "tool"},
}

// ServiceBadge is how far a service record is.
func ServiceBadge(status string) BadgeView {
	return badgeOf(serviceBadges, crm.ServiceStatuses, status)
}

var serviceBadges = map[string]BadgeView{
	crm.ServiceDone: {Tone: "green", Icon: "circle-check"}, crm.ServiceOverdue: {Tone: "red", Icon: "alert-triangle"}, crm.ServicePlanned: {Tone: "blue", Icon: "calendar"},
	crm.ServiceCancelled: {Tone: "gray", Icon: "ban"},
}
