package crm

import (
	"reflect"
	"strconv"
	"strings"
)

// MergeLine is what the log says of a merge: the facts of one of the two cases before it and after it.
type MergeLine struct {
	Cycle         int
	From, To      State
	Before, After map[string]any // string, int64 or bool
	Texts         map[string]any
}

func (c *Case) unmergeable(act Act) (bool, string) {
	if c.State == Merged && act.Now > c.UnmergeUntil() {
		return false, "并案已超过7天（168小时），不能拆分；请登记关联的新诉求"
	}
	return c.State == Merged, ""
}

// UnmergeUntil is the last moment at which a merge can be taken apart, unix seconds.
func (c *Case) UnmergeUntil() int64 { return c.MergedAt + UnmergeDays*24*hour }

// Unmerging is what taking a merge apart needs besides the two cases: why, the lines of the merge in the logs of the duplicate
// and of the master, whether another case was merged into the master after it, and who may lead one about staff.
type Unmerging struct {
	Reason   string
	Own, Its MergeLine
	Later    bool
	People   Colleagues
}

// Unmerge takes two cases apart again as they were (T14), with what happened to the master since then.
func (c *Case) Unmerge(act Act, master *Case, in Unmerging) error {
	if err := c.may(DoUnmerge, act); err != nil {
		return err
	}
	if in.Reason == "" {
		return InvalidField("reason", "请写明为什么不是同一件事")
	}
	switch {
	case in.Later:
		return Refuse(Conflict, "之后还有诉求并入同一主案，请先拆分后并入的")
	case !master.State.Open():
		return Refuse(Conflict, "主案"+Label(States, string(master.State))+"，不能拆分；请登记关联的新诉求")
	case len(master.Cycles) != in.Its.Cycle:
		return Refuse(Conflict, "主案已重开，不能拆分；请登记关联的新诉求")
	case master.Pending():
		return Refuse(Conflict, "主案有待核实的时间，请先核实再拆分")
	}
	master.noteMisses(act)
	master.unbar(in.Its, in.People)
	master.giveBack(act, in.Its, c, in.Reason)
	c.restore(in.Own.Before)
	c.log(act, "unmerged", "从 "+master.No+" 拆出："+in.Reason)
	c.noteMisses(act)
	return nil
}

// giveBack undoes takeOver: the anchor and the dues move forth again, milestones that came from the other case go, and of
// the misses since then those stay that the dues of its own give too.
func (c *Case) giveBack(act Act, line MergeLine, dup *Case, reason string) {
	y := c.Current()
	prefix := strconv.Itoa(line.Cycle) + "."
	forth := momentOf(line.Before, prefix+"anchor_at") - momentOf(line.After, prefix+"anchor_at")
	if forth != 0 {
		if at, moved := line.After["received_at"]; moved && c.ReceivedAt == at {
			c.ReceivedAt += forth
		}
		then, reminded := line.After[prefix+"reminder_at"]
		reminded = reminded && y.ReminderAt == then
		if y.move(forth); reminded {
			y.ReminderAt = momentOf(line.Before, prefix+"reminder_at")
		}
	}
	c.dropMilestones(line, prefix)
	if line.From == Registered && c.State == Acknowledged && y.Ack.At == 0 {
		c.State = Registered
	}
	var cleared []ClockName
	for _, name := range promised {
		k := y.Clock(name)
		_, then := line.After[prefix+string(name)+".missed_due_at"]
		if k.MissedDueAt == 0 || !then && k.MissedDueAt < dup.MergedAt {
			continue
		}
		if due := k.MissedDueAt + forth; k.passed(due, act.Now) {
			k.MissedDueAt = due
		} else {
			k.MissedDueAt, cleared = 0, append(cleared, name)
		}
	}
	c.log(act, "unmerged", dup.No+" 从本案拆出："+reason)
	for _, name := range cleared {
		c.log(act, "deadline_cleared", string(name))
	}
	c.noteMisses(act)
}

// dropMilestones puts back the milestones that still are what the merge made of them.
func (c *Case) dropMilestones(line MergeLine, prefix string) {
	back := map[string]any{}
	for _, name := range promised {
		key := prefix + string(name) + "."
		if met, taken := line.After[key+"met_at"]; !taken || c.Current().Clock(name).MetAt != met {
			continue
		}
		for _, fact := range []string{"at", "met_at", "stated_by", "stated_at"} {
			if was, changed := line.Before[key+fact]; changed {
				back[key+fact] = was
			}
		}
	}
	if text, taken := line.Texts["next_step"]; taken && c.NextStep == text {
		back["next_step"] = ""
	}
	if text, taken := line.Texts["response_text"]; taken && c.ResponseText == text {
		back["response_text"], back["expected_on"] = "", ""
	}
	c.restore(back)
}

func momentOf(facts map[string]any, name string) int64 {
	at, _ := facts[name].(int64)
	return at
}

// restore puts facts back by their names; when the case last changed is no matter of the past.
func (c *Case) restore(facts map[string]any) {
	for name, value := range facts {
		if name == "last_event_at" {
			continue
		}
		parts := strings.Split(name, ".")
		holder, fields := reflect.ValueOf(c).Elem(), caseFields
		if no, err := strconv.Atoi(parts[0]); err == nil && no >= 1 && no <= len(c.Cycles) {
			y := &c.Cycles[no-1]
			holder, fields = reflect.ValueOf(y).Elem(), cycleFields
			if len(parts) == 3 {
				holder, fields = reflect.ValueOf(y.Clock(ClockName(parts[1]))).Elem(), clockFields
			}
		}
		for _, f := range fields {
			if f.name == parts[len(parts)-1] {
				setFact(holder.Field(f.index), value)
			}
		}
	}
}

func setFact(field reflect.Value, value any) {
	switch v := value.(type) {
	case string:
		field.SetString(v)
	case bool:
		field.SetBool(v)
	case int64:
		field.SetInt(v)
	}
}
