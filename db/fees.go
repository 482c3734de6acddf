package db

import (
	"context"
	"database/sql"
	"strings"

	"linli/db/crm"
)

const feeColumns = `f.id, f.customer_id, COALESCE(r.code, ''), COALESCE(r.building_no, ''), f.item, f.period, f.receivable_fen, f.discount_fen, f.due_on,
	CASE WHEN f.disputed = 1 OR COALESCE(k.is_open, 0) = 1 THEN 1 ELSE 0 END, COALESCE(k.id, 0), COALESCE(k.no, ''), f.row_version`

const feeTables = ` FROM fee_record f LEFT JOIN room r ON r.id = f.room_id LEFT JOIN service_case k ON k.id = f.disputed_case_id `

func scanFee(by crm.Staff) func(*sql.Rows, *crm.Fee) error {
	return func(rows *sql.Rows, f *crm.Fee) error {
		var building string
		err := rows.Scan(&f.ID, &f.CustomerID, &f.Room, &building, &f.Item, &f.Period, &f.ReceivableFen, &f.Discount, &f.DueOn, &f.Disputed, &f.DisputedCase,
			&f.DisputedCaseNo, &f.RowVersion)
		f.Room = crm.ShowRoom(by, f.Room, building)
		return err
	}
}

// Fees are a customer's fees with their payments, the latest due first.
func (s *Store) Fees(ctx context.Context, by crm.Staff, customerID int64) ([]crm.Fee, error) {
	q := s.reader(ctx)
	if _, err := customerInScope(q, by, customerID); err != nil {
		return nil, err
	}
	return feesOf(q, by, customerID)
}

func feesOf(q querier, by crm.Staff, customerID int64) ([]crm.Fee, error) {
	rows, err := q.rows(`SELECT `+feeColumns+feeTables+`WHERE f.customer_id = ? AND f.status = 'active' ORDER BY f.due_on DESC, f.id DESC`, customerID)
	fees, err := collect(rows, err, scanFee(by))
	if err != nil || len(fees) == 0 {
		return fees, err
	}
	if err := hideCases(q, by, fees); err != nil {
		return nil, err
	}
	at := map[int64]int{}
	for i, f := range fees {
		at[f.ID] = i
	}
	rows, err = q.rows(`SELECT p.fee_id, p.amount_fen, p.paid_on FROM payment p JOIN fee_record f ON f.id = p.fee_id
		WHERE f.customer_id = ? AND f.status = 'active' AND p.status = 'active' ORDER BY p.paid_on, p.id`, customerID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var fee int64
		var p crm.Payment
		if err := rows.Scan(&fee, &p.AmountFen, &p.PaidOn); err != nil {
			return nil, err
		}
		fees[at[fee]].Payments = append(fees[at[fee]].Payments, p)
	}
	return fees, rows.Err()
}

// hideCases takes the numbers of cases that by may not know of off the fees they dispute.
func hideCases(q querier, by crm.Staff, fees []crm.Fee) error {
	secret := map[int64]bool{}
	err := each(q, secretCases[1:len(secretCases)-1], []any{by.ID, by.ID, by.ID}, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		secret[id] = true
		return err
	})
	for i := range fees {
		if secret[fees[i].DisputedCase] {
			fees[i].DisputedCase, fees[i].DisputedCaseNo = 0, ""
		}
	}
	return err
}

// Dispute is a supervisor's word about a fee: disputed until further notice, as long as the case with CaseNo is open, or not.
type Dispute struct {
	FeeID    int64
	Disputed bool
	CaseNo   string
	Note     string
}

// DisputeFee says that a fee is disputed, or no longer. The case named is one of the same customer.
func (s *Store) DisputeFee(ctx context.Context, by By, customerID, seen int64, in Dispute) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		if _, err := customerInScope(tx, by.Staff, customerID); err != nil {
			return err
		}
		var version, caseID int64
		var period string
		err := tx.row(`SELECT row_version, period FROM fee_record WHERE id = ? AND customer_id = ? AND status = 'active'`, in.FeeID, customerID).Scan(&version, &period)
		if err != nil {
			return found(err, "没有找到这笔费用")
		}
		if version != seen {
			return tx.stale("fee", in.FeeID)
		}
		if in.Disputed && in.CaseNo != "" {
			where, args := personCases(by.Staff)
			err := tx.row(`SELECT k.id FROM service_case k LEFT JOIN room kr ON kr.id = k.room_id WHERE k.no = ? AND k.customer_id = ? AND k.is_open = 1 AND `+where,
				append([]any{strings.ToUpper(in.CaseNo), customerID}, args...)...).Scan(&caseID)
			if crm.Is(found(err, "?"), crm.NotFound) {
				return crm.InvalidField("case_no", "没有找到该客户未结的这件诉求，请核对编号")
			} else if err != nil {
				return err
			}
		}
		tx.answers("customer", customerID)
		if err := tx.exec(`DELETE FROM merged_dispute WHERE fee_id = ?`, in.FeeID); err != nil {
			return err
		}
		byHand := in.Disputed && caseID == 0
		if err := tx.exec(`UPDATE fee_record SET disputed = ?, disputed_case_id = ?, row_version = row_version + 1 WHERE id = ?`, byHand, none(caseID), in.FeeID); err != nil {
			return err
		}
		return tx.journal(Entry{Kind: "fee_disputed", Subject: "fee", SubjectID: in.FeeID, CustomerID: customerID,
			After: map[string]any{"disputed": in.Disputed, "case_id": caseID, "period": period}, Note: in.Note})
	})
	return fail("dispute fee", err)
}

// FeeGroup is what fell due and came in of one item in one building.
type FeeGroup struct {
	Building, Item string
	Fees           int64
	NetFen         int64
	ReceivedFen    int64
	OverdueFen     int64 // of undisputed fees, still unpaid
	Disputed       int64
}

// FeeGroups sums the project's fees that fell due from one day to another, both in, as of the end of a day: by building
// and item, those without a room under «». A steward sees own buildings.
func (s *Store) FeeGroups(ctx context.Context, by crm.Staff, from, to, on string) ([]FeeGroup, error) {
	where, args := "", []any{on, by.ProjectID, from, to}
	if by.Reach(crm.FeeTotals) == crm.Own {
		buildings := by.Buildings()
		if len(buildings) == 0 {
			return nil, nil
		}
		where, args = " AND r.building_no IN ("+marks("?", len(buildings))+")", append(args, list(buildings)...)
	}
	rows, err := s.reader(ctx).rows(`SELECT building, item, COUNT(*), SUM(net), SUM(received), SUM(CASE WHEN disputed = 0 AND due_on < ? AND received < net THEN net - received ELSE 0 END), SUM(disputed)
		FROM (SELECT COALESCE(r.building_no, '') AS building, f.item AS item, f.due_on AS due_on, f.receivable_fen - f.discount_fen AS net,
			COALESCE((SELECT SUM(p.amount_fen) FROM payment p WHERE p.fee_id = f.id AND p.status = 'active' AND p.paid_on <= ?), 0) AS received,
			CASE WHEN f.disputed = 1 OR COALESCE(k.is_open, 0) = 1 THEN 1 ELSE 0 END AS disputed`+feeTables+`
			WHERE f.project_id = ? AND f.status = 'active' AND f.due_on >= ? AND f.due_on <= ?`+where+`) sums
		GROUP BY building, item ORDER BY building, item`, append([]any{on}, args...)...)
	return collect(rows, err, func(rows *sql.Rows, g *FeeGroup) error {
		return rows.Scan(&g.Building, &g.Item, &g.Fees, &g.NetFen, &g.ReceivedFen, &g.OverdueFen, &g.Disputed)
	})
}
