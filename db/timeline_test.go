package db

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// long fills a customer's file with n notes, one an hour, written in the order of time but for the last.
func (o *office) long(by By, id int64, n int) {
	o.t.Helper()
	err := o.store.inTx(context.Background(), by, func(tx *Tx) error {
		for i := range n {
			at := o.now.Add(-time.Duration(n-i) * time.Hour).Unix()
			if i == n-1 {
				at = o.now.AddDate(-9, 0, 0).Unix() // written down last, happened first
			}
			if err := tx.journal(Entry{Kind: "note_added", Subject: "customer", SubjectID: id, CustomerID: id, EventAt: at,
				After: map[string]any{"channel": "phone", "direction": "in"}, Texts: map[string]any{"summary": "第几次来电"}}); err != nil {
				return err
			}
			if i%500 == 0 {
				if err := tx.journal(Entry{Kind: "privacy_notice", Subject: "customer", SubjectID: id, CustomerID: id, EventAt: at}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	o.ok(err)
}

func TestTimelineGoesByWhenThingsHappened(t *testing.T) {
	o, c, who := onFile(t)
	by := who[crm.Manager]
	o.long(by, c.ID, 50)
	var last crm.StoryKey
	var at []int64
	for page := 0; ; page++ {
		stories, older, err := o.store.Timeline(context.Background(), by.Staff, c.ID, "", last)
		o.ok(err)
		for _, s := range stories {
			at = append(at, s.At)
		}
		if last = older; older.Seq == 0 {
			break
		}
		if page > 9 {
			t.Fatal("the timeline has no end")
		}
	}
	if len(at) != 52 { // the file was made, one notice
		t.Fatalf("%d stories", len(at))
	}
	for i := 1; i < len(at); i++ {
		if at[i] > at[i-1] {
			t.Fatalf("story %d is later than the one before", i)
		}
	}
	if at[51] != o.now.AddDate(-9, 0, 0).Unix() {
		t.Error("what happened first does not stand last")
	}
}

func TestTimelineFilters(t *testing.T) {
	o, c, who := onFile(t)
	by := who[crm.Manager]
	o.long(by, c.ID, 3)
	for group, want := range map[string]int{"notes": 3, "consents": 1, "file": 1, "cases": 0, "revisits": 0, "homes": 0, "": 5} {
		stories, _, err := o.store.Timeline(context.Background(), by.Staff, c.ID, group, crm.StoryKey{})
		if err != nil || len(stories) != want {
			t.Errorf("%q: %d stories, want %d, %v", group, len(stories), want, err)
		}
	}
	if stories, _, err := o.store.Timeline(context.Background(), who[crm.PrivacyOfficer].Staff, c.ID, "cases", crm.StoryKey{}); err != nil || len(stories) != 0 {
		t.Errorf("cases without the right: %v %v", stories, err)
	}
}

// TestTimelineWalksItsIndex: a page of any filter reads the lines of one customer in their order, without sorting 5,000 of them.
func TestTimelineWalksItsIndex(t *testing.T) {
	o, c, who := onFile(t)
	o.long(who[crm.Manager], c.ID, 5000)
	for role, by := range who {
		for _, g := range append(crm.StoryGroups, crm.StoryGroup{}) {
			for _, before := range []crm.StoryKey{{}, {At: o.now.Unix(), Seq: 4000}} {
				probe := &planner{reader: o.store.reader(context.Background())}
				if _, _, err := timeline(probe, by.Staff, c.ID, false, g.Code, before); err != nil {
					t.Fatal(err)
				}
				if probe.query == "" {
					continue // nothing of this filter is for this role
				}
				if plan := probe.plan(t); !strings.Contains(plan, "USING INDEX journal_customer") || strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "SCAN") {
					t.Errorf("%s, %q: %s", role, g.Code, plan)
				}
			}
		}
	}
}

// planner keeps the last question it is asked.
type planner struct {
	reader
	query string
	args  []any
}

func (p *planner) rows(query string, args ...any) (*sql.Rows, error) {
	p.query, p.args = query, args
	return p.reader.rows(query, args...)
}

func (p *planner) plan(t *testing.T) string {
	t.Helper()
	rows, err := p.reader.rows(`EXPLAIN QUERY PLAN `+p.query, p.args...)
	lines, err := collect(rows, err, func(rows *sql.Rows, line *string) error {
		var a, b, c int
		return rows.Scan(&a, &b, &c, line)
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "; ")
}
