package crm

import (
	"maps"
	"slices"
	"testing"
)

func TestConsentCheck(t *testing.T) {
	whole := Consent{Purpose: "promotion", Method: "paper", Evidence: "同意书 2026-017", GivenAt: 100}
	held := []Consent{{Purpose: "promotion", TextVersion: "2026-1"}, {Purpose: "care", TextVersion: "2026-1"}}
	gone := []Consent{{Purpose: "promotion", TextVersion: "2026-1", WithdrawnAt: 50}}
	older := []Consent{{Purpose: "promotion", TextVersion: "2025-1"}}
	for _, test := range []struct {
		name   string
		change func(*Consent)
		known  []Consent
		want   []string
	}{
		{"good", func(*Consent) {}, nil, nil},
		{"now", func(c *Consent) { c.GivenAt = 200 }, nil, nil},
		{"a second ahead", func(c *Consent) { c.GivenAt = 201 }, nil, []string{"given_at"}},
		{"no such purpose", func(c *Consent) { c.Purpose = "sale" }, nil, []string{"purpose"}},
		{"no method", func(c *Consent) { c.Method = "guess" }, nil, []string{"method"}},
		{"nobody asked for it", func(c *Consent) { c.Method = ConsentOver }, nil, []string{"method"}},
		{"no evidence", func(c *Consent) { c.Evidence = "" }, nil, []string{"evidence"}},
		{"other words", func(c *Consent) { c.TextVersion = "2019-9" }, nil, []string{"text_version"}},
		{"held already", func(*Consent) {}, held, []string{"purpose"}},
		{"withdrawn before", func(*Consent) {}, gone, nil},
		{"to older words", func(*Consent) {}, older, nil},
		{"each care tag has its own", func(c *Consent) { c.Purpose = "care" }, held, nil},
	} {
		c, p := whole, Problems{}
		test.change(&c)
		c.Check(test.known, 200, p)
		if got := slices.Sorted(maps.Keys(p)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, p, test.want)
		}
	}
	c := Consent{Purpose: "photos"}
	if c.Check(nil, 0, Problems{}); c.TextVersion != "2026-1" {
		t.Errorf("version %q", c.TextVersion)
	}
}

func TestEveryPurposeHasWords(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range ConsentPurposes {
		if seen[p.Code] || p.Label == "" || p.Text == "" || p.Version == "" {
			t.Errorf("%+v", p)
		}
		seen[p.Code] = true
	}
	for _, choice := range PurposeChoices() {
		if choice.Code == ConsentCare || choice.Label != PurposeLabel(choice.Code) {
			t.Errorf("offered: %+v", choice)
		}
	}
}

func TestWhoSeesCare(t *testing.T) {
	for _, role := range Roles {
		want := role.Code == Steward || role.Code == Supervisor || role.Code == Manager
		if got := SeesCare(Staff{Roles: []Assignment{{Role: role.Code, Buildings: []string{"3"}}}}); got != want {
			t.Errorf("%s: %v", role.Code, got)
		}
	}
}
