package db

import (
	"fmt"

	"linli/db/crm"
)

// showcase is a case that stands still at a point of its way, so that every state and every gate can be seen in a file of any
// size, with the accounts that are there to be tried.
type showcase struct {
	kind, category, sub string
	ago                 int64 // minutes before now that it came in
	pace                int64 // minutes a step takes at most, 0 = as usual
	stop                func(c *crm.Case) bool
	draw                func(l *life, in *NewCase, a *arrival) // what is special, may be nil
}

func inState(s crm.State) func(*crm.Case) bool { return func(c *crm.Case) bool { return c.State == s } }

func atGate(g crm.Gate) func(*crm.Case) bool { return func(c *crm.Case) bool { return c.Gate == g } }

func answered(c *crm.Case) bool { return c.Current().Response.At != 0 }

func through(channel string) func(*life, *NewCase, *arrival) {
	return func(_ *life, in *NewCase, _ *arrival) { in.Channel = channel }
}

func saying(words ...string) func(*life, *NewCase, *arrival) {
	return func(l *life, _ *NewCase, _ *arrival) { l.says = words }
}

const aDay = 24 * 60 // in minutes

var showcases = []showcase{
	// not confirmed yet: just in, soon too late, too late, told to a guard at night and entered too late
	{"complaint", "noise", "生活", 25, 9, inState(crm.Registered), through("wechat")},
	{"repair", "facilities", "照明", 21 * 60, 9, inState(crm.Registered), through("patrol")},
	{"complaint", "cleaning", "垃圾清运", 26 * 60, 9, inState(crm.Registered), through("wechat")},
	{"complaint", "security", "门岗", 27 * 60, 9, inState(crm.Registered), func(_ *life, in *NewCase, a *arrival) {
		in.Channel, in.LateEntry, a.registered = "patrol", "relayed", a.received+1530*60
	}},
	{"enquiry", "fees", "公摊", 50, 9, inState(crm.Registered), through("online_chat")},
	{"praise", "staff_conduct", "管家", 300, 9, inState(crm.Registered), through("wechat")},
	{"suggestion", "parking", "充电桩", 2 * aDay, 40, inState(crm.Acknowledged), nil},
	// confirmed, given out, given back, in hand
	{"complaint", "elevator", "停梯", 180, 20, inState(crm.Acknowledged), nil},
	{"repair", "other", "", 100, 15, inState(crm.AssignedState), nil},
	{"complaint", "repair_work", "维修质量", 300, 30, inState(crm.AssignedState), nil},
	{"complaint", "parking", "道闸", 7 * 60, 40, func(c *crm.Case) bool { return c.ReturnedBy != "" }, func(l *life, _ *NewCase, _ *arrival) { l.returns = true }},
	{"complaint", "elevator", "困人", 45, 4, answered, nil},
	{"repair", "facilities", "供水供电", 70, 9, inState(crm.InProgress), nil},
	{"complaint", "leakage", "楼上渗漏", 30 * 60, 60, inState(crm.InProgress), nil},
	{"complaint", "parking", "乱停", 62 * 60, 60, answered, nil},
	{"complaint", "facilities", "门禁", 5 * aDay, 60, answered, nil},
	{"complaint", "pets", "未牵绳", 20 * 60, 60, answered, nil},
	{"complaint", "fees", "公摊", 40 * 60, 60, answered, func(l *life, in *NewCase, _ *arrival) { in.Channel = "hotline_12345" }},
	// waiting for others, about staff, entered by mistake, another department asked
	{"complaint", "leakage", "屋面", 4 * aDay, 120, inState(crm.OnHold), func(l *life, _ *NewCase, _ *arrival) { l.holds = true }},
	{"repair", "facilities", "照明", 2 * aDay, 90, inState(crm.OnHold), func(l *life, _ *NewCase, _ *arrival) { l.holds = true }},
	{"complaint", "staff_conduct", "保安", 30 * 60, 60, inState(crm.InProgress), nil},
	{"enquiry", "fees", "票据", 8 * 60, 30, inState(crm.Voided), func(l *life, in *NewCase, _ *arrival) { in.Channel, l.mistaken = "wechat", true }},
	{"complaint", "security", "盗损", 27 * 60, 60, func(c *crm.Case) bool { return c.Assisting != "" }, func(l *life, _ *NewCase, _ *arrival) { l.asks = true }},
	{"complaint", "cleaning", "异味", 9 * 60, 40, func(c *crm.Case) bool { return c.Assisting != "" }, func(l *life, _ *NewCase, _ *arrival) { l.asks = true }},
	// proposed, refused, for the manager
	{"complaint", "leakage", "外墙", 22 * 60, 60, func(c *crm.Case) bool { return c.Approval == "pending" }, nil},
	{"complaint", "security", "盗损", 24 * 60, 60, func(c *crm.Case) bool { return c.Approval == "refused" }, func(l *life, _ *NewCase, _ *arrival) { l.refused = true }},
	{"complaint", "fire", "报警", 30 * 60, 30, func(c *crm.Case) bool { return c.Approval == "pending" }, func(_ *life, in *NewCase, _ *arrival) { in.Flags = []string{"injury"} }},
	{"complaint", "parking", "收费", 26 * 60, 60, func(c *crm.Case) bool { return c.Approval == "pending" }, func(l *life, _ *NewCase, _ *arrival) { l.paid = true }},
	// to be called back: not yet, tried once, each gate, nobody there
	{"complaint", "cleaning", "楼道", 50 * 60, 90, atGate(crm.GateWaiting), nil},
	{"complaint", "greening", "修剪", 60 * 60, 60, func(c *crm.Case) bool { return c.Gate == crm.GateWaiting && c.RowVersion > 7 }, saying("no_answer")},
	{"repair", "leakage", "管道", 3 * aDay, 90, atGate(crm.GateWaiting), nil},
	{"complaint", "elevator", "困人", 3 * aDay, 60, atGate(crm.GateWaiting), nil},
	{"complaint", "noise", "装修", 3 * aDay, 90, atGate(crm.GateSupervisor), saying("dissatisfied")},
	{"complaint", "appearance", "堆物", 28 * 60, 90, atGate(crm.GateDeclined), saying("refused")},
	{"complaint", "facilities", "道路", 3 * aDay, 90, atGate(crm.GateAllowed), saying("solved")},
	{"complaint", "cleaning", "异味", 5 * aDay, 60, func(c *crm.Case) bool { return c.GateOpensAt != 0 }, saying("nobody")},
	{"complaint", "parking", "占位", 12 * aDay, 60, func(c *crm.Case) bool { return c.GateOpensAt != 0 }, saying("nobody")},
	{"complaint", "cleaning", "外围", 2 * aDay, 60, atGate(crm.GateWaiting), func(_ *life, in *NewCase, _ *arrival) { in.Anonymous, in.Channel = true, "paper" }},
	// back in hand: unsolved, reopened, asked to withdraw, a moment to be verified
	{"complaint", "repair_work", "返修", 5 * aDay, 120, func(c *crm.Case) bool { return c.Current().Reworks > 0 }, saying("unsolved")},
	{"complaint", "noise", "设备", 3 * aDay, 120, func(c *crm.Case) bool { return len(c.Cycles) == 2 && c.Current().Ack.At != 0 }, saying("solved", "again")},
	{"complaint", "fees", "票据", 20 * 60, 60, func(c *crm.Case) bool { return c.WithdrawalBy != 0 }, func(l *life, _ *NewCase, _ *arrival) { l.withdraws = true }},
	{"complaint", "decoration", "时间", 26 * 60, 30, func(c *crm.Case) bool { return pendingClock(c) != "" }, func(l *life, in *NewCase, _ *arrival) { in.Channel, l.forgot = "wechat", true }},
	{"complaint", "decoration", "垃圾", 9 * aDay, 0, nil, func(l *life, in *NewCase, _ *arrival) { in.Channel, l.forgot = "wechat", true }},
}

// show puts a showcase on the agenda. Those that take more than a day at their pace go through their first steps then.
func (d *demo) show(s *showcase) {
	at := d.now.Unix() - s.ago*60
	a := arrival{received: at, registered: at, channel: "phone"}
	probe := NewCase{}
	if s.draw != nil {
		s.draw(&life{}, &probe, &a)
	}
	d.add(a.registered, func(int64) error {
		err := d.register(a, func(l *life, in *NewCase, by *crm.Staff) {
			in.Kind, l.topic = crm.Kind(s.kind), topicOf(s.kind, s.category, s.sub)
			*l = life{home: d.modelHome(), topic: l.topic, pace: s.pace, stop: s.stop, answers: true}
			*by = d.staff.clerks[0]
			if s.draw != nil {
				s.draw(l, in, &arrival{})
			}
			if in.Channel == "hotline_12345" {
				*by = d.staff.supervisors[0]
			}
		})
		if err != nil {
			return fmt.Errorf("showcase %s %s: %w", s.category, s.sub, err)
		}
		return nil
	})
}

// modelHome is a home in the buildings of the steward who can be tried.
func (d *demo) modelHome() *demoHome {
	for {
		home := d.homes[d.IntN(min(len(d.homes), 200))]
		if home.room.Kind == crm.RoomResidential {
			return home
		}
	}
}
