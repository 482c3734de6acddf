package db

import (
	"fmt"
	"strconv"
	"time"

	"linli/db/crm"
)

// demoHome is a room with who may complain from it.
type demoHome struct {
	room   crm.Room
	unit   string
	people []demoPerson
}

// demoPerson is somebody on file.
type demoPerson struct {
	id   int64
	name string
}

// demoBuilding is how a building is made up.
type demoBuilding struct {
	no                   string
	units, floors, homes int // homes on a floor of a unit
	shops                int
}

// plot draws buildings until they hold the homes wanted: towers, and lower houses without a lift.
func (d *demo) plot(homes int) []demoBuilding {
	var list []demoBuilding
	for held := 0; held < homes; {
		b := demoBuilding{no: strconv.Itoa(len(list) + 1), units: 2, floors: int(d.between(9, 13)) * 2, homes: int(d.between(2, 4))}
		if len(list)%4 == 3 {
			b.units, b.floors, b.homes = int(d.between(3, 5)), 6, 2
		}
		if len(list)%3 == 0 {
			b.shops = int(d.between(2, 6))
		}
		list = append(list, b)
		held += b.units*b.floors*b.homes + b.shops
	}
	return list
}

// addresses are the rooms of the estate, homes and shops, as many as there are households.
func (d *demo) addresses(plot []demoBuilding, homes int) []crm.Address {
	var list []crm.Address
	for _, b := range plot {
		for shop := range b.shops {
			list = append(list, crm.Address{Building: b.no, Room: fmt.Sprintf("商铺%d", 101+shop), Kind: crm.RoomShop})
		}
		for unit := 1; unit <= b.units; unit++ {
			for floor := 1; floor <= b.floors; floor++ {
				for home := 1; home <= b.homes; home++ {
					list = append(list, crm.Address{Building: b.no, Unit: strconv.Itoa(unit), Room: fmt.Sprintf("%d%02d", floor, home), Kind: crm.RoomResidential})
				}
			}
		}
	}
	return list[:min(homes, len(list))]
}

// settle puts the households on file in the weeks before the first case, as an office takes over its rosters.
func (d *demo) settle(addresses []crm.Address) error {
	at := d.start
	for len(addresses) > 0 {
		n := min(len(addresses), 250)
		part := addresses[:n]
		addresses = addresses[n:]
		err := d.batch(func() error {
			for _, address := range part {
				if at = at.Add(40 * time.Second); at.Hour() >= 18 {
					at = at.Add(15 * time.Hour)
				}
				if err := d.household(address, at); err != nil {
					return fmt.Errorf("household %s: %w", address.Code(), err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// household makes a room with its people, and sometimes a bay.
func (d *demo) household(address crm.Address, at time.Time) error {
	return d.store.inTx(d.ctx, d.by(d.desk(), at.Unix()), func(tx *Tx) error {
		room, err := tx.ensureRoom(address, 0)
		if err != nil {
			return err
		}
		home := &demoHome{room: room, unit: address.Unit}
		d.homes = append(d.homes, home)
		if address.Kind == crm.RoomShop {
			return d.shopkeeper(tx, home)
		}
		return d.family(tx, home)
	})
}

func (d *demo) shopkeeper(tx *Tx, home *demoHome) error {
	contact, honorific := d.person()
	in := NewCustomer{Name: d.firm(), Kind: "organisation", Honorific: honorific, ContactPerson: contact, PreferredChannel: "phone",
		Contacts: []crm.ContactInput{{Kind: crm.ContactLandline, Value: fmt.Sprintf("05715550%04d", d.IntN(10000))}, d.mobile(contact)}}
	relation := "owner"
	if d.chance(70) {
		relation = "tenant"
	}
	return d.resident(tx, home, in, relation, d.movedIn(), "", true)
}

// family puts who lives in a home on file: owners, tenants, their people, and those who have left.
func (d *demo) family(tx *Tx, home *demoHome) error {
	owner, honorific := d.person()
	since, rented := d.movedIn(), d.chance(21)
	if d.chance(4) {
		if err := d.formerOwner(tx, home, since); err != nil {
			return err
		}
	}
	in := NewCustomer{Name: owner, Honorific: honorific, Contacts: []crm.ContactInput{d.mobile("")}}
	if d.chance(6) {
		in.Contacts = append(in.Contacts, crm.ContactInput{Kind: crm.ContactLandline, Value: fmt.Sprintf("05715551%04d", d.IntN(10000)), Label: "家中"})
	}
	bay, err := d.bay(tx)
	if err != nil {
		return err
	}
	if bay.ID != 0 {
		in.Links = append(in.Links, NewLink{Room: bay, Relation: "owner", MovedInOn: since, Vacant: true})
	}
	if err := d.resident(tx, home, in, "owner", since, "", true); err != nil {
		return err
	}
	if d.chance(44) {
		name, honorific := d.person()
		if err := d.resident(tx, home, NewCustomer{Name: name, Honorific: honorific, Contacts: []crm.ContactInput{d.mobile("")}}, "co_owner", since, "", false); err != nil {
			return err
		}
	}
	switch {
	case rented:
		return d.tenants(tx, home)
	case d.chance(26):
		name, honorific := d.relative(owner)
		return d.resident(tx, home, NewCustomer{Name: name, Honorific: honorific, Contacts: []crm.ContactInput{d.mobile("")}}, "occupant", since, "", false)
	}
	return nil
}

func (d *demo) tenants(tx *Tx, home *demoHome) error {
	since := d.day(d.start.AddDate(0, 0, -int(d.between(20, 700))))
	for range d.between(1, 2) {
		name, honorific := d.person()
		if err := d.resident(tx, home, NewCustomer{Name: name, Honorific: honorific, Contacts: []crm.ContactInput{d.mobile("")}}, "tenant", since, "", false); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) formerOwner(tx *Tx, home *demoHome, until string) error {
	name, honorific := d.person()
	in := NewCustomer{Name: name, Honorific: honorific, Contacts: []crm.ContactInput{d.mobile("")}}
	in.Links = []NewLink{{Room: home.room, Relation: "owner", MovedInOn: d.takeover, MovedOutOn: until, Vacant: true}}
	in.Source, in.PreferredChannel = crm.FromImport, "phone"
	_, err := tx.addCustomer(in)
	return err
}

// resident puts somebody on file and into a home.
func (d *demo) resident(tx *Tx, home *demoHome, in NewCustomer, relation, since, until string, payer bool) error {
	in.Source = crm.FromImport
	if in.PreferredChannel == "" {
		in.PreferredChannel = d.weighted(likedChannels)
	}
	if d.chance(3) {
		in.Note = d.of(customerNotes)
	}
	in.Links = append([]NewLink{{Room: home.room, Relation: relation, MovedInOn: since, MovedOutOn: until, Payer: payer, Vacant: len(home.people) == 0 && home.room.Created}}, in.Links...)
	c, err := tx.addCustomer(in)
	home.people = append(home.people, demoPerson{c.ID, c.Name})
	return err
}

var (
	likedChannels = weigh("phone 50 wechat 36 message 11 email 3")
	customerNotes = []string{"听力不好，通话请说慢些", "白天上班，请晚上六点后联系", "常出差，急事联系共有人", "家有婴儿，中午请勿按门铃", "习惯先发微信再打电话", "老人独自在家，上门前请先电话说明"}
)

// mobile is a number nobody has: 154 is not assigned, and none is drawn twice.
func (d *demo) mobile(label string) crm.ContactInput {
	d.phones++
	return crm.ContactInput{Kind: crm.ContactMobile, Label: label, Value: fmt.Sprintf("154%08d", (d.phones*72_287_309+11_213_447)%99_999_989)}
}

// bay makes a place to park for some, in the common garage.
func (d *demo) bay(tx *Tx) (crm.Room, error) {
	if !d.chance(28) {
		return crm.Room{}, nil
	}
	d.bays++
	return tx.ensureRoom(crm.Address{Room: fmt.Sprintf("B%d-%03d", 1+d.bays%2, 1+d.bays/2), Kind: crm.RoomParking}, 0)
}

// movedIn is a day between the takeover and the first roster.
func (d *demo) movedIn() string {
	first, _ := time.ParseInLocation(time.DateOnly, d.takeover, d.zone)
	days := int64(d.start.Sub(first).Hours()/24) - 30
	return d.day(first.AddDate(0, 0, int(d.between(0, days))))
}

func (d *demo) day(t time.Time) string { return t.In(d.zone).Format(time.DateOnly) }
