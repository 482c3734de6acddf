package db

import (
	"errors"

	"linli/db/crm"
)

// demoEvent is an activity of the estate: how many months ago it was held, and how many wanted to come.
type demoEvent struct {
	back                     int // 0 = this evening, below = still to come
	kind, title, place, note string
	capacity, come           int64
	minutes                  string
}

var demoEvents = []demoEvent{
	{11, "community", "邻里猜灯谜", "中心花园", "备灯谜两百条，小礼品由物业准备", 60, 38, ""},
	{9, "fire_drill", "消防疏散演练", "1栋前广场", "统一听广播，老人可在家中等候", 0, 30, "疏散用时 6 分 40 秒；3单元楼道堆物两处，当场清走。"},
	{8, "forum", "业主座谈会：停车与门岗", "物业服务中心会议室", "通报诉求办理与公共收益", 20, 16, "意见集中在停车和外卖车进园；门岗下月起登记外卖车，车位线三个月内重画。"},
	{6, "service_day", "便民服务日：磨刀、量血压、家电清洗", "东门小广场", "", 0, 42, ""},
	{5, "community", "亲子手工坊", "社区活动室", "材料由物业准备，请自带小凳", 30, 28, "家长希望多办亲子活动，已记入下期安排。"},
	{3, "forum", "业主座谈会：电梯更换", "物业服务中心会议室", "通报电梯更换进度", 20, 14, "电梯更换按计划进行；有业主提出快递柜位置不便，已登记建议。"},
	{2, "volunteer", "清理楼道志愿行动", "各单元楼道", "手套和垃圾袋现场领取", 25, 19, ""},
	{1, "assembly", "业主大会", "社区活动室", "审议公共收益使用方案；表决另行公示", 120, 64, "到会人数另见签到表；公共收益方案按程序书面表决，结果张贴公示。"},
	{0, "community", "邻里读书会", "社区活动室", "本期读《人世间》", 15, 13, ""},
	{-1, "festival", "邻里联欢会", "社区活动室", "欢迎报名表演节目，现场拍照", 80, 0, ""},
}

// keepActivities plans the activities of the last year, of this evening and the next one: each is made some weeks ahead, people sign up and come.
func (d *demo) keepActivities() {
	for i := range demoEvents {
		e := &demoEvents[i]
		day := d.now.AddDate(0, -e.back, 0)
		starts := crm.EndOfDay(day.Unix(), int64(i%4-5), d.zone) + 14*3600 + 1800
		made := starts - 25*86400
		if e.back <= 0 {
			starts, made = crm.EndOfDay(d.now.Unix(), int64(-1-30*e.back), d.zone)+18*3600+1800, d.now.Unix()-6*86400
		}
		d.add(d.working(made), func(at int64) error { return d.announce(e, starts, at) })
	}
}

// announce makes an activity and lets people sign up until it starts; most of them come.
func (d *demo) announce(e *demoEvent, starts, at int64) error {
	id, err := d.store.SaveActivity(d.ctx, d.by(d.staff.supervisors[0], at), 0, crm.Activity{Kind: e.kind, Title: e.title, Place: e.place, StartsAt: starts, Capacity: e.capacity,
		Audience: "全体业主和住户", Note: e.note, Photos: e.kind == "festival"})
	if err != nil {
		return err
	}
	until := min(starts, d.now.Unix())
	for range max(e.come, 12) {
		who := d.homes[d.IntN(len(d.homes))].people[0].id
		d.add(d.working(d.between(at, until-3600)), func(at int64) error { return d.come(id, who, crm.SignedUp, at) })
		switch {
		case e.come == 0:
		case d.chance(84):
			d.add(starts+d.between(-900, 1200), func(at int64) error { return d.come(id, who, crm.Attended, at) })
		default:
			d.add(starts+2*3600, func(at int64) error { return d.come(id, who, crm.Absent, at) })
		}
	}
	if e.minutes != "" {
		d.add(starts+20*3600, func(at int64) error { return d.minute(id, e.minutes, at) })
	}
	return nil
}

// come moves somebody on; who asks twice or finds no place is told so.
func (d *demo) come(activity, customer int64, status string, at int64) error {
	_, err := d.store.NoteComing(d.ctx, d.by(d.desk(), at), Coming{ActivityID: activity, CustomerID: customer, Status: status}, d.localDay(at), d.zone)
	var refused *crm.Error
	if errors.As(err, &refused) {
		return nil
	}
	return err
}

func (d *demo) minute(activity int64, text string, at int64) error {
	var version int64
	if err := batchOf(d.ctx).row(`SELECT row_version FROM event WHERE id = ?`, activity).Scan(&version); err != nil {
		return err
	}
	return d.store.WriteMinutes(d.ctx, d.by(d.desk(), at), activity, version, text)
}
