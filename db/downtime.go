package db

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"linli/db/crm"
)

// downAfter is how long the tick must have stood still for its reminders to come as one notice.
const downAfter = 30 * 60

// tickEvery is how often the moment of the tick is written down.
const tickEvery = 5 * 60

// downtime is when the program stood still before this tick; zero when it did not.
type downtime struct{ from, to int64 }

func (d downtime) long() bool { return d.to-d.from > downAfter }

// ticked notes that the tick runs now and says since when it has not.
func (s *Store) ticked(ctx context.Context, by By) (d downtime, err error) {
	name, now := "tick:"+strconv.FormatInt(by.Staff.ProjectID, 10), by.Now.Unix()
	value, err := s.Keeping(ctx, name)
	if err != nil && !crm.Is(err, crm.NotFound) {
		return d, err
	}
	last, _ := strconv.ParseInt(value, 10, 64)
	if last != 0 && now >= last && now-last < tickEvery {
		return d, nil
	}
	if last != 0 {
		d = downtime{last, now}
	}
	return d, s.inTx(ctx, by, func(tx *Tx) error { return tx.note(name, strconv.FormatInt(now, 10)) })
}

// note keeps a value under a name in place of the one before; Store.Keeping reads it.
func (tx *Tx) note(name, value string) error {
	return tx.exec(`INSERT INTO keeping (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
}

// digest makes the reminders of a downtime one notice a person, whatever roles they are for: each is written down as given, none
// stands alone.
func (tx *Tx) digest(d downtime, tasks []NewTask) error {
	project := tx.by.Staff.ProjectID
	loc, err := tx.zone(project)
	if err != nil {
		return err
	}
	words := func(at int64) string { return time.Unix(at, 0).In(loc).Format("01-02 15:04") }
	for _, t := range tasks {
		if err := tx.toOwner(&t); err != nil {
			return err
		}
		if err := tx.addTask(t); err != nil {
			return err
		}
		if err := tx.exec(`UPDATE task SET done_at = ?, note = '并入停用期间的汇总' WHERE dedupe_key = ? AND done_at = 0`, tx.now, t.DedupeKey); err != nil {
			return err
		}
		told, err := tx.told(t)
		if err != nil {
			return err
		}
		for _, n := range told {
			n.Kind, n.Title, n.DueAt = "digest", "系统 "+words(d.from)+" 至 "+words(d.to)+" 停用，期间有时限到期或将到期，请逐件查看", tx.now+4*3600
			n.DedupeKey = fmt.Sprintf("digest:%d:%d:%d:%s:%s", project, d.from, n.AssigneeID, n.Role, n.Department)
			if err := tx.addTask(n); err != nil {
				return err
			}
		}
	}
	return nil
}

// told are the people who have a task, each by name; a role without anybody stays a role.
func (tx *Tx) told(t NewTask) (told []NewTask, err error) {
	if t.AssigneeID != 0 {
		return []NewTask{{AssigneeID: t.AssigneeID}}, nil
	}
	people, err := accounts(tx, tx.by.Staff.ProjectID, tx.now, "s.disabled_at = 0")
	for _, a := range people {
		if slices.Contains(dutiesOf(crm.Staff{Roles: a.Roles}), duty{t.Role, t.Department}) {
			told = append(told, NewTask{AssigneeID: a.ID})
		}
	}
	if len(told) == 0 {
		told = []NewTask{{Role: t.Role, Department: t.Department}}
	}
	return told, err
}
