package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
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
	var ties customerTies
	if _, err := customerWith(q, by, customerID, customerColumns+", "+tiesColumns, &ties.merged, &ties.agents); err != nil {
		return nil, older, err
	}
	return timeline(q, by, customerID, ties.merged, group, before)
}

// timeline reads the journal lines of a customer back, by when things happened. Cases tell what the customer did or was
// told, within by's scope of cases; who looked at plain values is for those who may audit, care for those who may see it.
func timeline(q querier, by crm.Staff, customerID int64, merged bool, group string, before crm.StoryKey) ([]crm.Story, crm.StoryKey, error) {
	tells, more := storyScope(by, group)
	if tells == "" {
		return nil, crm.StoryKey{}, nil
	}
	where, args, err := storiesOf(q, customerID, merged)
	if err != nil {
		return nil, crm.StoryKey{}, err
	}
	where, args = where+" AND j.project_id = ?", append(args, by.ProjectID)
	if before.Seq > 0 {
		where, args = where+" AND (j.event_at, j.seq) < (?, ?)", append(args, before.At, before.Seq)
	}
	rows, err := q.rows(`SELECT j.seq, j.event_at, j.kind, j.subject, j.before, j.after, COALESCE(s.name, '系统'), COALESCE(t.body, ''), COALESCE(k.id, 0), COALESCE(k.no, '')
		FROM journal j LEFT JOIN service_case k ON j.subject = 'case' AND k.id = j.subject_id LEFT JOIN room kr ON kr.id = k.room_id
		LEFT JOIN staff s ON s.id = j.actor_id LEFT JOIN journal_text t ON t.seq = j.seq
		WHERE `+where+` AND (`+tells+`) ORDER BY j.event_at DESC, j.seq DESC LIMIT ?`, append(append(args, more...), timelineLimit+1)...)
	stories, err := collect(rows, err, func(rows *sql.Rows, s *crm.Story) error { return scanStory(rows, by, s) })
	if err != nil {
		return nil, crm.StoryKey{}, err
	}
	var older crm.StoryKey
	if len(stories) > timelineLimit {
		last := stories[timelineLimit-1]
		stories, older = stories[:timelineLimit], crm.StoryKey{At: last.At, Seq: last.Seq}
	}
	stories, err = withoutSecretMerges(q, by, stories, func(s *crm.Story) (bool, string) {
		return s.CaseID != 0 && (s.Title == crm.EventLabel("merged") || s.Title == crm.EventLabel("unmerged")), s.Text
	})
	return stories, older, err
}

// storiesOf are the lines about a customer and about what was merged into their file, where the merge itself is told once. A case
// tells whose it is by now: a merge that was undone took its cases along, with what was written about them under the other file.
func storiesOf(q querier, customerID int64, merged bool) (where string, args []any, err error) {
	if !merged {
		return "j.customer_id = ? AND j.customer_id <> 0 AND (k.id IS NULL OR k.customer_id = ?)", []any{customerID, customerID}, nil
	}
	files, err := mergedFiles(q, customerID)
	if err != nil {
		return "", nil, err
	}
	lenders, err := onceMergedInto(q, files)
	if err != nil {
		return "", nil, err
	}
	own := "IN (" + marks("?", len(files)) + ")"
	where = "j.customer_id IN (" + marks("?", len(files)+len(lenders)) + ") AND j.customer_id <> 0 AND (j.kind <> 'customers_merged' OR j.subject_id = ?) " +
		"AND (k.id IS NULL AND j.customer_id " + own + " OR k.customer_id " + own + ")"
	args = append(append(list(files), list(lenders)...), customerID)
	return where, append(append(args, list(files)...), list(files)...), nil
}

// onceMergedInto are the files that some stood in until a merge was undone.
func onceMergedInto(q querier, files []int64) (kept []int64, err error) {
	known := map[int64]bool{}
	for _, id := range files {
		known[id] = true
	}
	for last := files; len(last) > 0; {
		rows, err := q.rows(`SELECT DISTINCT kept_id FROM customer_merge WHERE gone_id IN (`+marks("?", len(last))+`) AND undone_at <> 0`, list(last)...)
		found, err := collect(rows, err, scanID)
		if err != nil {
			return nil, err
		}
		last = nil
		for _, id := range found {
			if !known[id] {
				known[id], last = true, append(last, id)
			}
		}
		kept = append(kept, last...)
	}
	return kept, nil
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
	err := unpack(body, &w)
	r.Note, r.Texts = w.Note, w.Texts
	if subject == "case" {
		*s = r.TellCase()
	} else {
		err = errors.Join(err, unpack(before, &r.Before), unpack(after, &r.After))
		*s = r.TellCustomer(by)
	}
	if err != nil {
		return fmt.Errorf("line %d: %w", seq, err)
	}
	s.Seq, s.At, s.Who, s.CaseID, s.CaseNo = seq, at, who, caseID, caseNo
	return nil
}

// unpack reads JSON; an empty text says nothing.
func unpack(text string, into any) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), into)
}
