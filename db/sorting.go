package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

// How many of the newest cases say how the office sorts them, and for how many seconds that is remembered.
const (
	sortingCases = 5000
	sortingKept  = 600
)

// SuggestCategories proposes where a text may belong, from how the project's cases were sorted so far.
func (s *Store) SuggestCategories(ctx context.Context, by By, text string) ([]crm.SortedAs, error) {
	project := by.Staff.ProjectID
	known, err := keep(s, &s.sortings, keptFor{project: project}, nil, by.Now.Unix(), func(k *kept[*crm.Sorting]) (err error) {
		k.whateverIsWritten, k.until = true, k.from+sortingKept
		k.value, err = readSorting(s.reader(ctx), project)
		return err
	})
	if err != nil {
		return nil, err
	}
	return known.Suggest(text), nil
}

func readSorting(q querier, project int64) (*crm.Sorting, error) {
	type sorted struct{ category, sub, summary string }
	rows, err := q.rows(`SELECT category, sub_category, summary FROM service_case WHERE project_id = ? AND state <> 'voided' ORDER BY id DESC LIMIT ?`, project, sortingCases)
	list, err := collect(rows, err, func(rows *sql.Rows, c *sorted) error { return rows.Scan(&c.category, &c.sub, &c.summary) })
	known := crm.NewSorting()
	for _, c := range list {
		known.Add(c.category, c.sub, c.summary)
	}
	return known, err
}
