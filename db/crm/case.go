package crm

import (
	"slices"
	"strings"
	"time"
)

// Case is a service case with all its cycles. Moments are unix seconds UTC, ids and moments 0 = none, money in fen.
// A field tagged `text` holds personal or free text: the log keeps only its digest, the words stand beside it.
type Case struct {
	ID         int64
	ProjectID  int64
	RowVersion int64

	No         string `fact:"no"`
	Kind       Kind   `fact:"kind"`
	State      State  `fact:"state"`
	Level      Level  `fact:"level"`
	Proposed   Level  `fact:"proposed_level"`
	ProposedBy string `fact:"level_reason"`
	Confirmed  bool   `fact:"level_confirmed"`
	Urgent     bool   `fact:"urgent"`

	Confidential bool   `fact:"confidential"`
	Anonymous    bool   `fact:"anonymous"`
	QueryCode    string `fact:"query_code,text"`
	CustomerID   int64  `fact:"customer_id"`
	RoomID       int64  `fact:"room_id"`
	Place        string `fact:"place,text"`

	Channel       string `fact:"channel"`
	ReceivedAt    int64  `fact:"received_at"`
	RegisteredAt  int64  `fact:"registered_at"`
	LateEntry     string `fact:"late_entry"`
	RegistrarID   int64  `fact:"registrar_id"`
	IntakeOwnerID int64  `fact:"intake_owner_id"`
	Category      string `fact:"category"`
	SubCategory   string `fact:"sub_category"`
	Flags         string `fact:"flags"` // codes of CaseFacts, comma separated
	ExternalNo    string `fact:"external_no,text"`
	ExternalDueAt int64  `fact:"external_due_at"`
	PreviousID    int64  `fact:"previous_id"` // the case this one goes on from
	Drawn         bool   `fact:"drawn"`       // a revisit follows the handling

	OriginalNo string `fact:"original_no"` // in the ledger it was imported from, empty for our own
	ImportID   int64  `fact:"import_id"`
	ImportRow  int    `fact:"import_row"`
	ImportHash string `fact:"import_hash"` // of what the row said

	MasterID int64 `fact:"master_id"` // the case this duplicate went into
	MergedAt int64 `fact:"merged_at"`
	GroupID  int64 `fact:"group_id"` // the cause it shares with others

	Department string `fact:"department"`
	HandlerID  int64  `fact:"handler_id"`
	ReturnedBy string `fact:"returned_by"` // departments that sent it back, comma separated

	Summary      string `fact:"summary,text"`
	Detail       string `fact:"detail,text"`
	RemedyWanted string `fact:"remedy_wanted,text"`
	Transcript   string `fact:"transcript,text"` // of an online chat
	ChatAgent    string `fact:"chat_agent,text"` // who answered there

	FirstStep      string `fact:"first_step,text"`
	Findings       string `fact:"findings,text"`
	InvestigatedAt int64  `fact:"investigated_at"`
	ResponseText   string `fact:"response_text,text"`
	ExpectedOn     string `fact:"expected_on"`
	NextStep       string `fact:"next_step,text"`

	Resolution      string `fact:"resolution,text"`
	RootCauses      string `fact:"root_causes"` // labels, comma separated
	Responsibility  string `fact:"responsibility"`
	Validity        string `fact:"validity"`
	InvalidReason   string `fact:"invalid_reason"`
	CompensationFen int64  `fact:"compensation_fen"`
	NoPhoto         string `fact:"no_photo,text"` // why the result stands without the photograph its category asks for
	ProposerID      int64  `fact:"proposer_id"`
	ProposedAt      int64  `fact:"proposed_at"`
	Approval        string `fact:"approval"` // "" none needed or asked, pending, approved, refused
	ApproverID      int64  `fact:"approver_id"`
	ApprovedAt      int64  `fact:"approved_at"`
	ResolverID      int64  `fact:"resolver_id"`
	ResolvedAt      int64  `fact:"resolved_at"` // the customer was told
	ToldMethod      string `fact:"told_method"`
	ToldWhom        string `fact:"told_whom,text"`

	Round       int    `fact:"round"` // of revisits in the current cycle
	Gate        Gate   `fact:"gate"`
	GateOpensAt int64  `fact:"gate_opens_at"` // end of the wait after a written notice, for nobody reached
	ThirdTryAt  int64  `fact:"third_try_at"`  // the attempt that counts for the due then
	Decision    string `fact:"decision"`      // of a suggestion

	HoldReason string `fact:"hold_reason"` // code of HoldReasons while the case waits
	HeldAt     int64  `fact:"held_at"`
	HoldUntil  int64  `fact:"hold_until"` // when the system takes it up again

	WithdrawalBy   int64  `fact:"withdrawal_by"` // asked, waits for a supervisor
	WithdrawReason string `fact:"withdraw_reason,text"`

	HazardRemovedAt int64  `fact:"hazard_removed_at"`
	Internal        bool   `fact:"internal"`    // goes on without the customer
	Review          string `fact:"review"`      // of Reviews
	ReviewRole      string `fact:"review_role"` // the lowest that may decide it
	ReviewAskedAt   int64  `fact:"review_asked_at"`
	FirstKind       string `fact:"first_kind"` // before it was changed
	Assisting       string `fact:"assisting"`  // departments with something left to do, comma separated

	Targets     string `fact:"targets"`    // accounts it is about, comma separated: they know nothing of it
	Recused     string `fact:"recused"`    // likewise, by their own wish
	OwnerID     int64  `fact:"owner_id"`   // who leads where it is about staff or somebody recused
	OwnerRole   string `fact:"owner_role"` // the lowest role that may
	Statement   string `fact:"statement,text"`
	StatementAt int64  `fact:"statement_at"`

	ClosedAt          int64 `fact:"closed_at"`
	ClosedBy          int64 `fact:"closed_by"`
	ClosedUnconfirmed bool  `fact:"closed_unconfirmed"`
	LastEventAt       int64 `fact:"last_event_at"`

	Cycles   []Cycle
	Building string // of the room, for the scope of stewards; no fact of the case

	logged *Case // as the last event left it; what differs from it is what the next event says
	events []Event
}

// Event is one line of the log as a rule wrote it: what changed by it, and the words beside it.
type Event struct {
	Kind    string
	Cycle   int
	EventAt int64 // when it happened; not before the event before it
	Forced  bool  // the machine's clock ran backwards, EventAt was raised
	From    State
	To      State
	Before  map[string]any // facts that are no text
	After   map[string]any
	Texts   map[string]any // facts that are text, after the change
	Note    string
}

// Act is who does something, when, and under which settings.
type Act struct {
	By       Staff
	Now      int64     // unix seconds
	Settings Settings  // the newest, for what begins now
	Kept     *Settings // those the running cycle was born under; nil = Settings
	Loc      *time.Location
}

// kept are the settings that hold for the running cycle.
func (a Act) kept() Settings {
	if a.Kept != nil {
		return *a.Kept
	}
	return a.Settings
}

// on says for the log when something happened that is written down later.
func (a Act) on(at int64) string {
	if at == a.Now {
		return ""
	}
	return "（" + time.Unix(at, 0).In(a.Loc).Format("2006-01-02 15:04:05") + "）"
}

// Current is the running cycle.
func (c *Case) Current() *Cycle { return &c.Cycles[len(c.Cycles)-1] }

// HasFlag reports whether a fact of CaseFacts was ticked.
func (c *Case) HasFlag(code string) bool { return contains(c.Flags, code) }

// Causes are the root causes of the proposal.
func (c *Case) Causes() []string { return split(c.RootCauses) }

func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

func contains(list, item string) bool { return strings.Contains(","+list+",", ","+item+",") }

// Begin remembers the facts as they are stored; what changes after it is what the next event says.
func (c *Case) Begin() {
	c.remember()
	c.events = nil
}

func (c *Case) remember() {
	copied := *c
	copied.logged, copied.events, copied.Cycles = nil, nil, slices.Clone(c.Cycles)
	c.logged = &copied
}

// Events are what the rules wrote since Begin.
func (c *Case) Events() []Event { return c.events }

// Unlogged reports whether facts changed that no event tells of: a mistake in a rule, never saved.
func (c *Case) Unlogged() bool {
	changed := false
	c.changes(func(string, any, any) { changed = true })
	return changed
}

// log writes an event with what changed since the one before it.
func (c *Case) log(act Act, kind, note string) {
	e := Event{Kind: kind, Note: note, EventAt: max(act.Now, c.LastEventAt), Forced: act.Now < c.LastEventAt,
		Before: map[string]any{}, After: map[string]any{}, Texts: map[string]any{}}
	c.LastEventAt = e.EventAt
	if len(c.Cycles) > 0 {
		e.Cycle = c.Current().No
	}
	c.changes(func(name string, before, after any) {
		if textFacts[name] {
			e.Texts[name] = after
			return
		}
		e.After[name] = after
		if before != nil {
			e.Before[name] = before
		}
	})
	if c.logged != nil {
		e.From = c.logged.State
	}
	e.To = c.State
	c.remember()
	c.events = append(c.events, e)
}

// NextDue is the clock of the current cycle whose due comes next among those still open, and that due. An external
// deadline that comes earlier stands instead, without a clock. 0 when nothing is due.
func (c *Case) NextDue() (ClockName, int64) {
	if !c.State.Open() || len(c.Cycles) == 0 {
		return "", 0
	}
	var next ClockName
	var due int64
	for _, name := range ClockNames {
		if k := c.Current().Clock(name); k.Open() && (due == 0 || k.DueAt < due) {
			next, due = name, k.DueAt
		}
	}
	if c.ExternalDueAt != 0 && c.ResolvedAt == 0 && (due == 0 || c.ExternalDueAt < due) {
		next, due = "", c.ExternalDueAt
	}
	return next, due
}
