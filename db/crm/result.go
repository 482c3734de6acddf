package crm

import (
	"cmp"
	"slices"
	"strings"
)

// Proposal is what T10a needs.
type Proposal struct {
	Resolution      string
	RootCauses      []string
	Responsibility  string
	Validity        string // complaints only
	InvalidReason   string
	CompensationFen int64
	Photos          int    // taken since the case came in
	NoPhoto         string // why there is none, where the category asks for one
}

func (in Proposal) check(c *Case) Problems {
	p := Problems{}
	p.Check(in.Resolution != "", "resolution", "请写明处理结果")
	p.Check(len(in.RootCauses) > 0, "root_causes", "请选择原因，可多选")
	for _, cause := range in.RootCauses {
		p.Check(Has(RootCauses, cause), "root_causes", "没有这个原因")
	}
	p.Check(Has(Responsibilities, in.Responsibility), "responsibility", "请选择责任归属")
	if c.Kind == Complaint {
		p.Check(Has(Validities, in.Validity), "validity", "请判定是否有效")
		p.Check(in.Validity != "invalid" || Has(InvalidReasons, in.InvalidReason), "invalid_reason", "判为无效须选择理由")
	}
	p.Check(in.CompensationFen >= 0, "compensation", "补偿金额不能为负")
	return p
}

// Propose writes the result that the handler proposes (T10a). Where approval is needed it waits for it.
func (c *Case) Propose(act Act, in Proposal) error {
	if err := c.may(DoPropose, act); err != nil {
		return err
	}
	if err := in.check(c).Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.propose(act, in)
	return nil
}

func (c *Case) propose(act Act, in Proposal) {
	slices.Sort(in.RootCauses)
	c.Resolution, c.RootCauses, c.Responsibility = in.Resolution, strings.Join(slices.Compact(in.RootCauses), ","), in.Responsibility
	c.CompensationFen, c.Validity, c.InvalidReason = in.CompensationFen, "", ""
	if c.Kind == Complaint {
		c.Validity = in.Validity
	}
	if c.Validity == "invalid" {
		c.InvalidReason = in.InvalidReason
	}
	if c.NoPhoto = ""; c.PhotoWanted() && in.Photos == 0 {
		c.NoPhoto = cmp.Or(in.NoPhoto, NoPhotoUnsaid)
	}
	c.ProposerID, c.ProposedAt, c.ApproverID, c.ApprovedAt, c.Approval = act.By.ID, act.Now, 0, 0, ""
	if c.NeedsApproval() {
		c.Approval = "pending"
	}
	c.log(act, "proposed", c.withoutPhoto(in.Resolution))
}

// NeedsApproval reports whether the proposal as it stands must be approved (T10b).
func (c *Case) NeedsApproval() bool {
	return c.Kind == Complaint && c.Level != General || c.Validity == "invalid" || c.CompensationFen > 0
}

// mayApprove: important by a supervisor or manager, major by a manager; invalidity or compensation by somebody other than
// the handler and the proposer.
func (c *Case) mayApprove(by Staff) (bool, string) {
	if !c.leads(by) {
		return false, "由客服主管或项目经理审批"
	}
	if c.Kind == Complaint && c.Level == Major && !by.outranks(Supervisor) {
		return false, "重大投诉由项目经理审批"
	}
	if (c.Validity == "invalid" || c.CompensationFen > 0) && (by.ID == c.HandlerID || by.ID == c.ProposerID) {
		return false, "判为无效或涉及补偿的，须由经办人以外的人审批"
	}
	return true, ""
}

// Approve decides about a proposal (T10b); a refusal goes back to the handler with a reason. The clocks run on.
func (c *Case) Approve(act Act, verdict, reason string) error {
	if err := c.may(DoApprove, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(verdict == "approve" || verdict == "refuse", "verdict", "请选择同意或退回")
	p.Check(verdict != "refuse" || reason != "", "reason", "退回须写明理由")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.ApproverID, c.ApprovedAt = act.By.ID, act.Now
	if verdict == "refuse" {
		c.Approval = "refused"
		c.log(act, "approval_refused", reason)
		return nil
	}
	c.Approval = "approved"
	c.log(act, "approved", reason)
	return nil
}

// Told is what T10 needs besides the proposal: the decision reached the customer.
type Told struct {
	At       Moment
	Method   string
	Whom     string
	Evidence string
	Proposal *Proposal // given in the same form where no approval is needed
	Spared   bool      // one of a large group, not chosen to be called back
}

// check reads when the customer was told, and finds what is missing.
func (in Told) check(c *Case, act Act) (statement, error) {
	cycle, p := c.Current(), Problems{}
	if in.Proposal != nil {
		p = in.Proposal.check(c)
		draft := *c
		draft.Validity, draft.CompensationFen = in.Proposal.Validity, in.Proposal.CompensationFen
		p.Check(!draft.NeedsApproval(), "resolution", "该结果须先提交审批，再告知客户")
	} else {
		ready := c.ProposedAt != 0 && (!c.NeedsApproval() || c.Approval == "approved")
		p.Check(ready, "resolution", "请先提出处理结果；重要、重大、无效或涉及补偿的须审批通过")
	}
	p.Check(Has(ToldMethods, in.Method), "told_method", "请选择告知方式")
	p.Check(in.Whom != "", "told_whom", "请写明告知了谁")
	c.posted(p, "told_method", in.Method)
	lower := max(cycle.AnchorAt, cycle.ReturnedAt)
	if in.Proposal == nil && c.Approval == "approved" {
		lower = max(lower, c.ApprovedAt)
	}
	told := readMoment(p, "told_at", in.At, in.Evidence, lower, act.Now)
	return told, p.Err()
}

// Resolve ends the handling at the moment the customer was told (T10): to the revisit, or straight to closed for a repair
// that was not drawn. Without an earlier response this is the first response too.
func (c *Case) Resolve(act Act, in Told) error {
	if err := c.may(DoResolve, act); err != nil {
		return err
	}
	if in.Spared && c.Hazard() {
		return Refuse(Conflict, hazardStays)
	}
	told, err := in.check(c, act)
	if err != nil {
		return err
	}
	cycle := c.Current()
	c.noteMisses(act)
	if in.Proposal != nil {
		c.propose(act, *in.Proposal)
	}
	c.ToldMethod, c.ToldWhom, c.ResolvedAt, c.ResolverID = in.Method, in.Whom, told.at, act.By.ID
	if c.HandlerID == 0 {
		c.HandlerID = act.By.ID
	}
	c.settle(&cycle.Resolution, act, told)
	if cycle.Response.At == 0 && !cycle.Response.Off {
		c.settle(&cycle.Response, act, told)
	}
	c.Drawn = c.Drawn && !in.Spared
	note := join(Label(ToldMethods, in.Method)+"告知"+in.Whom, in.Evidence)
	if !c.Drawn {
		c.end(act, Closed)
		c.log(act, "resolved", note+"；未抽中回访，直接关闭")
		return nil
	}
	d := act.kept().spans(c.Kind, c.Level, c.Urgent, true)
	cycle.Revisit = Clock{AnchorAt: told.at, DueAt: told.at + d.revisit, MissedDueAt: cycle.Revisit.MissedDueAt}
	c.Round, c.Gate, c.State = c.Round+1, GateWaiting, PendingRevisit
	c.log(act, "resolved", note)
	c.noteMisses(act)
	return nil
}

// Rework sends the case back into work because something is unresolved (T11); at is when that was heard.
func (c *Case) Rework(act Act, at int64, unresolved string) error {
	if err := c.may(DoRework, act); err != nil {
		return err
	}
	if unresolved == "" {
		return InvalidField("unresolved", "请写明未解决的问题")
	}
	c.noteMisses(act)
	c.rework(act, at, unresolved)
	return nil
}

func (c *Case) rework(act Act, at int64, unresolved string) {
	cycle := c.Current()
	k := &cycle.Resolution
	from := c.ResolvedAt
	if k.Pending { // nobody has confirmed that the customer was told earlier than it was typed
		from = k.StatedAt
	}
	pause := max(0, at-from)
	cycle.PausedSecs += pause
	k.At, k.MetAt, k.StatedBy, k.StatedAt, k.Pending = 0, 0, 0, 0, false
	k.DueAt += pause
	cycle.Reworks++
	cycle.ReturnedAt, cycle.ReminderAt = at, max(k.DueAt, at+24*hour)
	cycle.Revisit = Clock{MissedDueAt: cycle.Revisit.MissedDueAt}
	c.ResolvedAt, c.ResolverID, c.ToldMethod, c.ToldWhom = 0, 0, "", ""
	c.Approval, c.ApproverID, c.ApprovedAt, c.ProposedAt, c.ProposerID = "", 0, 0, 0, 0
	c.Gate, c.GateOpensAt, c.ThirdTryAt, c.State = "", 0, 0, InProgress
	if c.Review == "asked" {
		c.Review = ""
	}
	c.log(act, "reworked", unresolved)
	c.noteMisses(act)
}
