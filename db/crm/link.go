package crm

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
	Payer      bool
	Primary    bool // contact of the room
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
