package crm

// Rung is one step of the ladder that a clock climbs while nobody meets it (domain.md §3.6, §4.3). Each is climbed once a
// cycle, when the moment of MomentOf is over.
type Rung struct {
	Code       string
	Clock      ClockName
	Before, Of int64 // the part of the promised span before the due; below zero behind it
	After      int64 // seconds more
	Level      Level // only complaints of this level; empty for all
	Owner      bool  // tells whoever is in charge of the clock
	Role       Role  // tells a role, beside the owner where both are given; a head only of the case's department
	Title      string
	Late       string // its title once the due is over, empty where that still holds
}

// TitleAt is what the rung says to whoever reads it at a moment.
func (r Rung) TitleAt(k Clock, now int64) string {
	if r.Late != "" && now > k.DueAt {
		return r.Late
	}
	return r.Title
}

// MomentOf is when a clock reaches the rung. Waiting for the customer is no part of the promised span.
func (r Rung) MomentOf(k Clock, paused int64) int64 {
	if r.Before == 0 {
		return k.DueAt + r.After
	}
	return k.DueAt - (k.DueAt-k.AnchorAt-paused)*r.Before/r.Of + r.After
}

// Ladder is every rung. Acknowledgement of 24 h: the owner after 12 h, the supervisor after 18 h, the manager at the due.
var Ladder = []Rung{
	{Code: "ack_major", Clock: AckClock, Before: 11, Of: 12, Level: Major, Role: Manager, Title: "重大投诉2小时仍未受理确认"},
	{Code: "ack_half", Clock: AckClock, Before: 1, Of: 2, Owner: true, Title: "尚未受理确认，请联系客户"},
	{Code: "ack_late", Clock: AckClock, Before: 1, Of: 4, Role: Supervisor, Title: "受理确认即将超时", Late: "受理确认已超时，请尽快办理"},
	{Code: "ack_due", Clock: AckClock, Role: Manager, Title: "受理确认已超时"},
	{Code: "response_soon", Clock: ResponseClock, Before: 1, Of: 5, Owner: true, Role: DeptHead, Title: "首次答复即将超时", Late: "首次答复已超时，请尽快办理"},
	{Code: "response_due", Clock: ResponseClock, Role: Manager, Title: "首次答复已超时"},
	{Code: "response_over", Clock: ResponseClock, Before: -1, Of: 2, Role: Quality, Title: "首次答复严重超时"},
	{Code: "resolution_soon", Clock: ResolutionClock, Before: 1, Of: 5, Owner: true, Role: DeptHead, Title: "处理完成即将超时", Late: "处理完成已超时，请尽快办理"},
	{Code: "resolution_due", Clock: ResolutionClock, Role: Manager, Title: "处理完成已超时"},
	{Code: "resolution_over", Clock: ResolutionClock, Before: -1, Of: 2, Role: Quality, Title: "处理完成严重超时"},
	{Code: "revisit_due", Clock: RevisitClock, Role: Supervisor, Title: "回访已超时"},
	{Code: "revisit_over", Clock: RevisitClock, After: 24 * hour, Role: Manager, Title: "回访超时已满24小时"},
}
