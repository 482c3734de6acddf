package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"linli/db/crm"
)

// timelineLimit is how many stories a page shows at once.
const timelineLimit = 30

// Timeline reads a customer's stories on from a line of the log, newest first; older is where it goes on, 0 = complete.
func (s *Store) Timeline(ctx context.Context, by crm.Staff, customerID, before int64) (stories []crm.Story, older int64, err error) {
	q := s.reader(ctx)
	if _, err := customerInScope(q, by, customerID); err != nil {
		return nil, 0, err
	}
	return timeline(q, by, customerID, before)
}

// timeline reads the journal lines of a customer back. Cases tell what the customer did or was told, within by's scope of
// cases; who looked at plain values is for those who may audit.
func timeline(q querier, by crm.Staff, customerID, before int64) ([]crm.Story, int64, error) {
	where, args := "j.customer_id = ? AND j.customer_id <> 0 AND j.project_id = ?", []any{customerID, by.ProjectID}
	if before > 0 {
		where, args = where+" AND j.seq < ?", append(args, before)
	}
	told := []string{"j.subject = 'customer'"}
	if by.Reach(crm.AuditRead) != crm.All {
		told[0] += " AND j.kind <> 'revealed'"
	}
	if by.Reach(crm.CaseRead) != crm.None {
		kinds := crm.CaseStories()
		scope, more := personCases(by)
		told = append(told, "j.subject = 'case' AND j.kind IN ("+marks("?", len(kinds))+") AND "+scope)
		args = append(append(args, list(kinds)...), more...)
	}
	rows, err := q.rows(`SELECT j.seq, j.event_at, j.kind, j.subject, j.before, j.after, COALESCE(s.name, '系统'), COALESCE(t.body, ''), COALESCE(k.id, 0), COALESCE(k.no, '')
		FROM journal j LEFT JOIN staff s ON s.id = j.actor_id LEFT JOIN journal_text t ON t.seq = j.seq
		LEFT JOIN service_case k ON j.subject = 'case' AND k.id = j.subject_id LEFT JOIN room kr ON kr.id = k.room_id
		WHERE `+where+` AND (`+strings.Join(told, " OR ")+`) ORDER BY j.seq DESC LIMIT ?`, append(args, timelineLimit+1)...)
	stories, err := collect(rows, err, func(rows *sql.Rows, s *crm.Story) error { return scanStory(rows, by, s) })
	if err != nil || len(stories) <= timelineLimit {
		return stories, 0, err
	}
	stories = stories[:timelineLimit]
	return stories, stories[timelineLimit-1].Seq, nil
}

func scanStory(rows *sql.Rows, by crm.Staff, s *crm.Story) error {
	var seq, at, caseID int64
	var r crm.Record
	var subject, before, after, who, body, caseNo string
	if err := rows.Scan(&seq, &at, &r.Kind, &subject, &before, &after, &who, &body, &caseID, &caseNo); err != nil {
		return err
	}
	var w words
	for _, part := range []struct {
		text string
		into any
		skip bool
	}{{before, &r.Before, subject == "case"}, {after, &r.After, subject == "case"}, {body, &w, false}} {
		if part.text == "" || part.skip {
			continue
		}
		if err := json.Unmarshal([]byte(part.text), part.into); err != nil {
			return fmt.Errorf("line %d: %w", seq, err)
		}
	}
	r.Note, r.Texts = w.Note, w.Texts
	if subject == "case" {
		*s = r.TellCase()
	} else {
		*s = r.TellCustomer(by)
	}
	s.Seq, s.At, s.Who, s.CaseID, s.CaseNo = seq, at, who, caseID, caseNo
	return nil
}
