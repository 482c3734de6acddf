package db

import (
	"context"
	"database/sql"
	"strings"

	"linli/db/crm"
)

// Referrals are those a customer made and the one by which the customer came, the latest first.
func (s *Store) Referrals(ctx context.Context, by crm.Staff, customerID int64) ([]crm.Referral, error) {
	q := s.reader(ctx)
	if _, err := customerInScope(q, by, customerID); err != nil {
		return nil, err
	}
	where, args := customerScope(by)
	rows, err := q.rows(`SELECT f.id, f.referrer_id, f.referred_id, c.kind, c.name, CASE WHEN `+where+` THEN 1 ELSE 0 END, f.referred_on, f.status, f.why, f.row_version
		FROM referral f JOIN customer c ON c.id = CASE WHEN f.referrer_id = ? THEN f.referred_id ELSE f.referrer_id END
		WHERE f.referrer_id = ? OR f.referred_id = ? ORDER BY f.referred_on DESC, f.id DESC LIMIT 100`, append(args, customerID, customerID, customerID)...)
	return collect(rows, err, func(rows *sql.Rows, r *crm.Referral) error {
		var kind string
		err := rows.Scan(&r.ID, &r.ReferrerID, &r.ReferredID, &kind, &r.OtherName, &r.Reached, &r.ReferredOn, &r.Status, &r.Why, &r.RowVersion)
		if r.OtherName = crm.ShowName(by, kind, r.OtherName); !r.Reached && kind == "person" {
			r.OtherName = crm.MaskName(r.OtherName)
		}
		return err
	})
}

// AddReferral notes that a customer brought another one, given by number. One of the same room or mobile is kept as void.
// today is the local date.
func (s *Store) AddReferral(ctx context.Context, by By, referrerID int64, referredNo, on, today string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		if _, err := tx.activeCustomer(referrerID); err != nil {
			return err
		}
		p := crm.Problems{}
		p.Check(on != "" && on <= today, "referred_on", "请填写推荐日期，不能晚于今天")
		r := crm.Referral{ReferrerID: referrerID, ReferredOn: on}
		where, args := customerScope(by.Staff)
		err := tx.row(`SELECT c.id FROM customer c WHERE c.no = ? AND c.status = 'active' AND `+where, append([]any{strings.ToUpper(referredNo)}, args...)...).Scan(&r.ReferredID)
		if crm.Is(found(err, "?"), crm.NotFound) {
			p.Add("referred_no", "没有找到这个客户编号，请核对")
		} else if err != nil {
			return err
		}
		if err := p.Err(); err != nil {
			return err
		}
		shared, err := tx.acquaintance(r.ReferrerID, r.ReferredID)
		if err != nil {
			return err
		}
		r.Status, r.Why = r.Judge(shared)
		tx.answers("customer", referrerID)
		r.ID, err = tx.insert(`INSERT INTO referral (referrer_id, referred_id, referred_on, status, why) VALUES (?, ?, ?, ?, ?) RETURNING id`,
			r.ReferrerID, r.ReferredID, r.ReferredOn, r.Status, r.Why)
		if unique(err) {
			return crm.InvalidField("referred_no", "这次推荐已经登记过")
		} else if err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "referral_added", Subject: "customer", SubjectID: referrerID, CustomerID: referrerID,
			After: map[string]any{"referral_id": r.ID, "referred_id": r.ReferredID, "referred_on": on, "status": r.Status}, Note: r.Why})
	})
	return fail("add referral", err)
}

// acquaintance is what two customers share: a room at any time, a mobile that is no doubtful one.
func (tx *Tx) acquaintance(a, b int64) (shared crm.Acquaintance, err error) {
	err = tx.row(`SELECT EXISTS (SELECT 1 FROM occupancy x JOIN occupancy y ON y.room_id = x.room_id WHERE x.customer_id = ? AND y.customer_id = ?),
		EXISTS (SELECT 1 FROM contact_point x JOIN contact_point y ON y.project_id = x.project_id AND y.tail = x.tail
			WHERE x.customer_id = ? AND y.customer_id = ? AND x.kind = 'mobile' AND y.kind = 'mobile' AND x.doubtful = 0 AND x.tail <> '')`,
		a, b, a, b).Scan(&shared.Room, &shared.Mobile)
	return shared, err
}

// DecideReferral says whether a pending referral came to something. seen is its version on the form.
func (s *Store) DecideReferral(ctx context.Context, by By, customerID, id, seen int64, status, why string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		if _, err := tx.activeCustomer(customerID); err != nil {
			return err
		}
		var version int64
		var old string
		if err := tx.row(`SELECT row_version, status FROM referral WHERE id = ? AND referrer_id = ?`, id, customerID).Scan(&version, &old); err != nil {
			return found(err, "没有找到这次推荐")
		}
		p := crm.Problems{}
		p.Check(status == "successful" || status == "void", "status", "请选择结果")
		p.Check(status != "void" || why != "", "why", "请写明为何无效")
		switch err := p.Err(); {
		case version != seen:
			return tx.stale("referral", id)
		case old != "pending":
			return crm.Refuse(crm.Conflict, "这次推荐已有结果，不能再改")
		case err != nil:
			return err
		}
		tx.answers("customer", customerID)
		if err := tx.exec(`UPDATE referral SET status = ?, why = ?, row_version = row_version + 1 WHERE id = ?`, status, why, id); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "referral_decided", Subject: "customer", SubjectID: customerID, CustomerID: customerID,
			After: map[string]any{"referral_id": id, "status": status}, Note: why})
	})
	return fail("decide referral", err)
}
