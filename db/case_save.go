package db

import (
	"fmt"
	"strings"

	"linli/db/crm"
)

// savedCase is a case as the file has it: only what differs from it is written.
type savedCase struct {
	values []any
	cycles []crm.Cycle
	open   bool
	owner  int64
	step   crm.Step
}

func asSaved(c *crm.Case) savedCase {
	return savedCase{caseValues(c), append([]crm.Cycle(nil), c.Cycles...), c.State.Open(), c.IntakeOwnerID, c.Step()}
}

// caseValues are what savedColumns hold.
func caseValues(c *crm.Case) []any {
	values := make([]any, 0, len(savedColumns)+1)
	for i, field := range caseFields(c) {
		switch v := field.(type) {
		case *string:
			values = append(values, *v)
		case *int64:
			if optional[caseColumns[i]] {
				values = append(values, none(*v))
				continue
			}
			values = append(values, *v)
		case *int:
			values = append(values, *v)
		case *bool:
			values = append(values, *v)
		case *crm.Kind:
			values = append(values, string(*v))
		case *crm.State:
			values = append(values, string(*v))
		case *crm.Level:
			values = append(values, string(*v))
		case *crm.Gate:
			values = append(values, string(*v))
		}
	}
	clock, due := c.NextDue()
	step := any(nil)
	if s := c.Step(); s != "" {
		step = string(s)
	}
	return append(values, len(c.Cycles), c.State.Open(), due, string(clock), step)
}

// addCase writes a case that crm.NewCase has made, with its log.
func (tx *Tx) addCase(c *crm.Case) error {
	if err := tx.insertCase(c); err != nil {
		return err
	}
	return tx.logCase(c)
}

// insertCase is the only INSERT of a case.
func (tx *Tx) insertCase(c *crm.Case) error {
	id, err := tx.insert(caseInsert, append(caseValues(c), c.ProjectID)...)
	if err != nil {
		return fmt.Errorf("add case: %w", err)
	}
	c.ID, c.RowVersion = id, 1
	tx.stands(id, c.Step())
	return tx.saveCycles(c, nil)
}

// saveCase writes what has changed of a case with what the rules logged; a fact that no event tells of is refused.
func (tx *Tx) saveCase(c *crm.Case, was savedCase) error {
	if len(c.Events()) == 0 || c.Unlogged() {
		return fmt.Errorf("case %d changed without an event", c.ID)
	}
	set, args := changedColumns(savedColumns, was.values, caseValues(c))
	n, err := tx.changed(`UPDATE service_case SET `+set+`row_version = row_version + 1 WHERE id = ? AND row_version = ?`, append(args, c.ID, c.RowVersion)...)
	if err != nil {
		return fmt.Errorf("save case %d: %w", c.ID, err)
	}
	if n == 0 {
		return tx.stale("case", c.ID)
	}
	c.RowVersion++
	tx.stands(c.ID, was.step, c.Step())
	if c.State.Open() && !was.open || c.IntakeOwnerID != was.owner {
		if err := tx.noteOwner(`id = ?`, c.ID); err != nil {
			return err
		}
	}
	if err := tx.saveCycles(c, was.cycles); err != nil {
		return err
	}
	if err := tx.logCase(c); err != nil {
		return err
	}
	if err := tx.settlePromises(c, was); err != nil {
		return err
	}
	return tx.settleTasks(c, was.cycles)
}

// changedColumns is the SET list for what differs: an index on a column that is not in it is left alone.
func changedColumns(columns []string, was, is []any) (set string, args []any) {
	for i, name := range columns {
		if was[i] != is[i] {
			set, args = set+name+" = ?, ", append(args, is[i])
		}
	}
	return set, args
}

var cycleColumns = []string{"anchor_at", "paused_seconds", "reworks", "returned_at", "reminder_at"}

func cycleValues(y *crm.Cycle) []any {
	return []any{y.AnchorAt, y.PausedSecs, y.Reworks, y.ReturnedAt, y.ReminderAt}
}

var clockColumns = []string{"anchor_at", "due_at", "at", "met_at", "missed_due_at", "stated_by", "stated_at", "pending", "off", "paused_until", "annulled_due_at"}

func clockValues(k *crm.Clock) []any {
	return []any{k.AnchorAt, k.DueAt, k.At, k.MetAt, k.MissedDueAt, k.StatedBy, k.StatedAt, k.Pending, k.Off, k.PausedUntil, k.AnnulledDue}
}

// saveCycles writes the cycles that are new and, of the others, what has changed.
func (tx *Tx) saveCycles(c *crm.Case, before []crm.Cycle) error {
	for i := range c.Cycles {
		y := &c.Cycles[i]
		save := tx.addCycle
		if i < len(before) {
			save = func(c *crm.Case, y *crm.Cycle) error { return tx.changeCycle(c, &before[i], y) }
		}
		if err := save(c, y); err != nil {
			return fmt.Errorf("cycle %d of case %d: %w", y.No, c.ID, err)
		}
	}
	return nil
}

func (tx *Tx) addCycle(c *crm.Case, y *crm.Cycle) error {
	if err := tx.exec(`INSERT INTO case_cycle (case_id, no, anchor_at, settings_id, paused_seconds, reworks, returned_at, reminder_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, y.No, y.AnchorAt, y.SettingsID, y.PausedSecs, y.Reworks, y.ReturnedAt, y.ReminderAt); err != nil {
		return err
	}
	var args []any
	for _, name := range crm.ClockNames {
		args = append(append(args, c.ID, y.No, string(name), c.ProjectID), clockValues(y.Clock(name))...)
	}
	return tx.exec(`INSERT INTO case_clock (case_id, cycle_no, clock, project_id, `+strings.Join(clockColumns, ", ")+`)
		VALUES `+marks("("+marks("?", 4+len(clockColumns))+")", len(crm.ClockNames)), args...)
}

func (tx *Tx) changeCycle(c *crm.Case, was, y *crm.Cycle) error {
	if *was == *y {
		return nil
	}
	if set, args := changedColumns(cycleColumns, cycleValues(was), cycleValues(y)); set != "" {
		if err := tx.exec(`UPDATE case_cycle SET `+set[:len(set)-2]+` WHERE case_id = ? AND no = ?`, append(args, c.ID, y.No)...); err != nil {
			return err
		}
	}
	for _, name := range crm.ClockNames {
		set, args := changedColumns(clockColumns, clockValues(was.Clock(name)), clockValues(y.Clock(name)))
		if set == "" {
			continue
		}
		if err := tx.exec(`UPDATE case_clock SET `+set[:len(set)-2]+` WHERE case_id = ? AND cycle_no = ? AND clock = ?`, append(args, c.ID, y.No, string(name))...); err != nil {
			return err
		}
	}
	return nil
}

// logCase writes the events of a case to the journal and does what follows from them.
func (tx *Tx) logCase(c *crm.Case) error {
	return tx.writeLog(c, func(c *crm.Case, e crm.Event) error {
		if e.Kind == "resolved" {
			return tx.noteCauses(c)
		}
		return tx.missTasks(c, e)
	})
}

// writeLog writes the events of a case to the journal, and after each what follows; a miss is nobody's act.
func (tx *Tx) writeLog(c *crm.Case, follows func(*crm.Case, crm.Event) error) error {
	for _, e := range c.Events() {
		entry := Entry{Kind: e.Kind, Subject: "case", SubjectID: c.ID, CustomerID: c.CustomerID, ProjectID: c.ProjectID, EventAt: e.EventAt, Cycle: e.Cycle,
			From: string(e.From), To: string(e.To), Before: e.Before, After: e.After, Texts: e.Texts, Note: e.Note, Anomaly: e.Forced, System: e.Kind == "deadline_missed"}
		if err := tx.journal(entry); err != nil {
			return err
		}
		if follows == nil {
			continue
		}
		if err := follows(c, e); err != nil {
			return err
		}
	}
	c.Begin()
	return nil
}
