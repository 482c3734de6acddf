package crm

import "time"

// Lists of domain.md §2, fee record.
var (
	FeeItems    = []Choice{{"property", "物业费"}, {"parking", "停车费"}, {"public_energy", "公摊"}, {"vas", "增值服务"}, {"deposit", "押金"}, {"agency", "代收"}}
	FeeStatuses = []Choice{{"not_due", "未到期"}, {"paid", "已缴清"}, {"partly_paid", "部分缴纳"}, {"overdue", "逾期"}, {"disputed", "有争议"}}
)

// Fee is a fee as the ledger of record states it, with its payments. Dates are local, 2006-01-02; money is in fen.
type Fee struct {
	ID, CustomerID          int64
	Room, Item, Period      string
	ReceivableFen, Discount int64
	DueOn                   string
	Disputed                bool // by a supervisor, or by a linked complaint that is open
	DisputedCase            int64
	DisputedCaseNo          string
	RowVersion              int64
	Payments                []Payment
}

// Payment is money that came in; a refund is negative.
type Payment struct {
	AmountFen int64
	PaidOn    string
}

// NetFen is what is to be paid.
func (f Fee) NetFen() int64 { return f.ReceivableFen - f.Discount }

// ReceivedFen is what had come in by the end of a day.
func (f Fee) ReceivedFen(on string) int64 {
	var sum int64
	for _, p := range f.Payments {
		if p.PaidOn <= on {
			sum += p.AmountFen
		}
	}
	return sum
}

// OnTime reports whether enough had come in by the end of the due day.
func (f Fee) OnTime() bool { return f.ReceivedFen(f.DueOn) >= f.NetFen() }

// Status is a code of FeeStatuses at the end of a day. A fee is overdue from the day after its due day, however much of
// it was paid.
func (f Fee) Status(on string) string {
	received := f.ReceivedFen(on)
	switch {
	case f.Disputed:
		return "disputed"
	case received >= f.NetFen():
		return "paid"
	case on > f.DueOn:
		return "overdue"
	case received > 0:
		return "partly_paid"
	}
	return "not_due"
}

// Ratio is a share of two sums that is compared unrounded. With nothing below, there is none.
type Ratio struct{ Num, Den int64 }

// String is the share in percent, «—» for none.
func (r Ratio) String() string { return Percent(r.Num, r.Den) }

// OnTimeRatio is how many of the undisputed property fees that fell due in the twelve months up to a day were paid on time.
func OnTimeRatio(fees []Fee, on string) (r Ratio) {
	from := AddMonths(on, -12)
	for _, f := range fees {
		if f.Item != "property" || f.Disputed || f.DueOn <= from || f.DueOn > on {
			continue
		}
		r.Den++
		if f.OnTime() {
			r.Num++
		}
	}
	return r
}

// AddMonths goes n months on from a date; a day that the month does not have becomes its last one. Anything but a date
// stays as it is.
func AddMonths(date string, n int) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1).Format(time.DateOnly)
}
