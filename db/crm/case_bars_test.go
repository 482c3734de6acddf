package crm

import (
	"maps"
	"slices"
	"testing"
)

// barred gives a case people it is about and people who recused, as the log would have it.
func barred(f *file, targets, recused []string) {
	f.t.Helper()
	for _, name := range targets {
		f.must(f.c.AddTarget(f.as("boss2"), people[name], colleagues()))
	}
	for _, name := range recused {
		f.must(f.c.Recuse(f.as(name), "是亲属", colleagues()))
	}
}

func names(ids []int64) (list []string) {
	for name, s := range people {
		if slices.Contains(ids, s.ID) {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// TestMergedCasesBarEverybodyOfBoth: who must not know of one of the two must not know of the case that goes on, whose owner
// stands above all of them; taken apart, each bars its own again.
func TestMergedCasesBarEverybodyOfBoth(t *testing.T) {
	for name, r := range map[string]struct {
		master, dup, masterOut, dupOut []string
		by                             string
		bars                           []string
		owner, ownerBefore             string
	}{
		"nobody":                              {nil, nil, nil, nil, "lead", nil, "", ""},
		"about nobody into one about one":     {[]string{"clerk2"}, nil, nil, nil, "lead", []string{"clerk2"}, "lead", "lead"},
		"one about one into one about nobody": {nil, []string{"clerk2"}, nil, nil, "lead", []string{"clerk2"}, "lead", ""},
		"two about different people":          {[]string{"clerk2"}, []string{"steward"}, nil, nil, "lead", []string{"clerk2", "steward"}, "lead", "lead"},
		"the same people":                     {[]string{"clerk2"}, []string{"clerk2"}, nil, nil, "lead", []string{"clerk2"}, "lead", "lead"},
		"one about a supervisor":              {[]string{"clerk2"}, []string{"lead"}, nil, nil, "boss", []string{"clerk2", "lead"}, "boss", "lead"},
		"one that somebody gave up":           {nil, nil, nil, []string{"steward"}, "lead", []string{"steward"}, "lead", ""},
		"given up in one, meant in the other": {[]string{"clerk2"}, nil, nil, []string{"clerk2"}, "lead", []string{"clerk2"}, "lead", "lead"},
		"meant in one, given up in the other": {nil, []string{"lead"}, []string{"lead"}, nil, "boss", []string{"lead"}, "boss", "lead2"},
	} {
		a, b := alike(t, "2025-03-16 08:00", "2025-03-15 20:00")
		a.at("2025-03-16 09:00")
		b.at("2025-03-16 09:00")
		barred(a, r.master, r.masterOut)
		barred(b, r.dup, r.dupOut)
		if got := people[r.ownerBefore].ID; a.c.OwnerID != got {
			t.Errorf("%s: before, owner %d, want %d", name, a.c.OwnerID, got)
		}
		a.c.Begin()
		b.c.Begin()
		was, dupWas := factsBut(a.c), factsBut(b.c)
		a.at("2025-03-16 12:00")
		b.at("2025-03-16 12:00")
		in := merging()
		in.People = colleagues()
		a.must(b.c.MergeInto(b.as(r.by), a.c, in))
		if got := names(a.c.Barred()); !slices.Equal(got, r.bars) {
			t.Errorf("%s: bars %v, want %v", name, got, r.bars)
		}
		if got := people[r.owner].ID; a.c.OwnerID != got {
			t.Errorf("%s: owner %d, want %d", name, a.c.OwnerID, got)
		}
		if about := len(r.master)+len(r.dup) > 0; a.c.Confidential != about {
			t.Errorf("%s: confidential %v", name, a.c.Confidential)
		}
		a.must(b.c.Unmerge(b.as(r.by), a.c, apart(a, b, "两回事")))
		if now := factsBut(a.c); !maps.Equal(was, now) {
			t.Errorf("%s: the master differs: %v", name, differ(was, now))
		}
		if now := factsBut(b.c); !maps.Equal(dupWas, now) {
			t.Errorf("%s: the duplicate differs: %v", name, differ(dupWas, now))
		}
		if a.c.Unlogged() || b.c.Unlogged() {
			t.Errorf("%s: facts changed that no event tells of", name)
		}
	}
}

// TestWhoIsBarredByAMergeLosesTheWork: the master is in the hands of somebody whom the duplicate is about.
func TestWhoIsBarredByAMergeLosesTheWork(t *testing.T) {
	a, b := alike(t, "2025-03-16 08:00", "2025-03-15 20:00")
	a.at("2025-03-16 09:00").must(a.ack()).must(a.assign()).must(a.accept())
	b.at("2025-03-16 09:00")
	barred(b, []string{"handler", "clerk"}, nil)
	b.c.Begin()
	a.c.Begin()
	was := factsBut(a.c)
	again := func() {
		a.at("2025-03-16 12:00")
		b.at("2025-03-16 12:00")
		in := merging()
		in.People = colleagues()
		a.must(b.c.MergeInto(b.as("lead"), a.c, in))
	}
	again()
	if a.c.HandlerID != 0 || a.c.IntakeOwnerID != people["lead"].ID || a.c.State != InProgress {
		t.Errorf("handler %d, intake %d, %s", a.c.HandlerID, a.c.IntakeOwnerID, a.c.State)
	}
	a.must(b.c.Unmerge(b.as("lead"), a.c, apart(a, b, "两回事")))
	if now := factsBut(a.c); !maps.Equal(was, now) {
		t.Errorf("the master differs: %v", differ(was, now))
	}
	again()
	its := mergedLine(a.c)
	a.must(a.c.AddTarget(a.as("boss"), people["head"], colleagues()))
	in := apart(a, b, "两回事")
	in.Its = its
	a.must(b.c.Unmerge(b.as("lead"), a.c, in))
	if got := names(a.c.Barred()); !slices.Equal(got, []string{"head"}) || a.c.OwnerID != people["lead"].ID || !a.c.Confidential {
		t.Errorf("whom it is about by itself stays: %v, owner %d, confidential %v", got, a.c.OwnerID, a.c.Confidential)
	}
}

// TestConfidentialityGoesAlong: what was told in confidence stays so in the case that goes on.
func TestConfidentialityGoesAlong(t *testing.T) {
	a, b := alike(t, "2025-03-16 08:00", "2025-03-15 20:00")
	b.c.Confidential = true
	b.c.Begin()
	a.must(merge(a, b, "2025-03-16 12:00"))
	if !a.c.Confidential {
		t.Error("the master shows who complained")
	}
	a.must(unmerge(a, b, "2025-03-16 13:00"))
	if a.c.Confidential || !b.c.Confidential {
		t.Errorf("apart again: %v and %v", a.c.Confidential, b.c.Confidential)
	}
}
