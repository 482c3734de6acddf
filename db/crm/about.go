package crm

import (
	"slices"
	"strconv"
	"strings"
)

// A complaint about staff (domain.md §3.7): who it is about, and who recused, cannot see that it exists; it is owned by the
// lowest of supervisor, manager, quality and executive above all of them.

// The actions of this file.
const (
	DoTarget    Action = "targets"
	DoRecuse    Action = "recusal"
	DoStatement Action = "statement"
)

// owners are the roles that may own a case about staff, the lowest first.
var owners = []Role{Supervisor, Manager, Quality, Executive}

// ownerRank is the highest of owners somebody is, -1 for none.
func ownerRank(s Staff) int {
	for i := len(owners) - 1; i >= 0; i-- {
		if s.Has(owners[i]) {
			return i
		}
	}
	return -1
}

// outranks reports whether s may own what a role may not.
func (s Staff) outranks(role Role) bool { return ownerRank(s) > slices.Index(owners, role) }

// Colleagues are who is at work in a project, and which of them share a home with the complainant.
type Colleagues struct {
	Staff []Staff
	Home  []int64
}

// Named finds people by their log-in names; ok is false when one of them is nobody.
func (p Colleagues) Named(logins []string) (found []Staff, ok bool) {
	for _, login := range logins {
		i := slices.IndexFunc(p.Staff, func(s Staff) bool { return s.Login == login })
		if i < 0 {
			return nil, false
		}
		found = append(found, p.Staff[i])
	}
	return found, true
}

// AboutStaff reports whether the case is a complaint about somebody of the staff.
func (c *Case) AboutStaff() bool {
	return c.Targets != "" || c.Kind == Complaint && c.Category == StaffConduct
}

// Barred are the people who must not know of the case, by account.
func (c *Case) Barred() []int64 {
	ids := append(SplitIDs(c.Targets), SplitIDs(c.Recused)...)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// SplitIDs reads a list of accounts as the log keeps it.
func SplitIDs(list string) (ids []int64) {
	for _, word := range split(list) {
		if id, err := strconv.ParseInt(word, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// leads reports whether by decides about the case as a supervisor would: of a case about staff its owner, and no one below.
func (c *Case) leads(by Staff) bool {
	if by.ID != 0 && by.ID == c.OwnerID {
		return true
	}
	switch role := Role(c.OwnerRole); role {
	case "", Supervisor:
		return by.Has(Supervisor, Manager)
	case Manager:
		return by.Has(Manager)
	default:
		return c.OwnerID == 0 && by.Has(role)
	}
}

// own finds the owner anew; nobody is named while no account holds a role high enough.
func (c *Case) own(people Colleagues) {
	targets, floor := split(c.Targets), 0
	for _, s := range people.Staff {
		if slices.Contains(targets, strconv.FormatInt(s.ID, 10)) {
			floor = max(floor, ownerRank(s)+1)
		}
	}
	c.nameOwner(min(floor, len(owners)-1), people)
}

// nameOwner names the owner among those of a rank or above; nobody while there is none.
func (c *Case) nameOwner(floor int, people Colleagues) {
	barred := append(c.Barred(), people.Home...)
	c.OwnerID, c.OwnerRole = 0, string(owners[floor])
	for _, role := range owners[floor:] {
		for _, s := range people.Staff {
			if s.Has(role) && !slices.Contains(barred, s.ID) && (c.OwnerID == 0 || s.ID < c.OwnerID) {
				c.OwnerID, c.OwnerRole = s.ID, string(role)
			}
		}
		if c.OwnerID != 0 {
			return
		}
	}
}

// bar takes the case out of the hands of who must not know of it, and names its owner.
func (c *Case) bar(people Colleagues) {
	c.own(people)
	barred := c.Barred()
	if slices.Contains(barred, c.HandlerID) {
		c.HandlerID = 0
	}
	if slices.Contains(barred, c.IntakeOwnerID) && c.OwnerID != 0 {
		c.IntakeOwnerID = c.OwnerID
	}
}

// aim writes who the complaint is about; the complainant is confidential from then on.
func (c *Case) aim(p Problems, by Staff, targets []Staff) {
	for _, s := range targets {
		p.Check(s.ID != by.ID, "targets", "涉及本人的投诉请由同事办理")
		c.Targets = addItem(c.Targets, strconv.FormatInt(s.ID, 10))
	}
	c.Confidential = c.Confidential || c.Targets != "" && !c.Anonymous
}

func addItem(list, item string) string {
	if contains(list, item) {
		return list
	}
	return strings.TrimPrefix(list+","+item, ",")
}

// AddTarget says that the complaint is about somebody of the staff, who knows nothing of it from then on.
func (c *Case) AddTarget(act Act, target Staff, people Colleagues) error {
	if err := c.may(DoTarget, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(target.ID != act.By.ID, "target", "涉及您本人的，请选择“回避”，由同事补充")
	p.Check(!slices.Contains(split(c.Targets), strconv.FormatInt(target.ID, 10)), "target", "该员工已在名单中")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.aim(p, act.By, []Staff{target})
	c.bar(people)
	c.log(act, "target_added", target.Name)
	return nil
}

// Recuse takes somebody out of a case that they should have no part in.
func (c *Case) Recuse(act Act, reason string, people Colleagues) error {
	if err := c.may(DoRecuse, act); err != nil {
		return err
	}
	if reason == "" {
		return InvalidField("reason", "请写明回避的原因")
	}
	c.noteMisses(act)
	c.Recused = addItem(c.Recused, strconv.FormatInt(act.By.ID, 10))
	c.bar(people)
	c.log(act, "recused", reason)
	return nil
}

// TakeStatement records what somebody the complaint is about said to its owner.
func (c *Case) TakeStatement(act Act, at Moment, words string) error {
	if err := c.may(DoStatement, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(words != "", "statement", "请写明当事员工的陈述")
	moment, ok := at.within(c.Current().AnchorAt, act.Now)
	p.Check(ok, "at", "时间必须在受理时间与现在之间")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.Statement, c.StatementAt = words, moment
	c.log(act, "statement_taken", words)
	return nil
}

// Permits refuses an action that is never by's on this case, whatever its state.
func (c *Case) Permits(a Action, by Staff) error {
	if s, ok := a.step(); ok {
		if may, why := s.who(c, by); !may {
			return Refuse(Forbidden, why)
		}
	}
	return nil
}

// Who may take these actions, and when.

func (c *Case) mayTarget(by Staff) (bool, string) { return by.CaseDesk() || c.leads(by), noRight }

func (c *Case) mayStatement(by Staff) (bool, string) {
	return c.leads(by), "当事员工的陈述由承办人记录"
}

func (c *Case) targetable(Act) (bool, string) {
	return c.State.Open() && c.Kind == Complaint, "只有未结的投诉可以登记涉及的员工"
}

func (c *Case) statable(Act) (bool, string) {
	return c.State.Open() && c.Targets != "", "尚未登记涉及的员工"
}
