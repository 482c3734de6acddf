package views

import "linli/db/crm"

// badgeOf is the icon and colour of a code with its label.
func badgeOf[C ~string](badges map[C]BadgeView, labels []crm.Choice, code C) BadgeView {
	b := badges[code]
	b.Text = crm.Label(labels, string(code))
	return b
}

// StateBadge is a case's state as text, icon and colour.
func StateBadge(s crm.State) BadgeView {
	return badgeOf(stateBadges, crm.States, s)
}

var stateBadges = map[crm.State]BadgeView{
	crm.Registered: {Tone: "red", Icon: "inbox"}, crm.Acknowledged: {Tone: "yellow", Icon: "check"}, crm.AssignedState: {Tone: "blue", Icon: "send"},
	crm.InProgress: {Tone: "blue", Icon: "tool"}, crm.OnHold: {Tone: "gray", Icon: "player-pause"}, crm.PendingRevisit: {Tone: "purple", Icon: "phone"},
	crm.Closed: {Tone: "green", Icon: "circle-check"}, crm.Withdrawn: {Tone: "gray", Icon: "arrow-back-up"}, crm.Merged: {Tone: "gray", Icon: "link"}, crm.Voided: {Tone: "gray", Icon: "ban"},
}

// VerdictBadge is what a clock says as text, icon and colour.
func VerdictBadge(v crm.Verdict) BadgeView {
	return badgeOf(verdictBadges, crm.Verdicts, v)
}

var verdictBadges = map[crm.Verdict]BadgeView{
	crm.Running: {Tone: "teal", Icon: "clock"}, crm.DueSoon: {Tone: "orange", Icon: "alarm"}, crm.Paused: {Tone: "gray", Icon: "clock-pause"},
	crm.Met: {Tone: "green", Icon: "circle-check"}, crm.Late: {Tone: "red", Icon: "clock-exclamation"}, crm.Missed: {Tone: "red", Icon: "alert-triangle"},
	crm.NotApplicable: {Tone: "gray", Icon: "circle-dashed"},
}
