package views

import "linli/db/crm"

// StateBadge is a case's state as text, icon and colour.
func StateBadge(s crm.State) BadgeView {
	b := stateBadges[s]
	b.Text = crm.Label(crm.States, string(s))
	return b
}

var stateBadges = map[crm.State]BadgeView{
	crm.Registered: {Tone: "red", Icon: "inbox"}, crm.Acknowledged: {Tone: "yellow", Icon: "check"}, crm.AssignedState: {Tone: "blue", Icon: "send"},
	crm.InProgress: {Tone: "blue", Icon: "tool"}, crm.OnHold: {Tone: "gray", Icon: "player-pause"}, crm.PendingRevisit: {Tone: "purple", Icon: "phone"},
	crm.Closed: {Tone: "green", Icon: "circle-check"}, crm.Withdrawn: {Tone: "gray", Icon: "arrow-back-up"}, crm.Merged: {Tone: "gray", Icon: "link"}, crm.Voided: {Tone: "gray", Icon: "ban"},
}

// VerdictBadge is what a clock says as text, icon and colour.
func VerdictBadge(v crm.Verdict) BadgeView {
	b := verdictBadges[v]
	b.Text = crm.Label(crm.Verdicts, string(v))
	return b
}

var verdictBadges = map[crm.Verdict]BadgeView{
	crm.Running: {Tone: "teal", Icon: "clock"}, crm.DueSoon: {Tone: "orange", Icon: "alarm"}, crm.Paused: {Tone: "gray", Icon: "clock-pause"},
	crm.Met: {Tone: "green", Icon: "circle-check"}, crm.Late: {Tone: "red", Icon: "clock-exclamation"}, crm.Missed: {Tone: "red", Icon: "alert-triangle"},
	crm.NotApplicable: {Tone: "gray", Icon: "circle-dashed"},
}
