package db

import (
	"time"

	"linli/db/crm"
)

// What befalls a few cases on their way: they wait for others, need another department, go to another handler, turn out to be none,
// are about staff.

var (
	holdReasons   = weigh("third_party 40 parts 22 customer 18 weather 8 owners 8 authority 4")
	holdEvidences = []string{"厂家回函，约定到货日期", "与客户的微信约定，截图已存", "施工单位报价单已收", "气象预警截图", "供水公司停水通知"}
	resumeNotes   = []string{"备件已到货", "厂家已到场", "客户已回来，可以上门", "天气转好，恢复施工"}
	moveReasons   = []string{"当班人员请假，转同事继续处理", "该问题更熟悉的同事在岗", "工作量较大，转同班组处理"}
	helpers       = map[string][2]string{ // who is asked by a department, and for what
		"GC": {"ZX", "检修期间请派一名秩序员在现场，引导住户通行"}, "ZX": {"GC", "请检查该处的门禁和照明"}, "BJ": {"GC", "请疏通该处排水，保洁随后清洗"}, "LH": {"BJ", "修剪后请当天清运枝叶"},
		"CW": {"KF", "请当面向客户说明收费标准"}, "KF": {"GC", "请到现场核实并回复结论"}, "JL": {"KF", "请核对来电录音和登记时间"},
	}
	helpResults = []string{"已派人到场，当天完成", "已完成，现场情况已告知经办人", "已核实，结论已回复经办人"}
	mistakes    = []string{"重复点击，误登一件", "登记在别的房号下，已重新登记", "培训时的测试记录"}
)

// hold lets a case wait, with the day it goes on.
func (d *demo) hold(l *life, c *crm.Case, at int64) error {
	l.holds = false
	reason, _ := crm.HoldReasonOf(d.weighted(holdReasons))
	until := time.Unix(at, 0).AddDate(0, 0, int(d.between(1, min(reason.Days-1, 15))))
	by := d.lead()
	if c.Kind == crm.Complaint && c.Level == crm.Major {
		by = d.staff.manager
	}
	in := crm.Hold{Reason: reason.Code, Evidence: d.of(holdEvidences), Until: d.day(until), Method: d.method(c)}
	return d.store.HoldCase(d.ctx, d.by(by, at), c.ID, c.RowVersion, in)
}

// nextOfHold is the end of a wait: what it waited for comes, or its day does.
func (d *demo) nextOfHold(c *crm.Case, at int64) (int64, step) {
	if left := c.HoldUntil - at; left > 6*3600 && d.chance(45) {
		if t := d.working(at + left/4 + d.between(0, left/2)); t < c.HoldUntil {
			return t, d.resume
		}
	}
	return c.HoldUntil, d.holdOver
}

func (d *demo) resume(l *life, c *crm.Case, at int64) error {
	return d.store.ResumeCase(d.ctx, d.by(d.worker(l, c), at), c.ID, c.RowVersion, d.of(resumeNotes))
}

// holdOver does what the minute tick does at the end of a wait.
func (d *demo) holdOver(l *life, _ *crm.Case, at int64) error {
	return d.store.inTx(d.ctx, d.system(at), func(tx *Tx) error { return tx.holdOver(l.id) })
}

// askHelp asks the department that mostly helps the one in charge.
func (d *demo) askHelp(l *life, c *crm.Case, at int64) error {
	l.asks = false
	asked := helpers[c.Department]
	return d.store.AskAssist(d.ctx, d.by(d.worker(l, c), at), c.ID, c.RowVersion, asked[0], asked[1], crm.Moment{})
}

// help is what somebody of the department asked reports.
func (d *demo) help(_ *life, c *crm.Case, at int64) error {
	department := c.Assistants()[0]
	by := d.one(d.staff.handlers[department], c.Barred()...)
	return d.store.FinishAssist(d.ctx, d.by(by, at), c.ID, c.RowVersion, department, d.of(helpResults))
}

// transfer gives a case to another handler of the department, where it has no other to the office.
func (d *demo) transfer(l *life, c *crm.Case, at int64) error {
	l.moves = false
	in := crm.Transfer{Department: c.Department, Reason: d.of(moveReasons)}
	to := d.one(d.staff.handlers[c.Department], append(c.Barred(), c.HandlerID)...)
	if to.ID == d.staff.manager.ID {
		in.Department = "KF"
		if c.Department == "KF" {
			in.Department = "GC"
		}
		to = d.one(d.staff.handlers[in.Department], c.Barred()...)
	}
	l.handler = to
	return d.store.TransferCase(d.ctx, d.by(d.lead(), at), c.ID, c.RowVersion, in, to.Login)
}

func (d *demo) void(_ *life, c *crm.Case, at int64) error {
	why := "wrong"
	if d.chance(20) {
		why = "test"
	}
	return d.store.VoidCase(d.ctx, d.by(d.lead(c.RegistrarID), at), c.ID, c.RowVersion, why, d.of(mistakes))
}

// aim says whom of the staff a complaint is about, where the customer could tell. The desk itself is left out: it is who works on
// every case here.
func (d *demo) aim(l *life, in *NewCase, by crm.Staff) {
	if in.Kind != crm.Complaint || in.Category != crm.StaffConduct || crm.OnlineChannel(in.Channel) || !d.chance(75) {
		return
	}
	who, known := d.stewardOf(l.home.room.BuildingNo)
	if department := map[string]string{"保安": "ZX", "保洁": "BJ", "维修": "GC"}[in.SubCategory]; department != "" {
		who, known = d.one(d.staff.handlers[department]), true
	} else if in.SubCategory != "管家" {
		known = false
	}
	if known && who.ID != by.ID {
		in.TargetLogins = []string{who.Login}
	}
}
