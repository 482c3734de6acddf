package crm

import "slices"

// The review of an invalid verdict (T18).
const (
	DoAskReview    Action = "review"
	DoDecideReview Action = "review/decision"
)

// Reviews are the states of a review; empty until the complainant asks, which is possible once.
var Reviews = []Choice{{"asked", "待复核"}, {"upheld", "维持无效判定"}, {"overturned", "撤销无效判定"}}

// reviewFor is how long a review may take from when it was asked for.
const reviewFor = 5 * 24 * hour

// ReviewDue is until when a review has to be decided, 0 when none waits.
func (c *Case) ReviewDue() int64 {
	if c.Review != "asked" {
		return 0
	}
	return c.ReviewAskedAt + reviewFor
}

// ReviewAsked is what the complainant said.
type ReviewAsked struct {
	At     Moment
	Method string
	Reason string
}

// AskReview notes that the complainant asks for a review of the invalid verdict, decided one role above its approver.
func (c *Case) AskReview(act Act, in ReviewAsked, approver Staff, people Colleagues) error {
	if err := c.may(DoAskReview, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(Has(ToldMethods, in.Method), "method", "请选择客户提出的方式")
	p.Check(in.Reason != "", "reason", "请写明不认可的理由")
	c.posted(p, "method", in.Method)
	at, ok := in.At.within(max(c.ResolvedAt, c.ClosedAt), act.Now)
	p.Check(ok, "at", "时间必须在告知或关闭之后、现在之前")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	role := owners[min(max(ownerRank(approver), 0)+1, len(owners)-1)]
	c.Review, c.ReviewAskedAt, c.ReviewRole = "asked", at, string(role)
	if role == Executive { // who sees no case but those they own
		c.nameOwner(len(owners)-1, people)
	}
	c.log(act, "review_requested", Label(ToldMethods, in.Method)+act.on(at)+"："+in.Reason)
	return nil
}

// DecideReview upholds the verdict or overturns it: then the case is worked on again (T11), or reopened (T16) from when the
// review was asked for.
func (c *Case) DecideReview(act Act, verdict, words string) error {
	if err := c.may(DoDecideReview, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(verdict == "upheld" || verdict == "overturned", "verdict", "请选择维持或撤销")
	p.Check(words != "", "words", "请写明复核意见，将告知客户")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.Review = verdict
	if verdict == "upheld" {
		c.log(act, "review_decided", "维持："+words)
		return nil
	}
	c.dropResult()
	c.log(act, "review_decided", "撤销："+words)
	if c.State == Closed {
		c.reopen(act, max(c.ReviewAskedAt, c.ClosedAt), "复核撤销无效判定："+words)
		return nil
	}
	c.rework(act, act.Now, "复核撤销无效判定："+words)
	return nil
}

// dropResult takes a result out of the case; the log keeps it.
func (c *Case) dropResult() {
	c.Resolution, c.RootCauses, c.Responsibility, c.NoPhoto = "", "", "", ""
	c.Validity, c.InvalidReason, c.CompensationFen = "", "", 0
}

func (c *Case) mayDecideReview(by Staff) (bool, string) {
	if by.ID == c.ApproverID || by.ID == c.ProposerID || c.handledBy(by) {
		return false, "由经办人、审批人以外的人复核"
	}
	if c.ReviewRole == "" {
		return ownerRank(by) > 0, "由审批人的上一级复核"
	}
	return ownerRank(by) >= slices.Index(owners, Role(c.ReviewRole)), "由" + Role(c.ReviewRole).Label() + "复核"
}

func (c *Case) reviewable(act Act) (bool, string) {
	switch {
	case c.Validity != "invalid" || c.State != PendingRevisit && c.State != Closed:
		return false, "只有判为无效并已告知的投诉可以申请复核"
	case c.Review != "":
		return false, "复核只能申请一次"
	case c.State == Closed && act.Now > c.ReopenUntil(act.kept()):
		return false, "关闭已超过可重开的期限"
	}
	return true, ""
}

func (c *Case) reviewOpen(Act) (bool, string) {
	return c.Review == "asked" && (c.State == PendingRevisit || c.State == Closed), "没有待决定的复核"
}
