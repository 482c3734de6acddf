package crm

import (
	"slices"
	"strconv"
	"strings"
)

// Registration is what T1 needs. The store has looked up the room, the customer and how often this came up before.
type Registration struct {
	Kind         Kind
	Channel      string
	Received     Moment
	LateEntry    string
	Category     string
	SubCategory  string
	RoomID       int64
	Building     string
	Place        string
	CustomerID   int64
	Anonymous    bool
	Summary      string
	Detail       string
	RemedyWanted string
	Urgent       string // yes, no, or empty for the category's default
	Confidential string // likewise
	Flags        []string
	ExternalNo   string
	ExternalDue  Moment
	PreviousID   int64
	Transcript   string // of an online chat, with who answered there
	ChatAgent    string
	Targets      []Staff // whom the complaint is about
	People       Colleagues
	Group        *Group // one of several callers about the same cause
	Crowd        string // that so many homes of the building complain about the same that it is a group complaint; empty for no
	Homes        int    // how many then, this one too
	Earlier      int    // complaints of the same room and sub-category in the 90 days before

	Online  bool  // by the owners' form: found again by a code
	OwnerID int64 // who takes it in, 0 = who registers it

	former bool // out of an old ledger, which may know less: see Former
}

// lateAfter is how old a receipt may be before it is an entry after the fact; tooOld needs a supervisor.
const (
	lateAfter = 15 * 60
	tooOld    = 30 * 24 * hour
)

// Check finds what is wrong with a registration at act.Now, field by field, and returns the moment of receipt.
func (r Registration) Check(act Act) (receivedAt int64, err error) {
	p := Problems{}
	p.Check(Has(Kinds, string(r.Kind)), "kind", "请选择诉求类型")
	p.Check(Has(Channels, r.Channel), "channel", "请选择受理渠道")
	category, ok := CategoryOf(r.Category)
	p.Check(ok, "category", "请选择类别")
	if ok && len(category.Subs) > 0 && !(r.former && r.SubCategory == "") {
		p.Check(slices.Contains(category.Subs, r.SubCategory), "sub_category", "请选择该类别下的子类")
	}
	p.Check(r.RoomID != 0 || r.Place != "", "room", "请填写房号，公共区域请写明位置")
	p.Check(r.CustomerID != 0 || r.Anonymous || r.former, "customer_id", "请选择客户、填写来电人，或勾选匿名")
	p.Check(!(r.CustomerID != 0 && r.Anonymous), "anonymous", "已选客户，不能同时匿名")
	n := len([]rune(r.Summary))
	p.Check((n >= 5 || r.former && n > 0) && n <= 200, "summary", "摘要须为5到200个字")
	p.Check(len([]rune(r.Detail)) <= 5000, "detail", "详情不超过5000个字")
	for _, f := range r.Flags {
		p.Check(Has(CaseFacts, f), "facts", "没有这个选项")
	}
	p.Check(r.Urgent == "" || Has(YesNo, r.Urgent), "urgent", "请选择是或否")
	p.Check(r.Confidential == "" || Has(YesNo, r.Confidential), "confidential", "请选择是或否")
	receivedAt = Received(p, r.Received, act.Now)
	if proposed := r.checkTranscript(p, act); proposed != 0 {
		receivedAt = proposed
	}
	if act.Now-receivedAt > lateAfter {
		p.Check(Has(LateEntryReasons, r.LateEntry), "late_entry_reason", "受理时间早于15分钟前，请选择补录原因")
	}
	p.Check(act.Now-receivedAt <= tooOld || act.By.Has(Supervisor, Manager), "received_at", "超过30天的补录须由客服主管登记")
	p.Check(r.ExternalDue.At == 0 || r.ExternalDue.At > receivedAt || r.former, "external_due_at", "外部时限须晚于受理时间")
	return receivedAt, p.Err()
}

// NewCase is the one way a case is born (T1): no is its number, queryCode is set for anonymous cases. It starts the four
// clocks and writes the misses of dues that have passed before registration.
func NewCase(act Act, r Registration, no, queryCode string) (*Case, error) {
	c, err := newCase(act, r, no, queryCode)
	if err != nil {
		return nil, err
	}
	c.log(act, "registered", "")
	c.noteMisses(act)
	return c, nil
}

func newCase(act Act, r Registration, no, queryCode string) (*Case, error) {
	if !act.By.CaseDesk() {
		return nil, Refuse(Forbidden, "您没有登记诉求的权限")
	}
	received, err := r.Check(act)
	if err != nil {
		return nil, err
	}
	p := Problems{}
	c := r.at(p, received, act, no, queryCode)
	return c, p.Err()
}

// Preview is the case as far as it has been typed, for what would be promised if it were registered now.
func (r Registration) Preview(act Act) *Case {
	p := Problems{} // what is wrong is said when it is sent
	return r.at(p, Received(p, r.Received, act.Now), act, "（登记后显示）", "")
}

// at is the case of a registration that was received then; p takes what is wrong with whom it is about.
func (r Registration) at(p Problems, received int64, act Act, no, queryCode string) *Case {
	category, _ := CategoryOf(r.Category)
	c := &Case{ProjectID: act.By.ProjectID, No: no, Kind: r.Kind, State: Registered,
		CustomerID: r.CustomerID, RoomID: r.RoomID, Place: r.Place, Anonymous: r.Anonymous, Building: r.Building,
		Channel: r.Channel, ReceivedAt: received, RegisteredAt: act.Now, RegistrarID: act.By.ID, IntakeOwnerID: act.By.ID,
		Category: r.Category, SubCategory: r.SubCategory, Flags: strings.Join(r.Flags, ","),
		ExternalNo: r.ExternalNo, ExternalDueAt: r.ExternalDue.At, PreviousID: r.PreviousID,
		Summary: r.Summary, Detail: r.Detail, RemedyWanted: r.RemedyWanted}
	c.setTranscript(act, r.ChatAgent, r.Transcript)
	if c.RemedyWanted == "" {
		c.RemedyWanted = "未说明"
	}
	if r.Anonymous || r.Online {
		c.QueryCode = queryCode
	}
	if r.OwnerID != 0 {
		c.IntakeOwnerID = r.OwnerID
	}
	if r.Group != nil {
		c.GroupID = r.Group.ID
	}
	if act.Now-received > lateAfter {
		c.LateEntry = r.LateEntry
	}
	c.Urgent = r.Urgent == "yes" || r.Urgent == "" && slices.Contains(category.UrgentSubs, r.SubCategory)
	c.Confidential = !r.Anonymous && (r.Confidential == "yes" || r.Confidential == "" && category.Confidential && r.Kind == Complaint)
	c.Proposed, c.ProposedBy = General, ""
	if r.Kind == Complaint {
		c.Proposed, c.ProposedBy = ProposeLevel(category, r)
		c.aim(p, act.By, r.Targets)
	}
	c.Level = c.Proposed
	if c.Targets != "" {
		c.own(r.People)
	}
	c.Drawn = r.Kind == Complaint || r.Kind == Repair && (category.FullRevisit || DrawnForRevisit(no, act.Settings.RepairSample))
	c.Cycles = []Cycle{newCycle(1, received, act.Settings.spans(c.Kind, c.Level, c.Urgent, c.Drawn), act.Settings.ID)}
	return c
}

// ProposeLevel is the level the system proposes and the reason it gives (domain.md §3.2): first matching row.
func ProposeLevel(category Category, r Registration) (Level, string) {
	has := func(code string) bool { return slices.Contains(r.Flags, code) }
	switch {
	case r.Group != nil && r.Group.Joint:
		return Major, "群诉"
	case slices.Contains(category.MajorSubs, r.SubCategory):
		return Major, category.Label + "·" + r.SubCategory
	case has("injury"), has("big_loss"), has("media"), has("group"):
		var why []string
		for _, f := range CaseFacts {
			if has(f.Code) && f.Code != "vulnerable" {
				why = append(why, f.Label)
			}
		}
		return Major, strings.Join(why, "、")
	case r.Crowd != "" && r.Group == nil: // of a cause the supervisor decides for all its cases
		return Major, r.Crowd
	case r.Earlier >= 2:
		return Major, "90天内同一房屋同一问题第" + strconv.Itoa(r.Earlier+1) + "次"
	case r.Earlier == 1:
		return Important, "90天内同一房屋同一问题第2次"
	case r.Channel == "hotline_12345" || r.Channel == "street" || r.Channel == "committee":
		return Important, Label(Channels, r.Channel) + "转来"
	case has("vulnerable"):
		return Important, Label(CaseFacts, "vulnerable")
	case category.Level == Important:
		return Important, "类别“" + category.Label + "”"
	}
	return General, "类别“" + category.Label + "”"
}

// noteMisses writes each due that has passed unmet by act.Now, once, before anything else changes.
func (c *Case) noteMisses(act Act) {
	for i := range c.Cycles {
		for _, name := range ClockNames {
			if c.Cycles[i].Clock(name).noteMiss(act.Now) {
				c.log(act, "deadline_missed", string(name)+" "+strconv.Itoa(c.Cycles[i].No))
			}
		}
	}
}

// NoteMisses is what the minute tick does with a case; it reports whether it wrote anything.
func (c *Case) NoteMisses(act Act) bool {
	c.noteMisses(act)
	return len(c.events) > 0
}
