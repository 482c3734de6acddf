package crm

import (
	"slices"
	"testing"
)

func TestFirstLook(t *testing.T) {
	good := ContactPoint{Kind: ContactMobile, Status: "ok"}
	for _, test := range []struct {
		name  string
		k     Customer
		found []Notice
		want  []string
	}{
		{"nothing to know", Customer{Contacts: []ContactPoint{good}}, nil, nil},
		{"no number", Customer{}, nil, []string{NoticeNoReach}},
		{"only mail", Customer{Contacts: []ContactPoint{{Kind: ContactEmail, Status: "ok"}}}, nil, []string{NoticeNoReach}},
		{"only a wrong one", Customer{Contacts: []ContactPoint{{Kind: ContactMobile, Status: "wrong"}}}, nil, []string{NoticeNoReach}},
		{"one in doubt beside a good one", Customer{Contacts: []ContactPoint{good, {Kind: ContactMobile, Status: "ok", Doubtful: true}}}, nil, []string{NoticeDoubtful}},
		{"verified to today", Customer{Contacts: []ContactPoint{good}, ValidUntilOn: "2026-11-22"}, nil, nil},
		{"verified to yesterday", Customer{Contacts: []ContactPoint{good}, ValidUntilOn: "2026-11-21"}, nil, []string{NoticeUnproven}},
		{"in their order", Customer{Contacts: []ContactPoint{good}, DoNotDisturb: true, ContactWindow: "晚上"},
			[]Notice{{Kind: NoticeTag}, {Kind: NoticeCases}, {Kind: NoticePromise}, {Kind: NoticeBroken}, {Kind: NoticeCare}},
			[]string{NoticeQuiet, NoticeCare, NoticeBroken, NoticePromise, NoticeCases, NoticeWindow, NoticeTag}},
	} {
		var got []string
		for _, n := range FirstLook(test.k, test.found, "2026-11-22") {
			got = append(got, n.Kind)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
