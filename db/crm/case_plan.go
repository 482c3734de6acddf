package crm

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// KnownFormer is a case on file that an old ledger brought.
type KnownFormer struct{ OriginalNo, No, Hash string }

// SameMatter is what complaints have in common that come from the same room about the same.
type SameMatter struct {
	RoomID        int64
	Category, Sub string
}

// PlannedCase is what an import would make of a row of an old ledger.
type PlannedCase struct {
	PlannedRow
	Row *CaseRow
}

// PlanCases says for every row of an old ledger what an import does with it. A number of the old ledger is brought once: a
// row that says the same again changes nothing, one that says something else is refused. known are the cases that ledgers
// brought before, by their numbers there.
func PlanCases(rows []CaseRow, people People, known map[string]KnownFormer, m Mapping) []PlannedCase {
	plan, seen := make([]PlannedCase, len(rows)), map[string]*CaseRow{}
	for i := range rows {
		row := &rows[i]
		plan[i] = PlannedCase{PlannedRow: plannedAs(row.ListRow), Row: row}
		if plan[i].Outcome != "" {
			continue
		}
		earlier := seen[row.OriginalNo]
		before, imported := known[row.OriginalNo]
		switch {
		case earlier != nil && earlier.Hash == row.Hash:
			plan[i].Outcome, plan[i].Why = RowUnchanged, fmt.Sprintf("与第 %d 行相同", earlier.ListRow.No)
		case earlier != nil:
			plan[i].refuse(CellProblem{m.column(CaseOriginalNo), fmt.Sprintf("与第 %d 行的原编号相同，内容不同", earlier.ListRow.No), "每个原编号只写一行"})
		case imported && before.Hash == row.Hash:
			plan[i].Outcome, plan[i].Why = RowUnchanged, "已导入为 "+before.No
		case imported:
			plan[i].refuse(CellProblem{m.column(CaseOriginalNo), "已导入为 " + before.No + "，内容不同", "与上次导入相同的内容；以后的变化请在诉求页办理"})
		default:
			plan[i].place(people, m)
		}
		if earlier == nil {
			seen[row.OriginalNo] = row
		}
	}
	return plan
}

// place finds the room and the customer of a row. A name is a customer's where just one of that name lived in the room.
func (p *PlannedCase) place(people People, m Mapping) {
	row := p.Row
	if row.HasRoom {
		row.RoomID = people.places.Rooms[row.Address.Code()].ID
	}
	if row.RoomID == 0 {
		row.settlePlace()
	}
	if row.CustomerNo != "" {
		customer, _, problem := people.byNumber(row.Who, row.RoomID, CaseList, m)
		if problem != nil {
			p.refuse(*problem)
			return
		}
		row.CustomerID = customer.ID
	} else if same := people.byRoom[nameKey(row.Name)+"\n"+row.Address.Code()]; row.RoomID != 0 && row.Name != "" && len(same) == 1 {
		row.CustomerID = same[0].ID
	}
	p.Outcome, p.Why = RowNew, strings.Join(row.Remarks, "；")
}

// CountEarlier says of every complaint that a plan brings how many of the same room and matter came in during the 90 days
// before, on file or out of the same ledger. received are the moments of those on file.
func CountEarlier(plan []PlannedCase, received map[SameMatter][]int64) {
	type one struct {
		at  int64
		row *CaseRow
	}
	matters := map[SameMatter][]one{}
	for i := range plan {
		row := plan[i].Row
		if plan[i].Outcome == RowNew && row.Kind == Complaint && row.RoomID != 0 {
			matters[row.matter()] = append(matters[row.matter()], one{row.Received.At, row})
		}
	}
	for matter, list := range matters {
		for _, at := range received[matter] {
			list = append(list, one{at, nil})
		}
		slices.SortStableFunc(list, func(a, b one) int { return cmp.Compare(a.at, b.at) })
		for i, c := range list {
			if c.row == nil {
				continue
			}
			for _, before := range list[:i] {
				if c.at-before.at <= earlierSpan {
					c.row.Earlier++
				}
			}
		}
	}
}

func (c *CaseRow) matter() SameMatter { return SameMatter{c.RoomID, c.Category, c.SubCategory} }

// RoomsOf are the rooms of the complaints that a plan brings.
func RoomsOf(plan []PlannedCase) []int64 {
	seen := map[int64]bool{}
	var rooms []int64
	for i := range plan {
		if row := plan[i].Row; plan[i].Outcome == RowNew && row.Kind == Complaint && row.RoomID != 0 && !seen[row.RoomID] {
			seen[row.RoomID] = true
			rooms = append(rooms, row.RoomID)
		}
	}
	return rooms
}

// ShowCaseRow is what a page shows of a row of an old ledger.
func ShowCaseRow(row SheetRow, m Mapping) []string {
	r := listReader{CaseList, &ListRow{}, row, m, false}
	place := r.cell(RosterRoom)
	if cellValue(place) == "" {
		place = r.cell(CasePlace)
	}
	cells := []string{r.cell(CaseOriginalNo), r.cell(CaseKind), r.cell(CaseReceived), r.cell(CaseCategory), place, r.cell(CaseSummary)}
	for i, text := range cells {
		cells[i] = clip(cellText(text), 40)
	}
	cells[5] = MaskNumbers(cells[5])
	return cells
}
