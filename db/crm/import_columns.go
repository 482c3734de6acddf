package crm

import "strings"

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

// runningNumber is a heading of what is nobody's loss.
var runningNumber = words("序号 编号 行号 NO NO.")

// Unread names the columns that hold something and are not read.
func (p ImportPage) Unread() []string {
	var names []string
	for _, c := range p.Columns {
		switch {
		case c.Field != "" || len(c.Samples) == 0 || runningNumber[HeadingText(c.Heading)]:
		case c.Heading == "":
			names = append(names, c.Name+" 列")
		default:
			names = append(names, c.Heading)
		}
	}
	return names
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
