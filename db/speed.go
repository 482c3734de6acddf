package db

import (
	"context"
	"database/sql"

	"linli/db/crm"
)

// Efficiency is how quickly a team or a person worked, or a customer was served, and how often on time.
type Efficiency struct {
	Department, Name          string
	Ack, Response, Resolution crm.Speed
}

// efficiency groups the decided clocks of the first cycle of some cases by two expressions.
func efficiency(q querier, cases condition, unit, name string, now int64) (list []Efficiency, err error) {
	err = each(q, `SELECT `+unit+`, `+name+`, k.clock, COUNT(*), SUM(CASE WHEN k.met_at <> 0 AND k.missed_due_at = 0 AND k.met_at <= k.due_at THEN 1 ELSE 0 END),
		SUM(CASE WHEN k.met_at <> 0 THEN 1 ELSE 0 END), SUM(CASE WHEN k.met_at <> 0 THEN k.met_at - k.anchor_at ELSE 0 END)`+fromCases+`JOIN case_clock k ON k.case_id = c.id AND k.cycle_no = 1 LEFT JOIN staff p ON p.id = c.handler_id
		WHERE (k.met_at <> 0 OR k.missed_due_at <> 0 OR `+clockOpen+` AND k.due_at < ? AND `+clockTicks+`) AND `+cases.where+` GROUP BY 1, 2, 3 ORDER BY 1, 2`, append([]any{now, now}, cases.args...), func(rows *sql.Rows) error {
		var unit, name string
		var clock crm.ClockName
		var s crm.Speed
		if err := rows.Scan(&unit, &name, &clock, &s.Due, &s.Kept, &s.Done, &s.Seconds); err != nil {
			return err
		}
		if n := len(list); n == 0 || list[n-1].Department != unit || list[n-1].Name != name {
			list = append(list, Efficiency{Department: unit, Name: name})
		}
		e := &list[len(list)-1]
		switch clock {
		case crm.AckClock:
			e.Ack = s
		case crm.ResponseClock:
			e.Response = s
		case crm.ResolutionClock:
			e.Resolution = s
		}
		return nil
	})
	return list, err
}

// How far back a customer's figures reach, and those of the whole project beside them, which are kept for a while.
const (
	customerSpeedDays = 365
	projectSpeedDays  = 90
	projectSpeedKept  = 3600
)

// CustomerSpeed is how quickly the cases of a customer were confirmed, answered and resolved beside everybody's.
type CustomerSpeed struct {
	Own, All Efficiency
	None     bool // nothing of the customer's is decided yet
}

// CustomerSpeed counts the cases that by may see as the customer's; nil for who reads no cases.
func (s *Store) CustomerSpeed(ctx context.Context, by crm.Staff, customerID, now int64) (*CustomerSpeed, error) {
	if !by.May(crm.CaseRead) {
		return nil, nil
	}
	q := s.reader(ctx)
	if _, err := customerInScope(q, by, customerID); err != nil {
		return nil, err
	}
	seen, args := personCases(by)
	own, err := efficiency(q, condition{`c.id IN (SELECT k.id FROM service_case k LEFT JOIN room kr ON kr.id = k.room_id WHERE k.customer_id = ? AND k.received_at >= ? AND ` + seen + `) AND ` + countsAsCase,
		append([]any{customerID, now - customerSpeedDays*86400}, args...)}, `''`, `''`, now)
	if err != nil || len(own) == 0 {
		return &CustomerSpeed{None: true}, err
	}
	all, err := s.projectSpeed(ctx, by, now)
	return &CustomerSpeed{Own: own[0], All: all}, err
}

// projectSpeed is counted once an hour.
func (s *Store) projectSpeed(ctx context.Context, by crm.Staff, now int64) (e Efficiency, err error) {
	who, known, err := s.sharedFigures(ctx, by)
	if err != nil {
		return e, err
	}
	return keep(s, &s.speeds, who, nil, now, func(k *kept[Efficiency]) error {
		k.whateverIsWritten, k.until = true, now+projectSpeedKept
		list, err := efficiency(s.reader(ctx), known.and(`c.project_id = ? AND c.received_at >= ? AND `+countsAsCase, by.ProjectID, now-projectSpeedDays*86400), `''`, `''`, now)
		if len(list) > 0 {
			k.value = list[0]
		}
		return err
	})
}
