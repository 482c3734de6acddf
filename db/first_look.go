package db

import (
	"database/sql"
	"strings"

	"linli/db/crm"
)

// firstLook finds what to know first about a customer, everything in one statement that reads a few rows of an index each.
func firstLook(q querier, by crm.Staff, customerID int64, today string) ([]crm.Notice, error) {
	notes := noteScope(by)
	branches := []string{
		`SELECT CASE g.class WHEN 'care' THEN 'care' ELSE 'tag' END AS kind, g.code AS text, '' AS on_date, 0 AS at, 1 AS n, g.id AS id
			FROM customer_tag g WHERE g.customer_id = ? AND g.ended_on = ''`,
		`SELECT 'broken', '', COALESCE(MIN(n.promise_on), ''), 0, COUNT(*), 0 FROM contact_note n WHERE n.customer_id = ? AND n.promise_on <> '' AND n.promise_kept_on = '' AND n.promise_on < ? AND ` + notes.where,
		`SELECT 'late', '', '', 0, COUNT(*), 0 FROM contact_note n WHERE n.customer_id = ? AND n.promise_on <> '' AND n.promise_kept_on > n.promise_on AND ` + notes.where,
		`SELECT * FROM (SELECT 'promise', n.promise, n.promise_on, 0, 1, n.id FROM contact_note n
			WHERE n.customer_id = ? AND n.promise_on >= ? AND n.promise_on <> '' AND n.promise_kept_on = '' AND ` + notes.where + ` ORDER BY n.promise_on LIMIT 3) AS p`,
		`SELECT 'next', '', COALESCE(MIN(n.next_contact_on), ''), 0, COUNT(*), 0 FROM contact_note n WHERE n.customer_id = ? AND n.next_contact_on <> '' AND n.contacted_on = ''`,
		`SELECT 'needs', '', '', 0, COUNT(*), 0 FROM need d WHERE d.customer_id = ? AND d.status IN ('open', 'planned')`,
		`SELECT 'habit', f.key || '=' || f.value, '', 0, 1, f.id FROM preference f WHERE f.customer_id = ? AND f.ended_on = '' AND f.key IN ('language', 'home_visits', 'large_print')`,
	}
	branches = append(branches, `SELECT * FROM (SELECT 'limit', l.channel, '', l.until_at, 1, l.id FROM contact_limit l WHERE l.customer_id = ? AND l.ended_at = 0 ORDER BY l.id DESC LIMIT 1) AS m`)
	if !crm.SeesCare(by) {
		branches[0] += ` AND g.class <> 'care'`
	}
	args := append([]any{customerID, customerID, today}, notes.args...)
	args = append(append(args, customerID), notes.args...)
	args = append(append(args, customerID, today), notes.args...)
	args = append(args, customerID, customerID, customerID, customerID)
	if by.Reach(crm.CaseRead) != crm.None {
		where, more := personCases(by)
		branches = append(branches,
			`SELECT 'cases', '', '', 0, COUNT(*), MIN(k.id) FROM service_case k LEFT JOIN room kr ON kr.id = k.room_id WHERE k.customer_id = ? AND k.is_open = 1 AND `+where,
			`SELECT * FROM (SELECT 'revisit', k.no, '', v.due_at, 1, k.id FROM revisit v JOIN service_case k ON k.id = v.case_id LEFT JOIN room kr ON kr.id = k.room_id
				WHERE v.customer_id = ? AND v.status IN ('planned', 'in_progress') AND `+where+` ORDER BY v.due_at LIMIT 1) AS r`)
		args = append(append(args, customerID), more...)
		args = append(append(args, customerID), more...)
	}
	rows, err := q.rows(strings.Join(branches, ` UNION ALL `), args...)
	found, err := collect(rows, err, func(rows *sql.Rows, n *crm.Notice) error {
		var id sql.NullInt64
		err := rows.Scan(&n.Kind, &n.Text, &n.On, &n.At, &n.Count, &id)
		n.ID = id.Int64
		return err
	})
	said := found[:0]
	for _, n := range found {
		if n.Count > 0 {
			said = append(said, n)
		}
	}
	return said, err
}
