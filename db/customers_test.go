package db

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/db/crm"
)

// office is a fresh file with one project and a person for each role that matters here.
type office struct {
	t     *testing.T
	store *Store
	now   time.Time
}

func newOffice(t *testing.T) *office {
	t.Helper()
	store, err := Open(context.Background(), filepath.Join(t.TempDir(), "linli.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	o := &office{t: t, store: store, now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	for _, code := range []string{"LY", "HP"} {
		if _, err := store.InitProject(context.Background(), o.now, Project{Code: code, Name: "小区", Timezone: "Asia/Shanghai"}); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// by is somebody of the first project in a role; a steward serves building 3.
func (o *office) by(role crm.Role) By {
	a := crm.Assignment{Role: role}
	switch role {
	case crm.Steward:
		a.Buildings = []string{"3"}
	case crm.Handler, crm.DeptHead:
		a.Department = "GC"
	}
	return By{Staff: crm.Staff{ID: 7, ProjectID: 1, ProjectCode: "LY", Roles: []crm.Assignment{a}}, Now: o.now}
}

// in runs fn in a transaction of the clerk.
func (o *office) in(fn func(tx *Tx) error) {
	o.t.Helper()
	if err := o.store.inTx(context.Background(), o.by(crm.Clerk), fn); err != nil {
		o.t.Fatal(err)
	}
}

// resident is a customer made without the screen: name, phone and room as short code.
func (o *office) resident(name, phone, code, relation string) (c crm.Customer) {
	o.t.Helper()
	o.in(func(tx *Tx) error {
		in := NewCustomer{Name: name, Source: crm.FromImport}
		in.Contacts, _ = crm.ReadPhones(phone)
		if code != "" {
			address, err := crm.ParseAddress(code)
			if err != nil {
				return err
			}
			room, err := tx.ensureRoom(address, 0)
			if err != nil {
				return err
			}
			in.Links = []NewLink{{Room: room, Relation: relation, MovedInOn: "2020-01-01", Vacant: room.Created}}
		}
		var err error
		c, err = tx.addCustomer(in)
		return err
	})
	return c
}

func (o *office) count(query string, args ...any) (n int) {
	o.t.Helper()
	if err := o.store.read.QueryRow(query, args...).Scan(&n); err != nil {
		o.t.Fatal(err)
	}
	return n
}

func TestRoomsAreMadeOnce(t *testing.T) {
	o := newOffice(t)
	first := o.resident("张三", "15400000001", "3-2-501", "owner")
	second := o.resident("李四", "15400000002", "3栋二单元501室", "tenant")
	if first.No != "KH-LY-000001" || second.No != "KH-LY-000002" {
		t.Errorf("numbers %s, %s", first.No, second.No)
	}
	if !first.Links[0].Primary || second.Links[0].Primary {
		t.Errorf("primary contacts: %v, %v", first.Links[0].Primary, second.Links[0].Primary)
	}
	if n := o.count(`SELECT count(*) FROM room`) + 10*o.count(`SELECT count(*) FROM unit`) + 100*o.count(`SELECT count(*) FROM building`); n != 111 {
		t.Errorf("rooms, units, buildings: %03d", n)
	}
	err := o.store.inTx(context.Background(), o.by(crm.Clerk), func(tx *Tx) error {
		_, err := tx.ensureRoom(crm.Address{Building: "3", Room: "502", Kind: crm.RoomResidential}, 0)
		return err
	})
	var refusal *crm.Error
	if !errors.As(err, &refusal) || refusal.Fields["room"] != "请补充单元" {
		t.Errorf("a flat without its unit: %v", err)
	}
}

func TestRoomByCode(t *testing.T) {
	o := newOffice(t)
	o.resident("张三", "15400000001", "3-2-501", "owner")
	o.resident("李四", "15400000002", "5-501", "owner")
	for text, want := range map[string]string{
		"３－２－５０１": "3-2-501", "3幢二单元501": "3-2-501", "5#501": "5-501",
		"3-501": "请补充单元", "3-2-502": "没有房号 3-2-502，请核对", "9-101": "没有房号 9-101，请核对", "那边": "看不懂这个房号，请写成 3-2-501、3栋2单元501室 或 车位 B1-023",
	} {
		room, err := o.store.RoomByCode(context.Background(), o.by(crm.Clerk).Staff, text)
		got := room.Code
		if err != nil {
			var refusal *crm.Error
			if !errors.As(err, &refusal) {
				t.Fatal(err)
			}
			got = refusal.Fields["room"]
		}
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	other := o.by(crm.Clerk).Staff
	other.ProjectID = 2
	if _, err := o.store.RoomByCode(context.Background(), other, "3-2-501"); !crm.Is(err, crm.Invalid) {
		t.Errorf("a room of another project: %v", err)
	}
}

func TestAddCustomerWritesItsLine(t *testing.T) {
	o := newOffice(t)
	c := o.resident("单于晓", "15400000001（配偶）", "3-2-501", "owner")
	lines, err := o.store.SubjectLog(context.Background(), "customer", c.ID)
	if err != nil || len(lines) != 1 {
		t.Fatalf("lines %v, %v", lines, err)
	}
	l := lines[0]
	if l.Kind != "customer_added" || l.CustomerID != c.ID || l.Texts["name"] != "单于晓" {
		t.Errorf("line %s of %d", l.Kind, l.CustomerID)
	}
	for _, personal := range []string{"单于晓", "15400000001", "3-2-501"} {
		if strings.Contains(l.Before+l.After, personal) {
			t.Errorf("personal text in the facts: %s", l.After)
		}
	}
	if n := o.count(`SELECT count(*) FROM name_reading WHERE initials = 'cyx' AND customer_id = ?`, c.ID); n != 1 {
		t.Error("not spelled")
	}
	if n := o.count(`SELECT count(*) FROM customer_text WHERE customer_text MATCH ?`, phrase("于晓")); n != 1 {
		t.Error("not in the text index")
	}
	if v, err := o.store.VerifyJournal(context.Background()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v, %v", v, err)
	}
}
