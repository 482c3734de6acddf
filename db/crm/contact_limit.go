package crm

// LimitChannels are what contact with somebody may be limited to.
var LimitChannels = []Choice{{"phone", "电话"}, {"email", "邮件"}, {"wechat", "微信/公众号"}, {"paper", "意见箱/信函"}, {"walk_in", "来访"}}

// LiftLimit is chosen in place of a channel to end a limit.
const LiftLimit = "none"

// MaxLimitDays is how long a limit may hold at most.
const MaxLimitDays = 90

// ContactLimit is the one channel for somebody whose contacts are abusive (domain.md §3.7); Channel "" lifts it.
type ContactLimit struct {
	Channel string
	Days    int
	Reason  string
	UntilAt int64
}

// Check finds what is wrong with a limit that by sets at now, fills in until when it holds and empties the channel of one that is lifted.
func (l *ContactLimit) Check(by Staff, now int64) error {
	if !by.May(CustomerLimit) {
		return Refuse(Forbidden, "由项目经理限定联系渠道")
	}
	p := Problems{}
	p.Check(l.Reason != "", "reason", "请写明原因，例如哪几次、说了什么")
	if l.Channel == LiftLimit {
		l.Channel = ""
	} else {
		p.Check(Has(LimitChannels, l.Channel), "channel", "请选择一个渠道")
		p.Check(l.Days >= 1 && l.Days <= MaxLimitDays, "days", "天数须为1到90")
	}
	l.UntilAt = now + int64(l.Days)*24*hour
	return p.Err()
}

// Words say what a limit means, empty once it is over.
func (l ContactLimit) Words(now int64, until string) string {
	if l.Channel == "" || now >= l.UntilAt {
		return ""
	}
	return "联系渠道限定为" + Label(LimitChannels, l.Channel) + "，至" + until + "；收到的诉求仍须按时受理确认"
}
