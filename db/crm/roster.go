package crm

import "strings"

// Outcomes of a row of an import.
const (
	RowNew          = "new"           // a customer is created
	RowSameCustomer = "same_customer" // a known customer, or one of an earlier row, gets another room or number
	RowUnchanged    = "unchanged"     // all of it is on file
	RowRefused      = "refused"
	RowIgnored      = "ignored" // no customer: totals, signatures, repeated headings
)

// RowOutcomes maps an outcome to its label.
var RowOutcomes = map[string]string{
	RowNew: "新建", RowSameCustomer: "同一客户", RowUnchanged: "无变化", RowRefused: "不能导入", RowIgnored: "略过",
}

// RosterRow is what a row of a roster says.
type RosterRow struct {
	No       int
	Outcome  string   // RowRefused or RowIgnored; empty for a row that can be planned
	Problems []string // why not
	Remarks  []string // what a person should look at although the row is good

	Name, Kind, Honorific  string
	OrgCreditCode          string
	ContactPerson          string
	PreferredChannel, Note string
	Contacts               []ContactInput
	HasRoom                bool // without one the customer is a prospect
	Address                Address
	AreaM2                 float64 // 0 where the file says nothing
	Relation               string  // empty for a prospect
	MovedInOn, MovedOutOn  string
}

// ReadRoster reads the rows under the heading. Rows that hold nothing in a mapped column are left out.
func ReadRoster(rows []SheetRow, header int, m Mapping, date1904 bool) []RosterRow {
	var read []RosterRow
	above := map[string]bool{}
	for _, row := range rows[:min(header+1, len(rows))] {
		above[rowText(row)] = true
	}
	for _, row := range rows[min(header+1, len(rows)):] {
		ignored := ignoredRow(row.Cells, m)
		if above[rowText(row)] {
			ignored = "重复的表头"
		}
		if ignored == "" && blankRow(row, m) {
			continue
		}
		r := RosterRow{No: row.No, Outcome: RowIgnored, Problems: []string{ignored}}
		if ignored == "" {
			r = ReadRosterRow(row.Cells, m, date1904)
			r.No = row.No
		}
		read = append(read, r)
	}
	return read
}

// rowText is the whole row, for finding the heading again on the next printed page.
func rowText(row SheetRow) string {
	return strings.TrimSpace(strings.Join(row.Cells, "\t"))
}

func blankRow(row SheetRow, m Mapping) bool {
	for column, code := range m {
		if code != "" && cellText(row.Cell(column)) != "" {
			return false
		}
	}
	return true
}

// ignoredRow says why a row is no customer's, or nothing. A row with a name and a room or a number is always a
// customer's, whatever its remarks say.
func ignoredRow(cells []string, m Mapping) string {
	row := SheetRow{Cells: cells}
	named, customer := "", false
	for column, code := range m {
		switch code {
		case RosterName:
			named = cellValue(row.Cell(column))
		case RosterPhone:
			customer = customer || len(onlyDigits(row.Cell(column))) >= enough
		case RosterRoom:
			customer = customer || cellValue(row.Cell(column)) != ""
		}
	}
	if known, ok := heading(named); (named == "" || ok && known.field == RosterName) && repeatsHeading(row, m) {
		return "重复的表头"
	}
	if named != "" && customer && !bareTotal[strings.ReplaceAll(named, " ", "")] {
		return ""
	}
	if why := notARow(named); why != "" {
		return why
	}
	for column, text := range cells {
		if why := notARow(text); why != "" && (column >= len(m) || m[column] != RosterNote) {
			return why
		}
	}
	return ""
}

// repeatsHeading reports a row with the names of at least two columns in their place.
func repeatsHeading(row SheetRow, m Mapping) bool {
	repeated := 0
	for column, code := range m {
		if known, ok := heading(row.Cell(column)); ok && code != "" && known.field == code {
			repeated++
		}
	}
	return repeated >= 2
}

// RosterSummary counts a plan, and lists what it would build.
type RosterSummary struct {
	New, SameCustomer, Unchanged, Refused, Ignored int
	Buildings, Rooms                               []string // codes of new ones, in the order of the file
}

// SummariseRoster adds up a plan.
func SummariseRoster(plan []Planned) RosterSummary {
	var s RosterSummary
	counts := map[string]*int{
		RowNew: &s.New, RowSameCustomer: &s.SameCustomer, RowUnchanged: &s.Unchanged, RowRefused: &s.Refused, RowIgnored: &s.Ignored,
	}
	for _, planned := range plan {
		*counts[planned.Outcome]++
		if planned.NewBuilding {
			s.Buildings = append(s.Buildings, planned.Row.Address.BuildingCode())
		}
		if planned.NewRoom {
			s.Rooms = append(s.Rooms, planned.Row.Address.Code())
		}
	}
	return s
}
