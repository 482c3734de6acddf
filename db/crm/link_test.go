package crm

import (
	"maps"
	"slices"
	"testing"
)

func TestCustomerType(t *testing.T) {
	const day = "2026-11-22"
	link := func(relation, in, out string) Link { return Link{Relation: relation, MovedInOn: in, MovedOutOn: out} }
	for _, test := range []struct {
		name  string
		links []Link
		want  string
	}{
		{"never linked", nil, "prospect"},
		{"owner since always", []Link{link("owner", "", "")}, "owner"},
		{"moves in today", []Link{link("tenant", "2026-11-22", "")}, "tenant"},
		{"moves in tomorrow", []Link{link("tenant", "2026-11-23", "")}, "prospect"},
		{"moves out tomorrow", []Link{link("owner", "2020-01-01", "2026-11-23")}, "owner"},
		{"moved out today", []Link{link("owner", "2020-01-01", "2026-11-22")}, "former"},
		{"moved out and another ahead", []Link{link("owner", "", "2026-01-01"), link("owner", "2027-01-01", "")}, "former"},
		{"highest of several", []Link{link("occupant", "", ""), link("tenant", "", ""), link("co_owner", "", "")}, "co_owner"},
		{"owner goes before all", []Link{link("co_owner", "", ""), link("owner", "", "")}, "owner"},
		{"an ended higher one does not count", []Link{link("owner", "", "2026-11-22"), link("occupant", "", "")}, "occupant"},
		{"in and out on one day", []Link{link("owner", "2026-11-22", "2026-11-22")}, "former"},
	} {
		if got := CustomerType(test.links, day); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		if !Has(CustomerTypes, test.want) {
			t.Errorf("%s has no label", test.want)
		}
	}
}

func TestLinkCheck(t *testing.T) {
	here := []Link{
		{ID: 1, CustomerID: 10, Relation: "owner", MovedInOn: "2020-01-01", MovedOutOn: "2024-06-01", Primary: true, Payer: true},
		{ID: 2, CustomerID: 11, Relation: "tenant", MovedInOn: "2022-01-01"},
	}
	for _, test := range []struct {
		name string
		link Link
		want []string
	}{
		{"a new owner on the day the old one leaves", Link{CustomerID: 12, Relation: "owner", MovedInOn: "2024-06-01", Primary: true, Payer: true}, nil},
		{"a day before", Link{CustomerID: 12, Relation: "owner", MovedInOn: "2024-05-31", Primary: true, Payer: true}, []string{"is_payer", "is_primary_contact"}},
		{"no date reaches back", Link{CustomerID: 12, Relation: "owner", Payer: true}, []string{"is_payer"}},
		{"two owners", Link{CustomerID: 12, Relation: "owner", MovedInOn: "2021-01-01"}, nil},
		{"the same again", Link{CustomerID: 10, Relation: "owner", MovedInOn: "2024-05-31"}, []string{"room"}},
		{"the same afterwards", Link{CustomerID: 10, Relation: "owner", MovedInOn: "2024-06-01"}, nil},
		{"the same in another relation", Link{CustomerID: 10, Relation: "tenant", MovedInOn: "2021-01-01"}, nil},
		{"its own row", Link{ID: 1, CustomerID: 10, Relation: "owner", MovedInOn: "2020-02-01", Primary: true, Payer: true}, nil},
		{"out on the day in", Link{CustomerID: 12, Relation: "owner", MovedInOn: "2023-01-01", MovedOutOn: "2023-01-01", Primary: true}, nil},
		{"out before in", Link{CustomerID: 12, Relation: "owner", MovedInOn: "2023-01-02", MovedOutOn: "2023-01-01"}, []string{"moved_out_on"}},
		{"no relation", Link{CustomerID: 12, MovedInOn: "2025-01-01"}, []string{"relation"}},
		{"unknown relation", Link{CustomerID: 12, Relation: "guest", MovedInOn: "2025-01-01"}, []string{"relation"}},
		{"a reason without an end", Link{CustomerID: 12, Relation: "owner", EndReason: "sold"}, []string{"moved_out_on"}},
		{"an unknown reason", Link{CustomerID: 12, Relation: "owner", MovedOutOn: "2023-01-01", EndReason: "x"}, []string{"end_reason"}},
	} {
		p := Problems{}
		test.link.Check(here, p)
		if got := slices.Sorted(maps.Keys(p)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, p, test.want)
		}
	}
}

func TestLacksContact(t *testing.T) {
	here := []Link{{ID: 1, Primary: true, MovedInOn: "2020-01-01", MovedOutOn: "2024-06-01"}, {ID: 2, MovedInOn: "2021-01-01"}}
	for _, test := range []struct {
		link Link
		want bool
	}{
		{Link{MovedInOn: "2024-06-01"}, true},
		{Link{MovedInOn: "2024-05-31"}, false},
		{Link{MovedOutOn: "2020-01-01"}, true},
		{Link{MovedOutOn: "2020-01-02"}, false},
		{Link{}, false},
		{Link{ID: 1}, true},
		{Link{MovedInOn: "2025-01-01", MovedOutOn: "2025-01-01"}, false},
	} {
		if got := test.link.LacksContact(here); got != test.want {
			t.Errorf("%+v: %v", test.link, got)
		}
	}
}

func TestCustomerFormCheck(t *testing.T) {
	whole := CustomerForm{Name: "张三", Kind: "person", Phone: "154 0000 0001", Room: "3栋2单元501", Relation: "owner", MovedInOn: "2024-01-01", Honorific: "先生", PreferredChannel: "phone"}
	for _, test := range []struct {
		name   string
		change func(*CustomerForm)
		want   []string
	}{
		{"good", func(*CustomerForm) {}, nil},
		{"only a name", func(f *CustomerForm) { *f = CustomerForm{Name: "张三"} }, nil},
		{"no name", func(f *CustomerForm) { f.Name = "" }, []string{"name"}},
		{"no name asked", func(f *CustomerForm) { f.Name, f.Given = "", map[string]bool{"phone": true} }, nil},
		{"name asked and empty", func(f *CustomerForm) { f.Name, f.Given = "", map[string]bool{"name": true} }, []string{"name"}},
		{"ten digits", func(f *CustomerForm) { f.Phone = "1540000000" }, []string{"phone"}},
		{"two numbers", func(f *CustomerForm) { f.Phone = "15400000001/15400000002" }, []string{"phone"}},
		{"words", func(f *CustomerForm) { f.Phone = "没装" }, []string{"phone"}},
		{"an address for mail", func(f *CustomerForm) { f.Phone = "a@b.cn" }, []string{"phone"}},
		{"landline with extension", func(f *CustomerForm) { f.Phone = "0571-87654321转801" }, nil},
		{"room without relation", func(f *CustomerForm) { f.Relation = "" }, []string{"relation"}},
		{"relation without room", func(f *CustomerForm) { f.Room = "" }, []string{"room"}},
		{"date without room", func(f *CustomerForm) { f.Room, f.Relation = "", "" }, []string{"room"}},
		{"unreadable room", func(f *CustomerForm) { f.Room = "那边" }, []string{"room"}},
		{"foreign codes", func(f *CustomerForm) { f.Kind, f.Honorific, f.PreferredChannel = "x", "x", "x" }, []string{"honorific", "kind", "preferred_channel"}},
		{"a yes or no that is neither", func(f *CustomerForm) { f.DoNotDisturb = "on" }, []string{"do_not_disturb"}},
		{"an organisation", func(f *CustomerForm) {
			f.Kind, f.OrgCreditCode, f.ContactPerson = "organisation", "91350100M000100Y43", "张三"
		}, nil},
		{"a wrong code", func(f *CustomerForm) { f.Kind, f.OrgCreditCode = "organisation", "91350100M000100Y44" }, []string{"org_credit_code"}},
		{"a wrong code left from an organisation", func(f *CustomerForm) { f.OrgCreditCode = "91350100M000100Y44" }, nil},
		{"nevertheless without reason", func(f *CustomerForm) { f.DespiteDuplicate = true }, []string{"duplicate_reason"}},
		{"nevertheless", func(f *CustomerForm) { f.DespiteDuplicate, f.DuplicateReason = true, "父子同号" }, nil},
	} {
		form, p := whole, Problems{}
		test.change(&form)
		form.Check(p)
		if got := slices.Sorted(maps.Keys(p)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, p, test.want)
		}
	}
	contact, address := whole.Check(Problems{})
	if contact.Value != "15400000001" || contact.Kind != ContactMobile || address.Code() != "3-2-501" {
		t.Errorf("read %v, %s", contact, address.Code())
	}
}

func TestShownToWhom(t *testing.T) {
	who := func(role Role, buildings ...string) Staff {
		return Staff{ID: 1, Roles: []Assignment{{Role: role, Buildings: buildings}}}
	}
	for _, test := range []struct {
		by         Staff
		name, room string
	}{
		{who(Clerk), "张小明", "3-2-501"},
		{who(Steward, "3"), "张小明", "3-2-501"},
		{who(Steward, "4"), "张小明", "3-2-***"},
		{who(Supervisor), "张小明", "3-2-501"},
		{who(Manager), "张小明", "3-2-501"},
		{who(Quality), "张小明", "3-2-501"},
		{who(PrivacyOfficer), "张*", "3-2-501"},
		{who(Handler), "张*", "3-2-***"},
		{who(DeptHead), "张*", "3-2-***"},
		{who(Committee), "张*", "3-2-***"},
		{who(Sysadmin), "张*", "3-2-***"},
	} {
		if got := ShowName(test.by, "person", "张小明"); got != test.name {
			t.Errorf("%s sees the name %s", test.by.Role(), got)
		}
		if got := ShowRoom(test.by, "3-2-501", "3"); got != test.room {
			t.Errorf("%s sees the room %s", test.by.Role(), got)
		}
		if got := ShowName(test.by, "organisation", "绿园商贸有限公司"); got != "绿园商贸有限公司" {
			t.Errorf("%s sees the organisation %s", test.by.Role(), got)
		}
	}
}
