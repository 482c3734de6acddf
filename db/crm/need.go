package crm

// Need is something a customer wants of us that is no case.
type Need struct {
	ID         int64
	Text       string
	WantedByOn string
	Status     string
	Reason     string // why it stands as it does
	CaseID     int64
	CaseNo     string // empty where the reader may not see it
	NoteID     int64
	CreatedAt  int64
	CreatedBy  string
}

// NeedStates are where a need may stand.
var NeedStates = []Choice{{"open", "待处理"}, {"planned", "已列入计划"}, {"met", "已满足"}, {"declined", "无法满足"}}

// MaxNeed is the longest text of a need, in characters.
const MaxNeed = 500

// needSteps are where a need may go from where it stands; what is settled may be taken up again.
var needSteps = map[string][]string{"open": {"planned", "met", "declined"}, "planned": {"open", "met", "declined"}, "met": {"open"}, "declined": {"open"}}

// NextStates are the states a need may be in after the next change, its own first.
func (n Need) NextStates() []Choice {
	list := []Choice{{n.Status, Label(NeedStates, n.Status)}}
	for _, next := range needSteps[n.Status] {
		list = append(list, Choice{next, Label(NeedStates, next)})
	}
	return list
}

// Settled reports that nothing more is to be done about it.
func (n Need) Settled() bool { return n.Status == "met" || n.Status == "declined" }

// Check finds what is wrong with a need; before is what it was, nil for a new one.
func (n Need) Check(before *Need, p Problems) {
	p.Check(n.Text != "", "text", "请写明需求")
	if before == nil {
		p.Check(n.Status == "open" || n.Status == "planned", "status", "新需求只能是待处理或已列入计划")
		return
	}
	if n.Status != before.Status {
		p.Check(Has(before.NextStates(), n.Status), "status", "不能从"+Label(NeedStates, before.Status)+"改为这个状态")
		p.Check(n.Status != "declined" || n.Reason != "", "reason", "请写明无法满足的原因")
		p.Check(!before.Settled() || n.Reason != "", "reason", "请写明重新处理的原因")
	}
}
