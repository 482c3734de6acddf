package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"linli/db/crm"
)

// scored are the rounds that a satisfaction figure rests on.
const scored = `v.status = 'done' AND v.satisfaction > 0`

// toldAll says of a closed case whether its customer was told number and next step (one act, at the acknowledgement) and the
// decision; it is an expression of the index service_case_closed.
const toldAll = `CASE WHEN c.next_step <> '' AND c.told_method <> '' THEN 1 ELSE 0 END`

// Headlines are the three figures of the start pages, of the month of now and of the one before. They are at most a minute old.
func (s *Store) Headlines(ctx context.Context, by crm.Staff, now int64, zone *time.Location) (months [2]crm.HeadlineMonth, err error) {
	if !by.May(crm.FiguresRead) {
		return months, crm.Refuse(crm.Forbidden, "您没有查看服务指标的权限")
	}
	who, known, err := s.sharedFigures(ctx, by)
	if err != nil {
		return months, err
	}
	return keep(s, &s.headlines, who, nil, now, func(k *kept[[2]crm.HeadlineMonth]) error {
		k.whateverIsWritten = true
		month := crm.PeriodOf(now, zone)
		for i, period := range []crm.Period{month, month.Last()} {
			if err := s.countHeadlines(ctx, by.ProjectID, known, period, now, zone, &k.value[i]); err != nil {
				return fmt.Errorf("figures of %s: %w", period, err)
			}
		}
		_, end := month.Bounds(zone)
		k.upTo(end - 1)
		return nil
	})
}

func (s *Store) countHeadlines(ctx context.Context, project int64, known condition, period crm.Period, now int64, zone *time.Location, h *crm.HeadlineMonth) error {
	q := s.reader(ctx)
	from, to := period.Bounds(zone)
	h.Month = period
	err := q.row(`SELECT COALESCE(SUM(CASE WHEN v.satisfaction >= 4 THEN 1 ELSE 0 END), 0), COUNT(*) FROM revisit v JOIN service_case c ON c.id = v.case_id
		WHERE v.project_id = ? AND v.due_at >= ? AND v.due_at < ? AND `+scored+` AND c.kind = 'complaint' AND `+countsAsCase+` AND `+ourFailing+` AND `+known.where,
		append([]any{project, from, to}, known.args...)...).Scan(&h.Satisfied.Kept, &h.Satisfied.Due)
	if err != nil {
		return err
	}
	if err := countMeasures(q, project, period, now, zone, &h.Measures); err != nil {
		return err
	}
	return q.row(`SELECT COALESCE(SUM(`+toldAll+`), 0), COUNT(*) FROM service_case c WHERE c.project_id = ? AND c.state = 'closed' AND c.counted = 1 AND c.closed_at >= ? AND c.closed_at < ? AND `+known.where,
		append([]any{project, from, to}, known.args...)...).Scan(&h.Told.Kept, &h.Told.Due)
}

// countMeasures counts the measures of a month's due days.
func countMeasures(q querier, project int64, period crm.Period, now int64, zone *time.Location, t *crm.Tally) error {
	day := func(at int64) string { return time.Unix(at, 0).In(zone).Format(time.DateOnly) }
	from, to := period.Bounds(zone)
	rows, err := q.rows(measureColumns+`AND m.due_on >= ? AND m.due_on < ? AND m.due_on <> ''`, project, day(from), day(to))
	list, err := collect(rows, err, func(rows *sql.Rows, m *MeasureRow) error { return scanMeasure(rows, m) })
	for i := range list {
		list[i].Count(t, now, zone)
	}
	return err
}

// behindFigure are the cases behind a figure of the month [from, to).
func behindFigure(list crm.FigureList, project, from, to int64) condition {
	month := []any{project, from, to}
	rounds := func(scores string) condition {
		return condition{`c.kind = 'complaint' AND ` + countsAsCase + ` AND ` + ourFailing + ` AND c.id IN (SELECT v.case_id FROM revisit v
			WHERE v.project_id = ? AND v.due_at >= ? AND v.due_at < ? AND ` + scored + ` AND ` + scores + `)`, month}
	}
	closed := func(told string) condition {
		return condition{`c.project_id = ? AND c.state = 'closed' AND c.counted = 1 AND c.closed_at >= ? AND c.closed_at < ? AND ` + toldAll + ` = ` + told, month}
	}
	switch list {
	case crm.ListSatisfied:
		return rounds(`v.satisfaction >= 4`)
	case crm.ListDissatisfied:
		return rounds(`v.satisfaction < 4`)
	case crm.ListTold:
		return closed(`1`)
	case crm.ListUntold:
		return closed(`0`)
	}
	return condition{`1 = 0`, nil}
}
