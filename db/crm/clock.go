package crm

import "time"

// Kind, State and Level are codes of the lists in catalog.go.
type (
	Kind  string
	State string
	Level string
)

// The case kinds.
const (
	Complaint  Kind = "complaint"
	Repair     Kind = "repair"
	Suggestion Kind = "suggestion"
	Praise     Kind = "praise"
	Enquiry    Kind = "enquiry"
)

// The states of domain.md §3.3.
const (
	Registered     State = "registered"
	Acknowledged   State = "acknowledged"
	AssignedState  State = "assigned"
	InProgress     State = "in_progress"
	OnHold         State = "on_hold"
	PendingRevisit State = "pending_revisit"
	Closed         State = "closed"
	Withdrawn      State = "withdrawn"
	Merged         State = "merged"
	Voided         State = "voided"
)

// Open reports whether a case in this state is still to be dealt with.
func (s State) Open() bool {
	return s != Closed && s != Withdrawn && s != Merged && s != Voided
}

// The levels of a complaint; other kinds count as general.
const (
	General   Level = "general"
	Important Level = "important"
	Major     Level = "major"
)

// rank orders levels, general lowest.
func (l Level) rank() int {
	switch l {
	case Major:
		return 2
	case Important:
		return 1
	default:
		return 0
	}
}

// ClockName names one of the four clocks of a cycle.
type ClockName string

// The four clocks.
const (
	AckClock        ClockName = "ack"
	ResponseClock   ClockName = "response"
	ResolutionClock ClockName = "resolution"
	RevisitClock    ClockName = "revisit"
)

// Verdict is what a clock says at a moment.
type Verdict string

// The verdicts of domain.md §3.4.
const (
	Running       Verdict = "running"
	DueSoon       Verdict = "due_soon"
	Paused        Verdict = "paused"
	Met           Verdict = "met"
	Late          Verdict = "late"
	Missed        Verdict = "missed"
	NotApplicable Verdict = "not_applicable"
)

// Clock is one promise with its moments, all unix seconds UTC, 0 = none. A clock without DueAt has not begun or does not apply.
type Clock struct {
	AnchorAt    int64 `fact:"anchor_at"`
	DueAt       int64 `fact:"due_at"`
	At          int64 `fact:"at"`              // the moment stated by a person, counted or not yet
	MetAt       int64 `fact:"met_at"`          // the milestone that counts
	MissedDueAt int64 `fact:"missed_due_at"`   // the first due that passed with no milestone by then
	StatedBy    int64 `fact:"stated_by"`       // who typed At; may not verify it
	StatedAt    int64 `fact:"stated_at"`       // when it was typed
	PausedUntil int64 `fact:"paused_until"`    // end of a pause; all of it is in DueAt already
	AnnulledDue int64 `fact:"annulled_due_at"` // a due that quality took back
	Pending     bool  `fact:"pending"`         // At waits for verification
	Off         bool  `fact:"off"`             // not applicable: the kind has no such promise, or the case ended before its due
}

// Verdict computes the state of the clock at now. It is the only place that decides whether something is late.
func (k Clock) Verdict(now int64) Verdict {
	switch {
	case k.MetAt != 0 && (k.MissedDueAt != 0 || k.MetAt > k.DueAt):
		return Late
	case k.MetAt != 0:
		return Met
	case k.MissedDueAt != 0:
		return Missed
	case k.Off || k.DueAt == 0:
		return NotApplicable
	case now < k.PausedUntil:
		return Paused
	case now > k.DueAt:
		return Missed
	case k.DueAt-now <= soonWindow(k.DueAt-k.AnchorAt):
		return DueSoon
	default:
		return Running
	}
}

// soonWindow is how long before its due a clock counts as due soon: 20 % of the span, at least two hours.
func soonWindow(span int64) int64 { return max(span/5, 2*3600) }

// SoonAt is the first moment at which the clock counts as due soon.
func (k Clock) SoonAt() int64 { return k.DueAt - soonWindow(k.DueAt-k.AnchorAt) }

// Open reports whether the clock runs towards a due that nothing has met yet.
func (k Clock) Open() bool { return !k.Off && k.DueAt != 0 && k.MetAt == 0 }

// noteMiss writes the miss of a due that has passed by now; it reports whether it wrote one.
func (k *Clock) noteMiss(now int64) bool {
	if !k.Open() || k.MissedDueAt != 0 || now <= k.DueAt {
		return false
	}
	k.MissedDueAt = k.DueAt
	return true
}

// Cycle is one run of the four clocks: the first from the receipt, the next from a reopening.
type Cycle struct {
	No         int
	AnchorAt   int64 `fact:"anchor_at"`
	SettingsID int64 `fact:"settings_id"` // the version the cycle was born under
	PausedSecs int64 `fact:"paused_seconds"`
	Reworks    int   `fact:"reworks"`
	ReturnedAt int64 `fact:"returned_at"` // of the last rework; the result is told after it
	ReminderAt int64 `fact:"reminder_at"` // shown after a rework; figures use the resolution due
	Ack        Clock
	Response   Clock
	Resolution Clock
	Revisit    Clock
}

// Clock returns the named clock of the cycle, nil for an unknown name.
func (c *Cycle) Clock(name ClockName) *Clock {
	switch name {
	case AckClock:
		return &c.Ack
	case ResponseClock:
		return &c.Response
	case ResolutionClock:
		return &c.Resolution
	case RevisitClock:
		return &c.Revisit
	}
	return nil
}

// ClockNames lists the four clocks in their order.
var ClockNames = []ClockName{AckClock, ResponseClock, ResolutionClock, RevisitClock}

const hour = 3600

// spans are the D of domain.md §3.1 and §3.2 in seconds; 0 = the kind has no such clock.
type spans struct{ ack, response, resolution, revisit int64 }

func (s Settings) spans(kind Kind, level Level, urgent, drawn bool) spans {
	d := spans{ack: s.AckHours[kind] * hour}
	switch kind {
	case Complaint:
		d.response, d.resolution, d.revisit = s.ResponseHours[level]*hour, s.ResolutionHours[level]*hour, s.RevisitHours[level]*hour
	case Repair:
		d.response, d.resolution = s.RepairResponse*hour, s.RepairResolution*hour
		if urgent {
			d.response, d.resolution = s.UrgentResponse*60, s.UrgentResolution*hour
		}
		if drawn {
			d.revisit = s.RepairRevisit * 24 * hour
		}
	case Suggestion, Enquiry:
		d.response = s.OtherResponse[kind] * hour
	}
	return d
}

// newCycle starts the clocks of a cycle at anchor.
func newCycle(no int, anchor int64, d spans, settingsID int64) Cycle {
	start := func(span int64) Clock {
		if span == 0 {
			return Clock{Off: true}
		}
		return Clock{AnchorAt: anchor, DueAt: anchor + span}
	}
	return Cycle{No: no, AnchorAt: anchor, SettingsID: settingsID, Ack: start(d.ack), Response: start(d.response),
		Resolution: start(d.resolution), Revisit: Clock{Off: d.revisit == 0}}
}

// LegalReplyDue is 24:00 of the local date of receipt plus days, as unix seconds; the day of receipt is not counted.
func LegalReplyDue(receivedAt, days int64, loc *time.Location) int64 {
	return EndOfDay(receivedAt, days, loc)
}

// EndOfDay is 24:00 of the local date of at plus days: how a period of days ends outside domain.md §3 (B2).
func EndOfDay(at, days int64, loc *time.Location) int64 {
	t := time.Unix(at, 0).In(loc)
	return time.Date(t.Year(), t.Month(), t.Day()+int(days)+1, 0, 0, 0, 0, loc).Unix()
}
