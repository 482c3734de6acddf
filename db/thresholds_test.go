package db

import (
	"slices"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// choose saves other numbers of the project.
func (d *desk) choose(change func(*crm.Settings)) {
	d.t.Helper()
	page, err := d.store.SettingsPage(d.t.Context(), d.manager)
	d.ok(err)
	d.ok(d.store.SaveSettings(d.t.Context(), d.as(d.manager), page.Version, func(set crm.Settings) (crm.Settings, error) {
		change(&set)
		return set, set.Check()
	}))
}

// asked are the open tasks of a kind.
func (d *desk) asked(kind string) []string {
	return slices.DeleteFunc(d.open(), func(line string) bool { return !strings.HasPrefix(line, kind+" ") })
}

func TestGroupOfTheProjectsOwnSize(t *testing.T) {
	for _, r := range []struct {
		name  string
		wait  time.Duration // before the third
		homes int
		want  string
	}{
		{"two days", 48 * time.Hour, 3, "2天内同一楼栋已有3户"}, {"a second more", 48*time.Hour + time.Second, 3, ""}, {"two homes", time.Hour, 2, ""},
	} {
		d := newDesk(t, "2026-09-01 08:00:00")
		d.choose(func(s *crm.Settings) { s.GroupRooms, s.GroupDays = 3, 2 })
		codes, group := d.block(r.homes), d.cause("cleaning", "楼道")
		for i, code := range codes {
			if i == 2 {
				d.now = d.now.Add(r.wait)
			}
			d.caller(group, code)
		}
		got := d.asked("group")
		if r.want == "" && len(got) != 0 || r.want != "" && (len(got) != 1 || !strings.Contains(got[0], r.want)) {
			t.Errorf("%s: %q", r.name, got)
		}
		page, err := d.store.GroupByID(t.Context(), d.clerk, group)
		if err != nil || page.JointFrom != 3 {
			t.Errorf("%s: the page speaks of %d homes: %v", r.name, page.JointFrom, err)
		}
	}
}

func TestHotSpotOfTheProjectsOwnSize(t *testing.T) {
	for _, r := range []struct {
		name  string
		wait  time.Duration // between the two homes
		rooms int64
		want  string
	}{
		{"ten days", 10*24*time.Hour - 2*time.Minute, 2, "10天内2户"}, {"two minutes more", 10 * 24 * time.Hour, 2, ""}, {"three are asked for", time.Hour, 3, ""},
	} {
		d := newDesk(t, "2026-09-01 08:00:00")
		d.choose(func(s *crm.Settings) { s.HotRooms, s.HotDays = r.rooms, 10 })
		codes, group := d.block(2), d.cause("cleaning", "楼道")
		d.caller(group, codes[0])
		d.now = d.now.Add(r.wait)
		d.caller(group, codes[1])
		d.tickAt(d.now.Add(time.Minute).Sub(d.start))
		got := d.asked("hot_spot")
		if r.want == "" && len(got) != 0 || r.want != "" && (len(got) != 1 || !strings.Contains(got[0], r.want)) {
			t.Errorf("%s: %q", r.name, got)
		}
	}
}

// TestMeasureOfTheProjectsOwnSize opens a measure by the second case of a cause where the project says so.
func TestMeasureOfTheProjectsOwnSize(t *testing.T) {
	for _, r := range []struct {
		name  string
		cases int
		wait  time.Duration // between the two results
		want  string
	}{{"second case", 2, 5 * 24 * time.Hour, "5天内第2件"}, {"a second late", 2, 5*24*time.Hour + time.Second, ""}, {"three are asked for", 3, time.Hour, ""}} {
		d := newDesk(t, "2026-09-01 08:00:00")
		d.choose(func(s *crm.Settings) { s.MeasureCases, s.MeasureDays = r.cases, 5 })
		for i := range 2 {
			c := d.complaint(true)
			c.RootCauses, c.ResolvedAt, c.Place = "设施老化", d.now.Add(time.Duration(i)*r.wait).Unix(), "东门"
			by := d.as(d.supervisor)
			by.Now = time.Unix(c.ResolvedAt, 0)
			d.ok(d.store.inTx(t.Context(), by, func(tx *Tx) error { return tx.noteCauses(c) }))
		}
		list, err := d.store.Measures(t.Context(), d.manager, "", 0, 9)
		d.ok(err)
		if r.want == "" && len(list) != 0 || r.want != "" && (len(list) != 1 || !strings.Contains(list[0].Title, r.want)) {
			t.Errorf("%s: %+v", r.name, list)
		}
	}
}
