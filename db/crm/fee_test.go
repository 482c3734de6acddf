package crm

import "testing"

// TestFeeStatus walks a fee of 100 yuan less 10 over its due day.
func TestFeeStatus(t *testing.T) {
	fee := func(disputed bool, payments ...Payment) Fee {
		return Fee{Item: "property", ReceivableFen: 10_000, Discount: 1_000, DueOn: "2026-03-31", Disputed: disputed, Payments: payments}
	}
	all := Payment{9_000, "2026-03-31"}
	tests := []struct {
		name string
		fee  Fee
		on   string
		want string
	}{
		{"nothing yet", fee(false), "2026-03-30", "not_due"},
		{"the due day is still in time", fee(false), "2026-03-31", "not_due"},
		{"the day after", fee(false), "2026-04-01", "overdue"},
		{"a part before the due day", fee(false, Payment{8_999, "2026-03-01"}), "2026-03-31", "partly_paid"},
		{"a part is not enough after it", fee(false, Payment{8_999, "2026-03-01"}), "2026-04-01", "overdue"},
		{"all on the due day", fee(false, all), "2026-03-31", "paid"},
		{"seen the day before, it has not come in", fee(false, all), "2026-03-30", "not_due"},
		{"late, but all", fee(false, Payment{9_000, "2026-05-02"}), "2026-05-02", "paid"},
		{"paid and partly given back", fee(false, all, Payment{-1, "2026-04-10"}), "2026-04-10", "overdue"},
		{"more than asked for", fee(false, Payment{9_001, "2026-03-31"}), "2026-04-01", "paid"},
		{"in dispute, nothing paid", fee(true), "2026-06-01", "disputed"},
		{"nothing to pay", Fee{ReceivableFen: 1_000, Discount: 1_000, DueOn: "2026-03-31"}, "2026-01-01", "paid"},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			if got := x.fee.Status(x.on); got != x.want {
				t.Errorf("is %s, want %s", got, x.want)
			}
		})
	}
}

func TestFeeOnTime(t *testing.T) {
	tests := []struct {
		name     string
		payments []Payment
		want     bool
	}{
		{"nothing", nil, false}, {"on the due day", []Payment{{9_000, "2026-03-31"}}, true}, {"a day late", []Payment{{9_000, "2026-04-01"}}, false},
		{"in two parts", []Payment{{4_000, "2026-01-01"}, {5_000, "2026-03-31"}}, true}, {"a fen short", []Payment{{8_999, "2026-03-31"}}, false},
		{"refunded before the due day", []Payment{{9_000, "2026-03-01"}, {-1, "2026-03-31"}}, false},
		{"refunded after it", []Payment{{9_000, "2026-03-01"}, {-1, "2026-04-01"}}, true},
	}
	for _, x := range tests {
		f := Fee{ReceivableFen: 10_000, Discount: 1_000, DueOn: "2026-03-31", Payments: x.payments}
		if got := f.OnTime(); got != x.want {
			t.Errorf("%s: %v, want %v", x.name, got, x.want)
		}
	}
}

// TestOnTimeRatio counts the borders of the twelve months, disputes and other items.
func TestOnTimeRatio(t *testing.T) {
	paid := func(item, due string, disputed bool) Fee {
		return Fee{Item: item, ReceivableFen: 100, DueOn: due, Disputed: disputed, Payments: []Payment{{100, due}}}
	}
	late := func(due string) Fee { return Fee{Item: "property", ReceivableFen: 100, DueOn: due} }
	tests := []struct {
		name string
		fees []Fee
		on   string
		want Ratio
	}{
		{"no fee, no ratio", nil, "2026-06-30", Ratio{}},
		{"twelve months before is out, the day after is in", []Fee{late("2025-06-30"), paid("property", "2025-07-01", false)}, "2026-06-30", Ratio{1, 1}},
		{"the day itself is in, the next one is not", []Fee{late("2026-06-30"), late("2026-07-01")}, "2026-06-30", Ratio{0, 1}},
		{"a disputed one is left out", []Fee{paid("property", "2026-01-01", true), paid("property", "2026-02-01", false), late("2026-03-01")}, "2026-06-30", Ratio{1, 2}},
		{"property fees only", []Fee{paid("parking", "2026-01-01", false)}, "2026-06-30", Ratio{}},
		{"29 February", []Fee{late("2023-02-28"), late("2023-03-01")}, "2024-02-29", Ratio{0, 1}},
	}
	for _, x := range tests {
		if got := OnTimeRatio(x.fees, x.on); got != x.want {
			t.Errorf("%s: %v, want %v", x.name, got, x.want)
		}
	}
	if got := (Ratio{}).String(); got != "—" {
		t.Errorf("no ratio reads %q", got)
	}
}

func TestAddMonths(t *testing.T) {
	for _, x := range []struct {
		date string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2026-03-31", -1, "2026-02-28"}, {"2026-12-15", 1, "2027-01-15"},
		{"2026-01-15", -12, "2025-01-15"}, {"2024-02-29", 12, "2025-02-28"}, {"2024-02-29", -12, "2023-02-28"}, {"", 12, ""},
	} {
		if got := AddMonths(x.date, x.n); got != x.want {
			t.Errorf("%s %+d months: %s, want %s", x.date, x.n, got, x.want)
		}
	}
}
