package crm

import (
	"fmt"
	"strings"
)

// The states of an import.
const (
	ImportPreviewed  = "preview"
	ImportCommitted  = "committed"
	ImportPartlyBack = "partly_taken_back" // what had records of its own stayed
	ImportTakenBack  = "taken_back"
	ImportAbandoned  = "abandoned" // never imported: its rows are gone
)

// ImportStates maps a state to its label.
var ImportStates = []Choice{
	{ImportPreviewed, "待导入"}, {ImportCommitted, "已导入"}, {ImportPartlyBack, "部分撤回"}, {ImportTakenBack, "已撤回"}, {ImportAbandoned, "已放弃"},
}

// Import is a batch: an uploaded roster and what became of it.
type Import struct {
	ID, ProjectID, RowVersion           int64
	Kind, FileName, SHA256, Status      string
	Sheet, Encoding                     string // of the file; empty where it has none
	Date1904                            bool
	Columns                             int     // width of the widest row
	HeaderRow                           int     // number of the row in the sheet, 0 = there is none
	Mapping                             Mapping // one field a column
	Partial                             bool    // rows that could not be imported were left out
	Counts                              ImportCounts
	Preview                             ImportPreview
	CreatedAt, CommittedAt, TakenBackAt int64
	CreatedBy                           string // name of the person
}

// ImportPreview is what was found when the rows of a batch were looked at, beside what stands with each row.
type ImportPreview struct {
	At                     int64    // 0 = not looked at yet
	Problem                string   // why the columns cannot be read
	Notes                  []string // about the file: damaged rows, hidden rows, sheets that were not read
	NewBuildings, NewRooms []string // what an import would make, the first of them
}

// ImportCounts are what becomes, or became, of the rows of a batch.
type ImportCounts struct {
	New, SameCustomer, Changed, Unchanged, Refused, Ignored int
	Alike                                                   int // rows whose customer may be on file already
	Buildings, Rooms                                        int // made for it
	TakenBack, Kept                                         int // rows, after a take-back
}

// StateLabel is the label of the batch's state.
func (b Import) StateLabel() string { return Label(ImportStates, b.Status) }

// MayTakeBack reports whether anything of the batch is left to be taken back.
func (b Import) MayTakeBack() bool {
	return b.Status == ImportCommitted || b.Status == ImportPartlyBack
}

// CheckWaiting refuses a batch that waits for no import any more; done says what cannot be done with one that was imported.
func (b Import) CheckWaiting(done string) error {
	switch b.Status {
	case ImportPreviewed:
		return nil
	case ImportAbandoned:
		return Refuse(Conflict, "这次上传过久没有导入，已放弃，内容已删除。请重新上传文件")
	}
	return Refuse(Conflict, "这一批已经导入，"+done)
}

// CheckTakeBack refuses a batch of which nothing is on file.
func (b Import) CheckTakeBack() error {
	switch {
	case b.Status == ImportPreviewed || b.Status == ImportAbandoned:
		return Refuse(Conflict, "这一批还没有导入，没有内容可以撤回")
	case !b.MayTakeBack():
		return Refuse(Conflict, "这一批已经撤回")
	}
	return nil
}

// SetTakenBack notes what a take-back has left: Counts says how many rows went and how many stayed.
func (b *Import) SetTakenBack(now int64) {
	switch {
	case b.Counts.Kept == 0:
		b.Status = ImportTakenBack
	case b.Counts.TakenBack > 0:
		b.Status = ImportPartlyBack
	}
	if b.Counts.TakenBack > 0 {
		b.TakenBackAt = now
	}
}

// Total is how many rows speak of something.
func (c ImportCounts) Total() int {
	return c.New + c.SameCustomer + c.Changed + c.Unchanged + c.Refused
}

// Good is how many rows bring something.
func (c ImportCounts) Good() int { return c.New + c.SameCustomer + c.Changed }

// CountPlan adds up a plan.
func CountPlan(rows []*PlannedRow) (c ImportCounts) {
	counts := map[string]*int{RowNew: &c.New, RowSameCustomer: &c.SameCustomer, RowChanged: &c.Changed, RowUnchanged: &c.Unchanged,
		RowRefused: &c.Refused, RowIgnored: &c.Ignored}
	for _, row := range rows {
		*counts[row.Outcome]++
		if row.Alike != 0 {
			c.Alike++
		}
	}
	return c
}

// CheckCommit refuses a batch that cannot be imported: all or nothing, unless partial says that good rows go alone.
func (c ImportCounts) CheckCommit(partial bool) error {
	switch {
	case c.Refused > 0 && !partial:
		return Refuse(Invalid, fmt.Sprintf("有 %d 行不能导入，什么都没有写入。请更正文件后重新上传，或先导入无误的行", c.Refused))
	case c.Good() == 0 && c.Refused > 0:
		return Refuse(Invalid, "没有一行可以导入，什么都没有写入")
	case c.Good() == 0:
		return Refuse(Invalid, "没有新的内容可以导入，什么都没有写入")
	}
	return nil
}

// HeaderIndex is where the heading stands among the rows, -1 where there is none.
func (b Import) HeaderIndex(rows []SheetRow) int {
	for i, row := range rows {
		if row.No == b.HeaderRow {
			return i
		}
		if i > headerDepth && row.No > b.HeaderRow {
			break
		}
	}
	return -1
}

// Place names where the rows stand: the sheet of a workbook, otherwise the file.
func (b Import) Place() string {
	if b.Sheet != "" {
		return "工作表「" + b.Sheet + "」"
	}
	return "文件「" + b.FileName + "」"
}

// ImportLine is a row of an import as a page shows it, its numbers masked.
type ImportLine struct {
	No           int
	Outcome, Why string
	Cells        []string // as the kind shows them, the first says whom or what the row is about
	Problems     []LineProblem
	CustomerID   int64 // 0 = none yet
	AlikeID      int64 // the customer on file who may be the same, 0 = none
	TakenBack    bool
	Kept         string // why it could not be taken back
}

// ShowRosterRow is what a page shows of a row of a roster.
func ShowRosterRow(by Staff, row RosterRow) []string {
	room, relation := "", ""
	if row.HasRoom {
		room, relation = row.Address.Code(), Label(Relations, row.Relation)
	}
	var phones []string
	for _, c := range row.Contacts {
		phones = append(phones, MaskContact(c.Kind, c.Value, c.Extension))
	}
	return []string{ShowName(by, row.Kind, row.Name), strings.Join(phones, "、"), room, relation, row.MovedInOn}
}

// LineProblem is a refused cell for people: where it stands, what is in it, what would be right.
type LineProblem struct{ Column, Value, Text, Right string }

// ShowProblem is a refused cell as a page shows it, its numbers masked.
func ShowProblem(row SheetRow, p CellProblem) LineProblem {
	line := LineProblem{Text: MaskNumbers(p.Text), Right: p.Right}
	if p.Column >= 0 {
		line.Column, line.Value = columnName(p.Column), clip(MaskNumbers(cellText(row.Cell(p.Column))), sampleLength)
	}
	return line
}

// Detail says where a refused cell stands, what is in it and what would be right: 工作表「业主」H 列，值「2024-02-30」，应填….
func (p LineProblem) Detail(place string) string {
	parts := []string{place}
	if p.Column != "" {
		parts = []string{place + p.Column + " 列"}
		if p.Value == "" {
			parts = append(parts, "空格")
		} else {
			parts = append(parts, "值「"+p.Value+"」")
		}
	}
	if p.Right != "" {
		parts = append(parts, "应填"+p.Right)
	}
	return strings.Join(parts, "，")
}

// ImportPage is a batch with what a page shows of it.
type ImportPage struct {
	Import
	List    *ImportKind
	Rows    int // filled rows of the file
	Columns []ImportColumn
	Choices []HeaderChoice
	Outcome string // only these rows
	Lines   []ImportLine
	After   int            // where the next lines go on, 0 = there are no more
	Same    *Import        // an earlier import of the very same file
	Working ImportProgress // what goes on with the batch
}

// ImportProgress is how far work on a batch has come that goes on when its page is left.
type ImportProgress struct {
	What        string // 核对, 导入, 撤回; empty when nothing goes on
	Done, Total int
	Failed      string // why the last work on the batch came to nothing
}
