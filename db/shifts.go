package db

import (
	"context"
	"database/sql"
	"time"

	"linli/db/crm"
)

// ShiftEnd is what is to be cleared before the shift of now ends: acknowledgements that are late or fall due before the next one
// opens, then the other clocks and the person's tasks of that time. At most mostToClear of each.
type ShiftEnd struct {
	Shift  crm.Shift
	Clocks []ClockRow
	Tasks  []Task
	Duty   []string // who is on the roster for it
}

const mostToClear = 100

// ShiftEnd reads the list in what the actor may see.
func (s *Store) ShiftEnd(ctx context.Context, by By, loc *time.Location) (e ShiftEnd, err error) {
	who, q := by.Staff, s.reader(ctx)
	set, err := s.Settings(ctx, who.ProjectID)
	if err != nil {
		return e, err
	}
	e.Shift = set.ShiftAt(by.Now.Unix(), loc)
	if e.Clocks, err = clocksToClear(q, who, by.Now.Unix(), e.Shift.NextAt); err != nil {
		return e, err
	}
	if e.Tasks, err = tasksToClear(q, who, e.Shift.NextAt); err != nil {
		return e, err
	}
	list, err := dutyOf(q, who.ProjectID, e.Shift.On, e.Shift.Code)
	for _, d := range list {
		e.Duty = append(e.Duty, d.Name)
	}
	return e, err
}

func clocksToClear(q querier, who crm.Staff, now, next int64) ([]ClockRow, error) {
	scope, args := caseScope(who)
	args = append([]any{who.ProjectID}, args...)
	rows, err := q.rows(`SELECT `+clockRowColumns+clockRowTables+`k.project_id = ? AND `+clockOpen+` AND c.is_open = 1 AND `+scope+` AND k.at = 0 AND k.due_at < ? AND (k.clock = 'ack' OR k.due_at >= ?)
		ORDER BY CASE k.clock WHEN 'ack' THEN 0 ELSE 1 END, k.due_at, k.case_id LIMIT ?`, append(args, next, now, mostToClear)...)
	return collect(rows, err, scanClockRow)
}

// HandoverCard is a card with its two people and what was open.
type HandoverCard struct {
	crm.HandoverCard
	ID, Version int64
	Shift       crm.Shift // Code and On
	From, To    string
	Items       []HandoverItem
	Tasks       []Task
	Hidden      int // items and tasks out of the reader's sight
	CanTake     bool
}

// HandoverItem is a clock that ran when the card was written, and where the case is now.
type HandoverItem struct {
	CaseID, DueAt int64
	No, Summary   string
	Clock         crm.ClockName
	State         crm.State
	Done          bool // somebody has met the clock since, or it no longer applies
}

// WriteCard hands the shift over to another clerk: what is to be cleared, the tasks of the shift, and words.
func (s *Store) WriteCard(ctx context.Context, by By, toLogin, note string) (id int64, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		card := crm.HandoverCard{FromID: by.Staff.ID, Note: note, WrittenAt: tx.now}
		to, err := tx.atDesk(toLogin, "to", crm.CaseRegister)
		if err != nil {
			return err
		}
		card.ToID = to.ID
		if err := card.Check(to); err != nil {
			return err
		}
		set, err := tx.settings()
		if err != nil {
			return err
		}
		loc, err := tx.zone(by.Staff.ProjectID)
		if err != nil {
			return err
		}
		shift := set.ShiftAt(tx.now, loc)
		clocks, err := clocksToClear(tx, by.Staff, tx.now, shift.NextAt)
		if err != nil {
			return err
		}
		tasks, err := tasksToClear(tx, by.Staff, shift.NextAt)
		if err != nil {
			return err
		}
		id, err = tx.insert(`INSERT INTO handover_card (project_id, on_date, shift, from_id, to_id, note, written_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
			by.Staff.ProjectID, shift.On, shift.Code, card.FromID, card.ToID, note, card.WrittenAt)
		if err != nil {
			return err
		}
		for i, k := range clocks {
			if err := tx.exec(`INSERT INTO handover_item (card_id, position, case_id, clock, due_at) VALUES (?, ?, ?, ?, ?)`, id, i, k.CaseID, string(k.Name), k.Clock.DueAt); err != nil {
				return err
			}
		}
		if err := tx.addTask(NewTask{Kind: "take_over", Title: "请签收交接卡", Subject: "handover", SubjectID: id, AssigneeID: to.ID, DueAt: shift.NextAt}); err != nil {
			return err
		}
		facts := map[string]any{"shift": shift.Code, "on": shift.On, "to_id": to.ID, "open": len(clocks)}
		if len(tasks) > 0 {
			facts["tasks"] = idsOf(tasks, func(t Task) int64 { return t.ID })
		}
		return tx.journal(Entry{Kind: "handover_written", Subject: "handover", SubjectID: id, After: facts, Note: note})
	})
	return id, fail("write handover card", err)
}

// TakeCard is the receiver's signature.
func (s *Store) TakeCard(ctx context.Context, by By, id, seen int64) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		card, err := handoverCard(tx, by.Staff, id)
		if err != nil {
			return err
		}
		if card.Version != seen {
			return tx.stale("handover", id)
		}
		if err := card.Take(by.Staff, tx.now); err != nil {
			return err
		}
		tx.answers("handover", id)
		if err := tx.exec(`UPDATE handover_card SET taken_at = ?, row_version = row_version + 1 WHERE id = ?`, card.TakenAt, id); err != nil {
			return err
		}
		if err := tx.exec(`UPDATE task SET done_at = ?, done_by = ?, row_version = row_version + 1 WHERE subject = 'handover' AND subject_id = ? AND done_at = 0`, tx.now, by.Staff.ID, id); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "handover_taken", Subject: "handover", SubjectID: id, After: map[string]any{"taken_at": card.TakenAt}})
	})
	return fail("take handover card", err)
}

const cardColumns = `SELECT h.id, h.row_version, h.on_date, h.shift, h.from_id, h.to_id, h.note, h.written_at, h.taken_at, f.name, t.name
	FROM handover_card h JOIN staff f ON f.id = h.from_id JOIN staff t ON t.id = h.to_id WHERE h.project_id = ? `

func scanCard(row interface{ Scan(...any) error }, c *HandoverCard) error {
	return row.Scan(&c.ID, &c.Version, &c.Shift.On, &c.Shift.Code, &c.FromID, &c.ToID, &c.Note, &c.WrittenAt, &c.TakenAt, &c.From, &c.To)
}

func handoverCard(q querier, who crm.Staff, id int64) (c HandoverCard, err error) {
	err = scanCard(q.row(cardColumns+`AND h.id = ?`, who.ProjectID, id), &c)
	c.CanTake = c.ToID == who.ID && c.TakenAt == 0
	return c, found(err, "没有找到这张交接卡")
}

// HandoverCard reads a card with what was open as the reader may see it.
func (s *Store) HandoverCard(ctx context.Context, who crm.Staff, id int64) (c HandoverCard, err error) {
	q := s.reader(ctx)
	if c, err = handoverCard(q, who, id); err != nil {
		return c, err
	}
	scope, args := caseScope(who)
	rows, err := q.rows(`SELECT i.case_id, i.due_at, c.no, c.summary, i.clock, c.state, k.at <> 0 OR k.off = 1
		FROM handover_item i JOIN service_case c ON c.id = i.case_id LEFT JOIN room r ON r.id = c.room_id
		JOIN case_clock k ON k.case_id = c.id AND k.cycle_no = c.cycle_no AND k.clock = i.clock WHERE i.card_id = ? AND `+scope+` ORDER BY i.position`, append([]any{id}, args...)...)
	c.Items, err = collect(rows, err, func(rows *sql.Rows, i *HandoverItem) error {
		return rows.Scan(&i.CaseID, &i.DueAt, &i.No, &i.Summary, &i.Clock, &i.State, &i.Done)
	})
	if err != nil {
		return c, err
	}
	err = q.row(`SELECT COUNT(*) FROM handover_item WHERE card_id = ?`, id).Scan(&c.Hidden)
	if err != nil {
		return c, err
	}
	var untold int
	c.Tasks, untold, err = tasksOfCard(q, who, id)
	c.Hidden += untold - len(c.Items)
	return c, err
}

// HandoverCards lists the newest cards of the project.
func (s *Store) HandoverCards(ctx context.Context, who crm.Staff, limit int) ([]HandoverCard, error) {
	rows, err := s.reader(ctx).rows(cardColumns+`ORDER BY h.id DESC LIMIT ?`, who.ProjectID, limit)
	return collect(rows, err, func(rows *sql.Rows, c *HandoverCard) error { return scanCard(rows, c) })
}
