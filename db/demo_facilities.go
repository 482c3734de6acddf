package db

import (
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"linli/db/crm"
)

// demoTower is a building of the estate with its stairwells.
type demoTower struct {
	Building
	units []string
	high  bool // it has lifts
}

// facilities puts lifts, doors and pumps on file with what was done for them this year and what is planned, as an office does
// that begins with its registers.
func (d *demo) facilities(plot []demoBuilding) error {
	towers, err := d.towers(plot)
	if err != nil {
		return err
	}
	for len(towers) > 0 {
		n := min(len(towers), 100)
		part := towers[:n]
		towers = towers[n:]
		if err := d.batch(func() error {
			for i := range part {
				if err := d.tower(&part[i]); err != nil {
					return fmt.Errorf("facilities of %s: %w", part[i].No, err)
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return d.batch(d.grounds)
}

func (d *demo) towers(plot []demoBuilding) ([]demoTower, error) {
	list, err := d.store.BuildingsWith(d.ctx, d.staff.manager, crm.FacilityEdit)
	if err != nil {
		return nil, err
	}
	towers := make([]demoTower, len(list))
	for i, b := range list {
		towers[i].Building = b
		rows, err := d.store.reader(d.ctx).rows(`SELECT no FROM unit WHERE building_id = ? ORDER BY id`, b.ID)
		if towers[i].units, err = collect(rows, err, func(rows *sql.Rows, no *string) error { return rows.Scan(no) }); err != nil {
			return nil, err
		}
		for _, p := range plot {
			towers[i].high = towers[i].high || p.no == b.No && p.floors > 6
		}
	}
	return towers, nil
}

// demoTrouble is how a facility may fail, with what callers are told.
var demoTrouble = map[string][][2]string{
	"elevator": {{"under_repair", "曳引钢丝绳更换中，预计两天内恢复；请暂走楼梯或使用相邻单元电梯，行动不便的住户可来电协助。"}, {"limited", "低速运行，配件已到货，本周内更换；运行安全，请勿强行开门。"}},
	"access":   {{"limited", "刷卡失灵，已改为按键呼叫开门，物业正在联系厂家。"}, {"stopped", "门禁主板故障，暂时常开，夜间加派巡逻。"}},
	"water":    {{"limited", "单泵运行，高峰时水压偏低，备用泵三天内修复。"}},
}

// tower puts the facilities of a building on file, each with its year.
func (d *demo) tower(t *demoTower) error {
	for _, unit := range t.units {
		if t.high {
			if err := d.facility(crm.Facility{BuildingID: t.ID, Unit: unit, Kind: "elevator", Name: "客梯"}, "电梯维保单位", "电梯季度维保", 3); err != nil {
				return err
			}
		}
		if err := d.facility(crm.Facility{BuildingID: t.ID, Unit: unit, Kind: "access", Name: "单元门禁"}, "弱电维保单位", "门禁半年检修", 6); err != nil {
			return err
		}
	}
	if t.high {
		if err := d.facility(crm.Facility{BuildingID: t.ID, Kind: "water", Name: "二次供水泵", Place: "地下一层泵房"}, "工程维修部", "水泵半年保养", 6); err != nil {
			return err
		}
	}
	for _, plan := range []crm.ServiceRecord{
		{Kind: "hygiene_security", Title: "楼道与外墙保洁", PlannedOn: d.inYear(3, 18)}, {Kind: "safety_check", Title: "消防设施安全检查", PlannedOn: d.inYear(5, 12)},
		{Kind: "special", Title: "台风季前屋面与窗台排查", PlannedOn: d.inYear(6, 20)}, {Kind: "safety_check", Title: "冬季用火用电安全检查", PlannedOn: d.inYear(11, 15)},
		{Kind: "special", Title: "春节前楼道清理", PlannedOn: d.inYear(12, 20)},
	} {
		plan.BuildingID = t.ID
		if err := d.served(plan, "物业项目部"); err != nil {
			return err
		}
	}
	return nil
}

// grounds are the facilities that serve the whole estate.
func (d *demo) grounds() error {
	for _, f := range []crm.Facility{{Kind: "barrier", Name: "入口道闸", Place: "东门"}, {Kind: "lighting", Name: "庭院灯", Place: "中心花园"}, {Kind: "fire", Name: "消防泵", Place: "地下车库泵房"}} {
		if err := d.facility(f, "工程维修部", f.Name+"半年保养", 6); err != nil {
			return err
		}
	}
	return d.served(crm.ServiceRecord{Kind: "hygiene_security", Title: "全园灭蚊消杀", Place: "绿地与车库", PlannedOn: d.inYear(7, 5)}, "环境保洁部")
}

// inYear is a day of the running year.
func (d *demo) inYear(month, day int) string {
	return fmt.Sprintf("%d-%02d-%02d", d.now.Year(), month, day)
}

// facility puts one on file with its services every so many months of the running year; some are not normal.
func (d *demo) facility(f crm.Facility, by, title string, months int) error {
	f.State, f.WarrantyUntilOn = crm.FacilityNormal, strconv.Itoa(d.now.Year()-2+d.IntN(5))+"-06-30"
	if trouble := demoTrouble[f.Kind]; len(trouble) > 0 && d.chance(8) {
		t := trouble[d.IntN(len(trouble))]
		f.State, f.Answer = t[0], t[1]
	}
	id, err := d.store.SaveFacility(d.ctx, d.by(d.staff.manager, d.now.Unix()), 0, f)
	if err != nil {
		return err
	}
	first := time.Date(d.now.Year(), time.Month(1+d.IntN(months)), 2+d.IntN(25), 12, 0, 0, 0, d.zone)
	for at := first; at.Year() == d.now.Year(); at = at.AddDate(0, months, 0) {
		if err := d.served(crm.ServiceRecord{FacilityID: id, Kind: "hardware", Title: title, PlannedOn: d.day(at)}, by); err != nil {
			return err
		}
	}
	return nil
}

// served writes something planned, and done some days later unless it was forgotten or its day is still to come.
func (d *demo) served(r crm.ServiceRecord, by string) error {
	today := d.day(d.now)
	if done := crm.AddDays(r.PlannedOn, d.IntN(6)-1); done <= today && !d.chance(4) {
		r.DoneOn, r.ByName, r.Result = done, by, d.of([]string{"正常", "正常，无异常", "已更换易损件，运行正常", "发现小问题，当场处理"})
	}
	return d.store.SaveServiceRecord(d.ctx, d.by(d.staff.manager, d.now.Unix()), 0, r, "", today)
}
