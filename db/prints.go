package db

import (
	"context"

	"linli/db/crm"
)

// Printed is a case as it goes to paper, with the line of the journal that tells of the printing.
type Printed struct {
	*CasePage
	Line Head
}

// PrintCase reads a case for a sheet of paper and writes down who takes it away; what is one of crm.Sheets.
func (s *Store) PrintCase(ctx context.Context, by By, id int64, what string) (p Printed, err error) {
	if p.CasePage, err = s.CaseByID(ctx, by.Staff, id); err != nil {
		return p, err
	}
	c := p.Case
	err = s.inTx(ctx, By{Staff: by.Staff, Now: by.Now, Source: by.Source}, func(tx *Tx) error {
		if err := tx.journal(Entry{Kind: "printed", Subject: "case", SubjectID: id, CustomerID: c.CustomerID, ProjectID: c.ProjectID, Cycle: c.Current().No,
			From: string(c.State), To: string(c.State), EventAt: max(tx.now, c.LastEventAt), Note: crm.Label(crm.Sheets, what)}); err != nil {
			return err
		}
		p.Line = Head{tx.head.seq, tx.head.hash}
		return nil
	})
	return p, fail("print case", err)
}
