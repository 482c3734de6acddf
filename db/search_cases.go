package db

import (
	"database/sql"
	"slices"
	"strings"

	"linli/db/crm"
)

// casesByNumber finds the case with a number, ours or that of an old ledger, those whose number begins so, or the latest ones
// whose number ends in the digits typed.
func (b box) casesByNumber(isRoom bool) ([]crm.CaseLine, error) {
	former, err := b.formerCase()
	if err != nil {
		return nil, err
	}
	own, err := b.casesByOwnNumber(isRoom)
	cases := append(former, slices.DeleteFunc(own, func(c crm.CaseLine) bool { return len(former) > 0 && c.ID == former[0].ID })...)
	return cases[:min(len(cases), b.limit)], err
}

// formerCase finds the case that an old ledger brought under a number.
func (b box) formerCase() ([]crm.CaseLine, error) {
	where, args := caseReach(b.by)
	rows, err := b.q.rows(caseLineColumns+caseLineTables+` WHERE k.project_id = ? AND k.original_no = ? AND k.original_no <> '' AND k.state <> 'voided' AND `+where,
		append([]any{b.by.ProjectID, b.query.Text}, args...)...)
	return collect(rows, err, scanCaseLine(b.by))
}

func (b box) casesByOwnNumber(isRoom bool) ([]crm.CaseLine, error) {
	where, args := caseReach(b.by)
	switch digits := b.query.Digits; {
	case b.query.Number.Seq != 0 && b.query.Number.IsCase():
		where, args = "k.no = ? AND "+where, append([]any{b.query.Number.String()}, args...)
	case b.query.Begun != "":
		where, args = "k.no >= ? AND k.no < ? AND "+where, append([]any{b.query.Begun, upTo(b.query.Begun)}, args...)
	case digits != "" && !isRoom:
		tail := strings.Repeat("0", max(0, caseTail-len(digits))) + digits
		day := ""
		if cut := len(tail) - caseTail; cut > 0 {
			day = tail[:cut] + "-"
		}
		tail = tail[len(tail)-caseTail:]
		where, args = byCaseTail+" AND k.no LIKE ? AND "+where, append([]any{b.by.ProjectID, tail, "%" + day + tail}, args...)
	default:
		return nil, nil
	}
	rows, err := b.q.rows(caseLineColumns+caseLineTables+` WHERE `+where+` ORDER BY k.id DESC LIMIT ?`, append(args, b.limit)...)
	return collect(rows, err, scanCaseLine(b.by))
}

// caseTail is how many digits of a case's number count its day.
const caseTail = 4

// casesBeside finds cases by their number and those about the people and rooms found, for who reads no file.
func (b box) casesBeside(people []find, rooms []foundRoom) ([]crm.CaseLine, error) {
	cases, err := b.casesByNumber(len(rooms) > 0)
	var beside []string
	var ids []any
	for column, of := range map[string][]int64{"k.customer_id": idsOf(people, find.customer), "k.room_id": idsOf(rooms, foundRoom.room)} {
		if len(of) > 0 {
			beside, ids = append(beside, column+" IN ("+marks("?", len(of))+")"), append(ids, list(of)...)
		}
	}
	if err != nil || b.by.Reach(crm.CaseRead) == crm.None || len(beside) == 0 {
		return cases, err
	}
	where, args := personCases(b.by)
	rows, err := b.q.rows(caseLineColumns+caseLineTables+` WHERE (`+strings.Join(beside, " OR ")+`) AND `+where+` ORDER BY k.id DESC LIMIT ?`,
		append(append(ids, args...), b.limit)...)
	others, err := collect(rows, err, scanCaseLine(b.by))
	for _, c := range others {
		if len(cases) < b.limit && !slices.ContainsFunc(cases, func(f crm.CaseLine) bool { return f.ID == c.ID }) {
			cases = append(cases, c)
		}
	}
	return cases, err
}

// openUnder is how many open cases stand under one hit.
const openUnder = 3

// openCases are the latest open cases of customers or rooms that by may see beside them, by the column that names them.
func (b box) openCases(column string, ids []int64) (map[int64][]crm.CaseLine, error) {
	under := map[int64][]crm.CaseLine{}
	if len(ids) == 0 || b.by.Reach(crm.CaseRead) == crm.None {
		return under, nil
	}
	where, args := personCases(b.by)
	rows, err := b.q.rows(`SELECT p.id, p.beside FROM (SELECT k.id, k.`+column+` AS beside, ROW_NUMBER() OVER (PARTITION BY k.`+column+` ORDER BY k.id DESC) AS place
		FROM service_case k LEFT JOIN room kr ON kr.id = k.room_id WHERE k.`+column+` IN (`+marks("?", len(ids))+`) AND k.is_open = 1 AND `+where+`) p
		WHERE p.place <= ?`, append(append(list(ids), args...), openUnder)...)
	type pair struct{ id, beside int64 }
	pairs, err := collect(rows, err, func(rows *sql.Rows, p *pair) error { return rows.Scan(&p.id, &p.beside) })
	if err != nil || len(pairs) == 0 {
		return under, err
	}
	besides := map[int64]int64{}
	for _, p := range pairs {
		besides[p.id] = p.beside
	}
	caseIDs := idsOf(pairs, func(p pair) int64 { return p.id })
	rows, err = b.q.rows(caseLineColumns+caseLineTables+` WHERE k.id IN (`+marks("?", len(caseIDs))+`) ORDER BY k.id DESC`, list(caseIDs)...)
	lines, err := collect(rows, err, scanCaseLine(b.by))
	for _, l := range lines {
		under[besides[l.ID]] = append(under[besides[l.ID]], l)
	}
	return under, err
}
