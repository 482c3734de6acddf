package db

import (
	"context"

	"linli/db/crm"
)

// BoardColumn is one column of the board: the cases due next and how many there are, at most 1000.
type BoardColumn struct {
	Label  string
	States []crm.State // empty for the first column
	Cases  []CaseRow
	Count  int
}

// boardCards is how many cases a column shows.
const boardCards = 20

// unconfirmed are the cases whose current acknowledgement nobody has stated, word for word as in case_clock_unconfirmed.
const unconfirmed = `EXISTS (SELECT 1 FROM case_clock a WHERE a.case_id = c.id AND a.cycle_no = c.cycle_no AND a.clock = 'ack' AND a.at = 0 AND a.off = 0 AND a.due_at <> 0)`

// waitsForAck are the open cases of a project (?) that wait for their acknowledgement.
const waitsForAck = `c.is_open = 1 AND c.id IN (SELECT a.case_id FROM case_clock a WHERE a.project_id = ? AND a.clock = 'ack' AND a.at = 0 AND a.off = 0 AND a.due_at <> 0) AND ` + unconfirmed

// Board is the open cases by the step they are in. What waits for its acknowledgement stands in the first column only,
// whatever else happens to it; closed cases are in the list.
func (s *Store) Board(ctx context.Context, by crm.Staff, f CaseFilter, now int64) ([]BoardColumn, error) {
	columns := []BoardColumn{
		{Label: "待确认"},
		{Label: "已确认待派单", States: []crm.State{crm.Registered, crm.Acknowledged}},
		{Label: "已派单", States: []crm.State{crm.AssignedState}},
		{Label: "处理中", States: []crm.State{crm.InProgress, crm.OnHold}},
		{Label: "待回访", States: []crm.State{crm.PendingRevisit}},
	}
	f.State = ""
	for i := range columns {
		if err := s.fillColumn(ctx, by, f.where(by, now), &columns[i]); err != nil {
			return nil, err
		}
	}
	return columns, nil
}

func (s *Store) fillColumn(ctx context.Context, by crm.Staff, c condition, column *BoardColumn) error {
	if len(column.States) == 0 {
		c = c.and(waitsForAck, by.ProjectID)
	} else {
		c = c.and(`c.is_open = 1 AND c.state IN (`+marks("?", len(column.States))+`) AND NOT `+unconfirmed, list(column.States)...)
	}
	var err error
	if column.Count, err = s.countCases(ctx, c); err != nil {
		return err
	}
	column.Cases, err = s.caseRows(ctx, by, c, nextDue+`, c.id`, boardCards)
	return err
}

// countCases counts to 1000 and no further.
func (s *Store) countCases(ctx context.Context, c condition) (n int, err error) {
	err = s.reader(ctx).row(`SELECT COUNT(*) FROM (SELECT 1 FROM service_case c LEFT JOIN room r ON r.id = c.room_id WHERE `+c.where+` LIMIT 1000) AS n`, c.args...).Scan(&n)
	return n, err
}
