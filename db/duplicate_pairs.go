package db

import (
	"context"
	"database/sql"
	"slices"

	"linli/db/crm"
)

// The likenesses by which the file is searched for pairs.
const (
	AlikeByMobile = "mobile"
	AlikeByRoom   = "room"
)

// PairKey is where a page of pairs ended: the two records that are alike, means of contact or links.
type PairKey struct{ Low, High int64 }

// AlikePair are two customers who may be one; nobody has said yet that they are not.
type AlikePair struct {
	Low, High crm.CustomerRow
	Key       PairKey
}

const openPair = ` AND x.status = 'active' AND y.status = 'active' AND NOT EXISTS (SELECT 1 FROM customer_distinct d
	WHERE d.low_id = x.id AND d.high_id = y.id)`

// pairQueries find pairs x and y in the order of what they share. Numbers that stand on one file only are passed over on the
// index. The project stands in from so many times.
var pairQueries = map[string]struct {
	from, after, order string
	projects           int
}{
	AlikeByMobile: {`FROM (SELECT tail FROM contact_point WHERE project_id = ? AND kind = 'mobile' AND doubtful = 0 AND status = 'ok'
			GROUP BY tail HAVING MIN(customer_id) < MAX(customer_id)) g
		JOIN contact_point a ON a.project_id = ? AND a.tail = g.tail AND a.kind = 'mobile' AND a.doubtful = 0 AND a.status = 'ok'
		JOIN contact_point b ON b.project_id = ? AND b.tail = g.tail AND b.kind = 'mobile' AND b.doubtful = 0 AND b.status = 'ok' AND b.customer_id > a.customer_id
		JOIN customer x ON x.id = a.customer_id JOIN customer y ON y.id = b.customer_id WHERE 1 = 1`,
		` AND (g.tail, a.id, b.id) > ((SELECT tail FROM contact_point WHERE id = ?), ?, ?)`, `g.tail, a.id, b.id`, 3},
	AlikeByRoom: {`FROM room r JOIN occupancy a ON a.room_id = r.id JOIN occupancy b ON b.room_id = r.id AND b.customer_id > a.customer_id
		JOIN customer x ON x.id = a.customer_id JOIN customer y ON y.id = b.customer_id AND y.name_key = x.name_key WHERE r.project_id = ?`,
		` AND (a.room_id, a.id, b.id) > ((SELECT room_id FROM occupancy WHERE id = ?), ?, ?)`, `a.room_id, a.id, b.id`, 1},
}

// AlikePairs lists pairs of the project, one more than limit when there are more. today is the local date.
func (s *Store) AlikePairs(ctx context.Context, by crm.Staff, how string, after PairKey, limit int, today string) ([]AlikePair, error) {
	q, ask := s.reader(ctx), pairQueries[how]
	args := list(slices.Repeat([]int64{by.ProjectID}, ask.projects))
	query := `SELECT x.id, y.id, a.id, b.id ` + ask.from + openPair
	if after.Low != 0 {
		query, args = query+ask.after, append(args, after.Low, after.Low, after.High)
	}
	rows, err := q.rows(query+` ORDER BY `+ask.order+` LIMIT ?`, append(args, limit+1)...)
	pairs, err := collect(rows, err, func(rows *sql.Rows, p *AlikePair) error {
		return rows.Scan(&p.Low.ID, &p.High.ID, &p.Key.Low, &p.Key.High)
	})
	if err != nil {
		return nil, err
	}
	if err := describePairs(q, by, pairs, today); err != nil || how != AlikeByMobile {
		return pairs, err
	}
	return pairs, showShared(q, pairs)
}

// showShared shows the number that both have, whichever else they may be reached by.
func showShared(q querier, pairs []AlikePair) error {
	if len(pairs) == 0 {
		return nil
	}
	ids := make([]int64, len(pairs))
	for i, p := range pairs {
		ids[i] = p.Key.Low
	}
	rows, err := q.rows(`SELECT customer_id, id, kind, value, extension, label, doubtful, status, verified_at FROM contact_point WHERE id IN (`+marks("?", len(ids))+`)`, list(ids)...)
	shared, err := collect(rows, err, func(rows *sql.Rows, p *crm.ContactPoint) error { return scanContact(rows, new(int64), p) })
	for i := range pairs {
		for _, number := range shared {
			if number.ID == pairs[i].Key.Low {
				pairs[i].Low.Phone, pairs[i].High.Phone = number.Shown, number.Shown
				pairs[i].Low.Doubtful, pairs[i].High.Doubtful = false, false
			}
		}
	}
	return err
}

// describePairs adds who they are.
func describePairs(q querier, by crm.Staff, pairs []AlikePair, today string) error {
	ids := make([]int64, 0, 2*len(pairs))
	for _, p := range pairs {
		ids = append(ids, p.Low.ID, p.High.ID)
	}
	people, err := customerRows(q, by, ids, today)
	if err != nil {
		return err
	}
	known := make(map[int64]crm.CustomerRow, len(people))
	for _, r := range people {
		known[r.ID] = r
	}
	for i := range pairs {
		pairs[i].Low, pairs[i].High = known[pairs[i].Low.ID], known[pairs[i].High.ID]
	}
	return nil
}

// CustomerByNo finds a customer within the reach of by by a number as people write it.
func (s *Store) CustomerByNo(ctx context.Context, by crm.Staff, text string) (id int64, err error) {
	no, ok := crm.ParseNumber(text)
	if !ok || no.IsCase() {
		return 0, crm.Refuse(crm.NotFound, "请填写客户编号，如 "+crm.CustomerNo(by.ProjectCode, 12))
	}
	where, args := customerScope(by)
	err = s.reader(ctx).row(`SELECT c.id FROM customer c WHERE c.no = ? AND `+where, append([]any{no.String()}, args...)...).Scan(&id)
	return id, found(err, "没有找到这个客户编号，请核对")
}

// FoundDistinct notes that two who are alike are two people; they are offered as a pair no more.
func (s *Store) FoundDistinct(ctx context.Context, by By, a, b int64) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		m := &merging{tx: tx}
		if err := m.load(a, b); err != nil {
			return err
		}
		if a == b || m.kept.Status != crm.CustomerActive || m.gone.Status != crm.CustomerActive {
			return crm.Refuse(crm.Conflict, "这两份档案已经合并或撤回")
		}
		if err := tx.distinct(a, b); err != nil {
			return err
		}
		tx.answers("customer", a)
		for _, c := range []crm.Customer{m.kept, m.gone} {
			if err := tx.journal(Entry{Kind: "found_distinct", Subject: "customer", SubjectID: c.ID, CustomerID: c.ID, After: map[string]any{"kept_no": m.kept.No, "gone_no": m.gone.No}}); err != nil {
				return err
			}
		}
		return nil
	})
	return fail("found distinct", err)
}
