package db

import (
	"context"
	"fmt"
	"strings"
	"time"

	"linli/db/crm"
)

// filedHomes is how many households have a file beyond name, number and room: an office never gets to all of them.
const filedHomes = 600

// keepFiles plans what is noted in files over the last year: stewards, checks, uses of services, contracts.
func (d *demo) keepFiles() {
	year := d.now.AddDate(-1, 0, 0).Unix()
	for _, h := range d.homes[:min(len(d.homes), filedHomes)] {
		who := h.people[0]
		d.add(year+d.between(0, 20*86400), func(at int64) error { return d.handOver(who.id, h.room.BuildingNo, at) })
		if d.chance(70) {
			d.add(year+d.between(21*86400, 360*86400), func(at int64) error {
				return d.store.VerifyFile(d.ctx, d.by(d.desk(), at), who.id, d.of([]string{"phone", "face", "visit"}), "", d.localDay(at))
			})
		}
		for range d.between(0, 3) - 1 {
			d.add(year+d.between(0, 360*86400), func(at int64) error { return d.use(who.id, at) })
		}
	}
	for i, h := range d.homes[:min(len(d.homes), 24)] {
		d.add(year+int64(i)*14*86400, func(at int64) error { return d.sign(h.people[0].id, i, at) })
	}
	d.add(year, func(at int64) error {
		t := crm.Contract{Kind: "assembly", No: "LY-WY-2024", SignedOn: "2024-06-18", StartOn: "2024-07-01", EndOn: "2027-06-30", FeeStandard: "住宅 2.60 元/㎡·月", AmountFen: 9_860_000_00, FileRef: "档案柜 A-1"}
		return d.store.SaveContract(d.ctx, d.by(d.staff.manager, at), 0, t, "", d.localDay(at))
	})
}

// localDay is the local date of a moment.
func (d *demo) localDay(at int64) string { return time.Unix(at, 0).In(d.zone).Format(time.DateOnly) }

// handOver gives a customer the steward of the building, if it has one.
func (d *demo) handOver(customer int64, building string, at int64) error {
	for _, s := range d.staff.stewards {
		for _, no := range s.Buildings() {
			if no == building {
				return d.store.HandOver(d.ctx, d.by(d.staff.supervisors[0], at), customer, s.ID, d.localDay(at), "按楼栋分工", d.localDay(at))
			}
		}
	}
	return nil
}

func (d *demo) use(customer, at int64) error {
	n := d.between(1, int64(len(crm.Services)))
	return d.store.AddUsage(d.ctx, d.by(d.desk(), at), customer, crm.Usage{ServiceID: n, UsedOn: d.localDay(at), Qty: 1, AmountFen: d.between(2, 30) * 1000}, d.localDay(at))
}

func (d *demo) sign(customer int64, i int, at int64) error {
	on := d.localDay(at)
	t := crm.Contract{CustomerID: customer, Kind: "lease_services", No: fmt.Sprintf("LY-ZL-%03d", i+1), SignedOn: on, StartOn: on, EndOn: crm.AddMonths(on, 12), AmountFen: d.between(12, 48) * 10_000}
	if i%3 == 0 {
		t.Kind, t.No = "vas", fmt.Sprintf("LY-ZZ-%03d", i+1)
	}
	return d.store.SaveContract(d.ctx, d.by(d.desk(), at), 0, t, "", on)
}

// importLedger brings in a year of property fees with what was paid, and cars, as the finance department would hand them over.
func (d *demo) importLedger() error {
	fees, payments, cars := &strings.Builder{}, &strings.Builder{}, &strings.Builder{}
	fees.WriteString("姓名,房号,项目,账期,应收,应缴日\n")
	payments.WriteString("姓名,房号,项目,账期,实收,缴费日期\n")
	cars.WriteString("姓名,房号,车牌\n")
	for i, h := range d.homes[:min(len(d.homes), filedHomes)] {
		punctual := d.between(40, 100)
		for back := 11; back >= 0; back-- {
			month := time.Date(d.now.Year(), d.now.Month()-time.Month(back), 1, 0, 0, 0, 0, time.UTC)
			due := month.AddDate(0, 0, 24)
			amount := 180 + i%7*35
			on := due.AddDate(0, 0, -int(d.between(0, 20)))
			if !d.chance(float64(punctual)) {
				on = due.AddDate(0, 0, int(d.between(1, 90)))
			}
			whose := fmt.Sprintf("%s,%s,物业费,%s,%d", h.people[0].name, h.room.Code, month.Format("2006-01"), amount)
			fmt.Fprintf(fees, "%s,%s\n", whose, due.Format(time.DateOnly))
			if when := on.Format(time.DateOnly); when <= d.localDay(d.now.Unix()) {
				fmt.Fprintf(payments, "%s,%s\n", whose, when)
			}
		}
		if i%3 == 0 {
			fmt.Fprintf(cars, "%s,%s,浙A%05d\n", h.people[0].name, h.room.Code, 20000+i*7)
		}
	}
	for _, list := range []struct{ kind, name, text string }{{crm.ImportOfFees, "物业费应收.csv", fees.String()}, {crm.ImportOfPayments, "物业费实收.csv", payments.String()},
		{crm.ImportOfVehicles, "车辆登记.csv", cars.String()}} {
		upload := Upload{Kind: list.kind, Name: list.name, File: strings.NewReader(list.text), Size: int64(len(list.text))}
		by := d.by(d.staff.manager, d.now.Unix())
		if err := d.store.inBatch(d.ctx, by, batched{text: d.text}, func(ctx context.Context) error {
			_, err := d.store.ImportFile(ctx, by, upload, true, false)
			return err
		}); err != nil {
			return fmt.Errorf("%s: %w", list.name, err)
		}
	}
	return nil
}
