package db

import "linli/db/crm"

// movedOutJob finds customers whose last link has ended and who still have what ends with it: consent to offers, care tags and the
// consent behind them (domain.md §2).
func movedOutJob(project int64, today string) tickJob {
	return tickJob{"moved out", `SELECT c.id FROM customer c WHERE c.project_id = ? AND c.id IN (SELECT n.customer_id FROM consent n WHERE n.withdrawn_at = 0 AND n.purpose IN ('promotion', 'care')
			UNION SELECT g.customer_id FROM customer_tag g WHERE g.ended_on = '' AND g.class = 'care')
		AND EXISTS (SELECT 1 FROM occupancy o WHERE o.customer_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM occupancy o WHERE o.customer_id = c.id AND (o.moved_out_on = '' OR o.moved_out_on > ?)) ORDER BY c.id LIMIT ?`,
		[]any{project, today}, (*Tx).afterMoveOut}
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
