package main

import (
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// multiplied is a table whose rows are copied, with what each column becomes in copy :k.
type multiplied struct {
	name        string
	columns, as []string
}

func (m multiplied) insert() string {
	return `INSERT INTO main.` + m.name + ` (` + strings.Join(m.columns, ", ") + `) SELECT ` + strings.Join(m.as, ", ") + ` FROM base.` + m.name
}

// roots are the tables that everything which grows with the size of an office refers to.
var roots = []string{"building", "customer"}

// fixed tables are not copied although they refer to one that is.
var fixed = []string{"import_row", "staff_home", "attachment", "handover_item"}

// becomes are the columns that need more than an id moved on: numbers people see, keys made of ids, and references that
// the schema does not know of.
var becomes = map[string]string{
	"building.no":              `later_building(no, :k)`,
	"service_case.building_no": `later_building(building_no, :k)`,
	"room.code":                `later_room(code, :k)`,
	"room.building_no":         `later_building(building_no, :k)`,
	"room.sort_key":            `room_order(later_room(code, :k))`,
	"customer.no":              `later_number(no, :k)`,
	"contact_point.value":      `later_phone(value, :k)`,
	"contact_point.digits":     `later_phone(digits, :k)`,
	"contact_point.tail":       `backwards(later_phone(digits, :k))`,
	"service_case.no":          `later_number(no, :k)`,
	"group_case.no":            `no || '-' || :k`,
	"service_case.query_code":  `later_code(query_code, :k)`,
	"service_contract.no":      `no || '-' || :k`,
	"vehicle.plate":            `later_plate(plate, :k)`,
	"revisit.dedupe_key":       `later_key(dedupe_key, COALESCE(case_id, customer_id), COALESCE(case_id + :k * {service_case}, customer_id + :k * {customer}))`,
	"task.subject_id":          `subject_id + :k * CASE subject WHEN 'case' THEN {service_case} WHEN 'customer' THEN {customer} ELSE 0 END`,
	"task.dedupe_key": `CASE WHEN note_id IS NULL THEN later_key(dedupe_key, subject_id, subject_id + :k * CASE subject WHEN 'case' THEN {service_case} ELSE {customer} END)
		ELSE later_key(dedupe_key, note_id, note_id + :k * {contact_note}) END`,
}

// column is what the schema says of a column.
type column struct {
	name       string
	key        bool // the table's own id
	references string
}

// plan finds out from the schema what refers to what, and so which tables grow.
func (e *enlarging) plan() error {
	names, err := e.texts(`SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%' AND name NOT LIKE 'customer_text%'
		AND name NOT LIKE 'journal%' ORDER BY name`)
	if err != nil {
		return err
	}
	schema := map[string][]column{}
	for _, name := range names {
		if schema[name], err = e.columnsOf(name); err != nil {
			return err
		}
	}
	e.apart = map[string]int64{}
	for grown := -1; grown != len(e.apart); {
		grown = len(e.apart)
		for _, name := range names {
			if _, known := e.apart[name]; known || slices.Contains(fixed, name) || !grows(name, schema[name], e.apart) {
				continue
			}
			if e.apart[name], err = e.span(name, schema[name]); err != nil {
				return err
			}
		}
	}
	for name := range e.apart {
		e.tables = append(e.tables, e.multiply(name, schema[name]))
	}
	slices.SortFunc(e.tables, func(a, b multiplied) int { return strings.Compare(a.name, b.name) })
	return nil
}

func grows(name string, columns []column, growing map[string]int64) bool {
	return slices.Contains(roots, name) || slices.ContainsFunc(columns, func(c column) bool {
		_, ok := growing[c.references]
		return ok
	})
}

// span is how far the ids of the copies lie apart: a multiple of history, so that the copies of a customer who is chosen by
// the remainder of the id are chosen too.
func (e *enlarging) span(name string, columns []column) (n int64, err error) {
	if !slices.ContainsFunc(columns, func(c column) bool { return c.key }) {
		return 0, nil
	}
	err = e.QueryRowContext(e.ctx, `SELECT COALESCE(MAX(id), 0) FROM base.`+name).Scan(&n)
	return (n + e.history - 1) / e.history * e.history, err
}

func (e *enlarging) multiply(name string, columns []column) multiplied {
	m := multiplied{name: name}
	for _, c := range columns {
		as := c.name
		apart, moves := e.apart[c.references]
		switch special, ok := becomes[name+"."+c.name]; {
		case ok:
			as = e.fill(special)
		case c.key:
			as = fmt.Sprintf("%s + :k * %d", c.name, e.apart[name])
		case moves:
			as = fmt.Sprintf("%s + :k * %d", c.name, apart)
		}
		m.columns, m.as = append(m.columns, c.name), append(m.as, as)
	}
	return m
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

// fill puts how far apart the ids of tables lie into the place of their names.
func (e *enlarging) fill(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(name string) string { return fmt.Sprint(e.apart[strings.Trim(name, "{}")]) })
}

func (e *enlarging) growing() []string {
	var names []string
	for _, t := range e.tables {
		names = append(names, t.name)
	}
	return names
}

func (e *enlarging) columnsOf(table string) (list []column, err error) {
	parents := map[string]string{}
	if err := e.rows(`SELECT "from", "table" FROM pragma_foreign_key_list(?)`, []any{table}, func(r *sql.Rows) error {
		var from, to string
		err := r.Scan(&from, &to)
		parents[from] = to
		return err
	}); err != nil {
		return nil, err
	}
	err = e.rows(`SELECT name, name = 'id' AND pk = 1 FROM pragma_table_info(?)`, []any{table}, func(r *sql.Rows) error {
		var c column
		err := r.Scan(&c.name, &c.key)
		c.references = parents[c.name]
		list = append(list, c)
		return err
	})
	return list, err
}

func (e *enlarging) rows(query string, args []any, each func(*sql.Rows) error) error {
	rows, err := e.QueryContext(e.ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
