package db

import (
	"context"
	"database/sql"
	"slices"

	"linli/db/crm"
)

// doubtsRead is how many doubtful facts of a kind are looked at to find somebody's own.
const doubtsRead = 60

// Doubts are the doubtful facts by is asked to settle today, at most what is left of the day's five, and how many are settled.
// today is the local date, since its first second.
func (s *Store) Doubts(ctx context.Context, by crm.Staff, today string, since int64) (list []crm.Doubt, done int, err error) {
	q := s.reader(ctx)
	if err := q.row(`SELECT COUNT(*) FROM journal WHERE kind = 'doubt_settled' AND recorded_at >= ? AND actor_id = ? AND project_id = ?`, since, by.ID, by.ProjectID).Scan(&done); err != nil {
		return nil, 0, err
	}
	place, clerks, err := placeAmongClerks(q, by, since)
	if err != nil {
		return nil, done, err
	}
	for _, kind := range crm.Doubts {
		found, err := s.doubtsOf(ctx, q, by, kind.Code, today)
		if err != nil {
			return nil, done, err
		}
		for _, d := range found {
			if left := crm.DoubtsADay - done; len(list) < left && d.Mine(place, clerks) {
				list = append(list, d)
			}
		}
	}
	return list, done, nil
}

// placeAmongClerks is which of the front desk's clerks by is, 0 for anybody else.
func placeAmongClerks(q querier, by crm.Staff, now int64) (place, clerks int, err error) {
	rows, err := q.rows(`SELECT DISTINCT s.id FROM staff s JOIN role_assignment a ON a.staff_id = s.id WHERE a.project_id = ? AND a.role = ? AND s.disabled_at = 0
		AND (a.end_at = 0 OR a.end_at > ?) ORDER BY s.id`, by.ProjectID, string(crm.Clerk), now)
	ids, err := collect(rows, err, scanID)
	return max(0, slices.Index(ids, by.ID)), len(ids), err
}

func (s *Store) doubtsOf(ctx context.Context, q querier, by crm.Staff, kind, today string) ([]crm.Doubt, error) {
	where, args := customerScope(by)
	switch kind {
	case crm.DoubtNumber:
		rows, err := q.rows(`SELECT p.id, c.id, c.kind, c.name, p.kind, p.value FROM contact_point p JOIN customer c ON c.id = p.customer_id
			WHERE p.project_id = ? AND p.doubtful = 1 AND p.status = 'ok' AND c.status = 'active' AND `+where+` ORDER BY p.id LIMIT ?`, append(append([]any{by.ProjectID}, args...), doubtsRead)...)
		return collect(rows, err, scanDoubt(by, kind, func(how, value string) string {
			return crm.Label(crm.ContactKinds, how) + " " + crm.MaskContact(how, value, "")
		}))
	case crm.DoubtLease:
		rows, err := q.rows(`SELECT o.id, c.id, c.kind, c.name, r.code, o.lease_end_on FROM occupancy o JOIN customer c ON c.id = o.customer_id JOIN room r ON r.id = o.room_id
			WHERE o.lease_end_on <> '' AND o.lease_end_on < ? AND o.moved_out_on = '' AND r.project_id = ? AND c.status = 'active' AND `+where+` ORDER BY o.lease_end_on, o.id LIMIT ?`,
			append(append([]any{crm.LeaseDoubtful(today), by.ProjectID}, args...), doubtsRead)...)
		return collect(rows, err, scanDoubt(by, kind, func(room, end string) string { return room + " 租期至 " + end }))
	case crm.DoubtPrimary:
		rows, err := q.rows(`SELECT o.id, c.id, c.kind, c.name, r.code, o.relation FROM occupancy o JOIN customer c ON c.id = o.customer_id JOIN room r ON r.id = o.room_id
			WHERE r.project_id = ? AND o.relation = 'owner' AND o.moved_out_on = '' AND o.is_primary_contact = 0 AND c.status = 'active' AND `+where+`
			AND NOT EXISTS (SELECT 1 FROM occupancy w WHERE w.room_id = o.room_id AND w.is_primary_contact = 1 AND (w.moved_out_on = '' OR w.moved_out_on > ?)) ORDER BY o.id LIMIT ?`,
			append(append([]any{by.ProjectID}, args...), today, doubtsRead)...)
		return collect(rows, err, scanDoubt(by, kind, func(room, relation string) string { return room + " " + crm.Label(crm.Relations, relation) }))
	}
	files, err := s.FilesToVerify(ctx, by, "expired", false, VerifyKey{}, doubtsRead, today)
	list := make([]crm.Doubt, len(files))
	for i, f := range files {
		list[i] = crm.Doubt{Kind: kind, Subject: f.ID, CustomerID: f.ID, Customer: f.Name, Fact: "上次核实 " + f.VerifiedOn + "，有效至 " + f.ValidUntil}
	}
	return list, err
}

func scanDoubt(by crm.Staff, kind string, say func(a, b string) string) func(*sql.Rows, *crm.Doubt) error {
	return func(rows *sql.Rows, d *crm.Doubt) error {
		var person, first, second string
		err := rows.Scan(&d.Subject, &d.CustomerID, &person, &d.Customer, &first, &second)
		d.Kind, d.Customer, d.Fact = kind, crm.ShowName(by, person, d.Customer), say(first, second)
		return err
	}
}

// SettleDoubt puts a doubtful fact right. One that somebody else has settled meanwhile is refused. today is the local date.
func (s *Store) SettleDoubt(ctx context.Context, by By, d crm.Doubt, verdict, today string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		if !crm.Has(crm.Doubts, d.Kind) || !crm.Has(d.Verdicts(), verdict) {
			return crm.InvalidField("verdict", "请选择结论")
		}
		if _, err := tx.activeCustomer(d.CustomerID); err != nil {
			return err
		}
		tx.answers("customer", d.CustomerID)
		settle := map[string]func(crm.Doubt, string, string) error{crm.DoubtNumber: tx.settleNumber, crm.DoubtLease: tx.settleLink, crm.DoubtPrimary: tx.settleLink, crm.DoubtExpired: tx.settleExpired}
		if err := settle[d.Kind](d, verdict, today); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "doubt_settled", Subject: "customer", SubjectID: d.CustomerID, CustomerID: d.CustomerID, After: map[string]any{"doubt": d.Kind, "verdict": verdict}})
	})
	return fail("settle doubt", err)
}

var settledAlready = crm.Refuse(crm.Conflict, "这一条刚刚已由他人处理，请看下一条")

func (tx *Tx) settleNumber(d crm.Doubt, verdict, _ string) error {
	right := verdict == "right"
	n, err := tx.changed(`UPDATE contact_point SET status = CASE WHEN ? THEN 'ok' ELSE 'wrong' END, doubtful = CASE WHEN ? THEN 0 ELSE 1 END, verified_at = CASE WHEN ? THEN ? ELSE verified_at END
		WHERE id = ? AND customer_id = ? AND doubtful = 1 AND status = 'ok'`, right, right, right, tx.now, d.Subject, d.CustomerID)
	if err != nil {
		return err
	}
	if n == 0 {
		return settledAlready
	}
	if !right {
		return tx.askVerification(d.CustomerID, "联系方式有误")
	}
	return nil
}

func (tx *Tx) settleLink(d crm.Doubt, verdict, _ string) error {
	old, links, err := tx.linkToChange(d.CustomerID, d.Subject)
	if err != nil {
		return err
	}
	next := old
	switch verdict {
	case "gone":
		next.MovedOutOn, next.EndReason = old.LeaseEndOn, "lease_end"
	case "stays":
		next.LeaseEndOn = ""
	case "primary":
		next.Primary = true
	}
	if next == old || d.Kind == crm.DoubtLease && (old.LeaseEndOn == "" || old.MovedOutOn != "") {
		return settledAlready
	}
	return tx.saveLink(old, next, links)
}

func (tx *Tx) settleExpired(d crm.Doubt, _, today string) error {
	return tx.verifyFile(d.CustomerID, "phone", "", today)
}
