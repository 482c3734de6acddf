package db

import (
	"fmt"

	"linli/db/crm"
)

// tellEvery is how often the customer of a major complaint hears where things stand, in seconds.
const tellEvery = 72 * 3600

// agedCases are the complaints that have been open too long in their cycle; which of them the rule raises it says itself.
func agedCases(project, now int64) tickJob {
	return tickJob{"aged complaints", `SELECT c.id FROM service_case c JOIN case_cycle y ON y.case_id = c.id AND y.no = c.cycle_no
		WHERE c.project_id = ? AND c.is_open = 1 AND c.kind = 'complaint' AND c.level <> 'major' AND c.received_at < ? AND y.anchor_at < ? AND c.validity <> 'invalid'
		AND NOT EXISTS (SELECT 1 FROM case_clock k WHERE k.case_id = c.id AND k.cycle_no = c.cycle_no AND k.clock = 'resolution' AND k.paused_until > ? AND c.state = 'on_hold')
		ORDER BY c.received_at, c.id LIMIT ?`, []any{project, now - crm.AgeAfter, now - crm.AgeAfter, now}, (*Tx).raiseAged}
}

func (tx *Tx) raiseAged(id int64) error {
	return tx.bySystem(id, func(c *crm.Case, act crm.Act) (bool, error) {
		if !c.RaiseAged(act) {
			return false, nil
		}
		return true, tx.addTask(NewTask{Kind: "aged", Title: "投诉超过30天未办结，已升为重大", Subject: "case", SubjectID: id, Role: crm.Manager, DueAt: tx.now + 4*3600,
			DedupeKey: fmt.Sprintf("aged:%d:%d", id, c.Current().No)})
	})
}

// untoldCases are the major complaints whose customers have not heard from us for three days.
func untoldCases(project, now int64) tickJob {
	return tickJob{"progress of major complaints", `SELECT c.id FROM service_case c JOIN case_cycle y ON y.case_id = c.id AND y.no = c.cycle_no
		WHERE c.project_id = ? AND c.is_open = 1 AND c.kind = 'complaint' AND c.level = 'major' AND c.resolved_at = 0 AND y.anchor_at <= ?
		AND NOT EXISTS (SELECT 1 FROM task t WHERE t.subject = 'case' AND t.subject_id = c.id AND t.kind = 'progress' AND (t.done_at = 0 OR t.done_at > ?))
		ORDER BY c.id LIMIT ?`, []any{project, now - tellEvery, now - tellEvery}, (*Tx).askProgress}
}

// askProgress asks who took the case in to tell the customer where things stand.
func (tx *Tx) askProgress(id int64) error {
	c, err := tx.anyCase(id)
	if err != nil {
		return err
	}
	t, err := tx.inCharge(c, crm.AckClock, c.Current().No)
	if err != nil {
		return err
	}
	t.Kind, t.Title, t.DueAt = "progress", "重大投诉：每72小时向客户说明进度", tx.now+4*3600
	t.DedupeKey = fmt.Sprintf("progress72:%d:%d", id, tx.now)
	return tx.addTask(t)
}

// afterRegister is what a new case asks of others: the manager hears of a hazard, a supervisor finds the category of what has none.
func (tx *Tx) afterRegister(c *crm.Case) error {
	t := NewTask{Subject: "case", SubjectID: c.ID}
	if c.Urgent {
		t.Kind, t.Title, t.Role, t.DueAt, t.DedupeKey = "urgent", "紧急诉求，请立即知晓", crm.Manager, tx.now, fmt.Sprintf("urgent:%d", c.ID)
		if c.GroupID != 0 { // told once of one cause
			t.DedupeKey = fmt.Sprintf("urgent:group:%d", c.GroupID)
		}
		if err := tx.addTask(t); err != nil {
			return err
		}
	}
	if c.Category != "other" {
		return nil
	}
	t.Kind, t.Title, t.Role, t.DueAt, t.DedupeKey = "recategorise", "类别为“其他”，请在3天内归类", crm.Supervisor, tx.now+3*86400, fmt.Sprintf("recategorise:%d", c.ID)
	return tx.addTask(t)
}

// alikeRooms counts the rooms of the building of h that complained of the same as n since a moment (?).
const alikeRooms = `(SELECT COUNT(DISTINCT o.room_id) FROM room r JOIN service_case o ON o.room_id = r.id AND o.sub_category = n.sub_category AND o.received_at > ?
	AND o.category = n.category AND o.kind = 'complaint' AND o.state NOT IN ('voided', 'merged') WHERE r.building_id = h.building_id)`

// hotSpots are the complaints of the last minutes about what several rooms of their building complain of, once a month.
func hotSpots(set crm.Settings, project, now int64, month string) tickJob {
	return tickJob{"hot spots", `SELECT n.id FROM service_case n JOIN room h ON h.id = n.room_id
		WHERE n.id IN (SELECT l.id FROM service_case l WHERE l.project_id = ? ORDER BY l.id DESC LIMIT 100) AND n.registered_at > ? AND n.kind = 'complaint' AND n.state NOT IN ('voided', 'merged')
		AND NOT EXISTS (SELECT 1 FROM task t WHERE t.dedupe_key = 'hot:' || h.building_id || ':' || n.category || ':' || n.sub_category || ':' || ?)
		AND ` + alikeRooms + ` >= ? ORDER BY n.id LIMIT ?`, []any{project, now - 10*60, month, now - set.HotDays*86400, set.HotRooms},
		func(tx *Tx, id int64) error { return tx.proposeHotSpot(id, month) }}
}

func (tx *Tx) proposeHotSpot(id int64, month string) error {
	set, err := tx.settings()
	if err != nil {
		return err
	}
	var building, rooms int64
	var no, category, sub string
	err = tx.row(`SELECT b.id, b.no, n.category, n.sub_category, `+alikeRooms+` FROM service_case n JOIN room h ON h.id = n.room_id JOIN building b ON b.id = h.building_id WHERE n.id = ?`,
		tx.now-set.HotDays*86400, id).Scan(&building, &no, &category, &sub, &rooms)
	if err != nil {
		return err
	}
	return tx.addTask(NewTask{Kind: "hot_spot", Title: fmt.Sprintf("%s栋%d天内%d户投诉“%s%s”，请考虑作为热点投诉统一处理", no, set.HotDays, rooms, crm.CategoryLabel(category), sub),
		Subject: "case", SubjectID: id, Role: crm.Supervisor, DueAt: tx.now + 86400, DedupeKey: fmt.Sprintf("hot:%d:%s:%s:%s", building, category, sub, month)})
}
