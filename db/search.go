package db

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"linli/db/crm"
)

// Search answers the search box, group by group, at most limit hits each: people within the reach of by, rooms, cases. Who
// may read no file finds the cases of own department and of no confidential person. today is the local date.
func (s *Store) Search(ctx context.Context, by crm.Staff, text string, limit int, today string) (h crm.Hits, err error) {
	b := box{q: s.reader(ctx), by: by, query: crm.ReadQuery(text), limit: limit, today: today}
	h.Query = b.query.Text
	if h.Query == "" {
		return h, nil
	}
	rooms, err := b.rooms()
	if err != nil {
		return h, err
	}
	ids, err := b.people(rooms)
	if err != nil {
		return h, err
	}
	if h.Cases, err = b.cases(ids, rooms); err != nil || by.Reach(crm.CustomerRead) == crm.None {
		return h, err
	}
	for _, r := range rooms {
		h.Rooms = append(h.Rooms, r.RoomHit)
	}
	h.Customers, err = customerRows(b.q, by, ids, today)
	return h, err
}

// box is one look into the search box.
type box struct {
	q     querier
	by    crm.Staff
	query crm.Query
	limit int
	today string
}

// mostPrefixed is how many rooms of a beginning are looked at; a stairwell has fewer.
const mostPrefixed = 200

type foundRoom struct {
	crm.RoomHit
	sortKey string
}

// rooms finds the room typed, those that begin so, or those of any unit where the unit was left out.
func (b box) rooms() ([]foundRoom, error) {
	var found []foundRoom
	look := func(where string, args ...any) error {
		if len(found) > 0 {
			return nil
		}
		rows, err := b.q.rows(`SELECT r.id, r.code, r.kind, r.building_no, r.sort_key, (SELECT COUNT(*) FROM occupancy o WHERE o.room_id = r.id
			AND (o.moved_in_on = '' OR o.moved_in_on <= ?) AND (o.moved_out_on = '' OR o.moved_out_on > ?))
			FROM room r WHERE r.project_id = ? AND `+where+` ORDER BY r.code LIMIT ?`, append(append([]any{b.today, b.today, b.by.ProjectID}, args...), mostPrefixed)...)
		found, err = collect(rows, err, func(rows *sql.Rows, r *foundRoom) error {
			var building string
			return rows.Scan(&r.ID, &r.Code, &r.Kind, &building, &r.sortKey, &r.Occupants)
		})
		return err
	}
	own, args := b.ownRooms()
	if b.query.Room != "" {
		if err := look(`r.code = ?`+own, append([]any{b.query.Room}, args...)...); err != nil {
			return nil, err
		}
	}
	if b.query.Lacking != "" {
		codes, err := b.unitCodes()
		if err != nil {
			return nil, err
		}
		if len(codes) > 0 {
			if err := look(`r.code IN (`+marks("?", len(codes))+`)`+own, append(list(codes), args...)...); err != nil {
				return nil, err
			}
		}
	}
	if b.query.Prefix != "" {
		if err := look(`r.code >= ? AND r.code < ?`+own, append([]any{b.query.Prefix, b.query.Prefix + "\U0010FFFF"}, args...)...); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(found, func(x, y foundRoom) int { return cmp.Compare(x.sortKey, y.sortKey) })
	return found[:min(len(found), b.limit)], nil
}

// ownRooms narrows rooms to a steward's buildings.
func (b box) ownRooms() (where string, args []any) {
	if b.by.Reach(crm.CustomerRead) != crm.Own {
		return "", nil
	}
	buildings := b.by.Buildings()
	if len(buildings) == 0 {
		return " AND 1 = 0", nil
	}
	return " AND r.building_no IN (" + marks("?", len(buildings)) + ")", list(buildings)
}

// unitCodes are the codes of a room typed without its unit, one a unit of the building.
func (b box) unitCodes() ([]string, error) {
	rows, err := b.q.rows(`SELECT u.no FROM building g JOIN unit u ON u.building_id = g.id WHERE g.project_id = ? AND g.no = ? AND g.phase = '' ORDER BY u.no LIMIT 50`,
		b.by.ProjectID, b.query.Lacking)
	return collect(rows, err, func(rows *sql.Rows, code *string) error {
		var unit string
		err := rows.Scan(&unit)
		*code = crm.Address{Building: b.query.Lacking, Unit: unit, Room: b.query.LastPart}.Code()
		return err
	})
}

// people finds customers by text, and those who belong to the one room found.
func (b box) people(rooms []foundRoom) ([]int64, error) {
	ids, err := customersMatching(b.q, b.by, b.query, b.limit)
	if err != nil || len(rooms) != 1 || b.by.Reach(crm.CustomerRead) == crm.None {
		return ids, err
	}
	rows, err := b.q.rows(`SELECT o.customer_id FROM occupancy o JOIN customer c ON c.id = o.customer_id WHERE o.room_id = ? AND c.status = 'active'
		AND (o.moved_out_on = '' OR o.moved_out_on > ?) ORDER BY o.is_primary_contact DESC, o.id LIMIT ?`, rooms[0].ID, b.today, b.limit)
	inRoom, err := collect(rows, err, scanID)
	return firstOf(b.limit, inRoom, ids), err
}

// cases finds cases by their number, then the open ones of the people found; for those who read no file, every case of
// theirs about the people and rooms found.
func (b box) cases(ids []int64, rooms []foundRoom) ([]crm.CaseLine, error) {
	found, err := b.casesByNumber(len(rooms) > 0)
	if err != nil || b.by.Reach(crm.CaseRead) == crm.None {
		return found, err
	}
	beside, args := []string{}, []any{}
	if len(ids) > 0 {
		beside, args = append(beside, "k.customer_id IN ("+marks("?", len(ids))+")"), append(args, list(ids)...)
	}
	files := b.by.Reach(crm.CustomerRead) != crm.None
	if len(rooms) > 0 && (!files || len(rooms) == 1) {
		beside = append(beside, "k.room_id IN ("+marks("?", len(rooms))+")")
		for _, r := range rooms {
			args = append(args, r.ID)
		}
	}
	if len(beside) == 0 {
		return found, nil
	}
	where, more := personCases(b.by)
	if files {
		where += " AND k.is_open = 1"
	}
	rows, err := b.q.rows(caseLineColumns+caseLineTables+` WHERE (`+strings.Join(beside, " OR ")+`) AND `+where+` ORDER BY k.id DESC LIMIT ?`,
		append(append(args, more...), b.limit)...)
	others, err := collect(rows, err, scanCaseLine(b.by))
	for _, c := range others {
		if len(found) < b.limit && !slices.ContainsFunc(found, func(f crm.CaseLine) bool { return f.ID == c.ID }) {
			found = append(found, c)
		}
	}
	return found, err
}

// casesByNumber finds the case with a number, or the latest ones whose number ends in the digits typed.
func (b box) casesByNumber(isRoom bool) ([]crm.CaseLine, error) {
	where, args := caseReach(b.by)
	digits := b.query.Digits
	switch {
	case b.query.Number.Seq != 0 && b.query.Number.IsCase():
		where, args = "k.no = ? AND "+where, append([]any{b.query.Number.String()}, args...)
	case digits != "" && !isRoom:
		tail := fmt.Sprintf("%04s", digits)
		where, args = byCaseTail+" AND "+where, append([]any{b.by.ProjectID, tail[len(tail)-4:]}, args...)
	default:
		return nil, nil
	}
	rows, err := b.q.rows(caseLineColumns+caseLineTables+` WHERE `+where+` ORDER BY k.id DESC LIMIT ?`, append(args, mostPrefixed)...)
	found, err := collect(rows, err, scanCaseLine(b.by))
	if len(digits) > 4 {
		found = slices.DeleteFunc(found, func(c crm.CaseLine) bool { return !strings.HasSuffix(digitsOf(c.No), digits) })
	}
	return found[:min(len(found), b.limit)], err
}

// perPerson is how many rows of one customer may match before another one comes.
const perPerson = 8

// customersMatching finds customers within the reach of by, best first: by number, whole name, telephone, part of the
// name, family name as it is read, spelling. Every question is a range of an index and stops at limit.
func customersMatching(q querier, by crm.Staff, query crm.Query, limit int) ([]int64, error) {
	scope, scopeArgs := searchScope(by)
	var ids []int64
	var failed error
	look := func(sql string, args ...any) {
		if failed != nil || len(ids) >= limit {
			return
		}
		rows, err := q.rows(sql, append(args, limit*perPerson)...)
		more, err := collect(rows, err, scanID)
		ids, failed = firstOf(limit, ids, more), err
	}
	scoped := func(args ...any) []any { return append(args, scopeArgs...) }
	active := ` AND c.status = 'active' AND ` + scope
	if no := customerNo(by, query); no != "" {
		look(`SELECT c.id FROM customer c WHERE c.no = ?`+active+` LIMIT ?`, scoped(no)...)
	}
	if tail := backwards(query.Digits); len(tail) >= 4 {
		look(`SELECT c.id FROM contact_point p JOIN customer c ON c.id = p.customer_id WHERE p.project_id = ? AND p.tail >= ? AND p.tail < ? AND p.status <> 'stopped'`+
			active+` ORDER BY p.tail LIMIT ?`, scoped(by.ProjectID, tail, tail+":")...)
	}
	if query.Digits == "" && query.Number.Seq == 0 {
		look(`SELECT c.id FROM customer c WHERE c.project_id = ? AND c.name = ?`+active+` ORDER BY c.id LIMIT ?`, scoped(by.ProjectID, query.Text)...)
		if match := phrase(query.Text); match != "" {
			look(byText(scope), scoped(match)...)
		}
	}
	if letters := query.Letters; letters != "" {
		look(`SELECT c.id FROM customer c WHERE c.project_id = ? AND c.sort_key >= ? AND c.sort_key < ?`+active+` ORDER BY c.sort_key, c.id LIMIT ?`,
			scoped(by.ProjectID, letters, letters+"!")...)
		look(`SELECT c.id FROM customer_spelling s JOIN customer c ON c.id = s.customer_id WHERE s.project_id = ? AND s.spelling >= ? AND s.spelling < ?`+
			active+` ORDER BY s.spelling, s.customer_id LIMIT ?`, scoped(by.ProjectID, letters, letters+"{")...)
	}
	return ids, failed
}

// searchScope is the reach of by in the search box: of the customer file, otherwise the people of own cases.
func searchScope(by crm.Staff) (string, []any) {
	if by.Reach(crm.CustomerRead) != crm.None || by.Reach(crm.CaseRead) == crm.None {
		return customerScope(by)
	}
	where, args := personCases(by)
	return `EXISTS (SELECT 1 FROM service_case k LEFT JOIN room kr ON kr.id = k.room_id WHERE k.customer_id = c.id AND ` + where + `)`, args
}

// customerNo is the number of a customer that was typed, whole or its digits with leading zeros.
func customerNo(by crm.Staff, query crm.Query) string {
	if query.Number.Seq != 0 && !query.Number.IsCase() {
		return query.Number.String()
	}
	if len(query.Digits) < 6 || len(query.Digits) > 9 {
		return ""
	}
	seq, err := strconv.Atoi(query.Digits)
	if err != nil {
		return ""
	}
	return crm.CustomerNo(by.ProjectCode, seq)
}

// customerRows reads customers that were found, in that order.
func customerRows(q querier, by crm.Staff, ids []int64, today string) ([]crm.CustomerRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := q.rows(`SELECT c.id, c.no, c.kind, c.name, c.sort_key FROM customer c WHERE c.id IN (`+marks("?", len(ids))+`)`, list(ids)...)
	found, err := collect(rows, err, scanRow(by))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(x, y crm.CustomerRow) int { return cmp.Compare(slices.Index(ids, x.ID), slices.Index(ids, y.ID)) })
	return found, fillRows(q, by, found, today)
}

// firstOf joins lists, each id once, up to limit.
func firstOf(limit int, lists ...[]int64) []int64 {
	var all []int64
	seen := map[int64]bool{}
	for _, ids := range lists {
		for _, id := range ids {
			if !seen[id] && len(all) < limit {
				seen[id] = true
				all = append(all, id)
			}
		}
	}
	return all
}

func scanID(rows *sql.Rows, id *int64) error { return rows.Scan(id) }
