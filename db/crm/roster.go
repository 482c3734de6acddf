package crm

// Outcomes of a row of an import.
const (
	RowNew          = "new"           // a customer is created
	RowSameCustomer = "same_customer" // a known customer, or one of an earlier row, gets another room or number
	RowChanged      = "changed"       // what is on file lacks something that the row has, or is replaced by it
	RowUnchanged    = "unchanged"     // all of it is on file
	RowRefused      = "refused"
	RowIgnored      = "ignored" // no row of the list: totals, signatures, repeated headings
)

// RosterRow is what a row of a roster says.
type RosterRow struct {
	ListRow

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
	return readList(CustomerList, rows, header, m, func(l ListRow) RosterRow { return RosterRow{ListRow: l} },
		func(row SheetRow) RosterRow { return ReadRosterRow(row, m, date1904) })
}

// RosterSummary lists what a plan would build.
type RosterSummary struct{ Buildings, Rooms []string } // codes of new ones, in the order of the file

// SummariseRoster looks through a plan.
func SummariseRoster(plan []Planned) (s RosterSummary) {
	for i := range plan {
		if plan[i].NewBuilding {
			s.Buildings = append(s.Buildings, plan[i].Row.Address.BuildingCode())
		}
		if plan[i].NewRoom {
			s.Rooms = append(s.Rooms, plan[i].Row.Address.Code())
		}
	}
	return s
}
