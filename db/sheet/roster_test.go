package sheet_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"linli/db/crm"
	"linli/db/sheet"
)

// plan reads a table as a roster into an empty project.
func plan(t *testing.T, table sheet.Table) []crm.Planned {
	t.Helper()
	header, mapping := crm.CustomerList.FindHeader(table.Rows, nil)
	if err := crm.CustomerList.Check(mapping); header < 0 || err != nil {
		t.Fatalf("no heading found: %v, %v", mapping, err)
	}
	return crm.PlanRoster(crm.ReadRoster(table.Rows, header, mapping, table.Date1904), crm.Known{}, mapping)
}

// written puts a planned row into the form of the expected tables; what is refused or ignored shows no more than why.
func written(p crm.Planned) string {
	r := p.Row
	if p.Outcome == crm.RowRefused || p.Outcome == crm.RowIgnored {
		return fmt.Sprintf("%d,%s,%s", r.No, p.Outcome, p.Why)
	}
	var phones, labels []string
	for _, c := range r.Contacts {
		mark := ""
		if c.Doubtful {
			mark = "?"
		}
		phones = append(phones, c.Normalised()+mark)
		if c.Label != "" {
			labels = append(labels, c.Label)
		}
	}
	room := ""
	if r.HasRoom {
		room = r.Address.Code()
	}
	return strings.Join([]string{strconv.Itoa(r.No), p.Outcome, p.Why, r.Name, strings.Join(phones, "|"),
		strings.Join(labels, "|"), room, r.Relation, r.MovedInOn}, ",")
}

// TestMessyRoster holds every row of an office's roster to what should become of it.
func TestMessyRoster(t *testing.T) {
	data, err := os.ReadFile("testdata/roster_messy.csv")
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	planned := plan(t, fixture(t, "roster_messy.xlsx"))
	if len(planned) != len(records)-1 {
		t.Fatalf("got %d rows, want %d", len(planned), len(records)-1)
	}
	for i, record := range records[1:] {
		if record[1] == crm.RowRefused || record[1] == crm.RowIgnored {
			record = record[:3]
		}
		if got, want := written(planned[i]), strings.Join(record, ","); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	counted := make([]*crm.PlannedRow, len(planned))
	for i := range planned {
		counted[i] = &planned[i].PlannedRow
	}
	if s := crm.CountPlan(counted); s.New != 48 || s.SameCustomer != 4 || s.Refused != 8 || s.Ignored != 2 {
		t.Errorf("got %+v", s)
	}
	for _, p := range planned {
		if p.Outcome == crm.RowSameCustomer && planned[p.Earlier].Row.Name != p.Row.Name {
			t.Errorf("row %d points to row %d", p.Row.No, planned[p.Earlier].Row.No)
		}
	}
}

// TestImportedRosterAgain holds that a roster that was imported brings nothing the second time.
func TestImportedRosterAgain(t *testing.T) {
	table := fixture(t, "roster_messy.xlsx")
	header, mapping := crm.CustomerList.FindHeader(table.Rows, nil)
	rows := crm.ReadRoster(table.Rows, header, mapping, table.Date1904)
	known := onFile(crm.PlanRoster(rows, crm.Known{}, mapping))
	for _, p := range crm.PlanRoster(rows, known, mapping) {
		if slices.Contains([]string{crm.RowNew, crm.RowSameCustomer}, p.Outcome) || p.NewRoom || p.NewBuilding {
			t.Errorf("row %d: %s %s", p.Row.No, p.Outcome, p.Why)
		}
	}
}

// onFile is what a project knows once a plan has been carried out.
func onFile(planned []crm.Planned) crm.Known {
	known := crm.Known{Rooms: map[string]bool{}, Buildings: map[string]bool{}}
	at := map[int]int{}
	for i, p := range planned {
		who := p.Earlier
		if p.Outcome == crm.RowNew {
			who = i
			at[i] = len(known.Customers)
			known.Customers = append(known.Customers, crm.KnownCustomer{ID: int64(i + 1), No: "KH-LY-" + strconv.Itoa(i+1), Name: p.Row.Name})
		} else if p.Outcome != crm.RowSameCustomer {
			continue
		}
		customer := &known.Customers[at[who]]
		customer.Contacts = append(customer.Contacts, p.Contacts...)
		if p.NewLink {
			a := p.Row.Address
			customer.Links = append(customer.Links, crm.KnownLink{Room: a.Code(), Relation: p.Row.Relation, MovedInOn: p.Row.MovedInOn})
			known.Rooms[a.Code()] = true
			known.Buildings[a.BuildingCode()] = known.Buildings[a.BuildingCode()] || a.Unit != ""
		}
	}
	return known
}
