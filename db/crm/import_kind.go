package crm

import (
	"slices"
	"strings"
)

// ImportKind is a kind of list that can be imported: what its columns can hold, by which names they are known, what must be
// there, and what a page shows of a row. How rows are planned and put on file is the store's side of it.
type ImportKind struct {
	Code, Label string
	Unit        string // of what a row brings: 位客户, 条
	Fields      []ImportField
	Shown       []string // heads of what a page shows of a row
	Template    []string // headings of an empty list

	lead  []string // fields that say whom or what a row is about
	solid []string // with one of these beside it, a row is no total and no signature
	needs func(k *ImportKind, m Mapping) error
	refit func(headings, []string, Mapping) // last word on a mapping that was guessed
	known map[string]headingRank
}

// ImportField is what a person may choose for a column. Names are the usual headings; of several columns for one field the
// one named in an earlier group is taken. Right says what a cell should hold.
type ImportField struct {
	Code, Label string
	Many        bool // may stand over several columns
	Right       string
	Names       []string
}

// The kinds of lists.
const (
	ImportOfCustomers = "customers"
	ImportOfRooms     = "rooms"
	ImportOfFees      = "fees"
	ImportOfPayments  = "payments"
	ImportOfVehicles  = "vehicles"
	ImportOfCases     = "cases"
)

// ImportKinds are the kinds in the order menus show them.
var ImportKinds = []*ImportKind{CustomerList, RoomList, FeeList, PaymentList, VehicleList, CaseList}

// ImportKindOf finds a kind by its code.
func ImportKindOf(code string) (*ImportKind, error) {
	for _, k := range ImportKinds {
		if k.Code == code {
			return k, nil
		}
	}
	return nil, Refuse(Invalid, "请选择导入的内容")
}

func newKind(k ImportKind) *ImportKind {
	k.known = map[string]headingRank{}
	for _, field := range k.Fields {
		for i, group := range field.Names {
			for _, name := range strings.Fields(group) {
				k.known[name] = headingRank{field.Code, i + 1}
			}
		}
	}
	return &k
}

func (k *ImportKind) field(code string) ImportField {
	for _, field := range k.Fields {
		if field.Code == code {
			return field
		}
	}
	return ImportField{}
}

// FieldLabel is the Chinese name of a field.
func (k *ImportKind) FieldLabel(code string) string { return k.field(code).Label }

// LinkAt is which of the cells that a page shows leads to the customer.
func (k *ImportKind) LinkAt() int { return max(0, slices.Index(k.Shown, "客户")) }

// Mapping says what each column holds, by its index; empty for a column that is not read.
type Mapping []string

// columns lists where a field stands.
func (m Mapping) columns(field string) []int {
	var found []int
	for column, code := range m {
		if code == field {
			found = append(found, column)
		}
	}
	return found
}

// column is where a field stands first, -1 for nowhere.
func (m Mapping) column(field string) int { return slices.Index(m, field) }

// Field is what a column holds, empty for none.
func (m Mapping) Field(column int) string {
	if column < 0 || column >= len(m) {
		return ""
	}
	return m[column]
}

// Check holds that a mapping can be read: known fields, one column a field unless it may have many, and what the kind needs.
func (k *ImportKind) Check(m Mapping) error {
	for _, code := range m {
		if code != "" && k.FieldLabel(code) == "" {
			return InvalidField("mapping", "没有这样的列")
		}
	}
	for _, field := range k.Fields {
		if !field.Many && len(m.columns(field.Code)) > 1 {
			return InvalidField("mapping", "「"+field.Label+"」只能选一列")
		}
	}
	return k.needs(k, m)
}

// need wants a column for each of the fields.
func (k *ImportKind) need(m Mapping, fields ...string) error {
	for _, field := range fields {
		if !slices.Contains(m, field) {
			return InvalidField("mapping", "请指明哪一列是"+k.FieldLabel(field))
		}
	}
	return nil
}

// ListRow is what rows of every kind have in common once they are read.
type ListRow struct {
	No       int
	Outcome  string        // RowRefused or RowIgnored; empty for a row that can be planned
	Problems []CellProblem // why not
	Remarks  []string      // what a person should look at although the row is good
}

// Why is why a row is refused or ignored.
func (r ListRow) Why() string {
	reasons := make([]string, len(r.Problems))
	for i, p := range r.Problems {
		reasons[i] = p.Text
	}
	return strings.Join(reasons, "；")
}

// CellProblem is why a cell cannot be taken over. Column is its index, -1 for none; Right says what should stand there.
type CellProblem struct {
	Column int    `json:"column"`
	Text   string `json:"text"`
	Right  string `json:"right,omitempty"`
}

// PlannedRow is what an import makes of a row, whatever the list.
type PlannedRow struct {
	No         int
	Outcome    string
	Why        string // in Chinese: the reason, or what to look at
	Problems   []CellProblem
	CustomerID int64
	Alike      int64 // the customer on file, or minus the number of the earlier row, who may be the same person; 0 = nobody
}

// refused is the plan for a row that a rule of the file stands against.
func (p *PlannedRow) refuse(problem CellProblem) {
	p.Outcome, p.Why, p.Problems = RowRefused, problem.Text, []CellProblem{problem}
}

// plannedAs begins the plan of a row that was read.
func plannedAs(r ListRow) PlannedRow {
	return PlannedRow{No: r.No, Outcome: r.Outcome, Why: r.Why(), Problems: r.Problems}
}
