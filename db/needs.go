package db

import (
	"context"
	"database/sql"
	"fmt"

	"linli/db/crm"
)

// AddNeed writes down what a customer wants.
func (s *Store) AddNeed(ctx context.Context, by By, customerID int64, n crm.Need) (id int64, err error) {
	err = s.inTx(ctx, by, func(tx *Tx) error {
		k, err := tx.activeCustomer(customerID)
		if err != nil {
			return err
		}
		if n.Status == "" {
			n.Status = "open"
		}
		p := crm.Problems{}
		n.Check(nil, p)
		if err := tx.checkNeedCase(k, n.CaseID, p); err != nil {
			return err
		}
		if err := p.Err(); err != nil {
			return err
		}
		tx.answers("customer", customerID)
		id, err = tx.insertNeed(k, n)
		return err
	})
	return id, fail("add need", err)
}

func (tx *Tx) insertNeed(k crm.Customer, n crm.Need) (int64, error) {
	id, err := tx.insert(`INSERT INTO need (project_id, customer_id, text, wanted_by_on, status, case_id, note_id, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		k.ProjectID, k.ID, n.Text, n.WantedByOn, n.Status, none(n.CaseID), none(n.NoteID), tx.now, tx.by.Staff.ID)
	if err != nil {
		return 0, fmt.Errorf("insert need: %w", err)
	}
	n.ID = id
	return id, tx.journal(Entry{Kind: "need_added", Subject: "customer", SubjectID: k.ID, CustomerID: k.ID, After: needFacts(n), Texts: map[string]any{"text": n.Text}})
}

func needFacts(n crm.Need) map[string]any {
	facts := map[string]any{"need_id": n.ID, "status": n.Status}
	if n.WantedByOn != "" {
		facts["wanted_by_on"] = n.WantedByOn
	}
	if n.CaseID != 0 {
		facts["case_id"] = n.CaseID
	}
	return facts
}

// checkNeedCase wants a case of the same customer, within the actor's reach.
func (tx *Tx) checkNeedCase(k crm.Customer, caseID int64, p crm.Problems) error {
	if caseID == 0 {
		return nil
	}
	where, args := personCases(tx.by.Staff)
	var known bool
	err := tx.row(`SELECT EXISTS (SELECT 1 FROM service_case k LEFT JOIN room kr ON kr.id = k.room_id WHERE k.id = ? AND k.customer_id = ? AND `+where+`)`,
		append([]any{caseID, k.ID}, args...)...).Scan(&known)
	p.Check(known, "case_id", "没有这位客户的这件诉求")
	return err
}

// ChangeNeed moves a need on or corrects it. seen is the version of the file the form was drawn from.
func (s *Store) ChangeNeed(ctx context.Context, by By, customerID, seen int64, n crm.Need) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		k, err := tx.customerToChange(customerID, seen)
		if err != nil {
			return err
		}
		old, err := needOf(tx, by.Staff, customerID, n.ID)
		if err != nil {
			return err
		}
		p := crm.Problems{}
		n.Check(&old, p)
		if n.CaseID != old.CaseID {
			if err := tx.checkNeedCase(k, n.CaseID, p); err != nil {
				return err
			}
		}
		if err := p.Err(); err != nil {
			return err
		}
		tx.answers("customer", customerID)
		if n.Text == old.Text && n.WantedByOn == old.WantedByOn && n.Status == old.Status && n.CaseID == old.CaseID && n.Reason == old.Reason {
			return nil
		}
		if err := tx.exec(`UPDATE need SET text = ?, wanted_by_on = ?, status = ?, reason = ?, case_id = ?, row_version = row_version + 1 WHERE id = ?`,
			n.Text, n.WantedByOn, n.Status, n.Reason, none(n.CaseID), n.ID); err != nil {
			return err
		}
		texts := map[string]any{"text": n.Text}
		if n.Text != old.Text {
			texts["before"] = old.Text
		}
		if err := tx.journal(Entry{Kind: "need_changed", Subject: "customer", SubjectID: k.ID, CustomerID: k.ID, Before: needFacts(old), After: needFacts(n),
			Texts: texts, Note: n.Reason}); err != nil {
			return err
		}
		return tx.bumpCustomer(k.ID, seen)
	})
	return fail("change need", err)
}

// needsOf are the needs of a customer, open ones first; the number of a case only where by may see it.
func needsOf(q querier, by crm.Staff, customerID int64, and string, more ...any) ([]crm.Need, error) {
	where, args := personCases(by)
	rows, err := q.rows(`SELECT n.id, n.text, n.wanted_by_on, n.status, n.reason, COALESCE(n.case_id, 0), COALESCE(k.no, ''), COALESCE(n.note_id, 0), n.created_at, COALESCE(s.name, '')
		FROM need n LEFT JOIN (service_case k LEFT JOIN room kr ON kr.id = k.room_id) ON k.id = n.case_id AND `+where+` LEFT JOIN staff s ON s.id = n.created_by
		WHERE n.customer_id = ?`+and+` ORDER BY n.status IN ('met', 'declined'), n.id DESC LIMIT 50`, append(append(args, customerID), more...)...)
	return collect(rows, err, func(rows *sql.Rows, n *crm.Need) error {
		return rows.Scan(&n.ID, &n.Text, &n.WantedByOn, &n.Status, &n.Reason, &n.CaseID, &n.CaseNo, &n.NoteID, &n.CreatedAt, &n.CreatedBy)
	})
}

func needOf(q querier, by crm.Staff, customerID, id int64) (crm.Need, error) {
	list, err := needsOf(q, by, customerID, ` AND n.id = ?`, id)
	if err == nil && len(list) == 0 {
		err = crm.Refuse(crm.NotFound, "没有找到这条需求")
	}
	if err != nil {
		return crm.Need{}, err
	}
	return list[0], nil
}

// NeedForm reads a need with the cases of its customer it may be linked to; id 0 = a new one.
func (s *Store) NeedForm(ctx context.Context, by crm.Staff, customerID, id int64) (n crm.Need, cases []crm.CaseLine, err error) {
	q := s.reader(ctx)
	if _, err = customerInScope(q, by, customerID); err != nil {
		return n, nil, err
	}
	if id != 0 {
		if n, err = needOf(q, by, customerID, id); err != nil {
			return n, nil, err
		}
	}
	cases, err = caseLines(q, by, "k.customer_id = ?", customerID, 20)
	return n, cases, err
}
