package db

// movedOutJob finds customers whose last link has ended and who still have what ends with it: consent to offers, care tags and the
// consent behind them (domain.md §2).
func movedOutJob(project int64, today string) tickJob {
	return tickJob{"moved out", `SELECT c.id FROM customer c WHERE c.project_id = ? AND c.id IN (SELECT n.customer_id FROM consent n WHERE n.withdrawn_at = 0 AND n.purpose IN ('promotion', 'care')
			UNION SELECT g.customer_id FROM customer_tag g WHERE g.ended_on = '' AND g.class = 'care')
		AND EXISTS (SELECT 1 FROM occupancy o WHERE o.customer_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM occupancy o WHERE o.customer_id = c.id AND (o.moved_out_on = '' OR o.moved_out_on > ?)) ORDER BY c.id LIMIT ?`,
		[]any{project, today}, func(tx *Tx, id int64) error { return tx.afterMoveOut(id, today) }}
}

// afterMoveOut ends what a customer who has moved out no longer has.
func (tx *Tx) afterMoveOut(customerID int64, today string) error {
	if err := tx.exec(`UPDATE customer_tag SET ended_on = ? WHERE customer_id = ? AND class = 'care' AND ended_on = ''`, today, customerID); err != nil {
		return err
	}
	if err := tx.exec(`UPDATE consent SET withdrawn_at = ?, withdrawn_method = 'moved_out' WHERE customer_id = ? AND purpose IN ('promotion', 'care') AND withdrawn_at = 0`,
		tx.now, customerID); err != nil {
		return err
	}
	return tx.journal(Entry{Kind: "moved_out_closed", Subject: "customer", SubjectID: customerID, CustomerID: customerID, System: true, After: map[string]any{"on": today}})
}
