package crm

import "slices"

// Action names something a person may do with a case; it is also the last part of its address.
type Action string

// The actions of domain.md §3.3 that this product reaches.
const (
	DoAcknowledge   Action = "acknowledgement"
	DoAckAttempt    Action = "ack-attempts"
	DoVerify        Action = "verifications"
	DoAssign        Action = "assignment"
	DoAccept        Action = "acceptance"
	DoReturn        Action = "return"
	DoInvestigate   Action = "investigation"
	DoRespond       Action = "response"
	DoPropose       Action = "proposal"
	DoApprove       Action = "approval"
	DoResolve       Action = "resolution"
	DoRevisit       Action = "revisits"
	DoRevisitNotice Action = "revisit-notice"
	DoDecline       Action = "decline-confirmation"
	DoSupervisor    Action = "supervisor-call"
	DoRework        Action = "rework"
	DoClose         Action = "closure"
	DoReopen        Action = "reopening"
	DoWithdraw      Action = "withdrawal"
	DoConfirmDrawal Action = "withdrawal/confirmation"
	DoComplete      Action = "completion"
	DoReportUp      Action = "report-up"
	DoHold          Action = "hold"
	DoResume        Action = "resumption"
	DoMerge         Action = "merge"
	DoUnmerge       Action = "unmerge"
	DoTransfer      Action = "transfer"
	DoHandOver      Action = "intake-owner"
	DoLevel         Action = "level"
	DoReceipt       Action = "receipt"
	DoCategory      Action = "category"
	DoAnnul         Action = "annulment"
	DoJoin          Action = "cause"
	DoLeave         Action = "cause/leaving"
)

// step is one action: its name, who may ever take it, and in which state. Side marks what is done beside the work and is
// never the next step by itself. A refusal without words names the state.
type step struct {
	Code  Action
	Label string
	Side  bool
	who   func(c *Case, by Staff) (ok bool, why string)
	when  func(c *Case, act Act) (ok bool, why string)
}

// Actions lists every action in the order the case page offers them: the next step of the work first.
var Actions = []step{
	{DoAcknowledge, "受理确认", false, desk, (*Case).acknowledgeable},
	{DoAssign, "派单", false, dispatcher, (*Case).assignable},
	{DoAccept, "接单", false, worker, inState(AssignedState)},
	{DoApprove, "审批", false, (*Case).mayApprove, (*Case).approvable},
	{DoDecideReview, "复核决定", false, (*Case).mayDecideReview, (*Case).reviewOpen},
	{DoConfirmDrawal, "确认撤诉", false, (*Case).mayConfirmDrawal, (*Case).drawalAsked},
	{DoDecline, "确认拒访", false, otherLead, atGate(GateDeclined)},
	{DoSupervisor, "主管致电记录", false, otherLead, atGate(GateSupervisor)},
	{DoClose, "关闭", false, (*Case).mayClose, (*Case).closable},
	{DoRevisit, "回访", false, (*Case).MayRevisit, (*Case).revisitable},
	{DoRespond, "首次答复", false, deskOrWorker, (*Case).respondable},
	{DoPropose, "提出处理结果", false, worker, (*Case).proposable},
	{DoResolve, "处理完成", false, worker, (*Case).resolvable},
	{DoComplete, "办结", false, deskOrWorker, (*Case).completable},
	{DoResume, "恢复办理", false, worker, inState(OnHold)},
	{DoVerify, "核实时间", false, verifier, (*Case).verifiable},
	{DoInvestigate, "调查记录", true, worker, inState(InProgress, OnHold)},
	{DoAckAttempt, "联系未果", true, desk, (*Case).unacknowledged},
	{DoRevisitNotice, "书面通知", true, (*Case).MayRevisit, (*Case).noticeable},
	{DoReturn, "退单", true, (*Case).mayReturn, (*Case).returnable},
	{DoRework, "退回重办", true, lead, inState(PendingRevisit)},
	{DoReopen, "重开", true, desk, (*Case).reopenable},
	{DoHold, "挂起或续期", true, holder, (*Case).holdable},
	{DoTransfer, "转派", true, transferer, (*Case).transferable},
	{DoHandOver, "交接受理人", true, lead, open},
	{DoLevel, "调整等级", true, lead, (*Case).levelled},
	{DoCategory, "改类别", true, lead, open},
	{DoReceipt, "更正受理时间", true, corrector, (*Case).correctable},
	{DoAnnul, "撤销超时", true, quality, (*Case).annullable},
	{DoReportUp, "上报", true, reporter, open},
	{DoTranscript, "补充聊天记录", true, (*Case).mayTranscript, (*Case).chatted},
	{DoNote, "补充记录", true, (*Case).mayNote, (*Case).notable},
	{DoHazard, "隐患已消除", true, deskOrWorker, (*Case).hazardous},
	{DoAssistDone, "完成协办", true, (*Case).mayFinishAssist, (*Case).assisted},
	{DoAssist, "请求协办", true, (*Case).mayAssist, (*Case).assistable},
	{DoAskReview, "申请复核", true, desk, (*Case).reviewable},
	{DoKind, "改类型", true, (*Case).mayKind, (*Case).convertible},
	{DoVoid, "作废", true, (*Case).mayVoid, (*Case).voidable},
	{DoStatement, "当事员工陈述", true, (*Case).mayStatement, (*Case).statable},
	{DoTarget, "登记涉及的员工", true, (*Case).mayTarget, (*Case).targetable},
	{DoRecuse, "回避", true, anyone, open},
	{DoWithdraw, "撤诉", true, desk, (*Case).withdrawable},
	{DoMerge, "并案", true, lead, open},
	{DoUnmerge, "拆分并案", true, lead, (*Case).unmergeable},
	{DoJoin, "这是一因多诉", true, desk, (*Case).groupable},
	{DoLeave, "移出一因多诉", true, desk, (*Case).grouped},
}

// step finds an action's line.
func (a Action) step() (step, bool) {
	i := slices.IndexFunc(Actions, func(s step) bool { return s.Code == a })
	if i < 0 {
		return step{}, false
	}
	return Actions[i], true
}

// Label is the Chinese name of the action.
func (a Action) Label() string {
	if s, ok := a.step(); ok {
		return s.Label
	}
	return string(a)
}

// Side reports whether the action is done beside the work.
func (a Action) Side() bool {
	s, _ := a.step()
	return s.Side
}

// ActionsFor lists what by may do with the case now, the next step first.
func (c *Case) ActionsFor(act Act) []Action {
	var list []Action
	for _, s := range Actions {
		if c.allows(s, act) == nil {
			list = append(list, s.Code)
		}
	}
	return list
}

// may reports why an action is refused: Forbidden for the person, Conflict for the state; nil when it may go on.
func (c *Case) may(a Action, act Act) error {
	s, ok := a.step()
	if !ok {
		return Refuse(Forbidden, "没有这个操作")
	}
	return c.allows(s, act)
}

func (c *Case) allows(s step, act Act) error {
	if len(c.Cycles) == 0 {
		return Refuse(Conflict, "诉求没有计时记录")
	}
	if ok, why := s.who(c, act.By); !ok {
		return Refuse(Forbidden, why)
	}
	ok, why := s.when(c, act)
	if ok {
		return nil
	}
	if why == "" {
		why = "当前状态为“" + Label(States, string(c.State)) + "”，不能" + s.Label
	}
	return Refuse(Conflict, why)
}
