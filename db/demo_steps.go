package db

import (
	"slices"
	"strings"
	"time"

	"linli/db/crm"
)

// Each step draws what somebody would type, and calls the function that a request would call.

// told is the moment somebody says it happened: mostly now or some minutes ago, sometimes hours ago with evidence.
func (d *demo) told(c *crm.Case, at, notBefore int64) (m crm.Moment, evidence string) {
	first := max(notBefore, c.LastEventAt, c.Current().AnchorAt)
	switch n := d.IntN(100); {
	case n < 66:
	case n < 97:
		if t := at - d.between(2, 14)*60; t >= first {
			m.At = t
		}
	default:
		if t := at - d.between(20, 300)*60; t >= first {
			m.At, evidence = t, d.of(evidences)
		}
	}
	return m, evidence
}

func (d *demo) confirmed() string {
	if d.chance(96) {
		return "yes"
	}
	return "no"
}

// deskFor is who does desk work on a case: mostly its intake owner.
func (d *demo) deskFor(c *crm.Case) crm.Staff {
	if owner := d.colleague(c.IntakeOwnerID); d.chance(75) && owner.CaseDesk() {
		return owner
	}
	return d.desk()
}

func (d *demo) tryAck(l *life, c *crm.Case, at int64) error {
	l.tries--
	return d.store.TryAck(d.ctx, d.by(d.colleague(c.IntakeOwnerID), at), c.ID, c.RowVersion, "phone", d.of([]string{"no_answer", "no_answer", "busy"}), crm.Moment{})
}

func (d *demo) acknowledge(l *life, c *crm.Case, at int64) error {
	in := crm.Acknowledgement{Method: "phone", ToldNumber: true, ToldNextStep: d.of(l.topic.course.steps), SummaryConfirmed: d.confirmed()}
	switch {
	case l.raised: // two attempts failed
		in.Method, l.raised = "note", false
	case c.Anonymous:
		in.Method = "posted"
	case c.Channel == "wechat" || c.Channel == "online_chat" || c.Channel == "email":
		in.Method = d.of([]string{"message", "message", "phone"})
	}
	in.At, in.Evidence = d.told(c, at, c.RegisteredAt)
	switch {
	case in.Method == "note":
		in.At = crm.Moment{}
	case l.forgot:
		l.forgot = false
		in.At, in.Evidence = crm.Moment{At: at - 5*3600}, d.of(evidences)
	}
	return d.store.Acknowledge(d.ctx, d.by(d.colleague(c.IntakeOwnerID), at), c.ID, c.RowVersion, in)
}

func (d *demo) verify(_ *life, c *crm.Case, at int64) error {
	clock := pendingClock(c)
	verdict, note := "ok", d.of(verifications)
	if d.chance(12) {
		verdict, note = "refused", "凭据与记录不符"
	}
	by := d.lead(c.Current().Clock(clock).StatedBy)
	return d.store.VerifyMoment(d.ctx, d.by(by, at), c.ID, c.RowVersion, clock, c.Current().No, verdict, note)
}

// assign gives the case to the department of its subject, mostly to somebody there by name.
func (d *demo) assign(l *life, c *crm.Case, at int64) error {
	by := d.lead()
	if c.Proposed == crm.General && c.Level == crm.General && c.Targets == "" && d.chance(65) {
		by = d.desk()
	}
	in := crm.Dispatch{Department: l.topic.department}
	if c.ReturnedBy != "" {
		in.Department, in.Note = "KF", "由客服部协调"
		if l.topic.department != "GC" && c.ReturnedBy != "GC" {
			in.Department, in.Note = "GC", "请工程部到场确认"
		}
	}
	if by.Has(crm.Supervisor) && c.Kind == crm.Complaint {
		d.reconsider(&in, c, at)
	}
	login := ""
	l.handler = d.one(d.staff.handlers[in.Department], c.Barred()...)
	if l.pace > 0 {
		l.handler = d.staff.handlers[in.Department][0]
	}
	if d.chance(90) {
		login = l.handler.Login
	}
	return d.store.AssignCase(d.ctx, d.by(by, at), c.ID, c.RowVersion, in, login)
}

// reconsider lets a supervisor see a case as more or less serious than proposed.
func (d *demo) reconsider(in *crm.Dispatch, c *crm.Case, at int64) {
	switch {
	case c.Level == crm.General && d.chance(4):
		in.Level, in.Note = crm.Important, "涉及多户，按重要处理"
	case c.Level == crm.Important && d.chance(2):
		in.Level, in.Note = crm.Major, "影响面大，按重大处理"
	case c.Level == crm.Important && d.chance(6) && c.Current().Response.At == 0 && c.Current().Ack.DueAt > at && c.Current().Response.DueAt > at:
		in.Level, in.Note = crm.General, "核实后影响较小，按一般处理"
	}
	if in.Level != "" && d.chance(70) {
		in.ToldNewDate = crm.Moment{At: at}
	}
}

func (d *demo) giveBack(l *life, c *crm.Case, at int64) error {
	l.returns = false
	return d.store.ReturnCase(d.ctx, d.by(d.worker(l, c), at), c.ID, c.RowVersion, d.of(returnReasons))
}

// worker is who has the case in hand.
func (d *demo) worker(l *life, c *crm.Case) crm.Staff {
	if c.HandlerID != 0 {
		return d.colleague(c.HandlerID)
	}
	return l.handler
}

func (d *demo) accept(l *life, c *crm.Case, at int64) error {
	return d.store.AcceptCase(d.ctx, d.by(d.worker(l, c), at), c.ID, c.RowVersion, d.of(l.topic.course.steps))
}

func (d *demo) reportUp(l *life, c *crm.Case, at int64) error {
	l.reports = false
	problem := d.of(problems)
	cut := strings.Index(problem, "；")
	return d.store.ReportUp(d.ctx, d.by(d.worker(l, c), at), c.ID, c.RowVersion, problem[:cut], problem[cut+len("；"):])
}

func (d *demo) respond(l *life, c *crm.Case, at int64) error {
	in := crm.Response{Method: d.method(c), Text: d.of(l.topic.course.plans)}
	if d.chance(60) {
		in.ExpectedOn = d.day(time.Unix(at, 0).AddDate(0, 0, int(d.between(1, 5))))
	}
	in.At, in.Evidence = d.told(c, at, 0)
	return d.store.RespondCase(d.ctx, d.by(d.worker(l, c), at), c.ID, c.RowVersion, in)
}

func (d *demo) method(c *crm.Case) string {
	switch {
	case c.Anonymous:
		return "posted"
	case c.Channel == "wechat" || c.Channel == "online_chat":
		return d.of([]string{"message", "message", "phone"})
	case c.Channel == "email":
		return d.of([]string{"email", "phone"})
	}
	return d.of([]string{"phone", "phone", "phone", "face", "message"})
}

func (d *demo) investigate(l *life, c *crm.Case, at int64) error {
	return d.store.InvestigateCase(d.ctx, d.by(d.worker(l, c), at), c.ID, c.RowVersion, crm.Moment{}, d.of(l.topic.course.findings))
}

func (d *demo) proposal(l *life, c *crm.Case) crm.Proposal {
	in := crm.Proposal{Resolution: d.of(l.topic.course.results), Responsibility: d.of(l.topic.course.blames)}
	in.RootCauses = []string{d.of(l.topic.course.causes)}
	if other := d.of(l.topic.course.causes); d.chance(25) && !slices.Contains(in.RootCauses, other) {
		in.RootCauses = append(in.RootCauses, other)
	}
	if c.Kind == crm.Complaint {
		in.Validity = "valid"
		if d.chance(9) {
			in.Validity = "partly_valid"
		}
	}
	if l.invalid && c.Level != crm.Major { // the manager approves and calls back major ones, and may not do both of an invalid one
		reason := crm.InvalidReasons[d.IntN(len(crm.InvalidReasons))].Code
		in.Validity, in.InvalidReason, in.Responsibility = "invalid", reason, "none"
		in.Resolution = invalidTexts[reason]
		in.RootCauses = []string{"客户误解"}
	}
	if c.PhotoWanted() {
		in.NoPhoto = "现场已恢复，未留照片"
	}
	if l.paid {
		in.CompensationFen = d.between(2, 40) * 50_00
		in.Resolution += "；经协商给予补偿"
	}
	return in
}

func (d *demo) propose(l *life, c *crm.Case, at int64) error {
	return d.store.ProposeResult(d.ctx, d.by(d.worker(l, c), at), c.ID, c.RowVersion, d.proposal(l, c))
}

func (d *demo) approve(l *life, c *crm.Case, at int64) error {
	by := d.lead(c.HandlerID, c.ProposerID)
	if c.Level == crm.Major && c.Kind == crm.Complaint || c.Validity != "invalid" && d.chance(10) {
		by = d.staff.manager
	}
	verdict, reason := "approve", ""
	if l.refused {
		l.refused = false
		verdict, reason = "refuse", d.of(refusals)
	}
	return d.store.ApproveResult(d.ctx, d.by(by, at), c.ID, c.RowVersion, verdict, reason)
}

func (d *demo) resolve(l *life, c *crm.Case, at int64) error {
	in := crm.Told{Method: d.method(c), Whom: d.whom(l, c)}
	if c.ProposedAt == 0 || c.Approval == "refused" {
		p := d.proposal(l, c)
		in.Proposal = &p
	}
	in.At, in.Evidence = d.told(c, at, c.ApprovedAt)
	return d.store.ResolveCase(d.ctx, d.by(d.worker(l, c), at), c.ID, c.RowVersion, in)
}

func (d *demo) whom(l *life, c *crm.Case) string {
	switch {
	case c.Anonymous:
		return "查询码公布"
	case d.chance(90):
		return "本人"
	case l.home.room.Kind == crm.RoomShop:
		return "店长"
	}
	return d.of([]string{"家属", "同住人", "家属（微信已读）"})
}

func (d *demo) complete(l *life, c *crm.Case, at int64) error {
	in := crm.Completion{Method: d.method(c)}
	by := d.deskFor(c)
	switch c.Kind {
	case crm.Suggestion:
		in.Decision = d.weighted(decisions)
		in.Text = d.of(decisionTexts[in.Decision])
	case crm.Praise:
		in.Department, in.Text = l.topic.department, "已转告相关部门和当事员工，感谢您的鼓励。"
	default:
		in.Text = d.of(l.topic.course.plans)
	}
	in.At, in.Evidence = d.told(c, at, 0)
	return d.store.CompleteCase(d.ctx, d.by(by, at), c.ID, c.RowVersion, in)
}

func (d *demo) withdraw(l *life, c *crm.Case, at int64) error {
	l.withdraws = false
	return d.store.WithdrawCase(d.ctx, d.by(d.deskFor(c), at), c.ID, c.RowVersion, crm.Withdrawal{Method: d.method(c), Reason: d.of(withdrawals)})
}

func (d *demo) confirmWithdrawal(_ *life, c *crm.Case, at int64) error {
	verdict := "ok"
	if d.chance(15) {
		verdict = "refused"
	}
	return d.store.ConfirmWithdrawal(d.ctx, d.by(d.lead(c.WithdrawalBy), at), c.ID, c.RowVersion, crm.Moment{}, "phone", verdict)
}

func (d *demo) removeHazard(l *life, c *crm.Case, at int64) error {
	return d.store.RemoveHazard(d.ctx, d.by(d.worker(l, c), at), c.ID, c.RowVersion, crm.Moment{}, "现场已处置并复查，无危险")
}
