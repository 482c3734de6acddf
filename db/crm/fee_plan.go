package crm

import (
	"fmt"
	"strconv"
	"strings"
)

// KnownFee is a fee on file with its payments counted by day and amount.
type KnownFee struct {
	ID, CustomerID, RoomID  int64
	Item, Period            string
	ReceivableFen, Discount int64
	DueOn                   string
	Payments                map[Payment]int
}

// PlannedFee is what an import would make of a row of a list of fees or payments. A payment is for the fee FeeID, or for the
// one that the planned row Earlier brings (-1 for none).
type PlannedFee struct {
	PlannedRow
	Row        *FeeRow
	RoomID     int64 // 0 = of no room
	FeeID      int64
	Earlier    int
	NewFee     bool
	NewPayment bool
	Before     *KnownFee // a fee that is changed, as it was
}

type feePlanner struct {
	k      *ImportKind
	m      Mapping
	people People
	fees   map[string][]*plannedBill // by customer, item and period
}

// plannedBill is a fee on file or one that an earlier row brings.
type plannedBill struct {
	KnownFee
	row   int // index of the row that brings it, -1 when on file
	no    int // number of the first row about it
	taken map[Payment]int
	first map[Payment]int // number of the row with the first payment like it
}

// PlanFees says for every row of a list of fees what an import does with it: the ledger of record is right, so a fee on file
// that differs is changed. In a list of payments a payment on file is known by fee, day and amount.
func PlanFees(k *ImportKind, rows []FeeRow, people People, known []KnownFee, m Mapping) []PlannedFee {
	p := &feePlanner{k, m, people, map[string][]*plannedBill{}}
	for _, fee := range known {
		p.add(&plannedBill{KnownFee: fee, row: -1})
	}
	plan := make([]PlannedFee, len(rows))
	for i := range rows {
		one := &plan[i]
		*one = PlannedFee{PlannedRow: plannedAs(rows[i].ListRow), Row: &rows[i], Earlier: -1}
		if one.Outcome == "" {
			p.place(one, i)
		}
	}
	return plan
}

func (p *feePlanner) add(b *plannedBill) {
	key := billKey(b.CustomerID, b.Item, b.Period)
	b.taken, b.first = map[Payment]int{}, map[Payment]int{}
	p.fees[key] = append(p.fees[key], b)
}

func billKey(customer int64, item, period string) string {
	return strconv.FormatInt(customer, 10) + " " + item + " " + period
}

func (p *feePlanner) place(one *PlannedFee, index int) {
	row := one.Row
	customer, room, problem := p.people.find(row.Who, p.k, p.m)
	if problem != nil {
		one.refuse(*problem)
		return
	}
	one.CustomerID, one.RoomID = customer.ID, room
	bill := p.find(customer.ID, room, row)
	switch {
	case bill == nil && !row.Stated:
		one.refuse(*p.k.problem(p.m, FeePeriod, "没有这笔应收（"+Label(FeeItems, row.Item)+" "+row.Period+"），请先导入费用，或写明应收和应缴日"))
		return
	case bill == nil:
		bill = &plannedBill{KnownFee: KnownFee{CustomerID: customer.ID, RoomID: room, Item: row.Item, Period: row.Period, ReceivableFen: row.ReceivableFen,
			Discount: row.Discount, DueOn: row.DueOn}, row: index, no: row.No}
		p.add(bill)
		one.Outcome, one.NewFee = RowNew, true
	case p.k == FeeList:
		p.compare(one, bill)
	}
	one.FeeID = bill.ID
	if !one.NewFee {
		one.Earlier = bill.row
	}
	if p.k == PaymentList {
		p.pay(one, bill)
	}
}

// find is the fee a row means. One that is kept without a room, or a row that names none, fits where it is the only one.
func (p *feePlanner) find(customer, room int64, row *FeeRow) *plannedBill {
	bills := p.fees[billKey(customer, row.Item, row.Period)]
	for _, b := range bills {
		if b.RoomID == room {
			return b
		}
	}
	if len(bills) == 1 && (room == 0 || bills[0].RoomID == 0) {
		return bills[0]
	}
	return nil
}

// compare holds a row of a list of fees against the fee on file, or that of an earlier row.
func (p *feePlanner) compare(one *PlannedFee, bill *plannedBill) {
	row := one.Row
	var changes []string
	if row.ReceivableFen != bill.ReceivableFen {
		changes = append(changes, "应收 "+ShowYuan(bill.ReceivableFen)+" → "+ShowYuan(row.ReceivableFen))
	}
	if row.Discount != bill.Discount {
		changes = append(changes, "减免 "+ShowYuan(bill.Discount)+" → "+ShowYuan(row.Discount))
	}
	if row.DueOn != bill.DueOn {
		changes = append(changes, "应缴日 "+bill.DueOn+" → "+row.DueOn)
	}
	switch {
	case len(changes) == 0 && bill.no != 0:
		one.Outcome, one.Why = RowUnchanged, fmt.Sprintf("与第 %d 行相同", bill.no)
	case len(changes) == 0:
		one.Outcome, bill.no = RowUnchanged, row.No
	case bill.no != 0:
		one.refuse(*p.k.problem(p.m, FeePeriod, fmt.Sprintf("与第 %d 行是同一笔费用，内容不同", bill.no)))
	default:
		before := bill.KnownFee
		one.Outcome, one.Why, one.Before = RowChanged, strings.Join(changes, "，"), &before
		bill.ReceivableFen, bill.Discount, bill.DueOn, bill.no = row.ReceivableFen, row.Discount, row.DueOn, row.No
	}
}

// pay holds a payment against those on file: the first like it are known, more of them are new.
func (p *feePlanner) pay(one *PlannedFee, bill *plannedBill) {
	paid := Payment{one.Row.PaidFen, one.Row.PaidOn}
	if bill.taken[paid] < bill.Payments[paid] {
		bill.taken[paid]++
		one.Outcome = RowUnchanged
		return
	}
	one.Outcome, one.NewPayment = RowNew, true
	if first := bill.first[paid]; first != 0 {
		one.Why = fmt.Sprintf("与第 %d 行是同日同额的两笔，请核对", first)
	} else {
		bill.first[paid] = one.Row.No
	}
}
