package crm

import (
	"testing"
	"time"
)

func TestShiftAt(t *testing.T) {
	loc := time.FixedZone("UTC+8", 8*3600)
	at := func(text string) int64 {
		m, err := time.ParseInLocation("2006-01-02 15:04:05", text, loc)
		if err != nil {
			t.Fatal(err)
		}
		return m.Unix()
	}
	two, one := DefaultSettings(), DefaultSettings()
	two.EveningTo = 22
	rows := []struct {
		name              string
		set               Settings
		now               string
		code, on          string
		from, until, next string
	}{
		{"opening", two, "2025-03-14 09:00:00", "day", "2025-03-14", "2025-03-14 09:00:00", "2025-03-14 18:00:00", "2025-03-14 18:00:00"},
		{"last second of the day", two, "2025-03-14 17:59:59", "day", "2025-03-14", "2025-03-14 09:00:00", "2025-03-14 18:00:00", "2025-03-14 18:00:00"},
		{"evening opens", two, "2025-03-14 18:00:00", "evening", "2025-03-14", "2025-03-14 18:00:00", "2025-03-14 22:00:00", "2025-03-15 09:00:00"},
		{"evening is over", two, "2025-03-14 23:30:00", "evening", "2025-03-14", "2025-03-14 18:00:00", "2025-03-14 22:00:00", "2025-03-15 09:00:00"},
		{"before the next opens", two, "2025-03-15 08:59:59", "evening", "2025-03-14", "2025-03-14 18:00:00", "2025-03-14 22:00:00", "2025-03-15 09:00:00"},
		{"one shift", one, "2025-03-14 17:25:00", "day", "2025-03-14", "2025-03-14 09:00:00", "2025-03-14 18:00:00", "2025-03-15 09:00:00"},
		{"one shift, night", one, "2025-03-01 02:00:00", "day", "2025-02-28", "2025-02-28 09:00:00", "2025-02-28 18:00:00", "2025-03-01 09:00:00"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			got, want := r.set.ShiftAt(at(r.now), loc), Shift{r.code, r.on, at(r.from), at(r.until), at(r.next)}
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestHandoverIsSignedByTheReceiverOnce(t *testing.T) {
	clerk, other := Staff{ID: 1, Roles: []Assignment{{Role: Clerk}}}, Staff{ID: 2, Roles: []Assignment{{Role: Clerk}}}
	card := HandoverCard{FromID: 1, ToID: 2}
	if err := card.Check(other); err != nil {
		t.Errorf("a clerk to a clerk: %v", err)
	}
	for name, bad := range map[string]struct {
		card HandoverCard
		to   Staff
	}{"nobody": {HandoverCard{FromID: 1}, Staff{}}, "oneself": {HandoverCard{FromID: 1, ToID: 1}, clerk}, "a handler": {HandoverCard{FromID: 1, ToID: 3}, Staff{ID: 3, Roles: []Assignment{{Role: Handler}}}}} {
		if bad.card.Check(bad.to) == nil {
			t.Errorf("%s may take over", name)
		}
	}
	if err := card.Take(clerk, 100); !Is(err, Forbidden) || card.TakenAt != 0 {
		t.Errorf("the giver signs for the receiver: %v", err)
	}
	if err := card.Take(other, 100); err != nil || card.TakenAt != 100 {
		t.Errorf("taken at %d: %v", card.TakenAt, err)
	}
	if err := card.Take(other, 200); !Is(err, Conflict) || card.TakenAt != 100 {
		t.Errorf("taken twice, at %d: %v", card.TakenAt, err)
	}
}
