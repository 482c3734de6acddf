package db

import "linli/db/crm"

// sharedFees are the fees that stand on both files and say the same, the kept one first, and why the others forbid a merge: which of
// two is right the ledger must say.
func (m *merging) sharedFees(q querier) (same [][2]crm.Fee, problems []string, err error) {
	kept, err := feesOf(q, m.by, m.kept.ID)
	if err != nil || len(kept) == 0 {
		return nil, nil, err
	}
	gone, err := feesOf(q, m.by, m.gone.ID)
	if err != nil {
		return nil, nil, err
	}
	same, differing := crm.SharedFees(kept, gone)
	for _, pair := range differing {
		problems = append(problems, crm.FeesDiffer(pair[0], pair[1]))
	}
	return same, problems, nil
}

// foldFees counts once what both files hold: the gone file keeps its copy, which counts no more. A dispute of either stays.
func (m *merging) foldFees() error {
	same, _, err := m.sharedFees(m.tx)
	if err != nil {
		return err
	}
	for _, pair := range same {
		kept, gone := pair[0], pair[1]
		if err := m.set("fee_record", gone.ID, "status", "merged"); err != nil {
			return err
		}
		column, value := "disputed", int64(1)
		if gone.DisputedCase != 0 {
			column, value = "disputed_case_id", gone.DisputedCase
		}
		if gone.Disputed && !kept.Disputed {
			if err := m.set("fee_record", kept.ID, column, value); err != nil {
				return err
			}
		}
	}
	return nil
}
