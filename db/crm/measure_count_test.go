package crm

import (
	"testing"
	"time"
)

// TestMeasureCount holds K10 at its borders, in the project's zone.
func TestMeasureCount(t *testing.T) {
	zone := time.FixedZone("", 8*3600)
	at := func(s string) int64 {
		m, err := time.ParseInLocation(time.DateTime, s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return m.Unix()
	}
	for _, r := range []struct {
		name, state, due, verified, now string
		kept, dueCount                  int64
	}{
		{"verified in the last second of its day", "checked", "2026-09-10", "2026-09-10 23:59:59", "2026-09-20 00:00:00", 1, 1},
		{"one second later", "checked", "2026-09-10", "2026-09-11 00:00:00", "2026-09-20 00:00:00", 0, 1},
		{"verified before its day has come", "checked", "2026-09-30", "2026-09-05 08:00:00", "2026-09-20 00:00:00", 1, 1},
		{"done, never verified", "done", "2026-09-10", "", "2026-09-20 00:00:00", 0, 1},
		{"still its last day", "done", "2026-09-20", "", "2026-09-20 23:59:59", 0, 0},
		{"its day is over", "doing", "2026-09-20", "", "2026-09-21 00:00:00", 0, 1},
		{"dropped", "dropped", "2026-09-10", "", "2026-09-20 00:00:00", 0, 0},
		{"without a day", "planned", "", "", "2026-09-20 00:00:00", 0, 0},
	} {
		m, tally := Measure{State: "done", DueOn: r.due}, Tally{}
		if m.State = r.state; r.verified != "" {
			m.Step(Measure{State: "done"}, at(r.verified))
			seen := m
			m.Step(seen, at(r.now)) // saved again: the moment stays
		}
		m.Count(&tally, at(r.now), zone)
		if int64(tally.Kept) != r.kept || int64(tally.Due) != r.dueCount {
			t.Errorf("%s: %d of %d, want %d of %d", r.name, tally.Kept, tally.Due, r.kept, r.dueCount)
		}
	}
}

// TestHome is which room somebody speaks of who names none.
func TestHome(t *testing.T) {
	flat, second, bay := Room{ID: 1, Kind: RoomResidential}, Room{ID: 2, Kind: RoomResidential}, Room{ID: 3, Kind: RoomParking}
	for _, r := range []struct {
		name  string
		rooms []Room
		want  int64
	}{
		{"none", nil, 0}, {"one flat", []Room{flat}, 1}, {"one bay", []Room{bay}, 3}, {"a flat and a bay", []Room{bay, flat}, 1},
		{"two flats", []Room{flat, second}, 0}, {"two flats and a bay", []Room{flat, bay, second}, 0}, {"two bays", []Room{bay, bay}, 0},
	} {
		if got, _ := Home(r.rooms); got.ID != r.want {
			t.Errorf("%s: room %d, want %d", r.name, got.ID, r.want)
		}
	}
}
