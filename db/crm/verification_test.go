package crm

import "testing"

// TestFileState walks the borders of a twelve months' cycle.
func TestFileState(t *testing.T) {
	tests := []struct {
		name, verified string
		cycle          int
		today, want    string
	}{
		{"never", "", 12, "2026-01-01", "never"},
		{"the same day", "2025-03-10", 12, "2025-03-10", "valid"},
		{"31 days before its last day", "2025-03-10", 12, "2026-02-07", "valid"},
		{"30 days before it", "2025-03-10", 12, "2026-02-08", "expiring"},
		{"the last day still counts", "2025-03-10", 12, "2026-03-10", "expiring"},
		{"the day after", "2025-03-10", 12, "2026-03-11", "expired"},
		{"end of the month is clamped", "2025-08-31", 6, "2026-02-28", "expiring"},
		{"and past", "2025-08-31", 6, "2026-03-01", "expired"},
	}
	for _, x := range tests {
		if got := FileState(x.verified, x.cycle, x.today); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
}

func TestVerifyCycle(t *testing.T) {
	s := DefaultSettings()
	for customerType, want := range map[string]int{"owner": 12, "tenant": 6, "prospect": 12, "former": 12} {
		if got := s.VerifyCycle(customerType); got != want {
			t.Errorf("%s: %d months, want %d", customerType, got, want)
		}
	}
}

func TestCompleteness(t *testing.T) {
	all := Filed{Name: true, ContactPerson: true, ContactVerified: true, MovedInOn: true, Relation: true, PrimaryKnown: true, PreferredChannel: true, PrivacyNotice: true, Steward: true}
	without := func(edit func(*Filed)) Filed { f := all; edit(&f); return f }
	tests := []struct {
		name, kind, customerType string
		filed                    Filed
		done, of                 int
	}{
		{"everything", "person", "owner", all, 8, 8}, {"a name alone", "person", "owner", Filed{Name: true}, 1, 8},
		{"a person without relation", "person", "tenant", without(func(f *Filed) { f.Relation = false }), 7, 8},
		{"an organisation needs none", "organisation", "owner", without(func(f *Filed) { f.Relation = false }), 8, 8},
		{"but somebody to speak to", "organisation", "owner", without(func(f *Filed) { f.ContactPerson = false }), 7, 8},
		{"a prospect has no room", "person", "prospect", Filed{Name: true, ContactVerified: true, PreferredChannel: true, PrivacyNotice: true}, 4, 4},
		{"and is not complete without notice", "person", "prospect", without(func(f *Filed) { f.PrivacyNotice = false }), 3, 4},
	}
	for _, x := range tests {
		points := Completeness(x.kind, x.customerType, x.filed)
		if done := DonePoints(points); done != x.done || len(points) != x.of {
			t.Errorf("%s: %d of %d, want %d of %d", x.name, done, len(points), x.done, x.of)
		}
	}
}

func TestAddDays(t *testing.T) {
	for _, x := range []struct {
		date string
		n    int
		want string
	}{{"2024-02-28", 1, "2024-02-29"}, {"2025-02-28", 1, "2025-03-01"}, {"2025-01-01", -1, "2024-12-31"}, {"", 3, ""}} {
		if got := AddDays(x.date, x.n); got != x.want {
			t.Errorf("%s %+d: %s, want %s", x.date, x.n, got, x.want)
		}
	}
}
