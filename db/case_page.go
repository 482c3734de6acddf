package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"linli/db/crm"
)

// CasePage is everything the page of a case shows, as far as the person may see it.
type CasePage struct {
	Case         *crm.Case
	Settings     crm.Settings // those the running cycle was born under
	CustomerName string       // empty for anonymous cases and where the complainant is hidden
	CustomerNo   string
	RoomCode     string
	Hidden       bool               // the complainant is confidential to this person
	Names        map[int64]string   // staff by id, 0 = the system
	Contacts     []crm.ContactPoint // masked
	Limit        crm.ContactLimit   // one channel for the complainant, which may be over
	Attempts     []crm.Attempt
	Promises     []crm.ContactNote // made at its confirmations
	Assists      []crm.Assist
	Revisits     []crm.Revisit
	Reasons      []MissReason
	Log          []Line // numbers, moments, kinds, names and notes
	Previous     string // number of the case this one goes on from
	Following    []CaseLink
	Duplicates   []CaseLink // merged into this one
	Group        CaseLink   // the cause it shares with others
	Master       CaseLink   // what this one was merged into, by way of further merges
	Files        []crm.Attachment
}

// CaseLink names another case.
type CaseLink struct {
	ID   int64
	No   string
	Kind crm.Kind // of those beside it
}

// MissReason is why a clock was missed, accepted or not.
type MissReason struct {
	Cycle                int
	Clock                crm.ClockName
	Reason, Note, ByName string
	AcceptedAt           int64
}

// CaseByID reads the page of a case; NotFound where the person may not see it.
func (s *Store) CaseByID(ctx context.Context, by crm.Staff, id int64) (p *CasePage, err error) {
	err = s.atOneMoment(ctx, func(ctx context.Context) error {
		p, err = s.caseByID(ctx, by, id)
		return err
	})
	return p, err
}

func (s *Store) caseByID(ctx context.Context, by crm.Staff, id int64) (*CasePage, error) {
	q := s.reader(ctx)
	p, kept, err := caseAndPerson(q, by, id)
	if err != nil {
		return nil, err
	}
	c := p.Case
	if p.Settings, err = s.Settings(ctx, c.ProjectID); err != nil {
		return nil, err
	}
	if born := c.Current().SettingsID; born != p.Settings.ID {
		if p.Settings, err = settingsOf(q, "id = ?", born); err != nil {
			return nil, err
		}
	}
	if err := loadSide(q, p, by, kept); err != nil {
		return nil, err
	}
	for _, load := range []func(querier, *CasePage) error{loadContacts, loadLog, loadNames} {
		if err := load(q, p); err != nil {
			return nil, err
		}
	}
	p.Log, err = withoutSecretMerges(q, by, p.Log, func(l *Line) (bool, string) { return l.Kind == "merged" || l.Kind == "unmerged", l.Note })
	return p, err
}

var casePageSelect = selectCase(`, COALESCE(u.kind, ''), COALESCE(u.name, ''), COALESCE(u.no, ''), COALESCE(r.code, ''), COALESCE(v.no, ''), `+keptColumns,
	` LEFT JOIN customer u ON u.id = c.customer_id LEFT JOIN service_case v ON v.id = c.previous_id AND `+notSecret(crm.Staff{}, "v.id").where)

// caseAndPerson reads a case with who complains and where, and which of its lists have anything to be read.
func caseAndPerson(q querier, by crm.Staff, id int64) (p *CasePage, kept keptBeside, err error) {
	p = &CasePage{}
	var kind string
	known := notSecret(by, "v.id")
	where, args := caseScope(by)
	p.Case, err = loadCaseWhere(q, casePageSelect+` AND `+where, slices.Concat(known.args, []any{id}, args),
		append([]any{&kind, &p.CustomerName, &p.CustomerNo, &p.RoomCode, &p.Previous}, kept.fields()...)...)
	if err != nil {
		return nil, kept, err
	}
	if kept.limit {
		p.Limit, err = contactLimit(q, p.Case.CustomerID)
	}
	p.CustomerName, p.Hidden = crm.ShowName(by, kind, p.CustomerName), !p.Case.SeesPerson(by)
	if p.Hidden {
		p.CustomerName, p.CustomerNo, p.RoomCode, p.Case.CustomerID = "", "", "", 0
	}
	return p, kept, err
}

func loadContacts(q querier, p *CasePage) error {
	if p.Case.CustomerID == 0 {
		return nil
	}
	all, err := contactsOf(q, []int64{p.Case.CustomerID})
	p.Contacts = all[p.Case.CustomerID]
	return err
}

// loadNames names the staff of the case: nearly all of them wrote a line of its log, the others are read.
func loadNames(q querier, p *CasePage) error {
	p.Names = map[int64]string{0: ""}
	for i := range p.Log {
		if l := &p.Log[i]; l.ActorID != 0 {
			p.Names[l.ActorID] = l.ActorName
		}
	}
	var missing []any
	for _, id := range staffOf(p.Case) {
		if _, ok := p.Names[id]; !ok {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	rows, err := q.rows(`SELECT id, name FROM staff WHERE id IN (`+marks("?", len(missing))+`)`, missing...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return err
		}
		p.Names[id] = name
	}
	return rows.Err()
}

// staffOf are those whom the case names.
func staffOf(c *crm.Case) []int64 {
	ids := append([]int64{c.RegistrarID, c.IntakeOwnerID, c.HandlerID, c.ProposerID, c.ApproverID, c.ResolverID, c.ClosedBy, c.WithdrawalBy, c.OwnerID}, c.Barred()...)
	for i := range c.Cycles {
		for _, name := range crm.ClockNames {
			ids = append(ids, c.Cycles[i].Clock(name).StatedBy)
		}
	}
	return ids
}

// loadLog reads what the page tells of each line, and no more: a case has dozens of them.
func loadLog(q querier, p *CasePage) error {
	rows, err := q.rows(`SELECT j.seq, j.event_at, j.recorded_at, j.actor_id, j.clock_anomaly, j.cycle_no, j.kind, j.after, COALESCE(s.name, '系统'), COALESCE(t.body, '')`+lineTables+
		`WHERE j.subject = 'case' AND j.subject_id = ? ORDER BY j.seq DESC`, p.Case.ID)
	p.Log, err = collect(rows, err, func(rows *sql.Rows, l *Line) error {
		var after, body string
		if err := rows.Scan(&l.Seq, &l.EventAt, &l.RecordedAt, &l.ActorID, &l.Anomaly, &l.Cycle, &l.Kind, &after, &l.ActorName, &body); err != nil {
			return err
		}
		l.StatedAt = crm.StatedAt(l.Kind, l.Cycle, func(fact string) int64 { return wholeNumber(after, fact) })
		if body == "" {
			return nil
		}
		var w struct{ Note string }
		err := json.Unmarshal([]byte(body), &w)
		l.Note = w.Note
		return err
	})
	return err
}

// wholeNumber reads one fact of a line as it is written, without decoding the others; 0 where it is none. What a person typed
// cannot look like it: quotes inside a value are written with a backslash.
func wholeNumber(facts, name string) int64 {
	_, rest, _ := strings.Cut(facts, `"`+name+`":`)
	end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	n, err := strconv.ParseInt(rest[:max(0, end)], 10, 64)
	if err != nil {
		return 0
	}
	return n
}
