package db

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"linli/db/crm"
)

// caseColumns are all columns of a case in the order of caseFields.
var caseColumns = []string{"no", "kind", "state", "level", "proposed_level", "level_reason", "level_confirmed", "urgent", "confidential", "anonymous", "query_code",
	"customer_id", "room_id", "place", "channel", "received_at", "registered_at", "late_entry", "registrar_id", "intake_owner_id", "category", "sub_category", "flags",
	"external_no", "external_due_at", "previous_id", "drawn", "master_id", "merged_at", "group_id", "department", "handler_id", "returned_by", "summary", "detail", "remedy_wanted",
	"hazard_removed_at", "internal", "review", "review_role", "review_asked_at", "first_kind", "assisting",
	"targets", "recused", "owner_id", "owner_role", "statement", "statement_at",
	"first_step", "findings", "investigated_at", "response_text", "expected_on", "next_step", "resolution", "root_causes", "responsibility", "validity", "invalid_reason",
	"compensation_fen", "proposer_id", "proposed_at", "approval", "approver_id", "approved_at", "resolver_id", "resolved_at", "told_method", "told_whom",
	"hold_reason", "held_at", "hold_until",
	"round", "gate", "gate_opens_at", "third_try_at", "decision", "withdrawal_by", "withdraw_reason", "closed_at", "closed_by", "closed_unconfirmed", "last_event_at",
	"original_no", "import_id", "import_row", "import_hash", "no_photo", "transcript", "chat_agent"}

// optional are the columns that are NULL for 0: references to other records.
var optional = map[string]bool{"customer_id": true, "room_id": true, "previous_id": true, "master_id": true, "group_id": true, "handler_id": true, "proposer_id": true, "approver_id": true, "resolver_id": true, "owner_id": true, "withdrawal_by": true, "import_id": true}

// caseFields points at the fields behind caseColumns.
func caseFields(c *crm.Case) []any {
	return []any{&c.No, &c.Kind, &c.State, &c.Level, &c.Proposed, &c.ProposedBy, &c.Confirmed, &c.Urgent, &c.Confidential, &c.Anonymous, &c.QueryCode,
		&c.CustomerID, &c.RoomID, &c.Place, &c.Channel, &c.ReceivedAt, &c.RegisteredAt, &c.LateEntry, &c.RegistrarID, &c.IntakeOwnerID, &c.Category, &c.SubCategory, &c.Flags,
		&c.ExternalNo, &c.ExternalDueAt, &c.PreviousID, &c.Drawn, &c.MasterID, &c.MergedAt, &c.GroupID, &c.Department, &c.HandlerID, &c.ReturnedBy, &c.Summary, &c.Detail, &c.RemedyWanted,
		&c.HazardRemovedAt, &c.Internal, &c.Review, &c.ReviewRole, &c.ReviewAskedAt, &c.FirstKind, &c.Assisting,
		&c.Targets, &c.Recused, &c.OwnerID, &c.OwnerRole, &c.Statement, &c.StatementAt,
		&c.FirstStep, &c.Findings, &c.InvestigatedAt, &c.ResponseText, &c.ExpectedOn, &c.NextStep, &c.Resolution, &c.RootCauses, &c.Responsibility, &c.Validity, &c.InvalidReason,
		&c.CompensationFen, &c.ProposerID, &c.ProposedAt, &c.Approval, &c.ApproverID, &c.ApprovedAt, &c.ResolverID, &c.ResolvedAt, &c.ToldMethod, &c.ToldWhom,
		&c.HoldReason, &c.HeldAt, &c.HoldUntil,
		&c.Round, &c.Gate, &c.GateOpensAt, &c.ThirdTryAt, &c.Decision, &c.WithdrawalBy, &c.WithdrawReason, &c.ClosedAt, &c.ClosedBy, &c.ClosedUnconfirmed, &c.LastEventAt,
		&c.OriginalNo, &c.ImportID, &c.ImportRow, &c.ImportHash, &c.NoPhoto, &c.Transcript, &c.ChatAgent}
}

var (
	caseSelect = selectCase("", "")
	// savedColumns are those of caseColumns and what follows from them.
	savedColumns = append(slices.Clone(caseColumns), "cycle_no", "is_open", "next_due_at", "next_clock", "step")
	caseInsert   = `INSERT INTO service_case (` + strings.Join(savedColumns, ", ") + `, project_id) VALUES (` + marks("?", len(savedColumns)+1) + `) RETURNING id`
)

// selectCase reads a case with more columns from further tables.
func selectCase(more, tables string) string {
	list := make([]string, len(caseColumns))
	for i, name := range caseColumns {
		list[i] = "c." + name
		if optional[name] {
			list[i] = "COALESCE(c." + name + ", 0)"
		}
	}
	return `SELECT c.id, c.project_id, c.row_version, COALESCE(r.building_no, ''), ` + strings.Join(list, ", ") + more + ` FROM service_case c LEFT JOIN room r ON r.id = c.room_id` + tables + ` WHERE c.id = ?`
}

// loadCase reads a case with its cycles and starts its log.
func loadCase(q querier, id int64) (*crm.Case, error) { return loadCaseWhere(q, caseSelect, []any{id}) }

func loadCaseWhere(q querier, query string, args []any, more ...any) (*crm.Case, error) {
	c := &crm.Case{}
	err := q.row(query, args...).Scan(slices.Concat([]any{&c.ID, &c.ProjectID, &c.RowVersion, &c.Building}, caseFields(c), more)...)
	if err != nil {
		return nil, found(err, "没有找到这个诉求")
	}
	if err := loadCycles(q, c); err != nil {
		return nil, fmt.Errorf("cycles of case %d: %w", c.ID, err)
	}
	c.Begin()
	return c, nil
}

func loadCycles(q querier, c *crm.Case) error {
	rows, err := q.rows(`SELECT y.no, y.anchor_at, y.settings_id, y.paused_seconds, y.reworks, y.returned_at, y.reminder_at,
		k.clock, k.anchor_at, k.due_at, k.at, k.met_at, k.missed_due_at, k.stated_by, k.stated_at, k.pending, k.off, k.paused_until, k.annulled_due_at
		FROM case_cycle y JOIN case_clock k ON k.case_id = y.case_id AND k.cycle_no = y.no WHERE y.case_id = ? ORDER BY y.no`, c.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var y crm.Cycle
		var k crm.Clock
		var name crm.ClockName
		if err := rows.Scan(&y.No, &y.AnchorAt, &y.SettingsID, &y.PausedSecs, &y.Reworks, &y.ReturnedAt, &y.ReminderAt,
			&name, &k.AnchorAt, &k.DueAt, &k.At, &k.MetAt, &k.MissedDueAt, &k.StatedBy, &k.StatedAt, &k.Pending, &k.Off, &k.PausedUntil, &k.AnnulledDue); err != nil {
			return err
		}
		if n := len(c.Cycles); n == 0 || c.Cycles[n-1].No != y.No {
			c.Cycles = append(c.Cycles, y)
		}
		*c.Cycles[len(c.Cycles)-1].Clock(name) = k
	}
	return rows.Err()
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

// actOn is act for a change of c, with the settings its running cycle was born under.
func (tx *Tx) actOn(c *crm.Case) (crm.Act, error) {
	act, err := tx.act()
	if id := c.Current().SettingsID; err == nil && id != act.Settings.ID {
		var kept crm.Settings
		kept, err = settingsOf(tx, "id = ?", id)
		act.Kept = &kept
	}
	return act, err
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
	return loadCaseWhere(q, caseSelect+` AND `+where, append([]any{id}, args...))
}

// ChangeCase loads the case as the actor may see it, in the version seen, runs a rule on it and saves what the rule logged.
func (s *Store) ChangeCase(ctx context.Context, by By, id, seen int64, rule func(tx *Tx, c *crm.Case, act crm.Act) error) error {
	err := s.inSharedTx(ctx, by, func(tx *Tx) error {
		c, err := tx.caseToChange(id)
		if err != nil {
			return err
		}
		if c.RowVersion != seen {
			return tx.stale("case", id)
		}
		act, err := tx.actOn(c)
		if err != nil {
			return err
		}
		was := asSaved(c)
		tx.answers("case", id)
		if err := rule(tx, c, act); err != nil {
			return err
		}
		return tx.saveCase(c, was)
	})
	if err != nil {
		return fmt.Errorf("change case %d: %w", id, err)
	}
	return nil
}
