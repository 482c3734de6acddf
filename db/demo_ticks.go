package db

import (
	"time"

	"linli/db/crm"
)

// wait lets a case stand until its next step. What the minute tick does in between happens in time: misses, reminders.
func (d *demo) wait(l *life, c *crm.Case, at, when int64, do step) {
	plan := l.plan
	if t := nextTick(c, at); t != 0 && t < when {
		d.add(t, func(at int64) error {
			if l.plan != plan {
				return nil
			}
			if err := d.tick(l, at); err != nil {
				return err
			}
			d.wait(l, d.cases[l.id], at, when, do)
			return nil
		})
		return
	}
	d.add(when, func(at int64) error {
		if l.plan != plan {
			return nil
		}
		return d.take(l, at, do)
	})
}

// nextTick is the first minute after at in which the tick finds something to do about a case, 0 for none.
func nextTick(c *crm.Case, at int64) (first int64) {
	if !c.State.Open() {
		return 0
	}
	y := c.Current()
	moment := func(t int64) {
		if t = t - t%60 + 60; t > at && (first == 0 || t < first) {
			first = t
		}
	}
	for _, name := range crm.ClockNames {
		if k := y.Clock(name); k.Open() && k.MissedDueAt == 0 {
			moment(k.DueAt)
		}
	}
	for _, r := range crm.Ladder {
		k, paused := y.Clock(r.Clock), int64(0)
		if r.Clock == crm.ResolutionClock {
			paused = y.PausedSecs
		}
		if waits(k) && (r.Level == "" || r.Level == c.Level) {
			moment(r.MomentOf(*k, paused))
		}
	}
	return first
}

// tick does with one case what the minute tick does with all of them.
func (d *demo) tick(l *life, at int64) error {
	d.forget(l)
	return d.store.inTx(d.ctx, d.system(at), func(tx *Tx) error {
		if err := tx.noteMisses(l.id); err != nil {
			return err
		}
		for _, r := range crm.Ladder {
			if r.Level != "" && r.Level != d.cases[l.id].Level {
				continue
			}
			if err := tx.climb(r, l.id, downtime{}); err != nil {
				return err
			}
		}
		return nil
	})
}

// system is nobody, as who the minute tick acts.
func (d *demo) system(at int64) By {
	staff := crm.System(d.project.ID)
	staff.ProjectCode = d.project.Code
	return By{Staff: staff, Now: time.Unix(at, 0)}
}
