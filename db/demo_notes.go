package db

import (
	"linli/db/crm"
)

// said is a conversation as it may go, with what was promised and how many days later it is kept.
type said struct {
	channel, direction, summary, promise, answer string
}

var (
	conversations = []said{
		{"phone", "in", "问地下车库月租车位还有没有空的", "问清空车位后回电", "回电：B区还有两个，已发位置图"},
		{"phone", "in", "问装修押金什么时候退", "查清退款进度后回电", "回电：财务已安排本周退款"},
		{"walk_in", "in", "来前台办门禁卡，说单元门有时刷不开", "让工程看过读卡器后告知", "已换读卡器，电话告知可以正常刷"},
		{"wechat", "in", "发来照片，楼道声控灯一直亮着", "", ""},
		{"wechat", "out", "告知停水通知和恢复时间，客户回复收到", "", ""},
		{"visit", "out", "上门送新版服务手册，聊起孩子上学接送时电梯拥挤", "", ""},
		{"phone", "out", "回访装修完工情况，客户表示满意", "", ""},
		{"phone", "in", "询问快递柜能不能加装", "下周给答复", "已告知快递柜方案列入下月计划"},
		{"email", "in", "来函索要近三年物业费发票", "三天内把发票寄出", "发票已寄出并告知单号"},
		{"paper", "in", "意见箱收到手写信，感谢保安帮忙搬东西", "", ""},
	}
	calledAgain     = []string{"按约定回访，没有新的问题", "再次联系，情况已经好转，客户满意", "电话联系，约好下月再看一次"}
	demoNeeds       = []string{"希望单元门口装扶手", "想租一个固定车位", "希望增加快递柜", "想预约空调清洗", "希望装充电桩", "希望楼道灯亮一点"}
	demoLikes       = []crm.Preference{{Key: "language", Value: "杭州话"}, {Key: "language", Value: "粤语"}, {Key: "living", Value: "怕吵，中午休息"}, {Key: "living", Value: "上门请先换鞋套"}, {Key: "home_visits", Value: "no"}, {Key: "home_visits", Value: "yes"}, {Key: "large_print", Value: "yes"}, {Key: "interest", Value: "家政保洁"}, {Key: "interest", Value: "空调清洗"}}
	demoTags        = []string{"养宠", "常出差", "活动志愿者", "爱下棋"}
	consentPurposes = []string{"promotion", "greeting", "photos", "named_survey"}
)

// keepNotes plans what is noted about people over the last year: conversations, needs, likes, tags and consents.
func (d *demo) keepNotes() {
	year := d.now.AddDate(-1, 0, 0).Unix()
	d.add(year, d.extraFields)
	for _, h := range d.homes[:min(len(d.homes), filedHomes)] {
		who := h.people[0].id
		for range d.between(0, 4) {
			d.add(d.officeTime(year+d.between(30, 364)*86400), func(at int64) error { return d.talk(who, at) })
		}
		if d.chance(60) {
			d.add(d.officeTime(year+d.between(21, 300)*86400), func(at int64) error { return d.note(who, at) })
		}
	}
}

// officeTime is some time between nine and eighteen on the day of a moment.
func (d *demo) officeTime(at int64) int64 {
	return crm.EndOfDay(at, -1, d.zone) + d.between(9*3600, 18*3600)
}

// talk is a conversation; most promises are kept in time, some late, and who was to be called again is called.
func (d *demo) talk(customer, at int64) error {
	s := conversations[d.IntN(len(conversations))]
	next := int64(0) // days to the next contact
	n := NewNote{ContactNote: crm.ContactNote{Channel: s.channel, Direction: s.direction, Summary: s.summary, Promise: s.promise}}
	if s.promise != "" {
		n.PromiseOn = d.localDay(at + 3*86400)
	} else if d.chance(15) {
		next = d.between(7, 30)
		n.NextContactOn = d.localDay(at + next*86400)
	}
	if d.chance(12) {
		n.Need = d.of(demoNeeds)
	}
	desk := d.desk()
	id, err := d.store.AddNote(d.ctx, d.by(desk, at), customer, n)
	if err != nil {
		return leaveOut(err)
	}
	answer := NewNote{ContactNote: crm.ContactNote{Channel: "phone", Direction: "out", Summary: s.answer}, Promises: []int64{id}}
	days := d.between(0, 4)
	switch {
	case n.NextContactOn != "":
		answer.Summary, answer.Promises, answer.Contacts = d.of(calledAgain), nil, []int64{id}
		days = next + d.between(-2, 1)
	case s.promise == "":
		return nil
	case d.chance(6): // forgotten, and put right
		days += d.between(3, 12)
	}
	d.add(max(at+900, d.officeTime(at+days*86400)), func(at int64) error {
		_, err := d.store.AddNote(d.ctx, d.by(desk, at), customer, answer)
		return leaveOut(err)
	})
	return nil
}

// note writes down what was learnt about somebody.
func (d *demo) note(customer, at int64) error {
	desk, like := d.by(d.desk(), at), demoLikes[d.IntN(len(demoLikes))]
	like.Source = "told"
	_, err := d.store.AddPreference(d.ctx, desk, customer, like)
	if err == nil && d.chance(30) {
		_, err = d.store.AddTag(d.ctx, desk, customer, d.of(demoTags))
	}
	if err == nil && d.chance(40) {
		err = d.store.GiveConsent(d.ctx, desk, customer, crm.Consent{Purpose: d.of(consentPurposes), Method: "paper", Evidence: "入住手续档案袋"})
	}
	if err == nil && d.chance(6) {
		err = d.store.AddCare(d.ctx, d.by(d.staff.manager, at), customer, crm.CareTags[d.IntN(len(crm.CareTags))].Code, crm.Consent{Method: "paper", Evidence: "关怀登记表签字页"})
	}
	if err != nil {
		return leaveOut(err)
	}
	if d.chance(40) {
		if err := d.fillExtras(customer, at); err != nil {
			return leaveOut(err)
		}
	}
	version, err := d.version(customer)
	if err != nil {
		return err
	}
	return leaveOut(d.store.NotePrivacyNotice(d.ctx, desk, customer, version, d.localDay(at)))
}

// leaveOut passes over what a person would see refused and leave: a file that is closed, a thing noted before.
func leaveOut(err error) error {
	if crm.Is(err, crm.Conflict) || crm.Is(err, crm.Invalid) {
		return nil
	}
	return err
}

func (d *demo) extraFields(at int64) error {
	for _, f := range []crm.ExtraField{{Name: "门禁卡张数", Kind: "number", Purpose: "补办、注销门禁卡时核对"},
		{Name: "备用钥匙存放", Kind: "choice", Choices: []string{"没有", "管家处", "亲友处"}, Purpose: "漏水、火情等紧急情况开门", Readers: []crm.Role{crm.Steward, crm.Supervisor, crm.Manager}}} {
		id, err := d.store.SaveExtraField(d.ctx, d.by(d.staff.manager, at), 0, f)
		if err != nil {
			return err
		}
		d.fields = append(d.fields, id)
	}
	return nil
}
