package db

import (
	"context"
	"database/sql"
	"strings"

	"linli/db/crm"
)

// CaseFilter narrows the list of cases; zero values leave it wide. Codes are checked by the caller. As JSON it is what an
// export keeps.
type CaseFilter struct {
	Kind       crm.Kind      `json:"kind,omitempty"`
	State      crm.State     `json:"state,omitempty"` // OpenCases: any that is still to be dealt with
	Step       crm.Step      `json:"step,omitempty"`
	Clock      crm.ClockName `json:"clock,omitempty"`
	Verdict    crm.Verdict   `json:"verdict,omitempty"`
	Department string        `json:"department,omitempty"`
	Handler    string        `json:"handler,omitempty"` // log-in name
	Category   string        `json:"category,omitempty"`
	From       int64         `json:"from_at,omitempty"` // received in [From, To)
	To         int64         `json:"to_at,omitempty"`

	Figure     crm.FigureList `json:"figure,omitempty"` // cases behind a figure of a month
	FigureFrom int64          `json:"figure_from_at,omitempty"`
	FigureTo   int64          `json:"figure_to_at,omitempty"` // that month

	After CaseKey `json:"-"`
	Limit int     `json:"-"`
}

// OpenCases is the filter for every state that is open.
const OpenCases crm.State = "open"

// ByDue reports whether the list stands in the order of what comes next; otherwise the newest case stands first.
func (f CaseFilter) ByDue() bool {
	return f.Step != "" || f.State == OpenCases || f.State != "" && f.State.Open()
}

// CaseKey is where a page ended: the row's id and, in the order of dues, its due.
type CaseKey struct{ Due, ID int64 }

// CaseRow is one case in a list, complainant and place as the reader may see them.
type CaseRow struct {
	ID                   int64
	No, Summary          string
	Kind                 crm.Kind
	State                crm.State
	Level                crm.Level
	Gate                 crm.Gate
	GateOpensAt          int64
	Urgent, Confidential bool
	Unowned              bool      // open, and whoever took it in has left
	Legal                crm.Clock // of the reply that the law asks for; open cases only
	OnceMissed           bool      // closed, and a clock of it was missed
	Person, Place        string
	PersonKind           string // of a customer whom the reader may see, empty otherwise
	Department, Handler  string
	ReceivedAt           int64
	Clock                crm.ClockName // what comes next, empty for an external deadline or none
	Next                 crm.Clock     // DueAt 0 = nothing
	key                  CaseKey
}

// Key is where a list ends that ends with this row.
func (r CaseRow) Key() CaseKey { return r.key }

// WaitOver is that of crm.Case.
func (r CaseRow) WaitOver(now int64) bool {
	c := crm.Case{Gate: r.Gate, GateOpensAt: r.GateOpensAt}
	return c.WaitOver(now)
}

// nextDue sorts cases that nobody owns first and those without a due last; it is the expression of the indexes
// service_case_work, service_case_step and service_case_board. unownedFirst are the cases at its beginning.
const (
	nextDue      = `CASE c.unowned WHEN 1 THEN 0 ELSE 253402300799 END + COALESCE(NULLIF(c.next_due_at, 0), 253402300799)`
	afterDue     = nextDue + ` >= ? AND (` + nextDue + `, c.id) > (?, ?)` // SQLite seeks by the first half only
	unownedFirst = `c.is_open = 1 AND ` + nextDue + ` <= 253402300799`
)

const caseRowColumns = `c.id, c.no, c.kind, c.state, c.level, c.gate, c.gate_opens_at, c.urgent, c.confidential, c.anonymous, c.summary, c.place, COALESCE(r.code, ''),
	COALESCE(u.name, ''), COALESCE(u.kind, ''), c.department, COALESCE(p.name, ''), c.unowned, c.received_at, c.next_clock, c.next_due_at,
	COALESCE(k.anchor_at, c.received_at), COALESCE(k.missed_due_at, 0), COALESCE(k.paused_until, 0), CASE WHEN c.is_open = 0 AND EXISTS (SELECT 1 FROM case_clock m WHERE m.case_id = c.id AND m.missed_due_at <> 0) THEN 1 ELSE 0 END,
	CASE WHEN c.is_open = 1 AND c.kind = 'complaint' THEN COALESCE((SELECT m.met_at FROM case_clock m WHERE m.case_id = c.id AND m.cycle_no = 1 AND m.clock = 'response'), 0) ELSE 0 END, ` + nextDue

const caseRowTables = ` FROM service_case c LEFT JOIN room r ON r.id = c.room_id LEFT JOIN customer u ON u.id = c.customer_id LEFT JOIN staff p ON p.id = c.handler_id
	LEFT JOIN case_clock k ON k.case_id = c.id AND k.cycle_no = c.cycle_no AND k.clock = c.next_clock WHERE `

// scanCaseRow reads a row as by may see it.
func scanCaseRow(by crm.Staff) func(*sql.Rows, *CaseRow) error {
	var c crm.Case // one for all rows: it is large
	var room, name, kind string
	return func(rows *sql.Rows, r *CaseRow) error {
		err := rows.Scan(&r.ID, &r.No, &r.Kind, &r.State, &r.Level, &r.Gate, &r.GateOpensAt, &r.Urgent, &c.Confidential, &c.Anonymous, &r.Summary, &c.Place, &room,
			&name, &kind, &r.Department, &r.Handler, &r.Unowned, &r.ReceivedAt, &r.Clock, &r.Next.DueAt,
			&r.Next.AnchorAt, &r.Next.MissedDueAt, &r.Next.PausedUntil, &r.OnceMissed, &r.Legal.MetAt, &r.key.Due)
		r.key.ID, r.Confidential = r.ID, c.Confidential
		r.Person, r.Place = shownPerson(by, &c, kind, name), shownPlace(by, &c, room)
		if !c.Anonymous && c.SeesPerson(by) {
			r.PersonKind = kind
		}
		r.Unowned = r.Unowned && r.State.Open()
		return err
	}
}

// shownPerson is the complainant as by may see them.
func shownPerson(by crm.Staff, c *crm.Case, kind, name string) string {
	switch {
	case c.Anonymous:
		return "匿名"
	case !c.SeesPerson(by):
		return "保密投诉人"
	case name == "":
		return "未记录" // imported without a name
	}
	return crm.ShowName(by, kind, name)
}

// shownPlace is where a case is: the room's code, hidden with the person, or the common area in words.
func shownPlace(by crm.Staff, c *crm.Case, room string) string {
	switch {
	case room == "":
		return c.Place
	case !c.SeesPerson(by):
		return "房号保密"
	}
	return room
}

// where turns the filter into conditions that all must hold, within the scope of by.
func (f CaseFilter) where(by crm.Staff, now int64) condition {
	where, args := caseScope(by)
	if f.ByDue() {
		where, args = openScope(by)
	}
	all := []string{where}
	add := func(where string, more ...any) { all, args = append(all, where), append(args, more...) }
	if f.Kind != "" {
		add(`c.kind = ?`, string(f.Kind))
	}
	if f.Step != "" {
		add(`c.step = ?`, string(f.Step))
	} else if f.ByDue() {
		add(`c.is_open = 1`)
	}
	if f.State != "" && f.State != OpenCases {
		add(`c.state = ?`, string(f.State))
	}
	if f.Department != "" {
		add(`c.department = ?`, f.Department)
	}
	if f.Handler != "" {
		add(`c.handler_id = (SELECT h.id FROM staff h WHERE h.login = ?)`, f.Handler)
	}
	if f.Category != "" {
		add(`c.category = ?`, f.Category)
	}
	if f.From != 0 {
		add(`c.received_at >= ?`, f.From)
	}
	if f.To != 0 {
		add(`c.received_at < ?`, f.To)
	}
	if f.Figure != "" {
		c := behindFigure(f.Figure, by.ProjectID, f.FigureFrom, f.FigureTo)
		add(c.where, c.args...)
	}
	if f.Clock != "" || f.Verdict != "" {
		c := withClock(f.Clock, f.Verdict, by.ProjectID, now)
		add(c.where, c.args...)
	}
	return condition{strings.Join(all, " AND "), args}
}

// Cases lists what by may see: open ones in the order of what comes next, otherwise the newest first. One row more than
// Limit says that there is more.
func (s *Store) Cases(ctx context.Context, by crm.Staff, f CaseFilter, now int64) ([]CaseRow, error) {
	c := f.where(by, now)
	order := `c.id DESC`
	if f.ByDue() {
		order = nextDue + `, c.id`
		if f.After.ID != 0 {
			c = c.and(afterDue, f.After.Due, f.After.Due, f.After.ID)
		}
	} else if f.After.ID != 0 {
		c.where, c.args = c.where+` AND c.id < ?`, append(c.args, f.After.ID)
	}
	return s.caseRows(ctx, by, c, order, f.Limit)
}

func (s *Store) caseRows(ctx context.Context, by crm.Staff, c condition, order string, limit int) ([]CaseRow, error) {
	q := s.reader(ctx)
	rows, err := q.rows(`SELECT `+caseRowColumns+caseRowTables+c.where+` ORDER BY `+order+` LIMIT ?`, append(c.args, limit)...)
	list, err := collect(rows, err, scanCaseRow(by))
	if err != nil || len(list) == 0 {
		return list, err
	}
	set, err := s.Settings(ctx, by.ProjectID)
	if err != nil {
		return nil, err
	}
	zone, err := s.zone(q, by.ProjectID)
	for i := range list {
		if r := &list[i]; r.State.Open() {
			r.Legal = crm.LegalClock(r.Kind, r.ReceivedAt, r.Legal.MetAt, set.LegalReplyDays, zone)
		}
	}
	return list, err
}
