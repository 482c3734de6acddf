package crm

import (
	"fmt"
	"math/rand"
	"sort"
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	for _, test := range []struct{ text, code, kind string }{
		{"3栋2单元501室", "3-2-501", RoomResidential},
		{"３－２－５０１", "3-2-501", RoomResidential},
		{"3号楼2单元501", "3-2-501", RoomResidential},
		{"3幢二单元501", "3-2-501", RoomResidential},
		{"3#501", "3-501", RoomResidential},
		{"3#楼2单元501#", "3-2-501", RoomResidential},
		{"3#2单元501", "3-2-501", RoomResidential},
		{"A座1203", "A-1203", RoomResidential},
		{"ａ座１２０３室", "A-1203", RoomResidential},
		{"12-1-501A", "12-1-501A", RoomResidential},
		{"12-1-501a", "12-1-501A", RoomResidential},
		{"车位 B1-023", "B1-023", RoomParking},
		{"B1-023号车位", "B1-023", RoomParking},
		{"地下车库B2-7", "B2-7", RoomParking},
		{"B1-023", "B1-023", RoomParking},
		{"B1栋501", "B1栋501", RoomResidential},
		{"B1-2-501", "B1-2-501", RoomResidential},
		{"车位023", "车位023", RoomParking},
		{"A-17车位", "车位A-17", RoomParking},
		{"3栋12号车位", "3-车位12", RoomParking},
		{"3栋车位B1-023", "3-车位B1-023", RoomParking},
		{"47-6-746", "47-6-746", RoomResidential},
		{"2期/3-2-501", "2期/3-2-501", RoomResidential},
		{"二期3栋2单元501室", "2期/3-2-501", RoomResidential},
		{"第02期 3栋501", "2期/3-501", RoomResidential},
		{"2期/B1-023", "2期/B1-023", RoomParking},
		{"03-02-0501", "3-2-501", RoomResidential},
		{"3—2–501", "3-2-501", RoomResidential},
		{"3_2/501", "3-2-501", RoomResidential},
		{"3－2−501", "3-2-501", RoomResidential},
		{"3 - 2 - 501", "3-2-501", RoomResidential},
		{"\u00a03\u200e-2-501\u202c\u3000", "3-2-501", RoomResidential},
		{"三栋二单元五〇一室", "3-2-501", RoomResidential},
		{"二十三幢十单元一二〇三", "23-10-1203", RoomResidential},
		{"九十九栋十一单元五零一房", "99-11-501", RoomResidential},
		{"3栋2单元501户", "3-2-501", RoomResidential},
		{"3号501", "3-501", RoomResidential},
		{"3栋2门501号", "3-2-501", RoomResidential},
		{"3栋2单元5层501", "3-2-501", RoomResidential},
		{"东3栋2单元501", "东3-2-501", RoomResidential},
		{"3栋商铺102", "3-商铺102", RoomShop},
		{"商铺3-102", "3-商铺102", RoomShop},
		{"店铺12", "商铺12", RoomShop},
		{"3-储藏间05", "3-储藏室05", RoomStorage},
		{"A座办公室1203", "A-办公1203", RoomOffice},
	} {
		a, err := ParseAddress(test.text)
		if err != nil {
			t.Errorf("%q: %v", test.text, err)
			continue
		}
		if a.Code() != test.code || a.Kind != test.kind {
			t.Errorf("%q = %s %s, want %s %s", test.text, a.Code(), a.Kind, test.code, test.kind)
		}
		if again, err := ParseAddress(a.Code()); err != nil || again != a {
			t.Errorf("%q: code %s reads as %+v, %v", test.text, a.Code(), again, err)
		}
	}
}

func TestTypedAddress(t *testing.T) {
	for text, want := range map[string]string{
		"3-2-501": "3-2-501", "绿园小区3栋2单元501室": "3-2-501", " 绿园小区2期3-2-501": "2期/3-2-501", "阳光花园3栋501室": "3-501", "绿园小区": "", "绿园小区南门": "", "501": "", "": "",
	} {
		a, err := TypedAddress(text)
		if code := a.Code(); (err == nil) != (want != "") || err == nil && code != want {
			t.Errorf("%q: %s %v, want %q", text, code, err, want)
		}
	}
}

func TestParseAddressRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "-", "501", "501室", "2单元501", "3栋", "3-2-", "-3-2-501", "1-3-2-501", "0-2-501", "3-0-501", "3-2-000",
		"3 2 501", "3-2-501 502", "绿园小区3-2-501", "3-2-501（复式）", "3栋二十一十栋501", "3栋一百零一", "3楼501", "3栋6层501",
		"3-2-501\n3-2-502", "3-2-5\x0001", "3-2-\xff", "3-2-" + strings.Repeat("1", 9), strings.Repeat("3-", 31) + "1", "<b>3-501",
		"3-2-501;", "车位", "2期", "2期/501", "３，２，５０１", "3-2-٥٠١",
	} {
		a, err := ParseAddress(text)
		if !Is(err, Invalid) {
			t.Errorf("%q = %+v, %v", text, a, err)
		}
	}
}

func TestAddressFromParts(t *testing.T) {
	for _, test := range []struct{ phase, building, unit, room, code string }{
		{"", "3", "2", "501", "3-2-501"},
		{"", "3栋", "2单元", "501室", "3-2-501"},
		{"", "03号楼", "二", "0501", "3-2-501"},
		{"", "3楼", "2", "501", "3-2-501"},
		{"", "3#", "", "501", "3-501"},
		{"2期", "3", "2", "501", "2期/3-2-501"},
		{"二", "3", "", "501", "2期/3-501"},
		{"", "2期3栋", "2", "501", "2期/3-2-501"},
		{"", "", "", "3-2-501", "3-2-501"},
		{"2", "", "", "3-2-501", "2期/3-2-501"},
		{"2", "", "", "2期3-2-501", "2期/3-2-501"},
		{"", "3", "2", "3-2-501", "3-2-501"},
		{"", "3", "", "3栋2单元501室", "3-2-501"},
		{"", "3", "2", "3栋501", "3-2-501"},
		{"", "3", "", "2-501", "3-2-501"},
		{"", "3", "-", "2单元501", "3-2-501"},
		{"", "3", "2", "2-501", "3-2-501"},
		{"", "3", "2", "3-501", "3-2-501"},
		{"", "", "", "车位B1-023", "B1-023"},
		{"", "B1", "", "023", "B1-023"},
		{"", "B1", "", "B1-023", "B1-023"},
		{"", "B1栋", "", "501", "B1栋501"},
		{"", "地下车库", "", "B1-023", "B1-023"},
		{"", "3", "", "B1-023", "3-车位B1-023"},
		{"", "3", "", "商铺102", "3-商铺102"},
	} {
		a, err := AddressFromParts(test.phase, test.building, test.unit, test.room)
		if err != nil || a.Code() != test.code {
			t.Errorf("%+v = %s, %v", test, a.Code(), err)
		}
		if again, err := ParseAddress(a.Code()); err != nil || again != a {
			t.Errorf("%+v: code reads as %+v, %v", test, again, err)
		}
	}
	for _, test := range [][4]string{
		{"", "3", "2", ""}, {"", "", "2", "501"}, {"", "", "", "501"}, {"", "4", "", "3-2-501"}, {"", "3", "1", "3-2-501"},
		{"1", "", "", "2期3-2-501"}, {"", "3", "", "3-501"}, {"", "会所", "", "501"}, {"", "3", "x y", "501"}, {"", "0", "", "501"},
	} {
		if a, err := AddressFromParts(test[0], test[1], test[2], test[3]); !Is(err, Invalid) {
			t.Errorf("%q = %+v, %v", test, a, err)
		}
	}
}

func TestAddressForms(t *testing.T) {
	for _, test := range []struct {
		code, full string
		floor      int
	}{
		{"3-2-501", "绿园小区3栋2单元501室", 5},
		{"3-501", "绿园小区3栋501室", 5},
		{"2期/3-2-1203", "绿园小区2期3栋2单元1203室", 12},
		{"12-1-501A", "绿园小区12栋1单元501A室", 0},
		{"3-2-99", "绿园小区3栋2单元99室", 0},
		{"3-2-100", "绿园小区3栋2单元100室", 1},
		{"B1-023", "绿园小区车位B1-023", -1},
		{"3-车位B2-7", "绿园小区3栋车位B2-7", -2},
		{"车位123", "绿园小区车位123", 0},
		{"3-商铺102", "绿园小区3栋商铺102", 0},
	} {
		a, err := ParseAddress(test.code)
		floor, ok := a.Floor()
		if err != nil || a.Full("绿园小区") != test.full || floor != test.floor || ok != (test.floor != 0) {
			t.Errorf("%s: %s, floor %d %v, %v", test.code, a.Full("绿园小区"), floor, ok, err)
		}
	}
}

func TestSortKey(t *testing.T) {
	want := []string{"2-501", "3-商铺1", "3-2-99", "3-2-501", "3-2-501A", "3-2-1001", "3-10-101", "3A-101", "10-1-101", "A-2", "A-10", "B1-9", "B1-023", "2期/1-101", "10期/1-101"}
	got := append([]string(nil), want...)
	rand.New(rand.NewSource(1)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	key := func(code string) string {
		a, err := ParseAddress(code)
		if err != nil {
			t.Fatal(code, err)
		}
		return a.SortKey()
	}
	sort.Slice(got, func(i, j int) bool { return key(got[i]) < key(got[j]) })
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("order %v, want %v", got, want)
	}
}

func TestCheckUnit(t *testing.T) {
	for _, test := range []struct {
		code     string
		hasUnits bool
		refused  bool
	}{
		{"3-501", true, true}, {"3-501", false, false}, {"3-2-501", true, false}, {"B1-023", true, false},
		{"3-商铺102", true, false}, {"3-办公102", true, true},
	} {
		a, err := ParseAddress(test.code)
		if err != nil {
			t.Fatal(err)
		}
		err = CheckUnit(a, test.hasUnits)
		if Is(err, Invalid) != test.refused || test.refused && !strings.Contains(err.Error(), "请补充单元") {
			t.Errorf("%s in a building with units %v: %v", test.code, test.hasUnits, err)
		}
	}
}

// Whatever is read at all must be read back from its own code, alone and from the columns of a roster.
func TestAddressRoundTrip(t *testing.T) {
	random, read := rand.New(rand.NewSource(7)), 0
	pieces := []string{"3", "02", "B1", "A", "501", "1203A", "023", "00", "-", "-", "—", "#", "栋", "号楼", "座", "单元", "室", "号", "期", "2期/", "车位", "商铺", "五〇一", "十", "东", "层", " ", "B", "1"}
	for range 200_000 {
		var text strings.Builder
		for range 1 + random.Intn(7) {
			text.WriteString(pieces[random.Intn(len(pieces))])
		}
		a, err := ParseAddress(text.String())
		if err != nil {
			continue
		}
		read++
		if again, err := ParseAddress(a.Code()); err != nil || again != a {
			t.Fatalf("%q = %+v, its code %s = %+v, %v", text.String(), a, a.Code(), again, err)
		}
		if again, err := ParseAddress(a.Full("")); err != nil || again != a {
			t.Fatalf("%q = %+v, its full form %s = %+v, %v", text.String(), a, a.Full(""), again, err)
		}
		if _, ok := RoomKinds[a.Kind]; !ok || len([]rune(a.Code())) > 60 {
			t.Fatalf("%q = %+v", text.String(), a)
		}
	}
	if read < 2000 {
		t.Errorf("only %d texts could be read", read)
	}
}
