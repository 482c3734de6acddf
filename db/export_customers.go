package db

import (
	"database/sql"
	"strings"
	"time"

	"linli/db/crm"
)

// exportedCustomer is one row of the file in the making.
type exportedCustomer struct {
	id, createdAt        int64
	no, kind, name       string
	preferred            string
	typ, rooms, contacts string
	tags                 string
	open                 int64
}

// customerTable lists customers as the screen does; contacts says whether the column of numbers is there.
func customerTable(q querier, by crm.Staff, f CustomerFilter, plain, contacts bool, today string, zone *time.Location) exportTable {
	t := exportTable{heading: []any{"客户编号", "姓名", "类别", "客户类型", "房屋", "联系偏好", "标签", "未结诉求", "建档日期"}}
	if contacts {
		t.heading = append(t.heading, "联系方式")
	}
	f.Limit = exportAtOnce
	t.next = func() ([][]any, error) {
		list, err := exportCustomers(q, by, f, plain, today)
		if err != nil || len(list) == 0 {
			return nil, err
		}
		f.After = list[len(list)-1].id
		rows := make([][]any, len(list))
		for i, c := range list {
			rows[i] = []any{c.no, c.name, crm.Label(crm.CustomerKinds, c.kind), crm.Label(crm.CustomerTypes, c.typ), c.rooms,
				crm.Label(crm.PreferredChannels, c.preferred), c.tags, c.open, time.Unix(c.createdAt, 0).In(zone).Format(time.DateOnly)}
			if contacts {
				rows[i] = append(rows[i], c.contacts)
			}
		}
		return rows, nil
	}
	return t
}

func exportCustomers(q querier, by crm.Staff, f CustomerFilter, plain bool, today string) ([]exportedCustomer, error) {
	c, err := f.where(q, by, today)
	if err != nil {
		return nil, err
	}
	rows, err := q.rows(`SELECT c.id, c.no, c.kind, c.name, c.preferred_channel, c.created_at FROM customer c WHERE `+c.where+` ORDER BY c.sort_key, c.id LIMIT ?`, append(c.args, f.Limit)...)
	list, err := collect(rows, err, func(rows *sql.Rows, c *exportedCustomer) error {
		err := rows.Scan(&c.id, &c.no, &c.kind, &c.name, &c.preferred, &c.createdAt)
		if !plain && c.kind != "organisation" {
			c.name = crm.MaskName(c.name)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, fillExport(q, by, list, plain, today)
}

// fillExport adds what stands in other tables, one question each.
func fillExport(q querier, by crm.Staff, list []exportedCustomer, plain bool, today string) error {
	ids := make([]int64, len(list))
	for i, c := range list {
		ids[i] = c.id
	}
	links, err := linksOf(q, by, ids)
	if err != nil {
		return err
	}
	numbers, err := numbersOf(q, ids, plain)
	if err != nil {
		return err
	}
	tags, err := ordinaryTags(q, ids)
	if err != nil {
		return err
	}
	open, err := openCases(q, by, ids)
	if err != nil {
		return err
	}
	for i := range list {
		c := &list[i]
		c.typ, c.open = crm.CustomerType(links[c.id], today), int64(open[c.id])
		c.rooms, c.contacts, c.tags = roomsInWords(links[c.id], today), strings.Join(numbers[c.id], "；"), strings.Join(tags[c.id], "、")
	}
	return nil
}

// roomsInWords are the rooms of today: 3-2-501 业主（2020-01-01 入住）.
func roomsInWords(links []crm.Link, today string) string {
	var parts []string
	for _, l := range links {
		if !l.Active(today) {
			continue
		}
		text := l.Room + " " + l.RelationLabel()
		if l.MovedInOn != "" {
			text += "（" + l.MovedInOn + " 入住）"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "；")
}

// numbersOf are the means of contact in use, plain or masked, each with its label.
func numbersOf(q querier, ids []int64, plain bool) (map[int64][]string, error) {
	found := map[int64][]string{}
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := q.rows(`SELECT customer_id, kind, value, extension, label, doubtful FROM contact_point WHERE customer_id IN (`+marks("?", len(ids))+`) AND status = 'ok'
		ORDER BY customer_id, CASE kind WHEN 'mobile' THEN 0 WHEN 'landline' THEN 1 ELSE 2 END, id`, list(ids)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var kind, value, extension, label string
		var doubtful bool
		if err := rows.Scan(&id, &kind, &value, &extension, &label, &doubtful); err != nil {
			return nil, err
		}
		text := crm.MaskContact(kind, value, extension)
		if plain {
			text = crm.Dialled(value, extension)
		}
		if label != "" {
			text += "（" + label + "）"
		}
		if doubtful {
			text += "（存疑）"
		}
		found[id] = append(found[id], text)
	}
	return found, rows.Err()
}

// ordinaryTags are the tags of customers that may leave the house: care tags never do.
func ordinaryTags(q querier, ids []int64) (map[int64][]string, error) {
	found := map[int64][]string{}
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := q.rows(`SELECT customer_id, code FROM customer_tag WHERE customer_id IN (`+marks("?", len(ids))+`) AND class = 'ordinary' AND ended_on = '' ORDER BY customer_id, id`, list(ids)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var code string
		if err := rows.Scan(&id, &code); err != nil {
			return nil, err
		}
		found[id] = append(found[id], code)
	}
	return found, rows.Err()
}
