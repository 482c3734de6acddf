package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

// fillRoom adds what else a room's file tells: its use, the facilities that serve it, contracts of its people, and its fees.
func fillRoom(q querier, by crm.Staff, f *crm.RoomFile, today string) (err error) {
	if err := q.row(`SELECT occupancy, COALESCE(building_id, 0), row_version FROM room WHERE id = ?`, f.Room.ID).Scan(&f.Noted, &f.BuildingID, &f.Version); err != nil {
		return err
	}
	tenant, present := false, 0
	for _, o := range f.Present {
		if o.Link.Active(today) {
			present++
			tenant = tenant || o.Link.Relation == "tenant"
		}
	}
	f.Occupancy = crm.OccupancyOf(f.Noted, tenant, present > 0)
	if f.Facilities, err = roomFacilities(q, by, f.Room.ID); err != nil {
		return err
	}
	rows, err := q.rows(contractColumns+`WHERE t.project_id = ? AND c.status = 'active' AND t.customer_id IN (SELECT o.customer_id FROM occupancy o WHERE o.room_id = ?
		AND (o.moved_out_on = '' OR o.moved_out_on > ?)) ORDER BY t.signed_on DESC, t.id DESC LIMIT 50`, by.ProjectID, f.Room.ID, today)
	if f.Contracts, err = collect(rows, err, scanContract(by)); err != nil {
		return err
	}
	if f.Fees, err = roomFees(q, f.Room.ID, today); err != nil {
		return err
	}
	return countRoomPapers(q, by, f, today)
}

// countRoomPapers counts what else belongs into the file of a room on paper, as far as by may know of it.
func countRoomPapers(q querier, by crm.Staff, f *crm.RoomFile, today string) error {
	if by.Reach(crm.CaseRead) != crm.None {
		where, args := personCases(by)
		err := q.row(`SELECT COUNT(*) FROM revisit v JOIN service_case k ON k.id = v.case_id LEFT JOIN room kr ON kr.id = k.room_id WHERE k.room_id = ? AND v.done_at <> 0 AND `+where,
			append([]any{f.Room.ID}, args...)...).Scan(&f.Revisits)
		if err != nil {
			return err
		}
	}
	const people = `(SELECT o.customer_id FROM occupancy o WHERE o.room_id = ? AND (o.moved_out_on = '' OR o.moved_out_on > ?))`
	if err := q.row(`SELECT COUNT(*) FROM file_verification v WHERE v.customer_id IN `+people, f.Room.ID, today).Scan(&f.Verifications); err != nil {
		return err
	}
	consents := `SELECT COUNT(*) FROM consent n WHERE n.withdrawn_at = 0 AND n.customer_id IN ` + people
	if !crm.SeesCare(by) {
		consents += ` AND n.purpose <> 'care'`
	}
	return q.row(consents, f.Room.ID, today).Scan(&f.Consents)
}

// roomFees sums the fees of a room by item, as of the end of a day.
func roomFees(q querier, roomID int64, today string) ([]crm.RoomFee, error) {
	rows, err := q.rows(`SELECT item, COUNT(*), SUM(net), SUM(received), SUM(CASE WHEN disputed = 0 AND due_on < ? AND received < net THEN net - received ELSE 0 END), SUM(disputed),
		MIN(period), MAX(period) FROM (SELECT f.item AS item, f.due_on AS due_on, f.period AS period, f.receivable_fen - f.discount_fen AS net,
			COALESCE((SELECT SUM(p.amount_fen) FROM payment p WHERE p.fee_id = f.id AND p.status = 'active' AND p.paid_on <= ?), 0) AS received,
			CASE WHEN f.disputed = 1 OR COALESCE(k.is_open, 0) = 1 THEN 1 ELSE 0 END AS disputed`+feeTables+`
			WHERE f.customer_id IN (SELECT o.customer_id FROM occupancy o WHERE o.room_id = ?) AND f.room_id = ? AND f.status = 'active') sums
		GROUP BY item ORDER BY item`, today, today, roomID, roomID)
	return collect(rows, err, func(rows *sql.Rows, f *crm.RoomFee) error {
		return rows.Scan(&f.Item, &f.Count, &f.NetFen, &f.Received, &f.Overdue, &f.Disputed, &f.FirstPeriod, &f.LatestPeriod)
	})
}

// ChangeOccupancy notes how a room is used; an empty use leaves it to what the people of the room tell. seen is the version of
// the form.
func (s *Store) ChangeOccupancy(ctx context.Context, by By, roomID, seen int64, occupancy string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		own := ownRooms(by.Staff).and(`r.id = ?`, roomID)
		if by.Staff.Reach(crm.CustomerEdit) == crm.None {
			own = own.and(`1 = 0`)
		}
		var was string
		var version int64
		if err := tx.row(`SELECT r.occupancy, r.row_version FROM room r WHERE `+own.where, own.args...).Scan(&was, &version); err != nil {
			return found(err, "没有找到这间房")
		}
		if version != seen {
			return tx.stale("room", roomID)
		}
		if occupancy != "" && !crm.Has(crm.Occupancies, occupancy) {
			return crm.InvalidField("occupancy", "请选择使用情况")
		}
		if err := tx.exec(`UPDATE room SET occupancy = ?, row_version = row_version + 1 WHERE id = ?`, occupancy, roomID); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "room_changed", Subject: "room", SubjectID: roomID, Before: map[string]any{"occupancy": was}, After: map[string]any{"occupancy": occupancy}})
	})
	return fail("change occupancy", err)
}
