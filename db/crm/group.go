package crm

import (
	"cmp"
	"slices"
)

// Group is one cause behind the cases of several people (domain.md §3.7): the investigation, the words of the answer and the
// result are its own, confirmation and revisit stay with each case. A joint one is a group complaint 群诉.
type Group struct {
	ID, ProjectID, RowVersion int64

	No               string
	Kind             Kind
	Category         string
	SubCategory      string
	Place            string
	Summary          string
	Detail           string
	Tell             string // what callers are told
	Joint            bool
	RepresentativeID int64

	Findings, ResponseText, Resolution string
	CreatedAt, CreatedBy, EndedAt      int64
}

// The numbers of domain.md §3.7 about who of a large group is called back; what makes a group is in Settings.
const (
	LargeGroup   = 20
	groupSample  = 30
	SampleAtHand = 10
)

// Label says what a group is.
func (g *Group) Label() string {
	if g.Joint {
		return "群诉"
	}
	return "一因多诉"
}

// Check finds what is missing.
func (g *Group) Check() error {
	p := Problems{}
	p.Check(g.Kind == Complaint || g.Kind == Repair, "kind", "请选择投诉或报修")
	category, ok := CategoryOf(g.Category)
	p.Check(ok, "category", "请选择类别")
	if ok && len(category.Subs) > 0 {
		p.Check(slices.Contains(category.Subs, g.SubCategory), "sub_category", "请选择该类别下的子类")
	}
	p.Check(g.Place != "", "place", "请写明位置，如 3栋全部电梯")
	n := len([]rune(g.Summary))
	p.Check(n >= 5 && n <= 200, "summary", "摘要须为5到200个字")
	p.Check(g.Tell != "", "tell", "请写明对来电人怎么说")
	return p.Err()
}

// Registration is what T1 needs for a caller of a room about the cause.
func (g *Group) Registration(channel string, room, customer int64) Registration {
	return Registration{Kind: g.Kind, Channel: channel, Category: g.Category, SubCategory: g.SubCategory, Place: g.Place, RoomID: room, CustomerID: customer,
		Summary: g.Summary, Detail: g.Detail, Group: g}
}

func (c *Case) groupable(Act) (bool, string) {
	if c.GroupID != 0 {
		return false, "该诉求已在一因多诉中"
	}
	if c.Targets != "" {
		return false, "投诉员工的诉求不能加入一因多诉"
	}
	return c.State.Open() && c.handled(), ""
}

func (c *Case) grouped(Act) (bool, string) { return c.State.Open() && c.GroupID != 0, "" }

// Join puts a case beside others of the same cause; of a group complaint it takes the level.
func (c *Case) Join(act Act, g *Group) error {
	if err := c.may(DoJoin, act); err != nil {
		return err
	}
	switch {
	case g.EndedAt != 0:
		return Refuse(Conflict, g.No+" 已结束，不能再加入")
	case g.Kind != c.Kind:
		return Refuse(Conflict, "类型不同（"+Label(Kinds, string(g.Kind))+"），不能加入")
	}
	c.noteMisses(act)
	c.GroupID = g.ID
	c.log(act, "group_joined", g.No)
	c.rise(act, g)
	return nil
}

// Leave takes a case out again; its level stays until somebody changes it.
func (c *Case) Leave(act Act, g *Group, reason string) error {
	if err := c.may(DoLeave, act); err != nil {
		return err
	}
	if reason == "" {
		return InvalidField("reason", "请写明为什么移出")
	}
	c.noteMisses(act)
	c.GroupID = 0
	c.log(act, "group_left", g.No+"："+reason)
	return nil
}

// rise gives a complaint the level of a group complaint, by the arithmetic of T17. The customer was told nothing, so that
// what was promised for the result stays.
func (c *Case) rise(act Act, g *Group) {
	if g.Joint && c.Kind == Complaint && c.Level != Major {
		c.setLevel(act, Major, 0, g.Label()+" "+g.No)
	}
}

// MakeJoint makes the cases of one cause a group complaint: supervisor and manager decide, every open member becomes major.
func (g *Group) MakeJoint(act Act, members []*Case, representative int64) error {
	if !act.By.Has(Supervisor, Manager) {
		return Refuse(Forbidden, "由客服主管或项目经理决定")
	}
	switch {
	case g.Joint:
		return Refuse(Conflict, "已按群诉办理")
	case g.Kind != Complaint:
		return Refuse(Conflict, "只有投诉可以按群诉办理")
	}
	if !slices.ContainsFunc(members, func(c *Case) bool { return c.ID == representative }) {
		return InvalidField("representative", "请选择代表")
	}
	g.Joint, g.RepresentativeID = true, representative
	for _, c := range members {
		if c.State.Open() {
			c.noteMisses(act)
			c.rise(act, g)
		}
	}
	return nil
}

// Rooms counts the homes behind cases: a case without a room stands for itself.
func Rooms(members []*Case) int {
	seen := map[int64]bool{}
	for _, c := range members {
		key := c.RoomID
		if key == 0 {
			key = -c.ID
		}
		seen[key] = true
	}
	return len(seen)
}

// CalledBack chooses who of a large group is called back after the result: the representative and 30 %, at least ten; of
// any other group everybody. Only cases that still count are asked about.
func (g *Group) CalledBack(members []*Case) map[int64]bool {
	chosen, large := map[int64]bool{}, Rooms(members) > LargeGroup
	others := make([]*Case, 0, len(members))
	for _, c := range members {
		if !large || c.ID == g.RepresentativeID {
			chosen[c.ID] = true
		} else {
			others = append(others, c)
		}
	}
	slices.SortFunc(others, func(a, b *Case) int {
		return cmp.Or(cmp.Compare(sampleValue(a.No), sampleValue(b.No)), cmp.Compare(a.No, b.No))
	})
	for i, c := range others {
		if i < SampleAtHand || DrawnForRevisit(c.No, groupSample) {
			chosen[c.ID] = true
		}
	}
	return chosen
}
