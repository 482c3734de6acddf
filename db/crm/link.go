package crm

import (
	"fmt"
	"slices"
	"strings"
)

// Link is how a customer belongs to a room, from MovedInOn until before MovedOutOn; an empty date is open on its side.
type Link struct {
	ID         int64
	CustomerID int64
	RoomID     int64
	Room       string // short code, as the reader may see it
	Building   string
	Relation   string
	MovedInOn  string
	MovedOutOn string
	EndReason  string

	ShareBP         int64  // of an owner, in 1/10 000, 0 = not known
	LeaseEndOn      string // of a tenant
	LeavingNoticeOn string // when the customer said that they would leave

	Payer   bool
	Primary bool // contact of the room

	AgentFor int64 // for whom the customer acts 代理/经办, 0 for themselves
	AgentNo  string
}

// Agent is the other one where a customer acts for somebody.
type Agent struct {
	ID             int64
	No, Name, Room string
	Represented    bool // the one who is acted for
}

// RelationLabel is 业主, 共有人 and so on.
func (l Link) RelationLabel() string { return Label(Relations, l.Relation) }

// Began reports whether the customer had moved in by a day, 2006-01-02.
func (l Link) Began(day string) bool { return l.MovedInOn == "" || l.MovedInOn <= day }

// Active reports whether the customer belongs to the room on a day.
func (l Link) Active(day string) bool {
	return l.Began(day) && (l.MovedOutOn == "" || day < l.MovedOutOn)
}

// Overlaps reports a day on which both hold.
func (l Link) Overlaps(o Link) bool {
	return before(l.MovedInOn, l.MovedOutOn) && before(o.MovedInOn, o.MovedOutOn) &&
		before(l.MovedInOn, o.MovedOutOn) && before(o.MovedInOn, l.MovedOutOn)
}

// Check finds what is wrong with a link beside the others of its room (domain.md §2). The link's own row among them does
// not count. Fields are those of the form.
func (l Link) Check(others []Link, p Problems) {
	p.Check(Has(Relations, l.Relation), "relation", "请选择与房屋的关系")
	p.Check(l.MovedInOn == "" || l.MovedOutOn == "" || l.MovedInOn <= l.MovedOutOn, "moved_out_on", "迁出日期不能早于入住日期")
	p.Check(l.ShareBP >= 0 && l.ShareBP <= wholeShare, "share", "产权份额应在 0 至 100 之间")
	p.Check(l.ShareBP == 0 || l.Owns(), "share", "只有业主和共有人有产权份额")
	p.Check(l.LeaseEndOn == "" || l.Relation == "tenant", "lease_end_on", "只有租户有租期")
	p.Check(l.LeaseEndOn == "" || l.MovedInOn <= l.LeaseEndOn, "lease_end_on", "租期不能早于入住日期结束")
	p.Check(l.EndReason == "" || Has(EndReasons, l.EndReason), "end_reason", "请选择迁出原因")
	p.Check(l.EndReason == "" || l.MovedOutOn != "", "moved_out_on", "请填写迁出日期")
	for _, o := range others {
		if o.ID == l.ID && l.ID != 0 || !l.Overlaps(o) {
			continue
		}
		p.Check(o.CustomerID != l.CustomerID || o.Relation != l.Relation, "room", "该客户在这间房已有相同关系，时间重叠")
		p.Check(!l.Primary || !o.Primary, "is_primary_contact", "同一时间一间房只能有一位主要联系人")
		p.Check(!l.Payer || !o.Payer, "is_payer", "同一时间一间房只能有一位缴费人")
	}
}

// LacksContact reports whether nobody is the room's primary contact at any time of l: then l becomes it.
func (l Link) LacksContact(others []Link) bool {
	for _, o := range others {
		if o.Primary && (o.ID != l.ID || l.ID == 0) && l.Overlaps(o) {
			return false
		}
	}
	return before(l.MovedInOn, l.MovedOutOn)
}

// CustomerType is derived from the links on a day: the highest one that holds; without any, a prospect where none has
// ever begun, otherwise one who has moved out (domain.md §2).
func CustomerType(links []Link, day string) string {
	began, held := false, map[string]bool{}
	for _, l := range links {
		began = began || l.Began(day)
		if l.Active(day) {
			held[l.Relation] = true
		}
	}
	for _, relation := range Relations {
		if held[relation.Code] {
			return relation.Code
		}
	}
	if began {
		return "former"
	}
	return "prospect"
}

// Where names the rooms of a day, the first of many: 3-2-501、3-2-502 等 5 处.
func Where(links []Link, day string) string {
	var rooms []string
	for _, l := range links {
		if l.Active(day) && !slices.Contains(rooms, l.Room) {
			rooms = append(rooms, l.Room)
		}
	}
	if len(rooms) > 3 {
		return strings.Join(rooms[:3], "、") + fmt.Sprintf(" 等 %d 处", len(rooms))
	}
	return strings.Join(rooms, "、")
}

// HigherRelations are those that go before a relation when the type is derived.
func HigherRelations(relation string) []string {
	var higher []string
	for _, r := range Relations {
		if r.Code == relation {
			break
		}
		higher = append(higher, r.Code)
	}
	return higher
}

// wholeShare is all of a room.
const wholeShare = 10_000

// Owns reports whether the link is an owner's.
func (l Link) Owns() bool { return l.Relation == "owner" || l.Relation == "co_owner" }

// SharesOver reports whether the owners of a day together hold more than the whole room. That is a warning, not a refusal: the
// paper the office was shown may be at odds with itself.
func SharesOver(links []Link, day string) bool {
	var sum int64
	for _, l := range links {
		if l.Owns() && l.Active(day) {
			sum += l.ShareBP
		}
	}
	return sum > wholeShare
}

// CheckTransfer finds what is wrong with passing an owner's room on from a day.
func (l Link) CheckTransfer(on string, p Problems) {
	p.Check(l.Owns(), "on", "只有业主或共有人可以过户")
	p.Check(l.MovedOutOn == "", "on", "这条住户关系已经结束")
	p.Check(on != "", "on", "请填写过户日期")
	p.Check(on == "" || l.MovedInOn == "" || on > l.MovedInOn, "on", "过户日期应晚于原业主的入住日期")
}
