package crm

import (
	"slices"
	"strconv"
)

// Gate is what stands between a resolved case and its closing (domain.md §4.4).
type Gate string

// The gates; empty outside pending_revisit.
const (
	GateWaiting    Gate = "waiting"    // the revisit is not done
	GateAllowed    Gate = "allowed"    // T12 allowed
	GateSupervisor Gate = "supervisor" // solved but dissatisfied: a supervisor calls first
	GateDeclined   Gate = "declined"   // the customer declined: a supervisor confirms
)

// GateLabels say the gate in words.
var GateLabels = []Choice{{"waiting", "待回访"}, {"allowed", "回访通过，可关闭"}, {"supervisor", "待主管致电"}, {"declined", "拒访，待主管确认"}}

// Revisit is one round of calling back after a case, with its attempts.
type Revisit struct {
	ID           int64
	CaseID       int64
	Cycle        int
	Round        int
	Kind         string // post_complaint, post_repair, site_check
	Status       string // planned, in_progress, done, unreachable, declined, cancelled
	CustomerID   int64
	AssigneeID   int64
	DueAt        int64
	DoneAt       int64 // the moment that counts for the due
	MissedDueAt  int64 // DueAt when it passed before DoneAt was on record; stays when the case is sent back into work
	Solved       string
	Satisfaction int // 1-5, 0 = blank, which is not 3
	Expectation  int
	Comment      string
	NewNeed      string
	NextOn       string
	NoticeAt     int64
	NoticeMethod string
	Attempts     []RevisitAttempt
}

// RevisitAttempt is one try.
type RevisitAttempt struct {
	At      int64
	Channel string
	Result  string
	ByID    int64
	ByName  string
}

// Late reports whether the round was made after its due, or is overdue at now. A cancelled one is neither.
func (r *Revisit) Late(now int64) bool {
	if r.DoneAt == 0 {
		return r.Status != "cancelled" && now > r.DueAt
	}
	return r.MissedDueAt != 0 || r.DoneAt > r.DueAt
}

// RevisitKind is the kind of revisit a case gets.
func (c *Case) RevisitKind() string {
	switch {
	case c.Anonymous:
		return "site_check"
	case c.Kind == Repair:
		return "post_repair"
	}
	return "post_complaint"
}

// NewRevisit plans the round that a resolution has just opened. It is the intake owner's where that is a clerk or
// supervisor who may call; otherwise nobody is named and supervisor or manager call.
func (c *Case) NewRevisit(intake Staff) Revisit {
	r := Revisit{CaseID: c.ID, Cycle: c.Current().No, Round: c.Round, Kind: c.RevisitKind(), Status: "planned",
		CustomerID: c.CustomerID, DueAt: c.Current().Revisit.DueAt}
	if may, _ := c.MayRevisit(intake); may && intake.ID == c.IntakeOwnerID && intake.Has(Clerk, Supervisor) {
		r.AssigneeID = intake.ID
	}
	return r
}

// LastRound is the round from which on the manager owns a case that customers keep calling unsolved.
const LastRound = 3

// ManagerOwns reports whether the manager calls back: major complaints, and every case from the third round on.
func (c *Case) ManagerOwns() bool {
	return c.Kind == Complaint && c.Level == Major || c.Round >= LastRound
}

// MayRevisit reports whether by may call back, and why not: never the handler, never who approved invalidity, the manager
// where he owns it; a site check by someone outside the handling department.
func (c *Case) MayRevisit(by Staff) (bool, string) {
	switch {
	case !by.May(RevisitPerform):
		return false, "您没有回访的权限"
	case c.handledBy(by):
		return false, "经办人不能回访自己处理的诉求"
	case c.Validity == "invalid" && by.ID == c.ApproverID:
		return false, "审批判为无效的人不能回访"
	case c.ManagerOwns() && !by.Has(Manager) && !slices.Contains([]Role{Quality, Executive}, Role(c.OwnerRole)):
		return false, "重大投诉和第三轮起的回访由项目经理进行"
	case c.Anonymous && by.WorksIn(c.Department):
		return false, "现场核验须由处理部门以外的人进行"
	}
	return true, ""
}

// handledBy reports whether by had the case in hand or told the result.
func (c *Case) handledBy(by Staff) bool {
	return by.ID != 0 && (by.ID == c.HandlerID || by.ID == c.ResolverID)
}

// RevisitReport is one attempt as typed: a call or visit, or a site check with Passed.
type RevisitReport struct {
	At           Moment
	Channel      string
	Result       string
	Solved       string
	Satisfaction int
	Expectation  int
	Comment      string
	NewNeed      string
	NextOn       string
	Passed       string // site check: yes or no
	Note         string
}

func (in RevisitReport) check(site bool) Problems {
	p := Problems{}
	if site {
		p.Check(Has(YesNo, in.Passed), "passed", "请选择核验是否通过")
		return p
	}
	p.Check(Has(RevisitChannels, in.Channel), "channel", "请选择回访方式")
	p.Check(Has(RevisitResults, in.Result), "result", "请选择联系结果")
	if in.Result == "reached" {
		p.Check(Has(SolvedAnswers, in.Solved), "solved", "请选择是否已解决")
	}
	p.Check(in.Satisfaction >= 0 && in.Satisfaction <= 5, "satisfaction", "满意度为1到5，可不填")
	p.Check(in.Expectation >= 0 && in.Expectation <= 5, "expectation", "期望为1到5，可不填")
	return p
}

// Revisit records one attempt of the running round (T11 and the gate of T12, domain.md §4.3 and §4.4).
func (c *Case) Revisit(act Act, r *Revisit, in RevisitReport) error {
	if err := c.may(DoRevisit, act); err != nil {
		return err
	}
	p := in.check(c.Anonymous)
	at, ok := in.At.within(c.ResolvedAt, act.Now)
	p.Check(ok, "at", "时间必须在告知处理结果之后、现在之前")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	if c.Anonymous {
		in.Channel, in.Result, in.Comment = "visit", "reached", in.Note
		in.Solved = in.Passed
	}
	r.Attempts = append(r.Attempts, RevisitAttempt{At: at, Channel: in.Channel, Result: in.Result, ByID: act.By.ID, ByName: act.By.Name})
	r.Status, r.NextOn = "in_progress", in.NextOn
	note := "第" + strconv.Itoa(r.Round) + "轮 " + Label(RevisitChannels, in.Channel) + "：" + Label(RevisitResults, in.Result) + act.on(at)
	switch in.Result {
	case "reached":
		c.reached(act, r, in, at, note)
	case "refused":
		r.Status = "declined"
		c.finishRevisit(act, r, at, GateDeclined)
		c.log(act, "revisit_linked", note)
	default:
		if third := thirdTry(r.Attempts, act.Loc); third != 0 {
			c.stopRevisit(act, r, third)
		}
		c.log(act, "revisit_linked", note)
	}
	return nil
}

// reached takes the customer's answer: solved closes the gate's question, anything else is a rework.
func (c *Case) reached(act Act, r *Revisit, in RevisitReport, at int64, note string) {
	r.Status, r.Solved, r.Satisfaction, r.Expectation = "done", in.Solved, in.Satisfaction, in.Expectation
	r.Comment, r.NewNeed = in.Comment, in.NewNeed
	gate := GateAllowed
	switch {
	case in.Solved != "yes":
		gate = GateWaiting // until the rework below
	case in.Satisfaction == 1 || in.Satisfaction == 2:
		gate = GateSupervisor
	}
	note = join(note+"，"+Label(SolvedAnswers, in.Solved), in.Comment)
	if in.Satisfaction > 0 {
		note = join(note, "满意度"+strconv.Itoa(in.Satisfaction))
	}
	c.finishRevisit(act, r, at, gate)
	c.log(act, "revisit_linked", note)
	if in.Solved != "yes" {
		unresolved := in.Comment
		if unresolved == "" {
			unresolved = "回访：" + Label(SolvedAnswers, in.Solved)
		}
		c.rework(act, at, unresolved)
	}
}

// finishRevisit stops the revisit clock and sets what stands before the closing now.
func (c *Case) finishRevisit(act Act, r *Revisit, at int64, gate Gate) {
	c.stopRevisit(act, r, at)
	c.Gate, c.GateOpensAt, c.ThirdTryAt = gate, 0, 0
}

// stopRevisit stops the revisit clock at the moment that counts: somebody reached, or the third attempt by the rule. The
// first such moment stays.
func (c *Case) stopRevisit(act Act, r *Revisit, at int64) {
	k := &c.Current().Revisit
	if k.MetAt != 0 {
		return
	}
	k.At, k.MetAt, k.StatedBy, k.StatedAt = at, at, act.By.ID, act.Now
	r.DoneAt = at
	if act.Now > r.DueAt {
		r.MissedDueAt = r.DueAt
	}
}

// ConfirmDecline is the supervisor's word that the customer declined; it opens the gate.
func (c *Case) ConfirmDecline(act Act, note string) error {
	if err := c.may(DoDecline, act); err != nil {
		return err
	}
	c.noteMisses(act)
	c.Gate = GateAllowed
	c.log(act, "decline_confirmed", note)
	return nil
}

// SupervisorCall is the supervisor's call to a dissatisfied customer; it opens the gate.
func (c *Case) SupervisorCall(act Act, at Moment, note string) error {
	if err := c.may(DoSupervisor, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(note != "", "note", "请写明沟通内容")
	moment, ok := at.within(c.ResolvedAt, act.Now)
	p.Check(ok, "at", "时间必须在告知处理结果之后、现在之前")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.Gate = GateAllowed
	c.log(act, "supervisor_called", note+act.on(moment))
	return nil
}
