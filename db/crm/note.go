package crm

// ContactNote is a conversation with a customer that is no case (domain.md §2). Days are local, 2006-01-02.
type ContactNote struct {
	ID, CustomerID, At       int64
	Form, Channel, Direction string
	Summary                  string
	Promise, PromiseOn       string
	PromiseKeptOn            string // empty while it is not kept
	NextContactOn            string
	ContactedOn              string // when the next contact was made
	By                       string // name of who wrote it
}

// The labels of a contact note.
var (
	NoteForms      = []Choice{{"spoken", "语言"}, {"written", "书面"}, {"online", "网络"}}
	NoteDirections = []Choice{{"in", "客户找我们"}, {"out", "我们找客户"}}
	NoteChannels   = []Choice{{"phone", "电话"}, {"walk_in", "来访"}, {"visit", "上门"}, {"wechat", "微信"}, {"message", "短信"}, {"online_chat", "在线客服"},
		{"email", "邮件"}, {"paper", "信函"}, {"fax", "传真"}, {"other", "其他"}}
	PromiseStates = []Choice{{PromiseRunning, "待兑现"}, {PromiseKept, "已兑现"}, {PromiseLate, "逾期兑现"}, {PromiseBroken, "失信"}}
)

// What may have become of a promise.
const (
	PromiseRunning = "running"
	PromiseKept    = "kept"
	PromiseLate    = "late"
	PromiseBroken  = "broken"
)

// The longest texts of a note, in characters.
const (
	MaxSummary = 1000
	MaxPromise = 200
)

var formOfChannel = map[string]string{"phone": "spoken", "walk_in": "spoken", "visit": "spoken", "wechat": "online", "message": "online",
	"online_chat": "online", "email": "online", "paper": "written", "fax": "written"}

// Check finds what is wrong with a new note, said on a day; without a form that of the channel is taken.
func (n *ContactNote) Check(now int64, day string, p Problems) {
	if n.Form == "" {
		n.Form = formOfChannel[n.Channel]
	}
	p.Check(Has(NoteChannels, n.Channel), "channel", "请选择沟通渠道")
	p.Check(Has(NoteForms, n.Form), "form", "请选择沟通形式")
	p.Check(Has(NoteDirections, n.Direction), "direction", "请选择是谁找谁")
	p.Check(n.At <= now, "at", "沟通时间不能晚于现在")
	p.Check(n.Summary != "", "summary", "请写明沟通内容")
	p.Check(n.Promise == "" || n.PromiseOn != "", "promise_on", "请填写承诺兑现的日期")
	p.Check(n.PromiseOn == "" || n.Promise != "", "promise", "请写明承诺了什么")
	p.Check(n.PromiseOn == "" || n.PromiseOn >= day, "promise_on", "兑现日期不能早于沟通当天")
	p.Check(n.NextContactOn == "" || n.NextContactOn >= day, "next_contact_on", "下次联系不能早于沟通当天")
}

// How is the way a conversation went; the form is named where it is not what the channel says already.
func (n ContactNote) How() string {
	how := Label(NoteChannels, n.Channel)
	if n.Form != "" && n.Form != formOfChannel[n.Channel] {
		how += "（" + Label(NoteForms, n.Form) + "）"
	}
	return how + " · " + Label(NoteDirections, n.Direction)
}

// PromiseState says what became of a promise for a day: its day ends at midnight, whoever keeps it later breaks it first.
func (n ContactNote) PromiseState(today string) string {
	switch {
	case n.PromiseOn == "":
		return ""
	case n.PromiseKeptOn == "" && n.PromiseOn < today:
		return PromiseBroken
	case n.PromiseKeptOn == "":
		return PromiseRunning
	case n.PromiseKeptOn > n.PromiseOn:
		return PromiseLate
	}
	return PromiseKept
}
