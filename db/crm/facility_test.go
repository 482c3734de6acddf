package crm

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestFacilityIsChecked(t *testing.T) {
	good := Facility{BuildingID: 1, Kind: "elevator", Name: "客梯", State: FacilityNormal}
	for name, c := range map[string]struct {
		change func(f *Facility)
		wrong  string // field, empty for none
	}{
		"good":                         {func(*Facility) {}, ""},
		"no name":                      {func(f *Facility) { f.Name = " " }, "name"},
		"no such kind":                 {func(f *Facility) { f.Kind = "escalator" }, "kind"},
		"no such state":                {func(f *Facility) { f.State = "broken" }, "state"},
		"not normal without a word":    {func(f *Facility) { f.State = "limited" }, "answer"},
		"not normal with a word":       {func(f *Facility) { f.State, f.Answer = "limited", "低速运行" }, ""},
		"nowhere":                      {func(f *Facility) { f.BuildingID = 0 }, "place"},
		"common grounds":               {func(f *Facility) { f.BuildingID, f.Place = 0, "东门" }, ""},
		"served on the day of last":    {func(f *Facility) { f.LastServiceOn, f.NextOn = "2025-03-14", "2025-03-14" }, ""},
		"next service before the last": {func(f *Facility) { f.LastServiceOn, f.NextOn = "2025-03-14", "2025-03-13" }, "next_service_on"},
	} {
		f, p := good, Problems{}
		c.change(&f)
		f.Check(p)
		if c.wrong == "" && len(p) > 0 || c.wrong != "" && (p[c.wrong] == "" || len(p) != 1) {
			t.Errorf("%s: %v", name, p)
		}
	}
}

func TestFacilityBorders(t *testing.T) {
	f := Facility{NextOn: "2025-03-14", WarrantyUntilOn: "2025-03-14"}
	for today, want := range map[string][2]bool{"2025-03-13": {false, true}, "2025-03-14": {false, true}, "2025-03-15": {true, false}} {
		if got := [2]bool{f.ServiceOverdue(today), f.UnderWarranty(today)}; got != want {
			t.Errorf("%s: overdue, under warranty %v, want %v", today, got, want)
		}
	}
	if (Facility{}).ServiceOverdue("2025-03-14") || (Facility{}).UnderWarranty("2025-03-14") {
		t.Error("no day is neither overdue nor under warranty")
	}
}

func TestWarningSaysWhereWhatAndWhy(t *testing.T) {
	for want, f := range map[string]Facility{
		"3栋2单元客梯 维修中：今晚八点恢复": {Building: "3", Unit: "2", Name: "客梯", State: "under_repair", Answer: "今晚八点恢复"},
		"2期3栋水泵 停用":          {Phase: "2", Building: "3", Name: "水泵", State: "stopped"},
		"东门道闸 带病运行：请刷卡":      {Place: "东门", Name: "东门道闸", State: "limited", Answer: "请刷卡"},
		"3-2-501热水器 停用":      {Building: "3", Unit: "2", Room: "3-2-501", RoomID: 1, Name: "热水器", State: "stopped"},
	} {
		if got := f.Warning(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestLikelyFacilitiesComeFirst(t *testing.T) {
	list := []Facility{{Name: "门禁", Kind: "access", State: "stopped"}, {Name: "慢梯", Kind: "elevator", State: "limited"}, {Name: "停梯", Kind: "elevator", State: "stopped"},
		{Name: "灯", Kind: "lighting", State: "limited"}, {Name: "泵", Kind: "water", State: "under_repair"}, {Name: "草", Kind: "greenery", State: "limited"}}
	names := func(list []Facility) (names []string) {
		for _, f := range list {
			names = append(names, f.Name)
		}
		return names
	}
	if got := names(FitFirst(slices.Clone(list), "elevator")); strings.Join(got, " ") != "停梯 慢梯 门禁 泵 灯" {
		t.Errorf("for a lift: %v", got)
	}
	if got := names(FitFirst(slices.Clone(list), "")); strings.Join(got, " ") != "门禁 停梯 泵 慢梯 灯" {
		t.Errorf("for anything: %v", got)
	}
}

func TestSpotInWords(t *testing.T) {
	for text, want := range map[string]Spot{
		"3栋东侧电梯厅": {"", "3", ""}, "３号楼二单元大堂": {"", "3", "2"}, "2期12幢 1单元": {"2", "12", "1"}, "A座大堂": {"", "A", ""}, "十二栋门口": {"", "12", ""}, "在03栋楼下": {"", "3", ""},
	} {
		if got, ok := SpotOf(text); !ok || got != want {
			t.Errorf("%s: %v %v, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "东门岗亭", "3-2-501", "中心花园", "单元门"} {
		if got, ok := SpotOf(text); ok {
			t.Errorf("%s names %v", text, got)
		}
	}
}

func TestServiceRecordBorders(t *testing.T) {
	const today = "2025-03-14"
	for name, c := range map[string]struct {
		r     ServiceRecord
		wrong string
	}{
		"planned":                  {ServiceRecord{PlannedOn: "2025-04-01"}, ""},
		"done without a plan":      {ServiceRecord{DoneOn: today, ByName: "工程部"}, ""},
		"done tomorrow":            {ServiceRecord{DoneOn: "2025-03-15", ByName: "工程部"}, "done_on"},
		"done by nobody":           {ServiceRecord{DoneOn: today}, "by_name"},
		"neither planned nor done": {ServiceRecord{}, "planned_on"},
		"a result and not done":    {ServiceRecord{PlannedOn: today, Result: "正常"}, "done_on"},
	} {
		c.r.Kind, c.r.Title, c.r.BuildingID = "hardware", "保养", 1
		p := Problems{}
		c.r.Check(today, p)
		if c.wrong == "" && len(p) > 0 || c.wrong != "" && (p[c.wrong] == "" || len(p) != 1) {
			t.Errorf("%s: %v", name, p)
		}
	}
	for planned, want := range map[string]string{"2025-03-13": ServiceOverdue, "2025-03-14": ServicePlanned, "2025-03-15": ServicePlanned} {
		if got := (ServiceRecord{PlannedOn: planned}).Status(today); got != want {
			t.Errorf("planned for %s: %s, want %s", planned, got, want)
		}
	}
	if got := (ServiceRecord{PlannedOn: "2025-01-01", DoneOn: "2025-02-01"}).Status(today); got != ServiceDone {
		t.Errorf("done late: %s", got)
	}
}

func TestNextService(t *testing.T) {
	for _, c := range [][4]string{ // was, done, planned, next
		{"", "", "", ""}, {"2025-06-01", "2025-03-14", "", "2025-06-01"}, {"2025-03-14", "2025-03-14", "", ""}, {"2025-03-01", "2025-03-14", "2025-09-01", "2025-09-01"},
		{"2025-06-01", "2025-03-14", "2025-05-01", "2025-05-01"}, {"2025-06-01", "2025-03-14", "2025-07-01", "2025-06-01"}, {"", "2025-03-14", "2025-03-01", "2025-03-01"},
	} {
		if got := NextService(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("was %q, done %q, planned %q: %q, want %q", c[0], c[1], c[2], got, c[3])
		}
	}
}

func TestOccupancyOf(t *testing.T) {
	for _, c := range []struct {
		noted           string
		tenant, anybody bool
		want            string
	}{
		{"", false, false, OccupancyVacant}, {"", false, true, OccupancySelf}, {"", true, true, OccupancyRented},
		{OccupancyVacant, false, true, OccupancyVacant}, {OccupancyVacant, true, true, OccupancyRented}, {OccupancyUndelivered, false, true, OccupancyUndelivered},
		{OccupancyDecorating, true, true, OccupancyDecorating}, {OccupancySelf, true, true, OccupancyRented}, {OccupancyRented, false, false, OccupancyRented},
	} {
		if got := OccupancyOf(c.noted, c.tenant, c.anybody); got != c.want {
			t.Errorf("noted %q, tenant %v, anybody %v: %s, want %s", c.noted, c.tenant, c.anybody, got, c.want)
		}
	}
}

// towerText draws a tower, a line a floor.
func towerText(t Tower) string {
	var b strings.Builder
	for _, f := range t.Floors {
		fmt.Fprint(&b, f.Floor, ":")
		for _, rooms := range f.Cells {
			b.WriteByte(' ')
			for _, r := range rooms {
				b.WriteString(r.Code + "+")
			}
		}
		b.WriteByte('\n')
	}
	for _, r := range t.Others {
		b.WriteString(r.Code + " ")
	}
	return b.String()
}

func towerRoom(code string) TowerRoom {
	a, err := ParseAddress(code)
	if err != nil {
		panic(err)
	}
	floor, _ := a.Floor()
	return TowerRoom{Code: a.Code(), Unit: a.Unit, Floor: floor, SortKey: a.SortKey()}
}

func TestTowerStandsInLines(t *testing.T) {
	var rooms []TowerRoom
	for _, code := range []string{"3-1-1001", "3-2-201", "3-1-102", "3-1-101", "3-1-1002", "3-2-101", "3-2-203", "3-商铺101"} {
		rooms = append(rooms, towerRoom(code))
	}
	want := "10: 3-1-1001+ 3-1-1002+  \n2:   3-2-201+ 3-2-203+\n1: 3-1-101+ 3-1-102+ 3-2-101+ \n3-商铺101 "
	if got := towerText(TowerOf(rooms)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := TowerOf(nil); len(got.Floors)+len(got.Others)+len(got.Stairs) != 0 {
		t.Errorf("no rooms: %+v", got)
	}
}

func TestTowerWithoutOrderInItsNumbers(t *testing.T) {
	var rooms []TowerRoom
	for floor := 1; floor <= 30; floor++ {
		for n := range 2 {
			code := fmt.Sprintf("3-1-Z%d", floor*7+n*3)
			rooms = append(rooms, TowerRoom{Code: code, Unit: "1", Floor: floor, SortKey: fmt.Sprintf("%09d", floor*7+n*3)})
		}
	}
	tower := TowerOf(rooms)
	if len(tower.Stairs) != 1 || len(tower.Stairs[0].Lines) != 2 || len(tower.Floors) != 30 {
		t.Fatalf("%d lines, %d floors", len(tower.Stairs[0].Lines), len(tower.Floors))
	}
	for _, f := range tower.Floors {
		if len(f.Cells) != 2 || len(f.Cells[0]) != 1 || len(f.Cells[1]) != 1 {
			t.Errorf("floor %d: %v", f.Floor, f.Cells)
		}
	}
}
