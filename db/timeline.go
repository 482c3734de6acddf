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
const timelineLimit = 20

// Timeline reads a customer's stories of a group (empty for all) on from a key, newest first; older is where it goes on,
// zero when it is complete.
func (s *Store) Timeline(ctx context.Context, by crm.Staff, customerID int64, group string, before crm.StoryKey) (stories []crm.Story, older crm.StoryKey, err error) {
	q := s.reader(ctx)
	if _, err := customerInScope(q, by, customerID); err != nil {
		return nil, older, err
	}
	return timeline(q, by, customerID, group, before)
}

// timeline reads the journal lines of a customer back, by when things happened. Cases tell what the customer did or was
// told, within by's scope of cases; who looked at plain values is for those who may audit, care for those who may see it.
func timeline(q querier, by crm.Staff, customerID int64, group string, before crm.StoryKey) ([]crm.Story, crm.StoryKey, error) {
	told, more := storyScope(by, group)
	if told == "" {
		return nil, crm.StoryKey{}, nil
	}
	where, args := "j.customer_id = ? AND j.customer_id <> 0 AND j.project_id = ?", []any{customerID, by.ProjectID}
	files, err := mergedFiles(q, customerID)
	if err != nil {
		return nil, crm.StoryKey{}, err
	}
	if len(files) > 1 { // what was merged into the file belongs to its story, the merge itself is told once
		where = "j.customer_id IN (" + marks("?", len(files)) + ") AND j.customer_id <> 0 AND j.project_id = ? AND (j.kind <> 'customers_merged' OR j.subject_id = ?)"
		args = append(list(files), by.ProjectID, customerID)
	}
	if before.Seq > 0 {
		where, args = where+" AND (j.event_at, j.seq) < (?, ?)", append(args, before.At, before.Seq)
	}
	where, args = where+" AND (k.id IS NULL OR k.customer_id IN ("+marks("?", len(files))+"))", append(args, list(files)...) // a merge that was undone took its cases along
	rows, err := q.rows(`SELECT j.seq, j.event_at, j.kind, j.subject, j.before, j.after, COALESCE(s.name, '系统'), COALESCE(t.body, ''), COALESCE(k.id, 0), COALESCE(k.no, '')
		FROM journal j LEFT JOIN staff s ON s.id = j.actor_id LEFT JOIN journal_text t ON t.seq = j.seq
		LEFT JOIN service_case k ON j.subject = 'case' AND k.id = j.subject_id LEFT JOIN room kr ON kr.id = k.room_id
		WHERE `+where+` AND (`+told+`) ORDER BY j.event_at DESC, j.seq DESC LIMIT ?`, append(append(args, more...), timelineLimit+1)...)
	stories, err := collect(rows, err, func(rows *sql.Rows, s *crm.Story) error { return scanStory(rows, by, s) })
	if err != nil || len(stories) <= timelineLimit {
		return stories, crm.StoryKey{}, err
	}
	last := stories[timelineLimit-1]
	return stories[:timelineLimit], crm.StoryKey{At: last.At, Seq: last.Seq}, nil
}

// storyScope is the part of the stories of a group that by is told, empty for none.
func storyScope(by crm.Staff, group string) (where string, args []any) {
	g, ok := crm.StoryGroupOf(group)
	rest := ok && len(g.Kinds)+len(g.Cases) == 0
	var parts []string
	if !ok || rest || len(g.Kinds) > 0 {
		part := "j.subject <> 'case'"
		if by.Reach(crm.AuditRead) != crm.All {
			part += " AND j.kind <> 'revealed'"
		}
		if !crm.SeesCare(by) {
			part, args = part+" AND j.kind NOT IN ("+marks("?", len(crm.CareStories))+")", append(args, list(crm.CareStories)...)
		}
		switch kinds := g.Kinds; {
		case rest:
			kinds = crm.GroupedStories()
			part, args = part+" AND j.kind NOT IN ("+marks("?", len(kinds))+")", append(args, list(kinds)...)
		case ok:
			part, args = part+" AND j.kind IN ("+marks("?", len(kinds))+")", append(args, list(kinds)...)
		}
		parts = append(parts, part)
	}
	if kinds := caseStoriesOf(g, ok); len(kinds) > 0 && by.Reach(crm.CaseRead) != crm.None {
		scope, more := personCases(by)
		parts = append(parts, "j.subject = 'case' AND j.kind IN ("+marks("?", len(kinds))+") AND "+scope)
		args = append(append(args, list(kinds)...), more...)
	}
	return strings.Join(parts, " OR "), args
}

func caseStoriesOf(g crm.StoryGroup, narrow bool) []string {
	if narrow {
		return g.Cases
	}
	return crm.CaseStories()
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
