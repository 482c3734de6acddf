package crm

// StoryGroup is a filter of the timeline: the kinds of events about the file that belong to it, and those of cases.
type StoryGroup struct {
	Code, Label string
	Kinds       []string // of the customer's file
	Cases       []string // of their cases
}

// StoryGroups are the filters in the order of the screen. What no group names belongs to the last one.
var StoryGroups = []StoryGroup{
	{Code: "notes", Label: "沟通", Kinds: []string{"note_added", "promise_kept", "contact_made"}},
	{Code: "cases", Label: "诉求", Cases: []string{"registered", "acknowledged", "ack_attempted", "supplemented", "responded", "resolved", "completed", "closed", "reopened", "withdrawal_asked", "withdrawn", "merged", "unmerged"}},
	{Code: "revisits", Label: "回访", Cases: []string{"revisit_linked", "revisit_notice", "decline_confirmed", "supervisor_called"}},
	{Code: "needs", Label: "需求与偏好", Kinds: []string{"need_added", "need_changed", "preference_added", "preference_ended", "tag_added", "tag_ended", "care_added", "care_ended"}},
	{Code: "consents", Label: "同意与告知", Kinds: []string{"consent_given", "consent_withdrawn", "care_agreed", "care_withdrawn", "privacy_notice"}},
	{Code: "services", Label: "费用与服务", Kinds: []string{"fee_disputed", "service_used", "referral_added", "referral_decided"}},
	{Code: "activities", Label: "社区活动", Kinds: AttendanceStories()},
	{Code: "homes", Label: "房屋", Kinds: []string{"link_added", "link_changed", "link_taken_back"}},
	{Code: "file", Label: "档案"},
}

// CareStories are the events only those see who may see care tags.
var CareStories = []string{"care_added", "care_ended", "care_agreed", "care_withdrawn"}

// StoryGroupOf finds a filter by its code.
func StoryGroupOf(code string) (StoryGroup, bool) {
	for _, g := range StoryGroups {
		if g.Code == code {
			return g, true
		}
	}
	return StoryGroup{}, false
}

// GroupedStories are the kinds about the file that some group names.
func GroupedStories() []string {
	var kinds []string
	for _, g := range StoryGroups {
		kinds = append(kinds, g.Kinds...)
	}
	return kinds
}
