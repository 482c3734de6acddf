package crm

import (
	"cmp"
	"slices"
	"strings"
)

// MergeUndo is how long two files that were made one can be taken apart again, in seconds, the last one included.
const MergeUndo = 7 * 24 * hour

// Merge is the record of two files of one customer that were made one (domain.md §2).
type Merge struct {
	ID, KeptID, GoneID int64
	KeptNo, GoneNo, By string
	MergedAt, UndoneAt int64
}

// UndoUntil is the last second in which the merge can be undone.
func (m Merge) UndoUntil() int64 { return m.MergedAt + MergeUndo }

// KeptOf says which of two files stays: the one with the lower number.
func KeptOf(a, b Customer) (kept, gone Customer) {
	x, _ := ParseNumber(a.No)
	y, _ := ParseNumber(b.No)
	if cmp.Or(cmp.Compare(x.Seq, y.Seq), cmp.Compare(a.ID, b.ID)) > 0 {
		return b, a
	}
	return a, b
}

// CheckMerge says why two files cannot be made one; nothing is known yet of what stands in them.
func CheckMerge(kept, gone Customer) (problems []string) {
	if kept.ID == gone.ID {
		return []string{"这是同一份档案"}
	}
	for _, c := range []Customer{kept, gone} {
		if c.Status != CustomerActive {
			problems = append(problems, c.No+" 已"+strings.TrimPrefix(Label(CustomerStates, c.Status), "已")+"，不能再合并")
		}
	}
	if kept.Kind != gone.Kind {
		problems = append(problems, "一份是个人、一份是单位，不能合并；如类别填错，请先更正")
	}
	return problems
}

// CheckUndo says why a merge cannot be undone at now. Both files are as they are by now; later reports that another merge
// into the same file came after it.
func (m Merge) CheckUndo(now int64, kept, gone Customer, later bool) error {
	switch {
	case m.UndoneAt != 0 || gone.Status != CustomerMerged:
		return Refuse(Conflict, "这次合并已经撤销")
	case now > m.UndoUntil():
		return Refuse(Conflict, "合并已超过 7 天，不能撤销")
	case kept.Status == CustomerMerged:
		return Refuse(Conflict, kept.No+" 后来又并入了另一份档案，请先撤销那一次合并")
	case kept.Status != CustomerActive:
		return Refuse(Conflict, kept.No+" 已不在用，不能撤销")
	case later:
		return Refuse(Conflict, kept.No+" 之后还并入了别的档案，请先撤销最近的一次")
	}
	return nil
}

// With is the kept file's fields after a merge: blanks are filled from the other file, who does not want to be disturbed on
// either is not, and what was noted on both stays.
func (c Customer) With(gone Customer) Customer {
	c.Honorific = cmp.Or(c.Honorific, gone.Honorific)
	c.OrgCreditCode = cmp.Or(c.OrgCreditCode, gone.OrgCreditCode)
	c.ContactPerson = cmp.Or(c.ContactPerson, gone.ContactPerson)
	c.PreferredChannel = cmp.Or(c.PreferredChannel, gone.PreferredChannel)
	c.ContactWindow = cmp.Or(c.ContactWindow, gone.ContactWindow)
	c.PrivacyNoticeOn = cmp.Or(c.PrivacyNoticeOn, gone.PrivacyNoticeOn)
	c.StewardID = cmp.Or(c.StewardID, gone.StewardID)
	c.DoNotDisturb = c.DoNotDisturb || gone.DoNotDisturb
	c.VerifiedOn = max(c.VerifiedOn, gone.VerifiedOn)
	if gone.Note != "" && !strings.Contains(c.Note, gone.Note) {
		c.Note = strings.TrimSpace(c.Note + "\n" + gone.No + "：" + gone.Note)
	}
	return c
}

// JoinedLink is a link of the kept file that takes in others, which go.
type JoinedLink struct {
	Link Link
	Gone []Link
}

// JoinLinks finds the links of two files that say the same of the same room at the same time: each becomes one, from the
// earliest known day to the last.
func JoinLinks(kept, gone []Link) (joined []JoinedLink) {
	taken := map[int64]bool{}
	for _, l := range kept {
		if taken[l.ID] {
			continue
		}
		j := JoinedLink{Link: l}
		for grown := true; grown; { // a link that grows may reach the next one
			grown = false
			for _, o := range slices.Concat(gone, kept) {
				if o.ID == l.ID || taken[o.ID] || o.RoomID != l.RoomID || o.Relation != l.Relation || !j.Link.Overlaps(o) {
					continue
				}
				taken[o.ID], grown = true, true
				j.Link, j.Gone = j.Link.union(o), append(j.Gone, o)
			}
		}
		if len(j.Gone) > 0 {
			joined = append(joined, j)
		}
	}
	return joined
}

// union is the time of both; a known day of moving in is worth more than none.
func (l Link) union(o Link) Link {
	if l.MovedInOn == "" || o.MovedInOn != "" && o.MovedInOn < l.MovedInOn {
		l.MovedInOn = o.MovedInOn
	}
	switch {
	case l.MovedOutOn == "" || o.MovedOutOn == "":
		l.MovedOutOn, l.EndReason = "", ""
	case o.MovedOutOn > l.MovedOutOn:
		l.MovedOutOn, l.EndReason = o.MovedOutOn, o.EndReason
	}
	l.Payer, l.Primary = l.Payer || o.Payer, l.Primary || o.Primary
	return l
}

// GivenConsent is what a merge asks of a consent.
type GivenConsent struct {
	ID, CustomerID, GivenAt, WithdrawnAt int64
	Purpose                              string
}

// Strictest are the consents of two files that end when they become one: those for a purpose for which the last word on one
// of the files was no.
func Strictest(list []GivenConsent) (ends []int64) {
	type word struct {
		purpose  string
		customer int64
	}
	last := map[word]GivenConsent{}
	for _, c := range list {
		w := word{c.Purpose, c.CustomerID}
		if known, ok := last[w]; !ok || cmp.Or(cmp.Compare(c.GivenAt, known.GivenAt), cmp.Compare(c.ID, known.ID)) > 0 {
			last[w] = c
		}
	}
	refused := map[string]bool{}
	for w, c := range last {
		refused[w.purpose] = refused[w.purpose] || c.WithdrawnAt != 0
	}
	for _, c := range list {
		if c.WithdrawnAt == 0 && refused[c.Purpose] {
			ends = append(ends, c.ID)
		}
	}
	return ends
}

// BelongsTo says that a case is another customer's: two files became one, or were taken apart again.
func (c *Case) BelongsTo(act Act, customerID int64, note string) {
	c.CustomerID = customerID
	c.log(act, "complainant_moved", note)
}

// SharedFees pairs the fees that stand on both files, the kept one first: those that say the same, and those that do not.
func SharedFees(kept, gone []Fee) (same, differing [][2]Fee) {
	type about struct{ room, item, period string }
	known := make(map[about]Fee, len(kept))
	for _, f := range kept {
		known[about{f.Room, f.Item, f.Period}] = f
	}
	for _, g := range gone {
		k, both := known[about{g.Room, g.Item, g.Period}]
		switch {
		case !both:
		case k.ReceivableFen == g.ReceivableFen && k.Discount == g.Discount && k.DueOn == g.DueOn && samePayments(k.Payments, g.Payments):
			same = append(same, [2]Fee{k, g})
		default:
			differing = append(differing, [2]Fee{k, g})
		}
	}
	return same, differing
}

func samePayments(a, b []Payment) bool {
	order := func(x, y Payment) int {
		return cmp.Or(cmp.Compare(x.PaidOn, y.PaidOn), cmp.Compare(x.AmountFen, y.AmountFen))
	}
	return slices.Equal(slices.SortedFunc(slices.Values(a), order), slices.SortedFunc(slices.Values(b), order))
}

// FeesDiffer names a fee that two files hold differently, and what is to be done about it.
func FeesDiffer(kept, gone Fee) string {
	var what []string
	for _, d := range []struct {
		label string
		is    bool
	}{{"应收", kept.ReceivableFen != gone.ReceivableFen}, {"减免", kept.Discount != gone.Discount}, {"应缴日", kept.DueOn != gone.DueOn}, {"缴费", !samePayments(kept.Payments, gone.Payments)}} {
		if d.is {
			what = append(what, d.label)
		}
	}
	name := strings.Join(strings.Fields(gone.Room+" "+gone.Period), " ") + " 的" + Label(FeeItems, gone.Item)
	return "两份档案都有 " + name + "，而" + strings.Join(what, "、") + "不同；请先查明哪一笔是对的，撤回另一笔所在的导入批次"
}
