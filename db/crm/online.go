package crm

// PrivacyNotice is the version of the notice that the owners' form shows.
const PrivacyNotice = 1

// OnlineSteps say where a case stands in words for who brought it in.
var OnlineSteps = map[State]string{
	Registered: "已收到，等待工作人员确认", Acknowledged: "已确认，正在安排", AssignedState: "已交给责任部门", InProgress: "正在处理", OnHold: "暂时等待中",
	PendingRevisit: "已处理，等待回访", Closed: "已办结", Withdrawn: "已撤回", Merged: "已并入您的另一件诉求", Voided: "登记有误，已作废",
}

// OnlineChannel reports whether a case came in by the owners' form.
func OnlineChannel(code string) bool { return code == "web_form" || code == "qr" }

// Supplement checks what somebody adds to a case under its code.
func (c *Case) Supplement(text string) error {
	n := len([]rune(text))
	p := Problems{}
	p.Check(n >= 2 && n <= 1000, "text", "请写2到1000个字")
	if err := p.Err(); err != nil {
		return err
	}
	if !c.State.Open() {
		return Refuse(Conflict, "这件诉求已经结束，请重新提交")
	}
	return nil
}
