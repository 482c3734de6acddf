package db

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"linli/db/crm"
)

// taskNotes are what somebody writes who has done a task; tasks of other kinds end with the action they ask for.
var taskNotes = map[string][]string{
	"adopted":     {"已落实并电话告知建议人", "座椅已安装，建议人表示感谢", "本月完成，已在公众号公布"},
	"new_need":    {"已登记并转相关部门", "已联系客户了解具体需求"},
	"report_up":   {"同意，按方案执行", "已与对方沟通，可以继续处理", "已批准采购，两天内到货"},
	"third_round": {"已上门面谈，约定整改期限"},
	"urgent":      {"已知晓，现场有人处置", "已知晓，已通知值班工程师", "已到现场"},
	"verify_file": {"已核实，号码更新", "联系家属后更新号码", "号码无误，客户当时不便接听"},
	"progress":    {"已电话说明进度和新的完成时间", "已微信告知进度"},
	"hold_over":   {"已与对方确认，恢复处理", "备件已到，安排上门"},
	"supplement":  {"已查看，并入处理", "已致电说明，照片收到"},
	"group":       {"已查看，按一因多诉办理"},
	"owner":       {"已知晓，由我承办"},
}

// office goes through the open tasks some times a day, and to people who come and go.
func (d *demo) office() {
	for day := d.opened; day.Before(d.now); day = day.AddDate(0, 0, 1) {
		for _, hour := range []int{9, 12, 15, 18} {
			d.add(day.Unix()+int64(hour)*3600+d.between(0, 3000), d.goThroughTasks)
		}
		d.add(day.Unix()+10*3600+d.between(0, 6*3600), d.move)
	}
}

// goThroughTasks takes up what is open: most of it within the day, some stays.
func (d *demo) goThroughTasks(at int64) error {
	kinds := slices.Sorted(maps.Keys(taskNotes))
	rows, err := batchOf(d.ctx).rows(`SELECT `+taskColumns+taskTables+`WHERE t.project_id = ? AND t.done_at = 0 AND t.kind IN ('explain_miss', `+marks("?", len(kinds))+`) ORDER BY t.due_at, t.id`,
		append([]any{d.project.ID}, list(kinds)...)...)
	tasks, err := collect(rows, err, func(rows *sql.Rows, t *Task) error { return scanTask(rows, t) })
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if d.taken[t.ID] || t.Kind == "adopted" && t.DueAt > at+86400 || !d.chance(60) {
			continue
		}
		do := d.finishTask
		if t.Kind == "explain_miss" {
			do = d.explain
		} else if t.Kind == "progress" && d.chance(50) {
			continue
		}
		d.taken[t.ID] = true
		d.add(d.after(at, 2, 170), func(at int64) error { return do(t, at) })
	}
	return nil
}

// holder is who may do a task.
func (d *demo) holder(t Task) crm.Staff {
	switch {
	case t.AssigneeID != 0:
		return d.colleague(t.AssigneeID)
	case t.Role == string(crm.DeptHead) || t.Role == string(crm.Quality):
		for _, s := range d.staff.all {
			if s.Has(crm.Role(t.Role)) && (t.Department == "" || s.HeadOf(t.Department)) {
				return s
			}
		}
	case t.Role == string(crm.Supervisor):
		return d.lead()
	case t.Role == string(crm.Clerk):
		return d.desk()
	}
	return d.staff.manager
}

func (d *demo) finishTask(t Task, at int64) error {
	var open bool
	if err := batchOf(d.ctx).row(`SELECT done_at = 0 FROM task WHERE id = ?`, t.ID).Scan(&open); err != nil || !open {
		return err
	}
	if err := d.store.CompleteTask(d.ctx, d.by(d.holder(t), at), t.ID, t.Version, d.of(taskNotes[t.Kind])); err != nil {
		return fmt.Errorf("task %d, %s: %w", t.ID, t.Kind, err)
	}
	return nil
}

// explain says why a clock was missed; the manager accepts it some time later, mostly.
func (d *demo) explain(t Task, at int64) error {
	key := strings.Split(t.Key, ":") // missKey
	cycle, err := strconv.Atoi(key[2])
	if err != nil {
		return err
	}
	in := crm.Miss{Clock: crm.ClockName(key[3]), Cycle: cycle, Reason: d.weighted(missReasons)}
	if in.Reason == "其他" || d.chance(30) {
		in.Note = d.of(missNotes)
	}
	if err := d.aboutMiss(t.SubjectID, func(version int64) error {
		err := d.store.ExplainMiss(d.ctx, d.by(d.holder(t), at), t.SubjectID, version, in)
		if crm.Is(err, crm.Forbidden) { // the case has gone to somebody else since
			err = d.store.ExplainMiss(d.ctx, d.by(d.lead(), at), t.SubjectID, version, in)
		}
		return err
	}); err != nil {
		return err
	}
	if d.chance(90) {
		d.add(d.after(at, 60, 2400), func(at int64) error {
			return d.aboutMiss(t.SubjectID, func(version int64) error {
				return d.store.AcceptMiss(d.ctx, d.by(d.staff.manager, at), t.SubjectID, version, in)
			})
		})
	}
	return nil
}

// aboutMiss finds the version of a case; a miss that was cleared since needs no words.
func (d *demo) aboutMiss(id int64, fn func(version int64) error) error {
	var version int64
	if err := batchOf(d.ctx).row(`SELECT row_version FROM service_case WHERE id = ?`, id).Scan(&version); err != nil {
		return err
	}
	err := fn(version)
	if crm.Is(err, crm.Conflict) || crm.Is(err, crm.Invalid) || crm.Is(err, crm.NotFound) {
		return nil
	}
	return err
}

var (
	missReasons = weigh("人手不足 26 交接遗漏 16 联系不上 14 登记过晚 12 等待部门 18 等待审批 9 系统停用 2 其他 3")
	missNotes   = []string{"当天两名维修人员请假", "配件到货晚一天", "夜班未交接清楚", "客户电话多次无人接听", "等待厂家排期", "暴雨抢险，人员全部支援"}
)

// move lets people come and go: new tenants, people who ask about a home, tenancies that end.
func (d *demo) move(at int64) error {
	for range d.IntN(2 + len(d.homes)/800) {
		var err error
		switch home := d.homes[d.IntN(len(d.homes))]; {
		case d.chance(40):
			err = d.prospect(at)
		case home.room.Kind == crm.RoomShop || !d.chance(50):
			err = d.leave(home, at)
		default:
			err = d.moveIn(home, at)
		}
		if err != nil {
			return fmt.Errorf("move: %w", err)
		}
	}
	return nil
}

func (d *demo) prospect(at int64) error {
	name, honorific := d.person()
	form := crm.CustomerForm{Name: name, Honorific: honorific, Phone: d.mobile("").Value, PreferredChannel: d.weighted(likedChannels), Note: d.of(prospectNotes)}
	_, err := d.store.AddCustomer(d.ctx, d.by(d.desk(), at), form)
	return err
}

var prospectNotes = []string{"到访咨询租房手续", "看房，询问物业费标准", "中介带看，留电话了解停车", "有意租底商"}

func (d *demo) moveIn(home *demoHome, at int64) error {
	name, honorific := d.person()
	if others, err := alike(batchOf(d.ctx), d.desk(), likeness{name: name, room: home.room.ID}); err != nil || len(others) > 0 {
		return err
	}
	form := crm.CustomerForm{Name: name, Honorific: honorific, Phone: d.mobile("").Value, PreferredChannel: d.weighted(likedChannels),
		Room: home.room.Code, Relation: "tenant", MovedInOn: d.day(time.Unix(at, 0))}
	c, err := d.store.AddCustomer(d.ctx, d.by(d.desk(), at), form)
	if err != nil {
		return err
	}
	home.people = append(home.people, demoPerson{c.ID, c.Name})
	if at > d.now.AddDate(0, -8, 0).Unix() && d.chance(25) {
		return d.refer(c, at)
	}
	return nil
}

// leave ends the tenancy of somebody in a home, if there is one.
func (d *demo) leave(home *demoHome, at int64) error {
	var in LinkChange
	var customer, version int64
	err := batchOf(d.ctx).row(`SELECT o.id, o.moved_in_on, o.customer_id, c.row_version FROM occupancy o JOIN customer c ON c.id = o.customer_id
		WHERE o.room_id = ? AND o.relation = 'tenant' AND o.moved_out_on = '' ORDER BY o.id LIMIT 1`, home.room.ID).Scan(&in.LinkID, &in.MovedInOn, &customer, &version)
	today := d.day(time.Unix(at, 0))
	if err == sql.ErrNoRows || len(home.people) < 2 || in.MovedInOn > today {
		return nil
	}
	if err != nil {
		return err
	}
	in.MovedOutOn, in.EndReason = today, d.of([]string{"lease_end", "lease_end", "lease_end", "moved_for_work", "dissatisfied", "other"})
	for i, p := range home.people {
		if p.id == customer {
			home.people = append(home.people[:i:i], home.people[i+1:]...)
			break
		}
	}
	return d.store.ChangeLink(d.ctx, d.by(d.desk(), at), customer, version, in)
}
