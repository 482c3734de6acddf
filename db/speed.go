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

// decided are the decided clocks k of the first cycle of some cases, with the handler as p.
func decided(cases condition, now int64) condition {
	return condition{fromCases + `JOIN case_clock k ON k.case_id = c.id AND k.cycle_no = 1 LEFT JOIN staff p ON p.id = c.handler_id
		WHERE (k.met_at <> 0 OR k.missed_due_at <> 0 OR ` + clockOpen + ` AND k.due_at < ? AND ` + clockTicks + `) AND ` + cases.where, append([]any{now, now}, cases.args...)}
}

// efficiency groups the decided clocks of some cases by two expressions.
func efficiency(q querier, cases condition, unit, name string, now int64) (list []Efficiency, err error) {
	from, medians := decided(cases, now), map[[3]string]int64{}
	if err := medianTimes(q, from, unit, name, medians); err != nil {
		return nil, err
	}
	err = each(q, `SELECT `+unit+`, `+name+`, k.clock, COUNT(*), SUM(CASE WHEN k.met_at <> 0 AND k.missed_due_at = 0 AND k.met_at <= k.due_at THEN 1 ELSE 0 END),
		SUM(CASE WHEN k.met_at <> 0 THEN 1 ELSE 0 END), SUM(CASE WHEN k.met_at <> 0 THEN k.met_at - k.anchor_at ELSE 0 END)`+from.where+` GROUP BY 1, 2, 3 ORDER BY 1, 2`, from.args, func(rows *sql.Rows) error {
		var unit, name, clock string
		var s crm.Speed
		if err := rows.Scan(&unit, &name, &clock, &s.Due, &s.Kept, &s.Done, &s.Seconds); err != nil {
			return err
		}
		if n := len(list); n == 0 || list[n-1].Department != unit || list[n-1].Name != name {
			list = append(list, Efficiency{Department: unit, Name: name})
		}
		s.Median = medians[[3]string{unit, name, clock}]
		list[len(list)-1].set(crm.ClockName(clock), s)
		return nil
	})
	return list, err
}

func (e *Efficiency) set(clock crm.ClockName, s crm.Speed) {
	switch clock {
	case crm.AckClock:
		e.Ack = s
	case crm.ResponseClock:
		e.Response = s
	case crm.ResolutionClock:
		e.Resolution = s
	}
}

// medianTimes adds the median time of each group and clock.
func medianTimes(q querier, from condition, unit, name string, medians map[[3]string]int64) error {
	return each(q, `SELECT a, b, clock, (MIN(t) + MAX(t)) / 2 FROM (
		SELECT `+unit+` AS a, `+name+` AS b, k.clock, k.met_at - k.anchor_at AS t, ROW_NUMBER() OVER w AS place, COUNT(*) OVER (PARTITION BY `+unit+`, `+name+`, k.clock) AS n`+
		from.where+` AND k.met_at <> 0 WINDOW w AS (PARTITION BY `+unit+`, `+name+`, k.clock ORDER BY k.met_at - k.anchor_at)) m
		WHERE 2 * place IN (n, n + 1, n + 2) GROUP BY 1, 2, 3`, from.args, func(rows *sql.Rows) error {
		var key [3]string
		var median int64
		err := rows.Scan(&key[0], &key[1], &key[2], &median)
		medians[key] = median
		return err
	})
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
