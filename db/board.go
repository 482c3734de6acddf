package db

import (
	"context"

	"linli/db/crm"
)

// BoardColumn is one column of the board: the cases due next and how many there are, at most 1000.
type BoardColumn struct {
	Step  crm.Step
	Cases []CaseRow
	Count int
}

// boardCards is how many cases a column shows.
const boardCards = 20

// Board is the open cases that wait for these steps; closed cases are in the list.
func (s *Store) Board(ctx context.Context, by crm.Staff, f CaseFilter, steps []crm.Step, now int64) (columns []BoardColumn, err error) {
	err = s.atOneMoment(ctx, func(ctx context.Context) error {
		columns, err = s.boardColumns(ctx, by, f, steps, now)
		return err
	})
	return columns, err
}

func (s *Store) boardColumns(ctx context.Context, by crm.Staff, f CaseFilter, steps []crm.Step, now int64) ([]BoardColumn, error) {
	columns := make([]BoardColumn, len(steps))
	f.State = ""
	for i, step := range steps {
		f.Step = step
		c := f.where(by, now)
		cases, err := s.caseRows(ctx, by, c, nextDue+`, c.id`, boardCards)
		if err != nil {
			return nil, err
		}
		columns[i] = BoardColumn{f.Step, cases, len(cases)}
		if len(cases) < boardCards {
			continue
		}
		if columns[i].Count, err = s.countCases(ctx, c); err != nil {
			return nil, err
		}
	}
	return columns, nil
}

// countCases counts to 1000 and no further.
func (s *Store) countCases(ctx context.Context, c condition) (n int, err error) {
	err = s.reader(ctx).row(countedCases(c), c.args...).Scan(&n)
	return n, err
}

func countedCases(c condition) string {
	return `SELECT COUNT(*) FROM (SELECT 1 FROM service_case c LEFT JOIN room r ON r.id = c.room_id WHERE ` + c.where + ` LIMIT 1000) AS n`
}
