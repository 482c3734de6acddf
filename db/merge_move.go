package db

import (
	"database/sql"
	"fmt"

	"linli/db/crm"
)

// ownedBy is a column that says whose a record is.
type ownedBy struct {
	table, column string
	key           string // names the record among those of a customer
	also          string // further condition
	label         string // what the records are called when they are counted for people, empty where they are shown one by one
}

// owned are all records that go with a customer. A test reads the schema: a table that is not here or in ownedOtherwise makes
// it fail.
var owned = []ownedBy{
	{"contact_point", "customer_id", "id", "", ""},
	{"occupancy", "customer_id", "id", "", ""},
	{"occupancy", "agent_for", "id", "", ""},
	{"revisit", "customer_id", "id", "", "回访"},
	{"contact_note", "customer_id", "id", "", "沟通记录"},
	{"contact_limit", "customer_id", "id", "", ""},
	{"need", "customer_id", "id", "", "需求"},
	{"preference", "customer_id", "id", "", "偏好"},
	{"consent", "customer_id", "id", "", "授权同意"},
	{"customer_tag", "customer_id", "id", "", "标签"},
	{"extra_value", "customer_id", "field_id", "", "扩展信息"},
	{"file_verification", "customer_id", "id", "", "档案核实"},
	{"stewardship", "customer_id", "id", "", ""},
	{"service_contract", "customer_id", "id", "", "服务合同"},
	{"fee_record", "customer_id", "id", "", "费用记录"},
	{"vehicle", "customer_id", "id", "", "车辆"},
	{"vas_usage", "customer_id", "id", "", "增值服务"},
	{"event_attendance", "customer_id", "id", "", "活动记录"},
	{"referral", "referrer_id", "id", "", "转介绍"},
	{"referral", "referred_id", "id", "", ""},
	{"task", "subject_id", "id", " AND subject = 'customer'", "待办"},
}

// ownedOtherwise are columns that name a customer and do not move with the others, each with the reason.
var ownedOtherwise = map[string]string{
	"service_case.customer_id":  "moved case by case, so that the history of each tells of it",
	"journal.customer_id":       "append-only: the timeline reads the lines of files that were merged into this one",
	"import_row.customer_id":    "says which file a row of an import made",
	"name_reading.customer_id":  "made from the name: who looks for a merged file is led to the kept one",
	"customer.merged_into":      "says where a merged file leads",
	"customer_merge.kept_id":    "the record of the merge",
	"customer_merge.gone_id":    "the record of the merge",
	"customer_distinct.low_id":  "about two files as they were",
	"customer_distinct.high_id": "about two files as they were",
}

func ownership(table, column string) (ownedBy, bool) {
	for _, o := range owned {
		if o.table == table && o.column == column {
			return o, true
		}
	}
	return ownedBy{}, false
}

// moveAll gives every record of the gone file to the kept one. What the kept file has already is folded first.
func (m *merging) moveAll() error {
	for _, step := range []func() error{m.joinLinks, m.foldContacts, m.foldDated, m.foldStewards, m.foldConsents, m.foldReferrals, m.foldAttendance, m.foldAgents, m.foldFees} {
		if err := step(); err != nil {
			return err
		}
	}
	for _, o := range owned {
		condition, args := "", []any(nil)
		switch o.table + "." + o.column {
		case "fee_record.customer_id":
			condition = `status <> 'merged'`
		case "extra_value.customer_id":
			condition, args = `field_id NOT IN (SELECT k.field_id FROM extra_value k WHERE k.customer_id = ?)`, []any{m.kept.ID}
		case "referral.referrer_id":
			condition, args = `referred_id <> ? AND referred_id NOT IN (SELECT k.referred_id FROM referral k WHERE k.referrer_id = ?)`, []any{m.kept.ID, m.kept.ID}
		case "referral.referred_id":
			condition, args = `referrer_id <> ? AND referrer_id NOT IN (SELECT k.referrer_id FROM referral k WHERE k.referred_id = ?)`, []any{m.kept.ID, m.kept.ID}
		}
		if err := m.move(o, condition, args...); err != nil {
			return err
		}
	}
	return m.moveCases()
}

// joinLinks makes one of the links that say the same of both files.
func (m *merging) joinLinks() error {
	for _, j := range crm.JoinLinks(m.keptLinks, m.goneLinks) {
		for _, gone := range j.Gone {
			if err := m.fillLink(j.Link.ID, gone.ID); err != nil {
				return err
			}
			if err := m.remove("occupancy", gone.ID); err != nil {
				return err
			}
		}
		for column, value := range map[string]any{"moved_in_on": j.Link.MovedInOn, "moved_out_on": j.Link.MovedOutOn, "end_reason": j.Link.EndReason,
			"is_payer": number(j.Link.Payer), "is_primary_contact": number(j.Link.Primary)} {
			if err := m.set("occupancy", j.Link.ID, column, value); err != nil {
				return err
			}
		}
	}
	return nil
}

func number(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// fillLink fills what a link leaves open from one that says the same of the same room.
func (m *merging) fillLink(id, from int64) error {
	stays := map[string]bool{"id": true, "customer_id": true, "room_id": true, "relation": true, "import_id": true,
		"moved_in_on": true, "moved_out_on": true, "end_reason": true, "is_payer": true, "is_primary_contact": true}
	values, err := m.tx.image("occupancy", id)
	if err != nil {
		return err
	}
	more, err := m.tx.image("occupancy", from)
	if err != nil {
		return err
	}
	for column, value := range values {
		if stays[column] || value != nil && value != int64(0) && value != "" {
			continue
		}
		if err := m.set("occupancy", id, column, more[column]); err != nil {
			return err
		}
	}
	return nil
}

// foldContacts stops the means of contact that the kept file has too; the later verification counts for the one that stays.
func (m *merging) foldContacts() error {
	type pair struct{ gone, kept, verifiedAt, verifiedBy, known int64 }
	rows, err := m.tx.rows(`SELECT g.id, k.id, g.verified_at, g.verified_by, k.verified_at FROM contact_point g
		JOIN contact_point k ON k.customer_id = ? AND k.kind = g.kind AND k.value = g.value AND k.extension = g.extension AND k.status = 'ok'
		WHERE g.customer_id = ? AND g.status = 'ok' ORDER BY g.id, k.id`, m.kept.ID, m.gone.ID)
	pairs, err := collect(rows, err, func(rows *sql.Rows, p *pair) error {
		return rows.Scan(&p.gone, &p.kept, &p.verifiedAt, &p.verifiedBy, &p.known)
	})
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if err := m.set("contact_point", p.gone, "status", "stopped"); err != nil {
			return err
		}
		if p.verifiedAt <= p.known {
			continue
		}
		if err := m.set("contact_point", p.kept, "verified_at", p.verifiedAt); err != nil {
			return err
		}
		if err := m.set("contact_point", p.kept, "verified_by", p.verifiedBy); err != nil {
			return err
		}
	}
	return nil
}

// foldDated ends tags, preferences and vehicles that the kept file has too.
func (m *merging) foldDated() error {
	for table, same := range map[string]string{"customer_tag": `k.class = g.class AND k.code = g.code`, "preference": `k.key = g.key AND k.value = g.value`, "vehicle": `k.plate = g.plate`} {
		ids, err := m.ids(`SELECT g.id FROM ` + table + ` g WHERE g.customer_id = ? AND g.ended_on = ''
			AND EXISTS (SELECT 1 FROM ` + table + ` k WHERE k.customer_id = ? AND k.ended_on = '' AND ` + same + `) ORDER BY g.id`)
		if err != nil {
			return fmt.Errorf("fold %s: %w", table, err)
		}
		for _, id := range ids {
			if err := m.set(table, id, "ended_on", m.today); err != nil {
				return err
			}
		}
	}
	return nil
}

// ids runs a question about the gone and the kept file, in this order.
func (m *merging) ids(query string) ([]int64, error) {
	rows, err := m.tx.rows(query, m.gone.ID, m.kept.ID)
	return collect(rows, err, scanID)
}

// foldStewards ends the gone file's stewardship where the kept one has a steward.
func (m *merging) foldStewards() error {
	ids, err := m.ids(`SELECT g.id FROM stewardship g WHERE g.customer_id = ? AND g.end_on = ''
		AND EXISTS (SELECT 1 FROM stewardship k WHERE k.customer_id = ? AND k.end_on = '') ORDER BY g.id`)
	for _, id := range ids {
		if err := m.set("stewardship", id, "end_on", m.today); err != nil {
			return err
		}
	}
	return err
}
