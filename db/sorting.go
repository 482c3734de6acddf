package db

import (
	"context"
	"database/sql"
	"errors"

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
	rows, err := q.rows(`SELECT category, sub_category, summary FROM service_case WHERE project_id = ? AND state <> 'voided' AND targets = '' ORDER BY id DESC LIMIT ?`, project, sortingCases)
	list, err := collect(rows, err, func(rows *sql.Rows, c *sorted) error { return rows.Scan(&c.category, &c.sub, &c.summary) })
	known := crm.NewSorting()
	for _, c := range list {
		known.Add(c.category, c.sub, c.summary)
	}
	return known, err
}

// Advice is what helps while a case is typed: where it may belong, and the case as it would be if it were registered now.
type Advice struct {
	Sorted []crm.SortedAs
	Case   *crm.Case
}

// suggestText is how much of the detail, in characters, is read beside the summary.
const suggestText = 200

// Advise reads a registration as far as it has been typed.
func (s *Store) Advise(ctx context.Context, by By, in NewCase) (a Advice, err error) {
	if by.Staff.Reach(crm.CaseRegister) == crm.None {
		return a, crm.Refuse(crm.Forbidden, "您没有登记诉求的权限")
	}
	set, err := s.Settings(ctx, by.Staff.ProjectID)
	if err != nil {
		return a, err
	}
	q, act := s.reader(ctx), crm.Act{By: by.Staff, Now: by.Now.Unix(), Settings: set}
	if in.Room != "" {
		var refusal *crm.Error
		room, err := typedRoom(q, by.Staff.ProjectID, in.Room)
		if err != nil && !errors.As(err, &refusal) {
			return a, err
		}
		in.RoomID = room.ID
	}
	if in.Earlier, err = earlierCases(q, in.Registration, act.Now); err != nil {
		return a, err
	}
	if err := countHomes(q, set, &in.Registration, act.Now); err != nil {
		return a, err
	}
	a.Case = in.Preview(act)
	detail := []rune(in.Detail)
	a.Sorted, err = s.SuggestCategories(ctx, by, in.Summary+"，"+string(detail[:min(len(detail), suggestText)]))
	return a, err
}
