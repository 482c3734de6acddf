package db

import (
	"fmt"
	"strconv"
	"strings"

	"linli/db/crm"
)

// missTasks are what follows from a miss, whoever wrote it: the owner says why, and the customer hears where things stand
// (domain.md §3.6). Other events ask for nothing.
func (tx *Tx) missTasks(c *crm.Case, e crm.Event) error {
	if e.Kind != "deadline_missed" {
		return nil
	}
	word, number, _ := strings.Cut(e.Note, " ")
	name := crm.ClockName(word)
	cycle, err := strconv.Atoi(number)
	if err != nil {
		return fmt.Errorf("miss without a cycle: %w", err)
	}
	to, err := tx.inCharge(c, name, cycle)
	if err != nil {
		return err
	}
	to.Kind, to.Title, to.DedupeKey = "explain_miss", "请说明超时原因："+crm.Label(crm.Clocks, word), missKey("miss", c.ID, cycle, name)
	to.DueAt = tx.now + 86400
	if err := tx.addTask(to); err != nil || name != crm.ResponseClock && name != crm.ResolutionClock {
		return err
	}
	desk, err := tx.inCharge(c, crm.AckClock, cycle)
	if err != nil {
		return err
	}
	desk.Kind, desk.Title, desk.DedupeKey, desk.DueAt = "progress", "向客户说明进度", missKey("progress", c.ID, cycle, name), to.DueAt
	return tx.addTask(desk)
}

// inCharge addresses a task to who is in charge of a clock: the person while the account is alive, otherwise the head of
// the department, otherwise the supervisor.
func (tx *Tx) inCharge(c *crm.Case, name crm.ClockName, cycle int) (NewTask, error) {
	t := NewTask{Subject: "case", SubjectID: c.ID}
	m := CaseMiss{Case: c, Miss: crm.Miss{Clock: name, Cycle: cycle}}
	if err := loadMiss(tx, &m); err != nil {
		return t, err
	}
	if m.Owner != 0 {
		var alive bool
		if err := tx.row(`SELECT disabled_at = 0 FROM staff WHERE id = ?`, m.Owner).Scan(&alive); err != nil {
			return t, err
		}
		if alive {
			t.AssigneeID = m.Owner
			return t, nil
		}
	}
	t.Role = crm.Supervisor
	if (name == crm.ResponseClock || name == crm.ResolutionClock) && c.Department != "" {
		t.Role, t.Department = crm.DeptHead, c.Department
	}
	return t, nil
}

func rungKey(code string, id int64, cycle int) string {
	return "rung:" + code + ":" + strconv.FormatInt(id, 10) + ":" + strconv.Itoa(cycle)
}

// ownerRungs are the keys of the reminders of a clock that are for who is in charge of it.
func ownerRungs(id int64, cycle int, name crm.ClockName) (keys []any) {
	for _, r := range crm.Ladder {
		if r.Clock == name && r.Owner {
			keys = append(keys, rungKey(r.Code, id, cycle))
		}
	}
	return keys
}

// rungKeys are the keys of every reminder of a clock.
func rungKeys(id int64, cycle int, name crm.ClockName) (keys []any) {
	for _, r := range crm.Ladder {
		if key := rungKey(r.Code, id, cycle); r.Clock == name {
			keys = append(keys, key, key+":head")
		}
	}
	return keys
}

// settleTasks ends the reminders of clocks that somebody has met or that no longer apply, what was asked about misses that are none
// any more, and with a case what only its going on asked for.
func (tx *Tx) settleTasks(c *crm.Case, before []crm.Cycle) error {
	if !c.State.Open() {
		if err := tx.endTasks(c.ID, "withdrawal", "reassign", "assist", "internal", "progress", "recategorise", "hold_over", "aged", "approve", "refused", "supervisor_call", "decline", "notice", "third_round"); err != nil {
			return err
		}
	}
	var keys []any
	for i := range before {
		for _, name := range crm.ClockNames {
			old, k := before[i].Clock(name), c.Cycles[i].Clock(name)
			if old.MissedDueAt != 0 && k.MissedDueAt == 0 {
				if err := tx.endClearedTasks(c.ID, before[i].No, name); err != nil {
					return err
				}
			}
			if !waits(old) || waits(k) {
				continue
			}
			keys = append(keys, missKey("progress", c.ID, before[i].No, name))
			keys = append(keys, rungKeys(c.ID, before[i].No, name)...)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	return tx.exec(`UPDATE task SET done_at = ?, done_by = ?, note = '时限已办', row_version = row_version + 1
		WHERE subject = 'case' AND subject_id = ? AND done_at = 0 AND COALESCE(dedupe_key, '') IN (`+marks("?", len(keys))+`)`,
		append([]any{tx.now, tx.by.Staff.ID, c.ID}, keys...)...)
}

func (tx *Tx) endClearedTasks(id int64, cycle int, name crm.ClockName) error {
	for _, kind := range []string{"miss", "progress"} {
		if err := tx.endTask(missKey(kind, id, cycle, name)); err != nil {
			return err
		}
	}
	return nil
}

// waits reports whether nobody has stated a milestone of a clock that runs.
func waits(k *crm.Clock) bool { return k.Open() && k.At == 0 }
