package db

import (
	"context"

	"linli/db/crm"
)

// MergeSide is one of two files beside each other.
type MergeSide struct {
	crm.CustomerHead
	Counts []int // of Records in MergePreview
}

// MergePreview is what somebody sees before two files are made one: both of them, how many records each has, and the
// reasons why it cannot be done.
type MergePreview struct {
	Kept, Gone MergeSide
	Records    []string // labels
	Problems   []string
	Withdrawn  int  // consents that would end
	Joined     int  // links that would become one
	Fees       int  // fees that both have, to be counted once
	Distinct   bool // somebody has said that they are two people
}

// PreviewMerge reads two files of the project beside each other. today is the local date.
func (s *Store) PreviewMerge(ctx context.Context, by crm.Staff, a, b int64, today string) (p MergePreview, err error) {
	q := s.reader(ctx)
	m := &merging{}
	if err := m.read(q, by, a, b); err != nil {
		return p, err
	}
	if p.Problems, err = m.problems(q); err != nil {
		return p, err
	}
	same, _, err := m.sharedFees(q)
	if err != nil {
		return p, err
	}
	p.Fees = len(same)
	for _, side := range []struct {
		id int64
		to *MergeSide
	}{{m.kept.ID, &p.Kept}, {m.gone.ID, &p.Gone}} {
		if side.to.CustomerHead, err = customerHead(q, by, side.id, today); err != nil {
			return p, err
		}
		contacts, err := contactsOf(q, []int64{side.id})
		if err != nil {
			return p, err
		}
		side.to.Customer.Contacts = contacts[side.id]
		if p.Records, side.to.Counts, err = countOwned(q, side.id); err != nil {
			return p, err
		}
	}
	for _, j := range crm.JoinLinks(m.keptLinks, m.goneLinks) {
		p.Joined += len(j.Gone)
	}
	given, err := givenConsents(q, m.kept.ID, m.gone.ID)
	p.Withdrawn = len(crm.Strictest(given))
	if err != nil {
		return p, err
	}
	err = q.row(`SELECT EXISTS (SELECT 1 FROM customer_distinct WHERE low_id = ? AND high_id = ?)`, min(a, b), max(a, b)).Scan(&p.Distinct)
	return p, err
}

// countOwned counts what belongs to a customer, kind by kind.
func countOwned(q querier, id int64) (labels []string, counts []int, err error) {
	count := func(label, where string) error {
		var n int
		err := q.row(`SELECT COUNT(*) FROM `+where, id).Scan(&n)
		labels, counts = append(labels, label), append(counts, n)
		return err
	}
	if err := count("诉求", `service_case WHERE customer_id = ?`); err != nil {
		return nil, nil, err
	}
	for _, o := range owned {
		if o.label == "" {
			continue
		}
		if err := count(o.label, o.table+` WHERE `+o.column+` = ?`+o.also); err != nil {
			return nil, nil, err
		}
	}
	return labels, counts, nil
}
