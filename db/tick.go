package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"linli/db/crm"
)

// tickBatch is how many cases one transaction of the tick holds, so that people saving in between wait for no more.
const tickBatch = 100

// Tick does what falls due by itself, once each, in every project: it writes misses, climbs the ladder of reminders and lets
// go of uploads that nobody came back to. Reading never depends on it. What fails is reported and tried again with the next tick.
func (s *Store) Tick(ctx context.Context, now time.Time) error {
	projects, err := s.Projects(ctx)
	if err != nil {
		return err
	}
	var failed error
	for _, p := range projects {
		by := By{Staff: crm.System(p.ID), Now: now}
		by.Staff.ProjectCode = p.Code
		down, err := s.ticked(ctx, by)
		failed = errors.Join(failed, err)
		set, err := s.Settings(ctx, p.ID)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		today := now.In(p.Zone()).Format(time.DateOnly)
		for _, job := range tickJobs(set, p.ID, now.Unix(), today, down) {
			failed = errors.Join(failed, s.tickJob(ctx, by, job))
		}
		failed = errors.Join(failed, s.onceADay(ctx, by, today, movedOut(p.ID, today)))
	}
	return failed
}

// tickJob finds records by a query, whose first column is the id, and does one thing with each.
type tickJob struct {
	name  string
	query string
	args  []any
	each  func(tx *Tx, id int64) error
}

func tickJobs(set crm.Settings, project, now int64, today string, down downtime) []tickJob {
	jobs := []tickJob{
		holdsOver(project, now),
		agedCases(project, now),
		untoldCases(project, now),
		hotSpots(set, project, now, today[:len("2006-01")]),
		{"misses", `SELECT k.case_id FROM case_clock k WHERE k.project_id = ? AND ` + clockOpen + ` AND k.due_at < ? AND k.missed_due_at = 0 ORDER BY k.due_at LIMIT ?`,
			[]any{project, now}, (*Tx).noteMisses},
		previewJob(project, now),
		movedOutLately(project, today),
	}
	return append(jobs, ladderJobs(project, now, down)...)
}

// ladderJobs find the clocks that have reached a rung which nobody was told of. The rungs before the due of an acknowledgement
// come early in its span: they are looked for together, in every case that waits for one.
func ladderJobs(project, now int64, down downtime) []tickJob {
	var early []crm.Rung
	var others []tickJob
	for _, r := range crm.Ladder {
		if r.Clock == crm.AckClock && r.Before > 0 {
			early = append(early, r)
			continue
		}
		for _, near := range nearRung(r, project, now) {
			others = append(others, ladderJob("ladder "+r.Code, []crm.Rung{r}, near, now, down))
		}
	}
	unconfirmed := condition{`c.project_id = ? AND c.step = ? AND ` + clockOpen + ` AND ` + clockIs, []any{project, string(crm.ToConfirm), string(crm.AckClock)}}
	return append([]tickJob{ladderJob("ladder before acknowledgement", early, ordered{unconfirmed, nextDue}, now, down)}, others...)
}

// nearRung are the clocks among which those are that have reached a rung, each part a range of an index: those past their due,
// and for a rung before the due those that are about to be missed. A pause puts the moment off, so what is not reached
// without it is not reached.
func nearRung(r crm.Rung, project, now int64) []ordered {
	open := condition{`k.project_id = ? AND ` + clockOpen + ` AND ` + clockIs, []any{project, string(r.Clock)}}
	late := ordered{open.and(`k.due_at < ?`, now), `k.due_at`}
	if r.Before <= 0 {
		return []ordered{late}
	}
	return []ordered{{open.and(`k.missed_due_at = 0 AND `+clockSoon, now), clockSoonAt}, late}
}

// ladderJob tells of rungs, looking for clocks that have reached one of them among those that are near.
func ladderJob(name string, rungs []crm.Rung, near ordered, now int64, down downtime) tickJob {
	var one condition
	for i, r := range rungs {
		reached := reachedRung(r, now)
		if i > 0 {
			one.where += ` OR `
		}
		one.where, one.args = one.where+reached.where, append(one.args, reached.args...)
	}
	c := near.and(`k.at = 0 AND (`+one.where+`)`, one.args...)
	return tickJob{name, `SELECT k.case_id FROM case_clock k JOIN service_case c ON c.id = k.case_id AND c.is_open = 1 AND c.cycle_no = k.cycle_no
		WHERE ` + c.where + ` ORDER BY ` + near.order + ` LIMIT ?`, c.args, func(tx *Tx, id int64) error {
		for _, r := range rungs {
			if err := tx.climb(r, id, down); err != nil {
				return err
			}
		}
		return nil
	}}
}

// reachedRung says that clock k of case c has reached a rung which nobody was told of. The moment is that of crm.Rung.MomentOf.
func reachedRung(r crm.Rung, now int64) condition {
	paused := `0`
	if r.Clock == crm.ResolutionClock {
		paused = `(SELECT y.paused_seconds FROM case_cycle y WHERE y.case_id = k.case_id AND y.no = k.cycle_no)`
	}
	return condition{`(? = '' OR c.level = ?) AND k.due_at - (k.due_at - k.anchor_at - ` + paused + `) * ? / ? + ? < ?
		AND NOT EXISTS (SELECT 1 FROM task t WHERE t.dedupe_key = 'rung:' || ? || ':' || k.case_id || ':' || k.cycle_no)`,
		[]any{string(r.Level), string(r.Level), r.Before, max(r.Of, 1), r.After, now, r.Code}}
}

// ordered is a condition with the order of the index that it is a range of.
type ordered struct {
	condition
	order string
}

// tickJob runs a job to its end, a batch a transaction. A batch that fails is tried case by case, so that one bad case
// holds up no other.
func (s *Store) tickJob(ctx context.Context, by By, job tickJob) error {
	var failed error
	seen := map[int64]bool{}
	for ctx.Err() == nil {
		rows, err := s.reader(ctx).rows(job.query, append(job.args, tickBatch)...)
		found, err := collect(rows, err, func(rows *sql.Rows, id *int64) error { return rows.Scan(id) })
		if err != nil {
			return fmt.Errorf("tick %s: %w", job.name, err)
		}
		var ids []int64
		for _, id := range found {
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
		if len(ids) == 0 {
			return failed
		}
		if s.tickBatch(ctx, by, job, ids) == nil {
			continue
		}
		for _, id := range ids {
			if err := s.tickBatch(ctx, by, job, []int64{id}); err != nil {
				failed = errors.Join(failed, fmt.Errorf("tick %s of %d: %w", job.name, id, err))
			}
		}
	}
	return errors.Join(failed, ctx.Err())
}

// onceADay runs a job that looks at much with the first tick of a day, and with the next ones until it has come to its end.
func (s *Store) onceADay(ctx context.Context, by By, today string, job tickJob) error {
	name := "day:" + job.name + ":" + strconv.FormatInt(by.Staff.ProjectID, 10)
	value, err := s.Keeping(ctx, name)
	if err != nil && !crm.Is(err, crm.NotFound) || value == today {
		return err
	}
	if err := s.tickJob(ctx, by, job); err != nil {
		return err
	}
	return s.inTx(ctx, by, func(tx *Tx) error { return tx.note(name, today) })
}

func (s *Store) tickBatch(ctx context.Context, by By, job tickJob, ids []int64) error {
	return s.inTx(ctx, by, func(tx *Tx) error {
		for _, id := range ids {
			if err := job.each(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// noteMisses writes every miss of a case that nobody has written yet.
func (tx *Tx) noteMisses(id int64) error {
	return tx.bySystem(id, func(c *crm.Case, act crm.Act) (bool, error) { return c.NoteMisses(act), nil })
}

// climb tells whom a rung names, once a cycle, after a downtime in one notice, and writes it into the case's history.
func (tx *Tx) climb(r crm.Rung, id int64, down downtime) error {
	c, err := tx.anyCase(id)
	if err != nil {
		return err
	}
	y := c.Current()
	k, key, paused := y.Clock(r.Clock), rungKey(r.Code, id, y.No), int64(0)
	if r.Clock == crm.ResolutionClock {
		paused = y.PausedSecs
	}
	if !waits(k) || !c.State.Open() || r.Level != "" && r.Level != c.Level || r.MomentOf(*k, paused) >= tx.now {
		return nil
	}
	err = tx.row(`SELECT 1 FROM task WHERE dedupe_key = ?`, key).Scan(new(int))
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if err := tx.remind(r, c, key, max(k.DueAt, tx.now+4*3600), down); err != nil {
		return err
	}
	if err := tx.outdate(r.Clock, k, id, y.No); err != nil {
		return err
	}
	return tx.journal(Entry{Kind: "escalated", Subject: "case", SubjectID: id, CustomerID: c.CustomerID, Cycle: y.No, From: string(c.State), To: string(c.State), Note: r.Title})
}

// outdate gives the reminders that said a clock would soon be late the words of one that is.
func (tx *Tx) outdate(name crm.ClockName, k *crm.Clock, id int64, cycle int) error {
	for _, r := range crm.Ladder {
		if r.Clock != name || r.TitleAt(*k, tx.now) == r.Title {
			continue
		}
		key := rungKey(r.Code, id, cycle)
		if err := tx.exec(`UPDATE task SET title = ?, row_version = row_version + 1 WHERE dedupe_key IN (?, ?) AND title = ? AND done_at = 0`, r.Late, key, key+":head", r.Title); err != nil {
			return err
		}
	}
	return nil
}

// remind makes the tasks of a rung: for who is in charge of the clock, for a role, or both.
func (tx *Tx) remind(r crm.Rung, c *crm.Case, key string, due int64, down downtime) error {
	role := NewTask{Subject: "case", SubjectID: c.ID, Role: r.Role, DedupeKey: key}
	if r.Role == crm.DeptHead {
		role.Department = c.Department
	}
	var tasks []NewTask
	if r.Owner {
		owner, err := tx.inCharge(c, r.Clock, c.Current().No)
		if err != nil {
			return err
		}
		owner.DedupeKey, role.DedupeKey = key, key+":head"
		tasks = append(tasks, owner)
		if owner.AssigneeID == 0 {
			role.Role = "" // whoever stands in for the owner is told already
		}
	}
	if role.Role == crm.DeptHead && role.Department != "" || role.Role != "" && role.Role != crm.DeptHead {
		tasks = append(tasks, role)
	}
	for i := range tasks {
		tasks[i].Kind, tasks[i].Title, tasks[i].DueAt = "reminder", r.TitleAt(*c.Current().Clock(r.Clock), tx.now), due
	}
	if down.long() {
		return tx.digest(down, tasks)
	}
	for _, t := range tasks {
		if err := tx.addTask(t); err != nil {
			return err
		}
	}
	return nil
}
