package db

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"linli/db/crm"
)

// tasksToClear are the person's tasks that fall due before the next shift.
func tasksToClear(q querier, who crm.Staff, next int64) ([]Task, error) {
	parts := openTasks(who)
	for i := range parts {
		parts[i] = parts[i].and(`t.due_at < ?`, next)
	}
	return firstTasks(q, parts, mostToClear)
}

// tasksOfCard are the tasks that stood open when a card was written, as its line in the journal names them: those the reader may
// know of, and how many others.
func tasksOfCard(q querier, who crm.Staff, id int64) (told []Task, hidden int, err error) {
	var facts struct{ Tasks []int64 }
	var after string
	err = q.row(`SELECT after FROM journal WHERE subject = 'handover' AND subject_id = ? AND kind = 'handover_written'`, id).Scan(&after)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(after), &facts)
	}
	if err != nil || len(facts.Tasks) == 0 {
		return nil, 0, fail("tasks of a hand-over card", err)
	}
	known := tasksTold(who)
	rows, err := q.rows(`SELECT `+taskColumns+taskTables+`WHERE t.project_id = ? AND t.id IN (`+marks("?", len(facts.Tasks))+`) AND `+known.where+` ORDER BY t.due_at, t.id`,
		slices.Concat([]any{who.ProjectID}, list(facts.Tasks), known.args)...)
	told, err = collect(rows, err, func(rows *sql.Rows, t *Task) error { return scanTask(rows, t) })
	return told, len(facts.Tasks) - len(told), err
}

// tasksTold are the tasks t whose words a colleague may read: the own ones, and those about a case or a customer in reach.
func tasksTold(who crm.Staff) condition {
	own, notes := ownTasks(who), noteScope(who)
	cases, caseArgs := caseScope(who)
	customers, customerArgs := customerScope(who)
	all := condition{fmt.Sprintf(`(t.subject NOT IN ('case', 'customer') AND %s
		OR t.subject = 'case' AND EXISTS (SELECT 1 FROM service_case c LEFT JOIN room r ON r.id = c.room_id WHERE c.id = t.subject_id AND %s)
		OR t.subject = 'customer' AND (t.note_id IS NULL OR %s) AND EXISTS (SELECT 1 FROM customer c WHERE c.id = t.subject_id AND %s))`, own.where, cases, notes.where, customers), nil}
	for _, args := range [][]any{own.args, caseArgs, notes.args, customerArgs} {
		all.args = append(all.args, args...)
	}
	return all
}
