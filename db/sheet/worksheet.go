package sheet

import (
	"encoding/xml"
	"io"
	"sort"
	"strconv"
	"strings"

	"linli/db/crm"
)

const (
	maxShared   = 500_000
	lastRow     = 1_048_576 // of any workbook
	maxRefills  = 1_000_000
	maxColumnAt = 16_384 // of any workbook
)

// merge is a block of merged cells of one column.
type merge struct{ column, first, last int }

// worksheet is the state while a sheet is read.
type worksheet struct {
	book   *workbook
	x      *xmlReader
	rows   rows
	no     int // row being read
	cells  []string
	merges []merge
}

// readSheet reads one sheet; hidden rows are read like others.
func (b *workbook) readSheet(part string) (*rows, error) {
	x, done, err := b.open(part)
	if err != nil {
		return nil, err
	}
	if x == nil {
		return nil, errDamaged()
	}
	defer done()
	s := &worksheet{book: b, x: x}
	for {
		token, err := x.next()
		if err == io.EOF {
			return nil, errDamaged() // a whole sheet ends with its end tag
		}
		if err != nil {
			return nil, err
		}
		switch e := token.(type) {
		case xml.StartElement:
			err = s.start(e)
		case xml.EndElement:
			if e.Name.Local == "worksheet" {
				return &s.rows, s.fill()
			}
		}
		if err != nil {
			return nil, err
		}
	}
}

func (s *worksheet) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		return s.readRow(e)
	case "mergeCell":
		if len(s.merges) == maxMerges {
			return refuse("合并单元格太多")
		}
		if m, ok := parseMerge(attr(e, "ref")); ok {
			s.merges = append(s.merges, m)
		}
	}
	return nil
}

// readRow reads up to the end of a row. Rows without a number follow the one before.
func (s *worksheet) readRow(e xml.StartElement) error {
	no := s.no + 1
	if text := attr(e, "r"); text != "" {
		given, err := strconv.Atoi(text)
		if err != nil || given < no {
			return refuse("工作表的行号混乱，请在 Excel 里另存一份")
		}
		no = given
	}
	if no > lastRow {
		return refuse("工作表的行号超出 Excel 的范围")
	}
	s.no, s.cells = no, s.cells[:0]
	hidden := yes(attr(e, "hidden"))
	for {
		token, err := s.x.next()
		if err != nil {
			return ended(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local == "c" {
				if err := s.readCell(e); err != nil {
					return err
				}
			}
		case xml.EndElement:
			if e.Name.Local == "row" {
				before := len(s.rows.list)
				err := s.rows.add(no, s.cells)
				if hidden {
					s.rows.hidden += len(s.rows.list) - before
				}
				return err
			}
		}
	}
}

// readCell puts the text of a cell into its column.
func (s *worksheet) readCell(e xml.StartElement) error {
	column := len(s.cells) + 1
	if ref := attr(e, "r"); ref != "" {
		at, _, ok := parseRef(ref)
		if !ok || at < column {
			return refuse("第 %d 行的列号混乱，请在 Excel 里另存一份", s.no)
		}
		column = at
	}
	raw, err := s.x.text("c")
	if err != nil {
		return err
	}
	text, err := s.book.cellText(attr(e, "t"), attr(e, "s"), raw)
	if err != nil || strings.TrimSpace(text) == "" {
		return err
	}
	if column > MaxColumns {
		return refuse("第 %d 行超过 %d 列", s.no, MaxColumns)
	}
	for len(s.cells) < column-1 {
		s.cells = append(s.cells, "")
	}
	s.cells = append(s.cells, text)
	return nil
}

// text collects the text of the element just begun up to its end: values and runs, without formulas and the small
// readings printed above characters.
func (x *xmlReader) text(element string) (string, error) {
	var found strings.Builder
	take, skip := false, ""
	for {
		token, err := x.next()
		if err != nil {
			return "", ended(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if name := e.Name.Local; skip == "" && name == "rPh" {
				skip = name
			} else {
				take = skip == "" && (name == "v" || name == "t")
			}
		case xml.EndElement:
			take = false
			switch e.Name.Local {
			case skip:
				skip = ""
			case element:
				return found.String(), nil
			}
		case xml.CharData:
			if take && found.Len() <= maxToken {
				found.Write(e)
			}
		}
	}
}

// ended turns an end in the middle of an element into damage.
func ended(err error) error {
	if err == io.EOF {
		return errDamaged()
	}
	return err
}

// fill repeats the value of cells merged downwards in the rows they cover, as a reader of the sheet understands them.
func (s *worksheet) fill() error {
	list, refills := s.rows.list, 0
	for _, m := range s.merges {
		at := sort.Search(len(list), func(i int) bool { return list[i].No >= m.first })
		if at == len(list) || list[at].No != m.first {
			continue
		}
		value := list[at].Cell(m.column - 1)
		for i := at + 1; value != "" && i < len(list) && list[i].No <= m.last; i++ {
			if refills++; refills > maxRefills {
				return refuse("合并单元格太多")
			}
			put(&list[i], m.column, value)
		}
	}
	return nil
}

// put fills an empty cell.
func put(row *crm.SheetRow, column int, value string) {
	for len(row.Cells) < column {
		row.Cells = append(row.Cells, "")
	}
	if row.Cells[column-1] == "" {
		row.Cells[column-1] = value
	}
}

// parseMerge reads a reference such as H3:H4; blocks over several columns and within one row are of no interest.
func parseMerge(ref string) (merge, bool) {
	from, to, _ := strings.Cut(ref, ":")
	column, first, ok := parseRef(from)
	lastColumn, last, ok2 := parseRef(to)
	return merge{column, first, last}, ok && ok2 && column == lastColumn && column <= MaxColumns && first < last
}

// parseRef reads a cell reference such as AB12.
func parseRef(ref string) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		if column = column*26 + int(ref[i]-'A') + 1; column > maxColumnAt {
			return 0, 0, false
		}
	}
	row, err := strconv.Atoi(ref[i:])
	return column, row, err == nil && column > 0 && row > 0
}
