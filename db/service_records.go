package db

import (
	"context"
	"database/sql"
	"strings"

	"linli/db/crm"
)

// recordsQuery reads service records s with what by may see of them; the arguments of its own come before those of the condition.
func recordsQuery(by crm.Staff, where string, args []any, order string) (string, []any) {
	seen, seenArgs := caseReach(by)
	query := `SELECT s.id, COALESCE(s.facility_id, 0), COALESCE(s.building_id, 0), COALESCE(f.name, ''), COALESCE(g.phase, ''), COALESCE(g.no, ''), COALESCE(u.no, ''), s.place, s.kind, s.title,
		s.planned_on, s.done_on, s.by_name, s.result, COALESCE(k.id, 0), COALESCE(k.no, ''), s.row_version, s.cancelled_on, s.cancel_reason
		FROM service_record s LEFT JOIN facility f ON f.id = s.facility_id LEFT JOIN building g ON g.id = s.building_id LEFT JOIN unit u ON u.id = f.unit_id
		LEFT JOIN service_case k ON k.id = s.case_id AND k.id IN (SELECT k.id FROM service_case k LEFT JOIN room kr ON kr.id = k.room_id WHERE k.id = s.case_id AND ` + seen + `)
		WHERE ` + where + order
	return query, append(append([]any{}, seenArgs...), args...)
}

func scanRecord(row interface{ Scan(...any) error }, r *crm.ServiceRecord) error {
	return row.Scan(&r.ID, &r.FacilityID, &r.BuildingID, &r.Facility, &r.Phase, &r.Building, &r.Unit, &r.Place, &r.Kind, &r.Title,
		&r.PlannedOn, &r.DoneOn, &r.ByName, &r.Result, &r.CaseID, &r.CaseNo, &r.RowVersion, &r.CancelledOn, &r.CancelReason)
}

func records(q querier, by crm.Staff, right crm.Capability, where string, args []any, order string) ([]crm.ServiceRecord, error) {
	scope, scopeArgs := buildingScope(by, right, "s.project_id")
	query, all := recordsQuery(by, where+" AND "+scope, append(args, scopeArgs...), order)
	rows, err := q.rows(query, all...)
	return collect(rows, err, func(rows *sql.Rows, r *crm.ServiceRecord) error { return scanRecord(rows, r) })
}

// FacilityRecords are the records of a facility, what is still to be done first, then the latest done.
func (s *Store) FacilityRecords(ctx context.Context, by crm.Staff, facilityID int64) ([]crm.ServiceRecord, error) {
	return records(s.reader(ctx), by, crm.CustomerRead, "s.facility_id = ?", []any{facilityID},
		` ORDER BY s.done_on <> '' OR s.cancelled_on <> '', CASE s.done_on WHEN '' THEN s.planned_on ELSE '' END, s.done_on DESC, s.id DESC LIMIT 100`)
}

// ServicePlan are the records of a year, of a building or, for building 0, of the common grounds, by their day.
func (s *Store) ServicePlan(ctx context.Context, by crm.Staff, buildingID int64, year string) ([]crm.ServiceRecord, error) {
	where, args := "s.building_id = ?", []any{buildingID}
	if buildingID == 0 {
		where, args = "s.building_id IS NULL", nil
	}
	from, to := year+"-01-01", year+"-12-31"
	return records(s.reader(ctx), by, crm.CustomerRead, where+" AND (s.planned_on >= ? AND s.planned_on <= ? OR s.planned_on = '' AND s.done_on >= ? AND s.done_on <= ?)",
		append(args, from, to, from, to), ` ORDER BY CASE s.planned_on WHEN '' THEN s.done_on ELSE s.planned_on END, s.id LIMIT 600`)
}

// ServiceRecord reads one that by may change.
func (s *Store) ServiceRecord(ctx context.Context, by crm.Staff, id int64) (crm.ServiceRecord, error) {
	return recordInScope(s.reader(ctx), by, id)
}

func recordInScope(q querier, by crm.Staff, id int64) (r crm.ServiceRecord, err error) {
	list, err := records(q, by, crm.FacilityEdit, "s.id = ?", []any{id}, "")
	if err == nil && len(list) == 0 {
		err = crm.Refuse(crm.NotFound, "没有找到这条服务记录")
	}
	if err != nil {
		return r, err
	}
	return list[0], nil
}

// SaveServiceRecord adds a record (ID 0) or changes one. CaseNo names a case that by may see. A record of a facility that is done
// moves the facility's last service on, and its next to what is planned or to nextOn. seen is the version of the form.
func (s *Store) SaveServiceRecord(ctx context.Context, by By, seen int64, r crm.ServiceRecord, nextOn, today string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error { return tx.saveRecord(seen, r, nextOn, today) })
	return fail("save service record", err)
}

func (tx *Tx) saveRecord(seen int64, r crm.ServiceRecord, nextOn, today string) error {
	was, err := tx.recordToSave(seen, &r)
	if err != nil {
		return err
	}
	p := crm.Problems{}
	p.Check(nextOn == "" || nextOn > r.DoneOn, "next_service_on", "下次维保应晚于完成日期")
	if err := tx.caseOfRecord(&r, was, p); err != nil {
		return err
	}
	r.Check(today, p)
	if err := p.Err(); err != nil {
		return err
	}
	if err := tx.writeRecord(&r); err != nil {
		return err
	}
	e := Entry{Kind: "service_planned", Subject: "record", SubjectID: r.ID, Before: recordFacts(was), After: recordFacts(r),
		Texts: map[string]any{"title": r.Title, "place": r.Place, "by_name": r.ByName, "result": r.Result}}
	switch {
	case r.DoneOn != "" && was.DoneOn == "":
		e.Kind = "service_done"
	case was.ID != 0:
		e.Kind = "service_record_changed"
	}
	if was.ID == 0 {
		e.Before = nil
	}
	tx.answerPlan(r)
	if err := tx.journal(e); err != nil {
		return err
	}
	return tx.serviced(r.FacilityID, nextOn)
}

// CancelServiceRecord takes what is planned off the plan; the record and the reason stay. seen is the version of the form.
func (s *Store) CancelServiceRecord(ctx context.Context, by By, seen, id int64, reason, today string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		r := crm.ServiceRecord{ID: id}
		r, err := tx.recordToSave(seen, &r)
		if err != nil {
			return err
		}
		if err := r.CheckCancel(reason); err != nil {
			return err
		}
		if err := tx.exec(`UPDATE service_record SET cancelled_on = ?, cancel_reason = ?, row_version = row_version + 1 WHERE id = ?`, today, reason, id); err != nil {
			return err
		}
		tx.answerPlan(r)
		if err := tx.journal(Entry{Kind: "service_cancelled", Subject: "record", SubjectID: id, Before: recordFacts(r), After: map[string]any{"cancelled_on": today}, Note: reason,
			Texts: map[string]any{"title": r.Title, "place": r.Place}}); err != nil {
			return err
		}
		if err := tx.exec(`UPDATE facility SET next_service_on = '' WHERE id = ? AND next_service_on = ?`, r.FacilityID, r.PlannedOn); err != nil {
			return err
		}
		return tx.serviced(r.FacilityID, "")
	})
	return fail("cancel service record", err)
}

// answerPlan leads a repeated form to where the record stands.
func (tx *Tx) answerPlan(r crm.ServiceRecord) {
	switch {
	case r.FacilityID != 0:
		tx.answers("facility", r.FacilityID)
	case r.BuildingID != 0:
		tx.answers("building", r.BuildingID)
	default:
		tx.answers("grounds", 1)
	}
}

// recordToSave completes a record by what it is about: of a new one a facility or building that the actor looks after.
func (tx *Tx) recordToSave(seen int64, r *crm.ServiceRecord) (was crm.ServiceRecord, err error) {
	switch {
	case r.ID != 0:
		if was, err = recordInScope(tx, tx.by.Staff, r.ID); err != nil {
			return was, err
		}
		if was.RowVersion != seen {
			return was, tx.stale("record", r.ID)
		}
		if err := was.Open(); err != nil {
			return was, err
		}
		r.FacilityID, r.BuildingID = was.FacilityID, was.BuildingID
	case r.FacilityID != 0:
		f, err := facilityInScope(tx, tx.by.Staff, crm.FacilityEdit, r.FacilityID)
		r.BuildingID = f.BuildingID
		return was, err
	case r.BuildingID != 0:
		_, err = buildingInScope(tx, tx.by.Staff, crm.FacilityEdit, r.BuildingID)
		return was, err
	case tx.by.Staff.Reach(crm.FacilityEdit) != crm.All:
		return was, crm.InvalidField("place", "请从您负责的楼栋或设施进入，再添加记录")
	}
	return was, nil
}

// caseOfRecord turns the number of a case into the case. One that the actor may not open stays as it is where no number is given.
func (tx *Tx) caseOfRecord(r *crm.ServiceRecord, was crm.ServiceRecord, p crm.Problems) error {
	if r.CaseNo == "" {
		r.CaseID = 0
		if was.ID != 0 && was.CaseID == 0 {
			return tx.row(`SELECT COALESCE(case_id, 0) FROM service_record WHERE id = ?`, was.ID).Scan(&r.CaseID)
		}
		return nil
	}
	where, args := caseReach(tx.by.Staff)
	err := tx.row(`SELECT k.id FROM service_case k LEFT JOIN room kr ON kr.id = k.room_id WHERE k.no = ? AND `+where, append([]any{strings.ToUpper(r.CaseNo)}, args...)...).Scan(&r.CaseID)
	if crm.Is(found(err, "?"), crm.NotFound) {
		p.Add("case_no", "没有找到这件诉求，请核对编号")
		return nil
	}
	return err
}

func (tx *Tx) writeRecord(r *crm.ServiceRecord) (err error) {
	if r.ID != 0 {
		return tx.exec(`UPDATE service_record SET place = ?, kind = ?, title = ?, planned_on = ?, done_on = ?, by_name = ?, result = ?, case_id = ?, row_version = row_version + 1 WHERE id = ?`,
			r.Place, r.Kind, r.Title, r.PlannedOn, r.DoneOn, r.ByName, r.Result, none(r.CaseID), r.ID)
	}
	r.ID, err = tx.insert(`INSERT INTO service_record (project_id, facility_id, building_id, place, kind, title, planned_on, done_on, by_name, result, case_id, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, tx.by.Staff.ProjectID, none(r.FacilityID), none(r.BuildingID), r.Place, r.Kind, r.Title, r.PlannedOn, r.DoneOn,
		r.ByName, r.Result, none(r.CaseID), tx.now)
	return err
}

func recordFacts(r crm.ServiceRecord) map[string]any {
	return map[string]any{"facility_id": r.FacilityID, "building_id": r.BuildingID, "kind": r.Kind, "planned_on": r.PlannedOn, "done_on": r.DoneOn, "case_id": r.CaseID}
}

// serviced brings the days of a facility in line with its records.
func (tx *Tx) serviced(facilityID int64, nextOn string) error {
	if facilityID == 0 {
		return nil
	}
	var last, next, done, planned string
	if err := tx.row(`SELECT f.last_service_on, f.next_service_on, COALESCE((SELECT MAX(s.done_on) FROM service_record s WHERE s.facility_id = f.id), ''),
		COALESCE((SELECT MIN(s.planned_on) FROM service_record s WHERE s.facility_id = f.id AND s.done_on = '' AND s.cancelled_on = ''), '') FROM facility f WHERE f.id = ?`, facilityID).
		Scan(&last, &next, &done, &planned); err != nil {
		return err
	}
	done = max(done, last)
	if nextOn != "" {
		next = nextOn
	}
	if next = crm.NextService(next, done, planned); nextOn != "" {
		next = nextOn
	}
	return tx.exec(`UPDATE facility SET last_service_on = ?, next_service_on = ?, row_version = row_version + 1 WHERE id = ? AND (last_service_on <> ? OR next_service_on <> ?)`,
		done, next, facilityID, done, next)
}
