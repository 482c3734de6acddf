package db

import (
	"context"

	"linli/db/crm"
)

// Figures of the whole project that staff read beside their lists leave out what the reader must not know of, or a sum that is one
// more than the list would tell (domain.md §3.7). What is published to the committee is complete, and stays as it was published.

// everyCase are all cases c of the project but those that by must not know of.
func everyCase(by crm.Staff) condition {
	return notSecret(by, "c.id").and(`c.project_id = ?`, by.ProjectID)
}

// sharedFigures says whose figures by reads, and which cases c of the project they may rest on: everybody shares one set, who must
// not know of some case has one of their own.
func (s *Store) sharedFigures(ctx context.Context, by crm.Staff) (who keptFor, known condition, err error) {
	var secrets bool
	if err = s.reader(ctx).row(`SELECT EXISTS `+secretCases, by.ID, by.ID, by.ID).Scan(&secrets); err != nil {
		return who, known, err
	}
	if secrets {
		return keptFor{by.ID, by.ProjectID}, notSecret(by, "c.id"), nil
	}
	return keptFor{0, by.ProjectID}, condition{`1 = 1`, nil}, nil
}
