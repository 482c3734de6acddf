package db

import (
	"fmt"
	"strings"
	"time"

	"linli/db/crm"
)

var caseKinds = weigh("complaint 33 repair 41 enquiry 13 suggestion 7 praise 6")

// register puts a case on record (T1) and lets it go its way; prepare may change what was drawn.
func (d *demo) register(a arrival, prepare func(l *life, in *NewCase, by *crm.Staff)) error {
	l := &life{home: d.homes[d.IntN(len(d.homes))]}
	in := NewCase{Registration: crm.Registration{Kind: crm.Kind(d.weighted(caseKinds)), Channel: a.channel, LateEntry: a.late, Received: crm.Moment{At: a.received}}}
	l.topic = d.topic(string(in.Kind))
	by := d.registrar(l, a.channel)
	d.fate(l, in.Kind)
	if prepare != nil {
		prepare(l, &in, &by)
	}
	d.describe(l, &in)
	d.complainant(l, &in)
	d.aim(l, &in, by)
	d.atOnce(l, &in, a)
	c, err := d.enter(by, a.registered, in)
	if err != nil {
		return fmt.Errorf("register %s %s: %w", l.topic.category, l.topic.sub, err)
	}
	d.cases[c.ID], l.id = c, c.ID
	d.follow(l, a.registered)
	d.remember(l)
	if crm.OnlineChannel(c.Channel) && d.chance(15) {
		d.add(d.after(a.registered, 30, 1500), func(at int64) error { return d.supplement(l, at) })
	}
	return nil
}

// enter puts a registration on record, what came by the owners' form as they sent it.
func (d *demo) enter(by crm.Staff, at int64, in NewCase) (*crm.Case, error) {
	if crm.OnlineChannel(in.Channel) {
		return d.store.RegisterOnline(d.ctx, By{Now: time.Unix(at, 0), Source: "demo"}, d.project, in)
	}
	return d.store.RegisterCase(d.ctx, d.by(by, at), in)
}

// registrar is who takes the call: mostly the desk, the steward of the house, for letters from outside a supervisor.
func (d *demo) registrar(l *life, channel string) crm.Staff {
	steward, known := d.stewardOf(l.home.room.BuildingNo)
	switch {
	case channel == "hotline_12345" || channel == "street" || channel == "committee":
		return d.lead()
	case known && (channel == "wechat" || channel == "patrol") && d.chance(45):
		return steward
	case known && d.chance(6):
		return steward
	}
	return d.desk()
}

// fate draws what will be special about a case.
func (d *demo) fate(l *life, kind crm.Kind) {
	complaint := kind == crm.Complaint
	l.answers = d.chance(74)
	l.investigates = complaint && d.chance(46)
	l.invalid = complaint && d.chance(4)
	l.paid = (complaint || kind == crm.Repair) && d.chance(1.5)
	l.withdraws = (complaint || kind == crm.Repair) && d.chance(1.6)
	l.returns = (complaint || kind == crm.Repair) && d.chance(2)
	l.refused = d.chance(6)
	l.forgot = d.chance(0.6)
	l.reports = (complaint || kind == crm.Repair) && d.chance(1.2)
	l.holds = (complaint || kind == crm.Repair) && d.chance(2.4)
	l.moves = (complaint || kind == crm.Repair) && d.chance(1.5)
	l.mistaken = d.chance(0.4)
	l.asks = (complaint || kind == crm.Repair) && d.chance(2.5)
	l.answers = l.answers || l.holds
}

// describe writes what the case is about.
func (d *demo) describe(l *life, in *NewCase) {
	t := l.topic
	in.Category, in.SubCategory = t.category, t.sub
	if t.place == "" {
		in.Room = l.home.room.Code
	} else {
		in.Place = d.of(strings.Split(t.place, "、"))
	}
	in.Summary = d.fill(t.summary, l.home)
	if in.Kind == crm.Complaint && d.chance(42) {
		in.Detail = d.fill(d.of(details), l.home)
	}
	if (in.Kind == crm.Complaint || in.Kind == crm.Repair) && d.chance(55) {
		in.RemedyWanted = d.of(t.course.remedies)
	}
	if in.Kind != crm.Complaint || l.pace > 0 {
		return
	}
	switch {
	case d.chance(2.5):
		in.Flags = append(in.Flags, "vulnerable")
	case d.chance(0.5):
		in.Flags = append(in.Flags, "group")
	case d.chance(0.3):
		in.Flags = append(in.Flags, "big_loss")
	case d.chance(0.2):
		in.Flags = append(in.Flags, "media")
	}
}

// complainant says who it is: somebody of the home, somebody not on file, or nobody.
func (d *demo) complainant(l *life, in *NewCase) {
	switch in.Channel {
	case "hotline_12345":
		in.ExternalNo = fmt.Sprintf("HZ%s%05d", time.Unix(in.Received.At, 0).In(d.zone).Format("0601"), d.IntN(100000))
		in.ExternalDue = crm.Moment{At: in.Received.At + 5*86400}
	case "street":
		in.ExternalNo = fmt.Sprintf("街道转办〔%d〕%d号", time.Unix(in.Received.At, 0).In(d.zone).Year(), d.between(10, 900))
	}
	person := l.home.people[d.IntN(len(l.home.people))]
	switch {
	case in.Anonymous || in.Kind == crm.Complaint && (in.Channel == "paper" || in.Channel == "qr" || in.Channel == "web_form") && d.chance(35):
		in.Anonymous = true
		in.Place = in.Place + map[bool]string{true: l.home.room.BuildingNo + "栋楼下", false: ""}[in.Place == ""]
		in.Room = ""
	case d.chance(3):
		in.CallerName, _ = d.person()
		in.CallerPhone, in.CallerRelation = d.mobile("").Value, d.of([]string{"tenant", "occupant", "other", "owner"})
	default:
		in.CustomerID = person.id
	}
}

// atOnce confirms while the customer is on the phone or at the desk, where that is possible.
func (d *demo) atOnce(l *life, in *NewCase, a arrival) {
	spoken := in.Channel == "phone" || in.Channel == "walk_in"
	if !spoken || in.LateEntry != "" || in.Anonymous || l.pace > 0 || l.forgot || l.mistaken || d.chance(9) {
		l.tries = 0
		if !in.Anonymous && in.LateEntry != "" && d.chance(10) {
			l.tries, l.raised = 2, true
		}
		return
	}
	method := map[bool]string{true: "face", false: "phone"}[in.Channel == "walk_in"]
	in.Ack = &crm.Acknowledgement{Method: method, ToldNumber: true, ToldNextStep: d.of(l.topic.course.steps), SummaryConfirmed: d.confirmed(), OnTheSpot: true}
}

// fill puts the home's building, unit and floor into a text.
func (d *demo) fill(text string, home *demoHome) string {
	if !strings.Contains(text, "{") {
		return text
	}
	unit := ""
	if home.unit != "" {
		unit = home.unit + "单元"
	}
	floor := max(home.room.Floor, 1)
	return strings.NewReplacer("{B}", home.room.BuildingNo+"栋", "{U}", unit, "{F}", fmt.Sprint(floor), "{G}", fmt.Sprint(floor+1),
		"{N}", fmt.Sprint(d.between(2, 6)), "{H}", fmt.Sprint(d.between(9, 11)), "{D}", fmt.Sprint(d.between(3, 20))).Replace(text)
}

// publishing lets the manager put each month before the committee on one of the first days of the next; the month just over
// is left to whoever tries the product.
func (d *demo) publishing() {
	for month := range demoMonths - 1 {
		first := d.opened.AddDate(0, month+1, 0)
		period := crm.PeriodOf(first.Unix()-1, d.zone)
		d.add(first.AddDate(0, 0, 2).Unix()+d.between(9*3600, 17*3600), func(at int64) error {
			_, err := d.store.PublishMonth(d.ctx, d.by(d.staff.manager, at), period, -1, "")
			return err
		})
	}
	for _, day := range []time.Time{d.start.AddDate(0, 0, 360), d.now.AddDate(0, 0, -20)} {
		d.add(day.Unix(), d.pledge)
	}
}

// pledge lets everybody sign for another year.
func (d *demo) pledge(at int64) error {
	for _, s := range d.staff.all {
		if err := d.store.SignPledge(d.ctx, d.by(s, at)); err != nil {
			return err
		}
	}
	return nil
}
