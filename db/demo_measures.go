package db

import (
	"database/sql"

	"linli/db/crm"
)

// demoEffects are what came of a measure.
var demoEffects = []string{"之后三个月同类诉求降到每月不足一件", "巡检记录齐全，没有再出现", "仍有零星发生，已并入年度改造"}

// keepMeasures plans a look at what recurs every other day: each measure goes through its steps in some three months.
func (d *demo) keepMeasures() {
	d.add(crm.EndOfDay(d.opened.Unix(), 7, d.zone)+10*3600, d.lookAtMeasures)
}

func (d *demo) lookAtMeasures(at int64) error {
	d.add(crm.EndOfDay(at, 1, d.zone)+10*3600, d.lookAtMeasures)
	by := d.by(d.staff.supervisors[0], at)
	rows, err := batchOf(d.ctx).rows(measureColumns+`AND m.state IN ('planned', 'doing', 'done') AND m.created_at < ? ORDER BY m.id`, d.project.ID, at-86400)
	list, err := collect(rows, err, func(rows *sql.Rows, m *MeasureRow) error { return scanMeasure(rows, m) })
	if err != nil {
		return err
	}
	for i := range list {
		m, seen := list[i].Measure, list[i].Version
		if !d.improve(&m, at) {
			continue
		}
		if _, err := d.store.SaveMeasure(d.ctx, by, m, seen, "bumen"); err != nil {
			return err
		}
	}
	return nil
}

// improve is the next step of a measure, where its time has come.
func (d *demo) improve(m *crm.Measure, at int64) bool {
	age := (at - m.CreatedAt) / 86400
	switch {
	case m.State == "planned":
		m.State, m.DueOn, m.Note = "doing", d.localDay(at+40*86400), "逐栋排查，责任到人，每周复查一次"
	case m.State == "doing" && age > 35:
		m.State = "done"
	case m.State == "done" && (age > 38 && m.ID%5 != 0 || age > 80):
		m.State, m.Effect = "checked", demoEffects[m.ID%int64(len(demoEffects))]
	default:
		return false
	}
	return true
}
