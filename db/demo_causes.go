package db

import (
	"fmt"

	"linli/db/crm"
)

// demoCause is something that broke down for a whole building: people call one after the other, and are told all at once.
type demoCause struct {
	topic   topic
	group   int64
	homes   []*demoHome
	members []*life
	handler crm.Staff
	joint   bool // a group complaint in the end
}

var causeTopics = [][2]string{{"elevator", "停梯"}, {"parking", "道闸"}, {"cleaning", "垃圾清运"}, {"facilities", "门禁"}, {"noise", "设备"}}

// outages plans what breaks down: one a month where there are cases enough, the last one hours ago. It returns how many cases come
// of it.
func (d *demo) outages(cases int) (callers int) {
	n := min(demoMonths, cases/250)
	for i := range n {
		month := d.opened.AddDate(0, (i+1)*demoMonths/n-1, 0)
		at := month.AddDate(0, 0, int(d.between(2, 24))).Unix() + d.between(8*3600, 15*3600)
		if i == n-1 {
			at = d.now.Unix() - d.between(3*3600, 4*3600)
		}
		subject := causeTopics[i%len(causeTopics)]
		k := &demoCause{topic: topicOf("complaint", subject[0], subject[1]), joint: i%6 == 4}
		k.homes = d.neighbours(int(d.between(5, 9)))
		callers += len(k.homes)
		d.add(at, func(at int64) error { return d.breakDown(k, at) })
	}
	return callers
}

// neighbours are homes of one building, each with somebody to talk to.
func (d *demo) neighbours(most int) (list []*demoHome) {
	from := d.IntN(len(d.homes))
	building := d.homes[from].room.BuildingNo
	for i := range d.homes {
		home := d.homes[(from+i)%len(d.homes)]
		if home.room.BuildingNo == building && home.room.Kind == crm.RoomResidential && len(list) < most {
			list = append(list, home)
		}
	}
	return list
}

// breakDown opens the cause; its people call within the hour.
func (d *demo) breakDown(k *demoCause, at int64) (err error) {
	if len(k.homes) == 0 {
		return nil
	}
	place := k.homes[0].room.BuildingNo + "栋"
	g := crm.Group{Kind: crm.Complaint, Category: k.topic.category, SubCategory: k.topic.sub, Place: place, Summary: place + "多户反映" + k.topic.sub + "问题", Tell: d.of(k.topic.course.plans)}
	if k.group, err = d.store.AddGroup(d.ctx, d.by(d.desk(), at), g, nil); err != nil {
		return fmt.Errorf("cause: %w", err)
	}
	for _, home := range k.homes {
		at += d.between(1, 9) * 60
		d.add(at, func(at int64) error { return d.callIn(k, home, at) })
	}
	d.onward(k, causeSteps, at)
	return nil
}

// callIn adds a home. Who lives there without anybody to talk to calls about something else.
func (d *demo) callIn(k *demoCause, home *demoHome, at int64) error {
	c, err := d.store.AddCaller(d.ctx, d.by(d.desk(), at), k.group, home.room.Code, "phone")
	if crm.Is(err, crm.Invalid) {
		return d.register(arrival{received: at, registered: at, channel: "phone"}, nil)
	}
	if err != nil {
		return fmt.Errorf("caller: %w", err)
	}
	l := &life{id: c.ID, home: home, topic: k.topic, answers: true}
	d.cases[c.ID] = c
	k.members = append(k.members, l)
	d.rest(l, at)
	return nil
}

// causeStep is a step taken with all of them, some minutes after the one before.
type causeStep struct {
	low, high int64
	do        func(d *demo, k *demoCause, at int64) error
}

var causeSteps = []causeStep{{5, 20, (*demo).confirmAll}, {2, 9, (*demo).makeJoint}, {2, 9, (*demo).assignAll}, {3, 15, (*demo).acceptAll}, {15, 60, (*demo).investigateAll},
	{2, 20, (*demo).answerAll}, {300, 1500, (*demo).proposeAll}, {10, 90, (*demo).approveAll}, {5, 40, (*demo).resolveAll}}

// onward plans the next of the steps.
func (d *demo) onward(k *demoCause, steps []causeStep, at int64) {
	if len(steps) == 0 {
		return
	}
	d.add(d.after(at, steps[0].low, steps[0].high), func(at int64) error {
		if len(k.members) == 0 {
			return nil
		}
		if err := steps[0].do(d, k, at); err != nil {
			return fmt.Errorf("cause %d, step %d from the end: %w", k.group, len(steps), err)
		}
		if len(steps) > 1 {
			for _, l := range k.members {
				d.rest(l, at)
			}
		}
		d.onward(k, steps[1:], at)
		return nil
	})
}

// all names the cases in their present versions, everybody told by telephone.
func (d *demo) all(k *demoCause) (list []Member) {
	for _, l := range k.members {
		list = append(list, Member{ID: l.id, Seen: d.cases[l.id].RowVersion, Method: "phone"})
	}
	d.forget(k.members...)
	return list
}

func (d *demo) confirmAll(k *demoCause, at int64) error {
	in := crm.Acknowledgement{ToldNumber: true, ToldNextStep: d.of(k.topic.course.steps), SummaryConfirmed: "yes"}
	return d.store.AcknowledgeMembers(d.ctx, d.by(d.desk(), at), k.group, d.all(k), in)
}

// makeJoint makes a group complaint where one is meant and there are homes enough. It reads the cases by itself.
func (d *demo) makeJoint(k *demoCause, at int64) error {
	if !k.joint || len(k.members) < d.set.GroupRooms {
		return nil
	}
	if err := d.store.MakeJoint(d.ctx, d.by(d.lead(), at), k.group, 1, k.members[0].id); err != nil {
		return err
	}
	for _, l := range k.members {
		delete(d.cases, l.id)
		if _, err := batchOf(d.ctx).anyCase(l.id); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) assignAll(k *demoCause, at int64) error {
	k.handler = d.one(d.staff.handlers[k.topic.department])
	return d.store.AssignMembers(d.ctx, d.by(d.lead(), at), k.group, d.all(k), crm.Dispatch{Department: k.topic.department}, k.handler.Login)
}

func (d *demo) acceptAll(k *demoCause, at int64) error {
	return d.store.AcceptMembers(d.ctx, d.by(k.handler, at), k.group, d.all(k), d.of(k.topic.course.steps))
}

func (d *demo) investigateAll(k *demoCause, at int64) error {
	return d.store.InvestigateMembers(d.ctx, d.by(k.handler, at), k.group, d.all(k), crm.Moment{}, d.of(k.topic.course.findings))
}

func (d *demo) answerAll(k *demoCause, at int64) error {
	in := crm.Response{Text: d.of(k.topic.course.plans), ExpectedOn: d.localDay(at + 86400)}
	return d.store.RespondMembers(d.ctx, d.by(k.handler, at), k.group, d.all(k), in)
}

func (d *demo) proposeAll(k *demoCause, at int64) error {
	in := crm.Proposal{Resolution: d.of(k.topic.course.results), RootCauses: []string{d.of(k.topic.course.causes)}, Responsibility: d.of(k.topic.course.blames), Validity: "valid"}
	if d.cases[k.members[0].id].PhotoWanted() {
		in.NoPhoto = "现场已恢复，未留照片"
	}
	return d.store.ProposeMembers(d.ctx, d.by(k.handler, at), k.group, d.all(k), in)
}

func (d *demo) approveAll(k *demoCause, at int64) error {
	waiting := &demoCause{group: k.group}
	for _, l := range k.members { // who complains for the second time weighs more than the neighbours
		if d.cases[l.id].Approval == "pending" {
			waiting.members = append(waiting.members, l)
		}
	}
	if len(waiting.members) == 0 {
		return nil
	}
	return d.store.ApproveMembers(d.ctx, d.by(d.staff.manager, at), k.group, d.all(waiting), "approve", "")
}

// resolveAll ends what is common: from here each is called back by itself.
func (d *demo) resolveAll(k *demoCause, at int64) error {
	if err := d.store.ResolveMembers(d.ctx, d.by(k.handler, at), k.group, d.all(k), crm.Told{Whom: "本人"}); err != nil {
		return err
	}
	for _, l := range k.members {
		l.handler = k.handler
		d.follow(l, at)
	}
	var seen int64
	if err := batchOf(d.ctx).row(`SELECT row_version FROM group_case WHERE id = ?`, k.group).Scan(&seen); err != nil {
		return err
	}
	return d.store.EndGroup(d.ctx, d.by(d.lead(), at), k.group, seen, true)
}
