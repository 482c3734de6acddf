package db

import (
	"time"

	"linli/db/crm"
)

// rounds is how far calling back has come in the running round.
type rounds struct {
	cycle, round int
	attempts     int
	first        int64 // moment of the first attempt
	hopeless     bool  // nobody will ever answer
}

// nextAttempt is the next call of the running round. The full rule for somebody who cannot be reached: three attempts over
// two days and two parts of the day, a written notice, three days.
func (d *demo) nextAttempt(l *life, c *crm.Case, at int64) (int64, step) {
	if l.calls.cycle != len(c.Cycles) || l.calls.round != c.Round {
		l.calls = rounds{cycle: len(c.Cycles), round: c.Round, hopeless: l.heard("nobody") || len(l.says) == 0 && !c.Anonymous && d.chance(2.4)}
	}
	due := c.Current().Revisit.DueAt
	switch {
	case l.calls.attempts == 0:
		if l.calls.hopeless {
			return d.hours(at + d.between(3, 10)*3600), d.revisit
		}
		earliest := d.hours(min(at+d.between(4, 26)*3600, at+(due-at)/2))
		return d.hours(d.meet(earliest, max(earliest+3600, due-18*3600), 2)), d.revisit
	case !l.calls.hopeless:
		return d.hours(at + d.between(5*60, 26*60)*60), d.revisit
	case l.calls.attempts < 3:
		return d.band(l.calls.first, l.calls.attempts), d.revisit
	}
	return d.after(at, 20, 300), d.notify
}

// hours moves a moment into the hours in which customers are called.
func (d *demo) hours(at int64) int64 {
	t := time.Unix(at, 0).In(d.zone)
	switch h := t.Hour(); {
	case h < 9:
		return at - int64(h*3600+t.Minute()*60) + 9*3600 + d.between(0, 7000)
	case h >= 12 && h < 14:
		return at + 2*3600
	case h >= 20:
		return at + int64(24-h)*3600 - int64(t.Minute()*60) + 9*3600 + d.between(0, 9000)
	}
	return at
}

// band is the second or third attempt: the evening after the first, the next morning.
func (d *demo) band(first int64, made int) int64 {
	t := time.Unix(first, 0).In(d.zone)
	day := time.Date(t.Year(), t.Month(), t.Day()+made, 0, 0, 0, 0, d.zone)
	if made == 1 {
		return day.Unix() + 18*3600 + d.between(5, 110)*60
	}
	return day.Unix() + 9*3600 + d.between(35, 170)*60
}

// revisitor is who may call: mostly the intake owner, otherwise a clerk, a supervisor or the manager.
func (d *demo) revisitor(c *crm.Case) crm.Staff {
	list := []crm.Staff{d.colleague(c.IntakeOwnerID)}
	if d.chance(15) {
		list = nil
	}
	if d.chance(60) {
		list = append(list, d.one(d.staff.clerks))
	}
	for _, s := range append(list, d.lead()) {
		if may, _ := c.MayRevisit(s); may {
			return s
		}
	}
	return d.staff.manager
}

func (d *demo) revisit(l *life, c *crm.Case, at int64) error {
	in := crm.RevisitReport{Channel: "phone", Result: "reached"}
	if l.calls.attempts == 0 {
		l.calls.first = at
	}
	l.calls.attempts++
	switch {
	case c.Anonymous:
		in.Passed, in.Note = "yes", "现场查看，问题已消除"
		if d.chance(7) {
			in.Passed, in.Note = "no", "现场仍有类似情况"
		}
	case l.calls.hopeless || l.heard("no_answer"):
		in.Result = "no_answer"
	case len(l.says) == 0 && l.calls.attempts < 3 && d.chance(17):
		in.Result = d.of([]string{"no_answer", "no_answer", "asked_later", "wrong_number"})
	case l.heard("refused") || len(l.says) == 0 && d.chance(1.8):
		in.Result = "refused"
	default:
		d.answer(&in, l)
	}
	return d.store.RecordRevisit(d.ctx, d.by(d.revisitor(c), at), c.ID, c.RowVersion, in)
}

// heard takes the next of the things that are to happen.
func (l *life) heard(word string) bool {
	if len(l.says) == 0 || l.says[0] != word {
		return false
	}
	l.says = l.says[1:]
	return true
}

// answer is what the customer says.
func (d *demo) answer(in *crm.RevisitReport, l *life) {
	in.Channel = d.weighted(revisitChannels)
	in.Solved = d.weighted(solvedAnswers)
	score := d.weighted(satisfactions)
	switch {
	case l.heard("solved"):
		in.Solved, score = "yes", "4"
	case l.heard("dissatisfied"):
		in.Solved, score = "yes", "2"
	case l.heard("unsolved"):
		in.Solved = "partly"
	}
	if in.Solved != "yes" {
		score = d.of([]string{"1", "2", "2", "3", "-"})
		in.Comment = d.of(unsolvedComments)
	}
	if score != "-" {
		in.Satisfaction = int(score[0] - '0')
	}
	if in.Comment == "" && d.chance(35) {
		in.Comment = d.of(comments[in.Satisfaction])
	}
	if in.Satisfaction > 0 && d.chance(20) {
		in.Expectation = int(d.between(3, 5))
	}
	if d.chance(2.5) {
		in.NewNeed = d.of(newNeeds)
	}
}

func (d *demo) notify(_ *life, c *crm.Case, at int64) error {
	return d.store.NotifyRevisit(d.ctx, d.by(d.revisitor(c), at), c.ID, c.RowVersion, crm.Moment{}, d.of([]string{"message", "note"}))
}

func (d *demo) supervisorCall(_ *life, c *crm.Case, at int64) error {
	return d.store.SupervisorCall(d.ctx, d.by(d.lead(), at), c.ID, c.RowVersion, crm.Moment{}, d.of(supervisorNotes))
}

func (d *demo) confirmDecline(_ *life, c *crm.Case, at int64) error {
	return d.store.ConfirmDecline(d.ctx, d.by(d.lead(), at), c.ID, c.RowVersion, "已电话核实，客户表示无需回访")
}

func (d *demo) close(_ *life, c *crm.Case, at int64) error {
	by := d.lead(c.ResolverID)
	if c.Level == crm.General && c.Targets == "" && d.chance(80) {
		by = d.one(d.staff.clerks, c.ResolverID)
	}
	return d.store.CloseCase(d.ctx, d.by(by, at), c.ID, c.RowVersion, "")
}

func (d *demo) reopen(l *life, c *crm.Case, at int64) error {
	l.calls = rounds{}
	told := crm.Moment{}
	if t := at - d.between(3, 14)*60; t > c.ClosedAt && d.chance(50) {
		told.At = t
	}
	return d.store.ReopenCase(d.ctx, d.by(d.deskFor(c), at), c.ID, c.RowVersion, told, d.of(reopenReasons))
}
