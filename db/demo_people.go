package db

import "linli/db/crm"

// What is rare in the files of people: one person with two files, somebody held to one channel, a neighbour who brings another.

var (
	limitReasons   = []string{"连续多晚致电谩骂值班员，已当面告知", "一周内来电四十余次，多次辱骂前台，书面劝告无效"}
	spareKeys      = []string{"没有", "没有", "管家处", "亲友处"}
	brokenReferral = "对方已退租"
)

// keepPeople plans it for the last months.
func (d *demo) keepPeople() {
	for _, back := range []int{200, 64, 5} {
		home := d.modelHome()
		d.add(d.officeTime(d.now.AddDate(0, 0, -back).Unix()), func(at int64) error { return d.enterTwice(home.people[0], at) })
	}
	for i, back := range []int{150, 12} {
		home := d.modelHome()
		d.add(d.officeTime(d.now.AddDate(0, 0, -back).Unix()), func(at int64) error { return d.limit(home.people[0].id, limitReasons[i], at) })
	}
}

// enterTwice puts somebody on file again, who called with another number; a supervisor makes one of both files some days later.
func (d *demo) enterTwice(who demoPerson, at int64) error {
	again, err := d.store.AddCustomer(d.ctx, d.by(d.desk(), at), crm.CustomerForm{Name: who.name, Phone: d.mobile("").Value, PreferredChannel: "phone", Note: "来电咨询装修手续，未说房号"})
	if err != nil {
		return err
	}
	d.add(at+3*86400, func(at int64) error {
		version, err := d.version(who.id)
		if err != nil {
			return err
		}
		_, err = d.store.MergeCustomers(d.ctx, d.by(d.staff.supervisors[0], at), who.id, version, again.ID, again.RowVersion, "同一人换了号码，已电话核实", d.localDay(at))
		return err
	})
	return nil
}

// limit lets somebody turn to the office by letter only, for a month.
func (d *demo) limit(customer int64, why string, at int64) error {
	version, err := d.version(customer)
	if err != nil {
		return err
	}
	return d.store.LimitContact(d.ctx, d.by(d.staff.manager, at), customer, version, crm.ContactLimit{Channel: "paper", Days: 30, Reason: why})
}

// refer notes that somebody of another home brought a new tenant; mostly it comes to something some days later.
func (d *demo) refer(to crm.Customer, at int64) error {
	from := d.modelHome().people[0].id
	if err := d.store.AddReferral(d.ctx, d.by(d.desk(), at), from, to.No, d.localDay(at), d.localDay(at)); err != nil {
		return err
	}
	var id, version int64
	var status string
	if err := batchOf(d.ctx).row(`SELECT id, row_version, status FROM referral WHERE referrer_id = ? AND referred_id = ?`, from, to.ID).Scan(&id, &version, &status); err != nil || status != "pending" {
		return err
	}
	d.add(d.officeTime(at+d.between(7, 60)*86400), func(at int64) error {
		status, why := "successful", ""
		if d.chance(20) {
			status, why = "void", brokenReferral
		}
		return d.store.DecideReferral(d.ctx, d.by(d.desk(), at), from, id, version, status, why)
	})
	return nil
}

// fillExtras writes down what the project's own fields ask.
func (d *demo) fillExtras(customer, at int64) error {
	version, err := d.version(customer)
	if err != nil {
		return err
	}
	says := []string{d.of([]string{"1", "2", "2", "3", "4"}), d.of(spareKeys)}
	return d.store.SaveExtras(d.ctx, d.by(d.staff.supervisors[0], at), customer, version, func(name string) (string, bool) {
		for i, id := range d.fields {
			if name == ExtraName(id) {
				return says[i], true
			}
		}
		return "", false
	})
}

// version is that of a file as it is by now.
func (d *demo) version(customer int64) (version int64, err error) {
	err = batchOf(d.ctx).row(`SELECT row_version FROM customer WHERE id = ?`, customer).Scan(&version)
	return version, err
}
