package crm

import "testing"

func TestUsageCheck(t *testing.T) {
	good := Usage{ServiceID: 1, UsedOn: "2026-03-01", Qty: 1}
	tests := []struct {
		name  string
		edit  func(*Usage)
		field string // that is refused, "" = none
	}{
		{"as it should be", func(*Usage) {}, ""},
		{"no service", func(u *Usage) { u.ServiceID = 0 }, "service_id"},
		{"no day", func(u *Usage) { u.UsedOn = "" }, "used_on"},
		{"tomorrow", func(u *Usage) { u.UsedOn = "2026-03-02" }, "used_on"},
		{"not once", func(u *Usage) { u.Qty = 0 }, "qty"},
		{"a thousand times", func(u *Usage) { u.Qty = 1000 }, "qty"},
		{"a fen below nothing", func(u *Usage) { u.AmountFen = -1 }, "amount"},
		{"a fen above the most", func(u *Usage) { u.AmountFen = 100_000_001 }, "amount"},
	}
	for _, x := range tests {
		u, p := good, Problems{}
		x.edit(&u)
		u.Check("2026-03-01", p)
		if _, refused := p[x.field]; refused != (x.field != "") || len(p) > 1 {
			t.Errorf("%s: refused for %v", x.name, p)
		}
	}
}

func TestReferralIsVoid(t *testing.T) {
	tests := []struct {
		name     string
		referral Referral
		shared   Acquaintance
		want     string
	}{
		{"two people", Referral{ReferrerID: 1, ReferredID: 2}, Acquaintance{}, "pending"},
		{"oneself", Referral{ReferrerID: 1, ReferredID: 1}, Acquaintance{}, "void"},
		{"of one room", Referral{ReferrerID: 1, ReferredID: 2}, Acquaintance{Room: true}, "void"},
		{"with one mobile", Referral{ReferrerID: 1, ReferredID: 2}, Acquaintance{Mobile: true}, "void"},
	}
	for _, x := range tests {
		status, why := x.referral.Judge(x.shared)
		if status != x.want || (why == "") != (status != "void") {
			t.Errorf("%s: %s %q, want %s", x.name, status, why, x.want)
		}
	}
}
