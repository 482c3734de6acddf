package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"linli/db/crm"
)

// caseColumns are all columns of a case in the order of caseFields.
var caseColumns = []string{"no", "kind", "state", "level", "proposed_level", "level_reason", "level_confirmed", "urgent", "confidential", "anonymous", "query_code",
	"customer_id", "room_id", "place", "channel", "received_at", "registered_at", "late_entry", "registrar_id", "intake_owner_id", "category", "sub_category", "flags",
	"external_no", "external_due_at", "previous_id", "drawn", "department", "handler_id", "returned_by", "summary", "detail", "remedy_wanted",
	"first_step", "findings", "investigated_at", "response_text", "expected_on", "next_step", "resolution", "root_causes", "responsibility", "validity", "invalid_reason",
	"compensation_fen", "proposer_id", "proposed_at", "approval", "approver_id", "approved_at", "resolver_id", "resolved_at", "told_method", "told_whom",
	"round", "gate", "gate_opens_at", "third_try_at", "decision", "withdrawal_by", "withdraw_reason", "closed_at", "closed_by", "closed_unconfirmed", "last_event_at"}

// optional are the columns that are NULL for 0: references to other records.
var optional = map[string]bool{"customer_id": true, "room_id": true, "previous_id": true, "handler_id": true, "proposer_id": true, "approver_id": true, "resolver_id": true, "withdrawal_by": true}

// caseFields points at the fields behind caseColumns.
func caseFields(c *crm.Case) []any {
	return []any{&c.No, &c.Kind, &c.State, &c.Level, &c.Proposed, &c.ProposedBy, &c.Confirmed, &c.Urgent, &c.Confidential, &c.Anonymous, &c.QueryCode,
		&c.CustomerID, &c.RoomID, &c.Place, &c.Channel, &c.ReceivedAt, &c.RegisteredAt, &c.LateEntry, &c.RegistrarID, &c.IntakeOwnerID, &c.Category, &c.SubCategory, &c.Flags,
		&c.ExternalNo, &c.ExternalDueAt, &c.PreviousID, &c.Drawn, &c.Department, &c.HandlerID, &c.ReturnedBy, &c.Summary, &c.Detail, &c.RemedyWanted,
		&c.FirstStep, &c.Findings, &c.InvestigatedAt, &c.ResponseText, &c.ExpectedOn, &c.NextStep, &c.Resolution, &c.RootCauses, &c.Responsibility, &c.Validity, &c.InvalidReason,
		&c.CompensationFen, &c.ProposerID, &c.ProposedAt, &c.Approval, &c.ApproverID, &c.ApprovedAt, &c.ResolverID, &c.ResolvedAt, &c.ToldMethod, &c.ToldWhom,
		&c.Round, &c.Gate, &c.GateOpensAt, &c.ThirdTryAt, &c.Decision, &c.WithdrawalBy, &c.WithdrawReason, &c.ClosedAt, &c.ClosedBy, &c.ClosedUnconfirmed, &c.LastEventAt}
}

var (
	caseSelect = selectCase()
	caseInsert = `INSERT INTO service_case (` + strings.Join(caseColumns, ", ") + `, project_id, cycle_no, is_open, next_due_at, next_clock)
		VALUES (` + strings.Repeat("?, ", len(caseColumns)+4) + `?) RETURNING id`
	caseUpdate = `UPDATE service_case SET ` + strings.Join(caseColumns, " = ?, ") + ` = ?, cycle_no = ?, is_open = ?, next_due_at = ?, next_clock = ?,
		row_version = row_version + 1 WHERE id = ? AND row_version = ?`
)

func selectCase() string {
	list := make([]string, len(caseColumns))
	for i, name := range caseColumns {
		list[i] = "c." + name
		if optional[name] {
			list[i] = "COALESCE(c." + name + ", 0)"
		}
	}
	return `SELECT c.id, c.project_id, c.row_version, COALESCE(r.building_no, ''), ` + strings.Join(list, ", ") + ` FROM service_case c LEFT JOIN room r ON r.id = c.room_id WHERE c.id = ?`
}

// loadCase reads a case with its cycles and starts its log.
func loadCase(q querier, id int64) (*crm.Case, error) {
	c := &crm.Case{}
	err := q.row(caseSelect, id).Scan(append([]any{&c.ID, &c.ProjectID, &c.RowVersion, &c.Building}, caseFields(c)...)...)
	if err != nil {
		return nil, found(err, "没有找到这个诉求")
	}
	if err := loadCycles(q, c); err != nil {
		return nil, fmt.Errorf("cycles of case %d: %w", id, err)
	}
	c.Begin()
	return c, nil
}

func loadCycles(q querier, c *crm.Case) error {
	rows, err := q.rows(`SELECT y.no, y.anchor_at, y.settings_id, y.paused_seconds, y.reworks, y.reminder_at,
		k.clock, k.anchor_at, k.due_at, k.at, k.met_at, k.missed_due_at, k.stated_by, k.stated_at, k.pending, k.off
		FROM case_cycle y JOIN case_clock k ON k.case_id = y.case_id AND k.cycle_no = y.no WHERE y.case_id = ? ORDER BY y.no`, c.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var y crm.Cycle
		var k crm.Clock
		var name crm.ClockName
		if err := rows.Scan(&y.No, &y.AnchorAt, &y.SettingsID, &y.PausedSecs, &y.Reworks, &y.ReminderAt,
			&name, &k.AnchorAt, &k.DueAt, &k.At, &k.MetAt, &k.MissedDueAt, &k.StatedBy, &k.StatedAt, &k.Pending, &k.Off); err != nil {
			return err
		}
		if n := len(c.Cycles); n == 0 || c.Cycles[n-1].No != y.No {
			c.Cycles = append(c.Cycles, y)
		}
		*c.Cycles[len(c.Cycles)-1].Clock(name) = k
	}
	return rows.Err()
}

// caseValues are what caseColumns hold, and the columns that follow from them.
func caseValues(c *crm.Case) []any {
	values := make([]any, 0, len(caseColumns)+8)
	for i, field := range caseFields(c) {
		if id, ok := field.(*int64); ok && optional[caseColumns[i]] {
			values = append(values, none(*id))
			continue
		}
		values = append(values, field)
	}
	clock, due := c.NextDue()
	return append(values, len(c.Cycles), c.State.Open(), due, string(clock))
}

// addCase writes a case that crm.NewCase has made, with its log. It is the only INSERT of a case.
func (tx *Tx) addCase(c *crm.Case) error {
	values := deref(caseValues(c))
	last := len(caseColumns)
	args := append(append([]any{}, values[:last]...), c.ProjectID)
	id, err := tx.insert(caseInsert, append(args, values[last:]...)...)
	if err != nil {
		return fmt.Errorf("add case: %w", err)
	}
	c.ID, c.RowVersion = id, 1
	if err := tx.saveCycles(c, nil); err != nil {
		return err
	}
	return tx.logCase(c)
}

// saveCase writes a changed case with what the rules logged; a fact that no event tells of is refused.
func (tx *Tx) saveCase(c *crm.Case, before []crm.Cycle) error {
	if len(c.Events()) == 0 || c.Unlogged() {
		return fmt.Errorf("case %d changed without an event", c.ID)
	}
	n, err := tx.changed(caseUpdate, append(deref(caseValues(c)), c.ID, c.RowVersion)...)
	if err != nil {
		return fmt.Errorf("save case %d: %w", c.ID, err)
	}
	if n == 0 {
		return tx.stale("case", c.ID)
	}
	c.RowVersion++
	if err := tx.saveCycles(c, before); err != nil {
		return err
	}
	if err := tx.logCase(c); err != nil {
		return err
	}
	return tx.settleTasks(c, before)
}

// deref turns pointers to fields into their values.
func deref(fields []any) []any {
	for i, f := range fields {
		switch v := f.(type) {
		case *string:
			fields[i] = *v
		case *int64:
			fields[i] = *v
		case *int:
			fields[i] = *v
		case *bool:
			fields[i] = *v
		case *crm.Kind:
			fields[i] = string(*v)
		case *crm.State:
			fields[i] = string(*v)
		case *crm.Level:
			fields[i] = string(*v)
		case *crm.Gate:
			fields[i] = string(*v)
		}
	}
	return fields
}

// saveCycles writes the cycles and clocks that differ from before.
func (tx *Tx) saveCycles(c *crm.Case, before []crm.Cycle) error {
	for i := range c.Cycles {
		y := &c.Cycles[i]
		var old crm.Cycle
		if i < len(before) {
			old = before[i]
		}
		if *y == old {
			continue
		}
		if err := tx.exec(`INSERT INTO case_cycle (case_id, no, anchor_at, settings_id, paused_seconds, reworks, reminder_at) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (case_id, no) DO UPDATE SET paused_seconds = excluded.paused_seconds, reworks = excluded.reworks, reminder_at = excluded.reminder_at`,
			c.ID, y.No, y.AnchorAt, y.SettingsID, y.PausedSecs, y.Reworks, y.ReminderAt); err != nil {
			return fmt.Errorf("cycle of case %d: %w", c.ID, err)
		}
		for _, name := range crm.ClockNames {
			k := y.Clock(name)
			if i < len(before) && *k == *old.Clock(name) {
				continue
			}
			if err := tx.exec(`INSERT INTO case_clock (case_id, cycle_no, clock, project_id, anchor_at, due_at, at, met_at, missed_due_at, stated_by, stated_at, pending, off)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (case_id, cycle_no, clock) DO UPDATE SET anchor_at = excluded.anchor_at, due_at = excluded.due_at,
				at = excluded.at, met_at = excluded.met_at, missed_due_at = excluded.missed_due_at, stated_by = excluded.stated_by, stated_at = excluded.stated_at,
				pending = excluded.pending, off = excluded.off`,
				c.ID, y.No, string(name), c.ProjectID, k.AnchorAt, k.DueAt, k.At, k.MetAt, k.MissedDueAt, k.StatedBy, k.StatedAt, k.Pending, k.Off); err != nil {
				return fmt.Errorf("clock of case %d: %w", c.ID, err)
			}
		}
	}
	return nil
}

// logCase writes the events of a case to the journal; a miss is nobody's act.
func (tx *Tx) logCase(c *crm.Case) error {
	for _, e := range c.Events() {
		entry := Entry{Kind: e.Kind, Subject: "case", SubjectID: c.ID, CustomerID: c.CustomerID, ProjectID: c.ProjectID, EventAt: e.EventAt, Cycle: e.Cycle,
			From: string(e.From), To: string(e.To), Before: e.Before, After: e.After, Texts: e.Texts, Note: e.Note, Anomaly: e.Forced, System: e.Kind == "deadline_missed"}
		if err := tx.journal(entry); err != nil {
			return err
		}
		if err := tx.missTasks(c, e); err != nil {
			return err
		}
	}
	c.Begin()
	return nil
}

// act is the transaction's author as the rules want it, with the newest settings.
func (tx *Tx) act() (crm.Act, error) {
	loc, err := tx.zone(tx.by.Staff.ProjectID)
	if err != nil {
		return crm.Act{}, err
	}
	set, err := tx.settings()
	return crm.Act{By: tx.by.Staff, Now: tx.now, Settings: set, Loc: loc}, err
}

// settings are the newest of the author's project.
func (tx *Tx) settings() (crm.Settings, error) {
	if set, ok := tx.store.settings.Load(tx.by.Staff.ProjectID); ok {
		return set.(crm.Settings), nil
	}
	return settingsOf(tx, "project_id = ?", tx.by.Staff.ProjectID)
}

// visibleCase loads a case that the actor may see; any other is not found.
func visibleCase(q querier, by crm.Staff, id int64) (*crm.Case, error) {
	where, args := caseScope(by)
	var one int
	err := q.row(`SELECT 1 FROM service_case c LEFT JOIN room r ON r.id = c.room_id WHERE c.id = ? AND `+where, append([]any{id}, args...)...).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, crm.Refuse(crm.NotFound, "没有找到这个诉求")
	}
	if err != nil {
		return nil, err
	}
	return loadCase(q, id)
}

// ChangeCase loads the case as the actor may see it, in the version seen, runs a rule on it and saves what the rule logged.
func (s *Store) ChangeCase(ctx context.Context, by By, id, seen int64, rule func(tx *Tx, c *crm.Case, act crm.Act) error) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		c, err := tx.caseToChange(id)
		if err != nil {
			return err
		}
		if c.RowVersion != seen {
			return tx.stale("case", id)
		}
		act, err := tx.act()
		if err != nil {
			return err
		}
		before := append([]crm.Cycle(nil), c.Cycles...)
		tx.answers("case", id)
		if err := rule(tx, c, act); err != nil {
			return err
		}
		return tx.saveCase(c, before)
	})
	if err != nil {
		return fmt.Errorf("change case %d: %w", id, err)
	}
	return nil
}
