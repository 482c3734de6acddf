package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

const contractColumns = `SELECT t.id, t.project_id, COALESCE(t.customer_id, 0), COALESCE(c.kind, ''), COALESCE(c.name, ''), t.kind, t.no, t.signed_on, t.start_on, t.end_on, t.fee_standard,
	t.amount_fen, t.file_ref, COALESCE(t.renewal_of, 0), COALESCE(o.no, ''), t.row_version
	FROM service_contract t LEFT JOIN customer c ON c.id = t.customer_id LEFT JOIN service_contract o ON o.id = t.renewal_of `

func scanContract(by crm.Staff) func(*sql.Rows, *crm.Contract) error {
	return func(rows *sql.Rows, t *crm.Contract) error {
		var kind string
		err := rows.Scan(&t.ID, &t.ProjectID, &t.CustomerID, &kind, &t.Customer, &t.Kind, &t.No, &t.SignedOn, &t.StartOn, &t.EndOn, &t.FeeStandard, &t.AmountFen, &t.FileRef,
			&t.RenewalOf, &t.RenewalNo, &t.RowVersion)
		t.Customer = crm.ShowName(by, kind, t.Customer)
		return err
	}
}

// Contracts are a customer's contracts; for customer 0 the project's own. The latest signed stands first.
func (s *Store) Contracts(ctx context.Context, by crm.Staff, customerID int64) ([]crm.Contract, error) {
	q := s.reader(ctx)
	if customerID == 0 {
		rows, err := q.rows(contractColumns+`WHERE t.project_id = ? AND t.customer_id IS NULL ORDER BY t.signed_on DESC, t.id DESC LIMIT 100`, by.ProjectID)
		return collect(rows, err, scanContract(by))
	}
	if _, err := customerInScope(q, by, customerID); err != nil {
		return nil, err
	}
	rows, err := q.rows(contractColumns+`WHERE t.customer_id = ? ORDER BY t.signed_on DESC, t.id DESC LIMIT 100`, customerID)
	return collect(rows, err, scanContract(by))
}

// SaveContract adds a contract (ID 0) or corrects one; renewalNo names the contract it renews, of the same customer or project.
// seen is the version of the form. today is the local date.
func (s *Store) SaveContract(ctx context.Context, by By, seen int64, t crm.Contract, renewalNo, today string) error {
	err := s.inTx(ctx, by, func(tx *Tx) error {
		if t.CustomerID != 0 {
			if _, err := tx.activeCustomer(t.CustomerID); err != nil {
				return err
			}
		}
		p := crm.Problems{}
		t.Check(today, p)
		if renewalNo != "" {
			err := tx.row(`SELECT id FROM service_contract WHERE project_id = ? AND no = ? AND COALESCE(customer_id, 0) = ? AND id <> ?`, by.Staff.ProjectID, renewalNo, t.CustomerID, t.ID).Scan(&t.RenewalOf)
			if crm.Is(found(err, "?"), crm.NotFound) {
				p.Add("renewal_no", "没有找到这份合同，请核对编号")
			} else if err != nil {
				return err
			}
		}
		if err := p.Err(); err != nil {
			return err
		}
		if err := tx.writeContract(seen, &t); unique(err) {
			return crm.InvalidField("no", "合同编号已经用过")
		} else if err != nil {
			return err
		}
		e := Entry{Kind: "contract_saved", Subject: "contract", SubjectID: t.ID, CustomerID: t.CustomerID,
			After: map[string]any{"contract_id": t.ID, "no": t.No, "kind": t.Kind, "signed_on": t.SignedOn, "start_on": t.StartOn, "end_on": t.EndOn, "amount_fen": t.AmountFen}}
		if t.CustomerID != 0 {
			e.Subject, e.SubjectID = "customer", t.CustomerID
			tx.answers("customer", t.CustomerID)
		}
		return tx.journal(e)
	})
	return fail("save contract", err)
}

func (tx *Tx) writeContract(seen int64, t *crm.Contract) (err error) {
	if t.ID == 0 {
		t.ID, err = tx.insert(`INSERT INTO service_contract (project_id, customer_id, kind, no, signed_on, start_on, end_on, fee_standard, amount_fen, renewal_of, file_ref, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`, tx.by.Staff.ProjectID, none(t.CustomerID), t.Kind, t.No, t.SignedOn, t.StartOn, t.EndOn, t.FeeStandard,
			t.AmountFen, none(t.RenewalOf), t.FileRef, tx.now)
		return err
	}
	var version int64
	err = tx.row(`SELECT row_version FROM service_contract WHERE id = ? AND project_id = ? AND COALESCE(customer_id, 0) = ?`, t.ID, tx.by.Staff.ProjectID, t.CustomerID).Scan(&version)
	if err != nil {
		return found(err, "没有找到这份合同")
	}
	if version != seen {
		return tx.stale("contract", t.ID)
	}
	return tx.exec(`UPDATE service_contract SET kind = ?, no = ?, signed_on = ?, start_on = ?, end_on = ?, fee_standard = ?, amount_fen = ?, renewal_of = ?, file_ref = ?,
		row_version = row_version + 1 WHERE id = ?`, t.Kind, t.No, t.SignedOn, t.StartOn, t.EndOn, t.FeeStandard, t.AmountFen, none(t.RenewalOf), t.FileRef, t.ID)
}
