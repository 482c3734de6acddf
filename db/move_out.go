package db

import (
	"time"

	"linli/db/crm"
)

// left says that the last link of customer c has ended by a day (?).
const left = `EXISTS (SELECT 1 FROM occupancy o WHERE o.customer_id = c.id)
	AND NOT EXISTS (SELECT 1 FROM occupancy o WHERE o.customer_id = c.id AND (o.moved_out_on = '' OR o.moved_out_on > ?))`

// lately is how far back the tick of every minute looks for people who have moved out; the first of a day looks at all.
const lately = 45 * 24 * time.Hour

// movedOutLately finds customers whose last link has ended lately and who still have what ends with it: consent to offers, care
// tags and the consent behind them (domain.md §2).
func movedOutLately(project int64, today string) tickJob {
	day, _ := time.Parse(time.DateOnly, today)
	return tickJob{"moved out lately", `SELECT c.id FROM customer c WHERE c.project_id = ?
		AND c.id IN (SELECT e.customer_id FROM occupancy e WHERE e.moved_out_on <> '' AND e.moved_out_on >= ? AND e.moved_out_on <= ?)
		AND (EXISTS (SELECT 1 FROM consent n WHERE n.customer_id = c.id AND n.withdrawn_at = 0 AND n.purpose IN ('promotion', 'care'))
			OR EXISTS (SELECT 1 FROM customer_tag g WHERE g.customer_id = c.id AND g.ended_on = '' AND g.class = 'care'))
		AND ` + left + ` ORDER BY c.id LIMIT ?`, []any{project, day.Add(-lately).Format(time.DateOnly), today, today}, (*Tx).afterMoveOut}
}

// movedOut finds those who moved out whenever it was. It looks at all who have something that ends.
func movedOut(project int64, today string) tickJob {
	return tickJob{"moved out", `SELECT c.id FROM customer c WHERE c.project_id = ? AND c.id IN (SELECT n.customer_id FROM consent n WHERE n.withdrawn_at = 0 AND n.purpose IN ('promotion', 'care')
			UNION SELECT g.customer_id FROM customer_tag g WHERE g.ended_on = '' AND g.class = 'care')
		AND ` + left + ` ORDER BY c.id LIMIT ?`, []any{project, today}, (*Tx).afterMoveOut}
}

// afterMoveOut ends what a customer who has moved out no longer has. A care tag ends with the consent it stands on.
func (tx *Tx) afterMoveOut(customerID int64) error {
	consents, err := consentsOf(tx, customerID, true)
	if err != nil {
		return err
	}
	for _, c := range consents {
		if c.Active() && (c.Purpose == crm.ConsentPromotion || c.Purpose == crm.ConsentCare) {
			if err := tx.withdraw(customerID, c.ID, crm.ConsentMovedOut, ""); err != nil {
				return err
			}
		}
	}
	left, err := tagsOf(tx, customerID, true)
	if err != nil {
		return err
	}
	for _, t := range left {
		if t.Class == crm.TagCare { // one without a consent of its own
			if err := tx.endTag(customerID, t); err != nil {
				return err
			}
		}
	}
	return nil
}
