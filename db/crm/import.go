package crm

import (
	"fmt"
	"strings"
)

// The states of an import.
const (
	ImportPreviewed   = "preview"
	ImportCommitted   = "committed"
	ImportPartlyBack  = "partly_taken_back" // what had records of its own stayed
	ImportTakenBack   = "taken_back"
	ImportAbandoned   = "abandoned" // never imported: its rows are gone
	ImportOfCustomers = "customers" // the kind
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
	CreatedAt, CommittedAt, TakenBackAt int64
	CreatedBy                           string // name of the person
}

// ImportCounts are what became of the rows of a batch that was imported.
type ImportCounts struct {
	New, SameCustomer, Unchanged, Refused, Ignored int
	Buildings, Rooms                               int // made for it
	TakenBack, Kept                                int // rows, after a take-back
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

// Total is how many rows speak of customers.
func (c ImportCounts) Total() int { return c.New + c.SameCustomer + c.Unchanged + c.Refused }

// Good is how many rows bring something.
func (c ImportCounts) Good() int { return c.New + c.SameCustomer }

// CountPlan adds up a plan.
func CountPlan(plan []Planned) ImportCounts {
	s := SummariseRoster(plan)
	return ImportCounts{New: s.New, SameCustomer: s.SameCustomer, Unchanged: s.Unchanged, Refused: s.Refused, Ignored: s.Ignored,
		Buildings: len(s.Buildings), Rooms: len(s.Rooms)}
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
	}
	return -1
}

// ImportLine is a row of an import as a page shows it, its numbers masked.
type ImportLine struct {
	No                    int
	Outcome, Why          string
	Name, Room, MovedInOn string
	Relation              string   // its label
	Phones                []string // masked
	CustomerID            int64    // 0 = none yet
	TakenBack             bool
	Kept                  string // why it could not be taken back
}

// ShowLine is what a page shows of a row that was read.
func ShowLine(by Staff, row RosterRow, outcome, why string) ImportLine {
	line := ImportLine{No: row.No, Outcome: outcome, Why: MaskNumbers(why), Name: ShowName(by, row.Kind, row.Name), MovedInOn: row.MovedInOn}
	if row.HasRoom {
		line.Room, line.Relation = row.Address.Code(), Label(Relations, row.Relation)
	}
	for _, c := range row.Contacts {
		line.Phones = append(line.Phones, MaskContact(c.Kind, c.Value, c.Extension))
	}
	return line
}

// ImportColumn is a column of the file with what it was taken for.
type ImportColumn struct {
	Name    string // A, B, … as a spreadsheet program calls it
	Heading string
	Field   string // empty: not read
	Samples []string
}

// samples is how many cells a column shows, and how long each may be.
const (
	samples      = 3
	sampleLength = 24
)

// ImportColumns shows what stands in each column, numbers masked.
func ImportColumns(rows []SheetRow, header, width int, m Mapping) []ImportColumn {
	columns := make([]ImportColumn, width)
	for i := range columns {
		c := &columns[i]
		c.Name, c.Field = columnName(i), m.Field(i)
		if header >= 0 {
			c.Heading = clip(MaskNumbers(cellText(rows[header].Cell(i))), sampleLength)
		}
		for _, row := range rows[header+1:] {
			if text := cellText(row.Cell(i)); text != "" && len(c.Samples) < samples {
				c.Samples = append(c.Samples, clip(sample(c.Field, text), sampleLength))
			}
			if len(c.Samples) == samples {
				break
			}
		}
	}
	return columns
}

// sample masks a cell by what its column holds.
func sample(field, text string) string {
	switch field {
	case RosterEmail:
		return MaskEmail(text)
	case RosterWechat:
		return hidden
	case RosterPhone:
		found, rest := ReadPhones(text)
		shown := []string{}
		for _, c := range found {
			shown = append(shown, MaskContact(c.Kind, c.Value, c.Extension))
		}
		if rest != "" {
			shown = append(shown, MaskNumbers(rest))
		}
		return strings.Join(shown, "、")
	}
	return MaskNumbers(text)
}

func clip(text string, limit int) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}

// columnName is A for 0, AA for 26.
func columnName(i int) string {
	if i >= 26 {
		return columnName(i/26-1) + columnName(i%26)
	}
	return string(rune('A' + i)) // #nosec G115 -- a column below 26
}

// HeaderChoice is a row that may be the heading.
type HeaderChoice struct {
	No   int
	Text string
}

// HeaderChoices are the first rows of a file in short, numbers masked.
func HeaderChoices(rows []SheetRow) []HeaderChoice {
	var choices []HeaderChoice
	for _, row := range rows[:min(len(rows), headerDepth)] {
		var cells []string
		for _, cell := range row.Cells {
			if text := cellText(cell); text != "" {
				cells = append(cells, text)
			}
		}
		choices = append(choices, HeaderChoice{row.No, clip(MaskNumbers(strings.Join(cells, " · ")), 2*sampleLength)})
	}
	return choices
}

// ImportPage is a batch with what a page shows of it.
type ImportPage struct {
	Import
	Problem                string // why there is no plan yet
	Rows                   int    // filled rows of the file
	Columns                []ImportColumn
	Choices                []HeaderChoice
	NewBuildings, NewRooms []string // what an import would make
	Outcome                string   // only these rows
	Lines                  []ImportLine
	After                  int     // where the next lines go on, 0 = there are no more
	Same                   *Import // an earlier import of the very same file
}

// RosterKeys are the names and mobile numbers of a file, for finding whom on file it may mean.
type RosterKeys struct{ names, numbers map[string]bool }

// KeysOf collects the keys of a file.
func KeysOf(rows []RosterRow) RosterKeys {
	k := RosterKeys{map[string]bool{}, map[string]bool{}}
	for _, row := range rows {
		if row.Outcome != "" {
			continue
		}
		k.names[nameKey(row.Name)] = true
		for _, c := range row.Contacts {
			if c.Kind == ContactMobile && !c.Doubtful {
				k.numbers[c.Value] = true
			}
		}
	}
	return k
}

// Name reports whether the file speaks of somebody of this name.
func (k RosterKeys) Name(name string) bool { return k.names[nameKey(name)] }

// Number reports whether a mobile number stands in the file.
func (k RosterKeys) Number(value string) bool { return k.numbers[value] }
