package crm

import (
	"fmt"
	"reflect"
	"testing"
)

func TestLowerNumberStays(t *testing.T) {
	a, b := Customer{ID: 9, No: "KH-LY-000007"}, Customer{ID: 3, No: "KH-LY-000012"}
	for _, pair := range [][2]Customer{{a, b}, {b, a}} {
		if kept, gone := KeptOf(pair[0], pair[1]); kept.ID != 9 || gone.ID != 3 {
			t.Errorf("kept %s, gone %s", kept.No, gone.No)
		}
	}
	if kept, _ := KeptOf(Customer{ID: 1, No: "KH-LY-1000000"}, Customer{ID: 2, No: "KH-LY-999999"}); kept.ID != 2 {
		t.Error("numbers are compared as text")
	}
}

func TestCheckMerge(t *testing.T) {
	a := Customer{ID: 1, No: "KH-LY-000001", Kind: "person", Status: CustomerActive}
	b := Customer{ID: 2, No: "KH-LY-000002", Kind: "person", Status: CustomerActive}
	if problems := CheckMerge(a, b); len(problems) != 0 {
		t.Error(problems)
	}
	if problems := CheckMerge(a, a); len(problems) != 1 {
		t.Error("a file with itself")
	}
	b.Kind, b.Status = "organisation", CustomerMerged
	if problems := CheckMerge(a, b); len(problems) != 2 || problems[0] != "KH-LY-000002 已合并，不能再合并" {
		t.Error(problems)
	}
}

func TestUndoWithinSevenDays(t *testing.T) {
	const at = 1_000_000
	m := Merge{MergedAt: at}
	active, merged := Customer{Status: CustomerActive}, Customer{Status: CustomerMerged}
	for name, c := range map[string]struct {
		now        int64
		kept, gone Customer
		later, ok  bool
	}{
		"at once":              {at, active, merged, false, true},
		"exactly 7 x 24 hours": {at + 604_800, active, merged, false, true},
		"a second later":       {at + 604_801, active, merged, false, false},
		"undone already":       {at, active, active, false, false},
		"merged on":            {at, merged, merged, false, false},
		"taken back":           {at, Customer{Status: CustomerTakenBack}, merged, false, false},
		"another one since":    {at, active, merged, true, false},
	} {
		if err := m.CheckUndo(c.now, c.kept, c.gone, c.later); (err == nil) != c.ok || err != nil && !Is(err, Conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if (Merge{MergedAt: at, UndoneAt: at}).CheckUndo(at, active, merged, false) == nil {
		t.Error("undone twice")
	}
}

func TestFieldsOfAMerge(t *testing.T) {
	kept := Customer{No: "KH-LY-000001", Honorific: "先生", Note: "门口有台阶", VerifiedOn: "2025-01-01"}
	gone := Customer{No: "KH-LY-000002", Honorific: "女士", PreferredChannel: "wechat", Note: "养狗", DoNotDisturb: true, VerifiedOn: "2025-06-01", StewardID: 4, PrivacyNoticeOn: "2024-01-01"}
	want := Customer{No: "KH-LY-000001", Honorific: "先生", PreferredChannel: "wechat", Note: "门口有台阶\nKH-LY-000002：养狗", DoNotDisturb: true, VerifiedOn: "2025-06-01", StewardID: 4,
		PrivacyNoticeOn: "2024-01-01"}
	if got := kept.With(gone); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	if got := want.With(gone); got.Note != want.Note {
		t.Errorf("the same note twice: %q", got.Note)
	}
	gone.DoNotDisturb, kept.DoNotDisturb = false, true
	if !kept.With(gone).DoNotDisturb {
		t.Error("the wish not to be disturbed is lost")
	}
}

func TestJoinLinks(t *testing.T) {
	link := func(id int64, room int64, relation, in, out string) Link {
		return Link{ID: id, RoomID: room, Relation: relation, MovedInOn: in, MovedOutOn: out}
	}
	for name, c := range map[string]struct {
		kept, gone []Link
		want       string // id in-out +gone
	}{
		"same":                     {[]Link{link(1, 5, "owner", "2020-01-01", "")}, []Link{link(2, 5, "owner", "2020-01-01", "")}, "1 2020-01-01- +2"},
		"earlier one":              {[]Link{link(1, 5, "owner", "2020-01-01", "")}, []Link{link(2, 5, "owner", "2019-01-01", "2021-01-01")}, "1 2019-01-01- +2"},
		"a known day is kept":      {[]Link{link(1, 5, "owner", "", "")}, []Link{link(2, 5, "owner", "2019-01-01", "")}, "1 2019-01-01- +2"},
		"the later end":            {[]Link{link(1, 5, "owner", "2019-01-01", "2020-01-01")}, []Link{link(2, 5, "owner", "2019-06-01", "2022-01-01")}, "1 2019-01-01-2022-01-01 +2"},
		"bridge":                   {[]Link{link(1, 5, "owner", "2018-01-01", "2019-01-01"), link(3, 5, "owner", "2020-01-01", "")}, []Link{link(2, 5, "owner", "2018-06-01", "2020-06-01")}, "1 2018-01-01- +2+3"},
		"one after the other":      {[]Link{link(1, 5, "owner", "2018-01-01", "2019-01-01")}, []Link{link(2, 5, "owner", "2019-01-01", "")}, ""},
		"a day of both":            {[]Link{link(1, 5, "owner", "2018-01-01", "2019-01-02")}, []Link{link(2, 5, "owner", "2019-01-01", "")}, "1 2018-01-01- +2"},
		"another relation":         {[]Link{link(1, 5, "owner", "", "")}, []Link{link(2, 5, "tenant", "", "")}, ""},
		"another room":             {[]Link{link(1, 5, "owner", "", "")}, []Link{link(2, 6, "owner", "", "")}, ""},
		"two rooms":                {[]Link{link(1, 5, "owner", "", ""), link(3, 6, "owner", "", "")}, []Link{link(2, 5, "owner", "", ""), link(4, 6, "owner", "", "")}, "1 - +2;3 - +4"},
		"nothing of the other one": {[]Link{link(1, 5, "owner", "", "")}, nil, ""},
	} {
		got := ""
		for i, j := range JoinLinks(c.kept, c.gone) {
			if i > 0 {
				got += ";"
			}
			got += fmt.Sprintf("%d %s-%s ", j.Link.ID, j.Link.MovedInOn, j.Link.MovedOutOn)
			for _, g := range j.Gone {
				got += fmt.Sprintf("+%d", g.ID)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestJoinedLinkKeepsItsDuties(t *testing.T) {
	a := Link{ID: 1, RoomID: 5, Relation: "owner", MovedOutOn: "2020-01-01", EndReason: "sold"}
	b := Link{ID: 2, RoomID: 5, Relation: "owner", MovedOutOn: "2021-01-01", EndReason: "other", Payer: true, Primary: true}
	j := JoinLinks([]Link{a}, []Link{b})
	if len(j) != 1 || !j[0].Link.Payer || !j[0].Link.Primary || j[0].Link.EndReason != "other" {
		t.Errorf("%+v", j)
	}
}

func TestStrictestConsentWins(t *testing.T) {
	for name, c := range map[string]struct {
		list []GivenConsent
		want []int64
	}{
		"given once":              {[]GivenConsent{{1, 10, 100, 0, "promotion"}}, nil},
		"given on both":           {[]GivenConsent{{1, 10, 100, 0, "promotion"}, {2, 20, 100, 0, "promotion"}}, nil},
		"withdrawn on the other":  {[]GivenConsent{{1, 10, 100, 0, "promotion"}, {2, 20, 50, 60, "promotion"}}, []int64{1}},
		"withdrawn, another use":  {[]GivenConsent{{1, 10, 100, 0, "photos"}, {2, 20, 50, 60, "promotion"}}, nil},
		"withdrawn, given again":  {[]GivenConsent{{1, 10, 100, 0, "promotion"}, {2, 20, 50, 60, "promotion"}, {3, 20, 70, 0, "promotion"}}, nil},
		"given again at once":     {[]GivenConsent{{1, 10, 100, 0, "promotion"}, {3, 20, 50, 0, "promotion"}, {2, 20, 50, 50, "promotion"}}, nil},
		"withdrawn on both":       {[]GivenConsent{{1, 10, 100, 110, "promotion"}, {2, 20, 50, 60, "promotion"}}, nil},
		"older ones of one file":  {[]GivenConsent{{1, 10, 10, 0, "care"}, {2, 10, 20, 0, "care"}, {3, 20, 5, 6, "care"}}, []int64{1, 2}},
		"withdrawn on the kept":   {[]GivenConsent{{1, 10, 100, 110, "care"}, {2, 20, 200, 0, "care"}}, []int64{2}},
		"nobody was asked at all": {nil, nil},
	} {
		if got := Strictest(c.list); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
