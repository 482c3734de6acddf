package db

import (
	"database/sql"
	"fmt"
	"time"

	"linli/db/crm"
)

// planCases plans an old ledger of cases.
func planCases(q querier, by By, b *crm.Import, rows []crm.SheetRow) (p importPlan, err error) {
	var project Project
	if err := q.row(`SELECT timezone FROM project WHERE id = ?`, by.Staff.ProjectID).Scan(&project.Timezone); err != nil {
		return p, err
	}
	zone := project.Zone()
	read := crm.ReadCases(rows, b.HeaderIndex(rows), crm.CaseReading{Mapping: b.Mapping, Date1904: b.Date1904, Loc: zone, Now: by.Now.Unix()})
	people, err := knownPeople(q, by.Staff.ProjectID, crm.KeysOfWho(read, func(row *crm.CaseRow) crm.Who { return row.Who }))
	if err != nil {
		return p, err
	}
	known, err := knownFormer(q, by.Staff.ProjectID)
	if err != nil {
		return p, err
	}
	plan := crm.PlanCases(read, people, known, b.Mapping)
	received, err := knownComplaints(q, crm.RoomsOf(plan))
	if err != nil {
		return p, err
	}
	crm.CountEarlier(plan, received)
	p.rows = plannedRows(plan, func(row *crm.PlannedCase) *crm.PlannedRow { return &row.PlannedRow })
	p.carry = func(tx *Tx, id int64, i int) ([]madeRecord, error) {
		return tx.carryCase(id, b.FileName, &plan[i], zone)
	}
	return p, nil
}

func showCase(_ crm.Staff, b *crm.Import, row crm.SheetRow) []string {
	return crm.ShowCaseRow(row, b.Mapping)
}

// knownFormer are the cases that old ledgers brought before, by their numbers there.
func knownFormer(q querier, project int64) (map[string]crm.KnownFormer, error) {
	rows, err := q.rows(`SELECT original_no, no, import_hash FROM service_case WHERE project_id = ? AND original_no <> '' AND state <> 'voided'`, project)
	list, err := collect(rows, err, func(rows *sql.Rows, k *crm.KnownFormer) error { return rows.Scan(&k.OriginalNo, &k.No, &k.Hash) })
	known := make(map[string]crm.KnownFormer, len(list))
	for _, k := range list {
		known[k.OriginalNo] = k
	}
	return known, err
}

// knownComplaints are when the complaints of some rooms came in.
func knownComplaints(q querier, rooms []int64) (map[crm.SameMatter][]int64, error) {
	received := map[crm.SameMatter][]int64{}
	for len(rooms) > 0 {
		some := rooms[:min(len(rooms), together)]
		rooms = rooms[len(some):]
		err := each(q, `SELECT room_id, category, sub_category, received_at FROM service_case WHERE room_id IN (`+marks("?", len(some))+`)
			AND kind = 'complaint' AND state NOT IN ('voided', 'merged')`, list(some), func(rows *sql.Rows) error {
			var m crm.SameMatter
			var at int64
			err := rows.Scan(&m.RoomID, &m.Category, &m.Sub, &at)
			received[m] = append(received[m], at)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return received, nil
}

// carryCase registers the case of a row and lets it live again. Nobody is asked to explain what was missed years ago.
func (tx *Tx) carryCase(id int64, file string, planned *crm.PlannedCase, zone *time.Location) ([]madeRecord, error) {
	act, err := tx.act()
	if err != nil {
		return nil, err
	}
	former := planned.Row.Former
	former.ImportID, former.Row = id, planned.PlannedRow.No
	former.Where = fmt.Sprintf("从「%s」第 %d 行导入，原编号 %s", file, former.Row, former.OriginalNo)
	no, err := tx.caseNo(former.Kind, zone, former.RegisteredAt)
	if err != nil {
		return nil, err
	}
	c, err := crm.Relive(act, former, no)
	if err != nil {
		return nil, err
	}
	if err := tx.insertCase(c); err != nil {
		return nil, err
	}
	if err := tx.writeLog(c, nil); err != nil {
		return nil, err
	}
	if act.Settings.CountImported == 0 {
		if err := tx.exec(`UPDATE service_case SET counted = 0 WHERE id = ?`, c.ID); err != nil {
			return nil, err
		}
	}
	if c.State == crm.PendingRevisit {
		if err := tx.addRevisit(c.NewRevisit(crm.Staff{})); err != nil {
			return nil, err
		}
	}
	return []madeRecord{{Table: "service_case", ID: c.ID}}, nil
}

// takeBackCase takes an imported case off the file: it is voided, with what it asked people to do.
func (tx *Tx) takeBackCase(id int64) error {
	c, err := tx.anyCase(id)
	if err != nil {
		return err
	}
	act, err := tx.act()
	if err != nil {
		return err
	}
	was := asSaved(c)
	if err := c.TakeBack(act); err != nil {
		return err
	}
	if err := tx.cancelRevisits(id); err != nil {
		return err
	}
	if err := tx.saveCase(c, was); err != nil {
		return err
	}
	return tx.exec(`UPDATE task SET done_at = ?, done_by = ?, note = '诉求已撤回', row_version = row_version + 1 WHERE subject = 'case' AND subject_id = ? AND done_at = 0`,
		tx.now, tx.by.Staff.ID, id)
}

// countImported puts the imported cases of a project into its figures, or leaves them out.
func (tx *Tx) countImported(project, counted int64) error {
	return tx.exec(`UPDATE service_case SET counted = ? WHERE import_id IS NOT NULL AND project_id = ?`, counted, project)
}
