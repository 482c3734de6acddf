package db

import "linli/db/crm"

// showcase is a case that stands still at a point of its way, so that every state can be seen in a file of any size.
type showcase struct {
	kind, category, sub string
	hours               int64 // before now it came in
	pace                int64 // minutes a step takes
	stop                func(c *crm.Case) bool
}

var showcases = []showcase{
	{"complaint", "noise", "生活", 2, 10, func(c *crm.Case) bool { return c.State == crm.Registered }},
}

// show puts a showcase on the agenda.
func (d *demo) show(s *showcase) {
	at := d.now.Unix() - s.hours*3600
	a := arrival{received: at, registered: at, channel: "phone"}
	d.add(at, func(int64) error {
		return d.register(a, func(l *life, in *NewCase, _ *crm.Staff) {
			in.Kind, l.topic = crm.Kind(s.kind), topicOf(s.kind, s.category, s.sub)
			l.pace, l.stop = s.pace, s.stop
			l.withdraws, l.returns = false, false
		})
	})
}
