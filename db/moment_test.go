package db

import (
	"context"
	"strconv"
	"testing"
	"time"

	"linli/db/crm"
)

// TestOneMoment: what is read together stays as it stood when the reading began, whoever writes meanwhile; the next reading is new.
func TestOneMoment(t *testing.T) {
	o := newOffice(t)
	o.staffed()
	c := o.resident("单于晓", "15400000001", "3-2-501", "owner")
	read := func(ctx context.Context) int64 {
		k, err := customerInScope(o.store.reader(ctx), o.by(crm.Clerk).Staff, c.ID)
		o.ok(err)
		return k.RowVersion
	}
	before := read(t.Context())
	o.ok(o.store.atOneMoment(t.Context(), func(ctx context.Context) error {
		if read(ctx) != before {
			t.Error("the reading begins with another version")
		}
		o.sql(`UPDATE customer SET row_version = row_version + 1 WHERE id = ?`, c.ID)
		if read(ctx) != before {
			t.Error("a change shows in the middle of a reading")
		}
		return nil
	}))
	if read(t.Context()) != before+1 {
		t.Error("the next reading does not show the change")
	}
}

// TestOneConnectionReadsAPage: pages that are read as of one moment ask for no second connection, which may never come.
func TestOneConnectionReadsAPage(t *testing.T) {
	s := demoFile(t, Demo{Households: 60, Cases: 200, Seed: 7}, false)
	now, ids := demoNow.Unix(), map[string][]string{"case": column(t, s, `SELECT id FROM service_case`), "customer": column(t, s, `SELECT id FROM customer`)}
	people := staffAtWork(t, s, now)
	s.settings.Clear()
	s.zones.Clear()
	s.read.SetMaxOpenConns(1)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, who := range people {
		for subject, read := range map[string]func(id int64) error{
			"case": func(id int64) error { _, err := s.CaseByID(ctx, who, id); return err },
			"customer": func(id int64) error {
				_, err := s.CustomerFile(ctx, who, id, demoNow.Format(time.DateOnly))
				return err
			},
		} {
			for _, text := range ids[subject] {
				id, _ := strconv.ParseInt(text, 10, 64)
				if err := read(id); err != nil && !crm.Is(err, crm.NotFound) && !crm.Is(err, crm.Forbidden) {
					t.Fatalf("%s reads %s %d: %v", who.Login, subject, id, err)
				}
			}
		}
		if _, err := s.Board(ctx, who, CaseFilter{}, crm.BoardSteps(), now); err != nil {
			t.Fatalf("%s reads the board: %v", who.Login, err)
		}
	}
}
