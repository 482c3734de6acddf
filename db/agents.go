package db

import (
	"database/sql"

	"linli/db/crm"
)

// agentsOf are for whom a customer acts today and who acts for them 代理/经办, as far as by reaches those people.
func agentsOf(q querier, by crm.Staff, id int64, today string) (list []crm.Agent, err error) {
	where, args := customerScope(by)
	for _, way := range []struct {
		with, of string
		acts     bool
	}{{"o.agent_for", "o.customer_id", true}, {"o.customer_id", "o.agent_for", false}} {
		rows, err := q.rows(`SELECT c.id, c.no, c.kind, c.name, r.code, r.building_no FROM occupancy o JOIN room r ON r.id = o.room_id JOIN customer c ON c.id = `+way.with+`
			WHERE `+way.of+` = ? AND o.agent_for IS NOT NULL AND (o.moved_in_on = '' OR o.moved_in_on <= ?) AND (o.moved_out_on = '' OR o.moved_out_on > ?) AND `+where+`
			ORDER BY o.id LIMIT 20`, append([]any{id, today, today}, args...)...)
		found, err := collect(rows, err, func(rows *sql.Rows, a *crm.Agent) error {
			var kind, building string
			err := rows.Scan(&a.ID, &a.No, &kind, &a.Name, &a.Room, &building)
			a.Name, a.Room, a.Represented = crm.ShowName(by, kind, a.Name), crm.ShowRoom(by, a.Room, building), way.acts
			return err
		})
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}

// actingFor is a link with the number of whom the customer acts for, empty for themselves.
func (tx *Tx) actingFor(l crm.Link, no string) (crm.Link, error) {
	if no == l.AgentNo {
		return l, nil
	}
	l.AgentFor, l.AgentNo = 0, no
	if no == "" {
		return l, nil
	}
	var err error
	l.AgentFor, err = tx.numbered(no, l.CustomerID, "agent_for")
	return l, err
}

// numbered finds an active customer by number, who is not other; anybody else is a problem of the form's field.
func (tx *Tx) numbered(no string, other int64, field string) (id int64, err error) {
	err = tx.row(`SELECT id FROM customer WHERE project_id = ? AND no = ? AND status = 'active' AND id <> ?`, tx.by.Staff.ProjectID, no, other).Scan(&id)
	if crm.Is(found(err, "?"), crm.NotFound) {
		return 0, crm.InvalidField(field, "没有找到这个客户编号，请核对")
	}
	return id, err
}

// withPrincipals adds behind each caller for whom they act, as others whose case it may be.
func withPrincipals(q querier, by crm.Staff, callers []crm.CustomerRow, today string) ([]crm.CustomerRow, error) {
	if len(callers) == 0 {
		return callers, nil
	}
	type act struct{ agent, principal int64 }
	ids, known := make([]int64, len(callers)), map[int64]bool{}
	for i, c := range callers {
		ids[i], known[c.ID] = c.ID, true
	}
	where, args := customerScope(by)
	rows, err := q.rows(`SELECT o.customer_id, c.id FROM occupancy o JOIN customer c ON c.id = o.agent_for AND c.status = 'active'
		WHERE o.customer_id IN (`+marks("?", len(ids))+`) AND (o.moved_in_on = '' OR o.moved_in_on <= ?) AND (o.moved_out_on = '' OR o.moved_out_on > ?) AND `+where+` ORDER BY o.id`,
		append(append(list(ids), today, today), args...)...)
	acts, err := collect(rows, err, func(rows *sql.Rows, a *act) error { return rows.Scan(&a.agent, &a.principal) })
	if err != nil || len(acts) == 0 {
		return callers, err
	}
	var all []crm.CustomerRow
	for _, c := range callers {
		all = append(all, c)
		for _, a := range acts {
			if a.agent != c.ID || known[a.principal] {
				continue
			}
			known[a.principal] = true
			more, err := customerRows(q, by, []int64{a.principal}, today)
			if err != nil {
				return nil, err
			}
			for i := range more {
				more[i].Via = c.Name
			}
			all = append(all, more...)
		}
	}
	return all, nil
}
