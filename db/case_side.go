package db

import (
	"database/sql"
	"errors"

	"linli/db/crm"
)

// keptBeside says which lists of a case hold anything: most cases have none of them, and one statement tells.
type keptBeside struct{ limit, files, assists, attempts, promises, reasons, cases bool }

// keptColumns of a case c, in the order of fields.
const keptColumns = `EXISTS (SELECT 1 FROM contact_limit WHERE customer_id = c.customer_id AND ended_at = 0),
		EXISTS (SELECT 1 FROM attachment WHERE case_id = c.id), EXISTS (SELECT 1 FROM case_assist WHERE case_id = c.id), EXISTS (SELECT 1 FROM ack_attempt WHERE case_id = c.id),
		EXISTS (SELECT 1 FROM contact_note WHERE case_id = c.id), EXISTS (SELECT 1 FROM miss_reason WHERE case_id = c.id),
		EXISTS (SELECT 1 FROM service_case WHERE previous_id = c.id) OR EXISTS (SELECT 1 FROM service_case WHERE master_id = c.id)`

func (k *keptBeside) fields() []any {
	return []any{&k.limit, &k.files, &k.assists, &k.attempts, &k.promises, &k.reasons, &k.cases}
}

func loadSide(q querier, p *CasePage, by crm.Staff, kept keptBeside) error {
	c := p.Case
	for _, side := range []struct {
		kept bool
		load func() error
	}{
		{kept.files, func() (err error) { p.Files, err = caseFiles(q, c, by); return err }},
		{kept.assists, func() (err error) { p.Assists, err = assists(q, c.ID); return err }},
		{kept.attempts, func() (err error) { p.Attempts, err = ackAttempts(q, c.ID, c.Current().No); return err }},
		{kept.promises, func() (err error) { p.Promises, err = promisesOf(q, c.ID); return err }},
		{c.Round > 0 || len(c.Cycles) > 1, func() (err error) { p.Revisits, err = caseRevisits(q, c.ID); return err }},
		{kept.reasons, func() (err error) { p.Reasons, err = reasonsOf(q, c.ID); return err }},
		{kept.cases, func() error { return loadBeside(q, p, by) }},
		{c.GroupID != 0, func() error { return loadGroup(q, p) }},
		{c.MasterID != 0, func() error { return loadMaster(q, p, by) }},
	} {
		if !side.kept {
			continue
		}
		if err := side.load(); err != nil {
			return err
		}
	}
	return nil
}

func reasonsOf(q querier, caseID int64) ([]MissReason, error) {
	rows, err := q.rows(`SELECT m.cycle_no, m.clock, m.reason, m.note, p.name, m.accepted_at FROM miss_reason m JOIN staff p ON p.id = m.by_id WHERE m.case_id = ? ORDER BY m.cycle_no, m.clock`, caseID)
	return collect(rows, err, func(rows *sql.Rows, m *MissReason) error {
		return rows.Scan(&m.Cycle, &m.Clock, &m.Reason, &m.Note, &m.ByName, &m.AcceptedAt)
	})
}

// loadBeside reads the numbers of the cases around one, as far as by may see them: those that go on from it and its duplicates.
func loadBeside(q querier, p *CasePage, by crm.Staff) error {
	c := p.Case
	scope, args := caseScope(by)
	rows, err := q.rows(`SELECT c.id, c.no, c.kind, COALESCE(c.master_id, 0) = ? FROM service_case c LEFT JOIN room r ON r.id = c.room_id
		WHERE c.id IN (SELECT id FROM service_case WHERE previous_id = ? UNION ALL SELECT id FROM service_case WHERE master_id = ?) AND `+scope+` ORDER BY c.id`, append([]any{c.ID, c.ID, c.ID}, args...)...)
	links, err := collect(rows, err, func(rows *sql.Rows, l *besideLink) error { return rows.Scan(&l.ID, &l.No, &l.Kind, &l.duplicate) })
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.duplicate {
			p.Duplicates = append(p.Duplicates, l.CaseLink)
		} else {
			p.Following = append(p.Following, l.CaseLink)
		}
	}
	return nil
}

func loadGroup(q querier, p *CasePage) error {
	p.Group.ID = p.Case.GroupID
	return q.row(`SELECT no FROM group_case WHERE id = ?`, p.Group.ID).Scan(&p.Group.No)
}

// loadMaster reads the number of what a case was merged into, unless by must not know of that one.
func loadMaster(q querier, p *CasePage, by crm.Staff) (err error) {
	if p.Master.ID, err = goesOnAs(q, p.Case.ID); err != nil {
		return err
	}
	master := notSecret(by, "f.id").and(`f.id = ?`, p.Master.ID)
	err = q.row(`SELECT f.no FROM service_case f WHERE `+master.where, master.args...).Scan(&p.Master.No)
	if errors.Is(err, sql.ErrNoRows) {
		p.Master, err = CaseLink{}, nil
	}
	return err
}

type besideLink struct {
	CaseLink
	duplicate bool
}
