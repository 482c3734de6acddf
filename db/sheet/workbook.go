package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"path"
	"strings"

	"linli/db/crm"
)

// workbook is an opened XLSX file.
type workbook struct {
	parts    map[string]*zip.File
	read     int64 // unpacked bytes still allowed
	pieces   int   // of XML, still allowed
	date1904 bool
	sheets   []sheetRef
	hidden   []sheetRef
	shared   []string    // texts that cells refer to by number
	dates    []dateStyle // cell style → what it shows of a day number
}

type sheetRef struct{ name, part string }

type relation struct{ kind, target string }

func readWorkbook(data []byte) (Table, error) {
	book, err := openWorkbook(data)
	if err != nil {
		return Table{}, err
	}
	if err := book.load(); err != nil {
		return Table{}, err
	}
	table := Table{Format: "xlsx", Date1904: book.date1904}
	chosen := -1
	for i, ref := range book.sheets {
		collected, err := book.readSheet(ref.part)
		if err != nil {
			return Table{}, err
		}
		if len(collected.list) > 0 && (table.Rows == nil || tabular(collected.list)) {
			chosen = i
			table.Sheet, table.Rows, table.Damaged, table.Hidden = ref.name, collected.list, collected.damaged, collected.hidden
		}
		if tabular(table.Rows) {
			break // a sheet of mere instructions before the table does not count
		}
	}
	for i, ref := range append(book.sheets, book.hidden...) {
		if i != chosen && len(table.Unread) < maxUnread {
			table.Unread = append(table.Unread, ref.name)
		}
	}
	return table, nil
}

// maxUnread is how many sheets are named that were not read.
const maxUnread = 20

// tabular tells a table from a sheet of plain text: some row has two filled cells.
func tabular(list []crm.SheetRow) bool {
	for _, row := range list {
		filled := 0
		for _, cell := range row.Cells {
			if strings.TrimSpace(cell) != "" {
				filled++
			}
		}
		if filled > 1 {
			return true
		}
	}
	return false
}

// openWorkbook reads the zip directory and holds its limits; nothing is unpacked yet.
func openWorkbook(data []byte) (*workbook, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, errDamaged()
	}
	if len(archive.File) > maxFiles {
		return nil, refuse("工作簿里的文件太多")
	}
	book := &workbook{parts: make(map[string]*zip.File), read: maxRead, pieces: maxPieces}
	total := uint64(0)
	for _, file := range archive.File {
		if file.Flags&1 != 0 {
			return nil, refuse("这个压缩包加了密码，打不开。请去掉密码后另存为 .xlsx")
		}
		total += min(file.UncompressedSize64, maxUnpacked+1)
		if total > maxUnpacked {
			return nil, refuse("工作簿解压后超过 %d MB，请只保留名册那一页", maxUnpacked>>20)
		}
		book.parts[partName(file.Name)] = file
	}
	return book, nil
}

func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func errTooMuch() error { return refuse("工作簿内容太多，请只保留名册那一页") }

func errDamaged() error { return refuse("文件已损坏，打不开") }

// refusal passes a crm.Error on and takes any other error of reading a part for damage.
func refusal(err error) error {
	var refused *crm.Error
	if errors.As(err, &refused) {
		return refused
	}
	return errDamaged()
}

// open unpacks a part as it is read; nil when the workbook has no such part. What a part unpacks to is bound by
// the size that its directory entry declares.
func (b *workbook) open(name string) (*xmlReader, func(), error) {
	file := b.parts[partName(name)]
	if file == nil {
		return nil, func() {}, nil
	}
	b.read -= int64(file.UncompressedSize64) // #nosec G115 -- openWorkbook holds the sum below maxUnpacked
	if b.read < 0 {
		return nil, nil, errTooMuch()
	}
	unpacked, err := file.Open()
	if err != nil {
		return nil, nil, errDamaged()
	}
	return newXMLReader(unpacked, &b.pieces), func() { _ = unpacked.Close() }, nil
}

// visit calls start for every element of a part, if the part is there.
func (b *workbook) visit(name string, start func(xml.StartElement) error) error {
	x, done, err := b.open(name)
	if err != nil || x == nil {
		return err
	}
	defer done()
	return x.each(start)
}

// load reads what the sheets depend on.
func (b *workbook) load() error {
	main := "xl/workbook.xml"
	top, err := b.relations("")
	if err != nil {
		return err
	}
	for _, r := range top {
		if r.kind == "officeDocument" {
			main = r.target
		}
	}
	if b.parts[partName(main)] == nil {
		return refuse("文件不是 Excel 工作簿，请另存为 .xlsx")
	}
	related, err := b.relations(main)
	if err != nil {
		return err
	}
	if err := b.loadSheets(main, related); err != nil {
		return err
	}
	for _, r := range related {
		switch r.kind {
		case "styles":
			err = b.loadStyles(r.target)
		case "sharedStrings":
			err = b.loadShared(r.target)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// relations reads which parts belong to a part, by id; the empty name stands for the package.
func (b *workbook) relations(of string) (map[string]relation, error) {
	folder, file := path.Split(of)
	related := map[string]relation{}
	err := b.visit(folder+"_rels/"+file+".rels", func(e xml.StartElement) error {
		if e.Name.Local != "Relationship" {
			return nil
		}
		target := attr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(folder, target)
		}
		related[attr(e, "Id")] = relation{path.Base(attr(e, "Type")), target}
		return nil
	})
	return related, err
}

// loadSheets lists the worksheets in their order, visible and hidden ones apart.
func (b *workbook) loadSheets(main string, related map[string]relation) error {
	return b.visit(main, func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			b.date1904 = yes(attr(e, "date1904"))
		case "sheet":
			state := attr(e, "state")
			of := related[attr(e, "id")]
			ref := sheetRef{attr(e, "name"), of.target}
			switch {
			case of.kind != "worksheet" || len(b.sheets)+len(b.hidden) == maxFiles:
			case state == "" || state == "visible":
				b.sheets = append(b.sheets, ref)
			default:
				b.hidden = append(b.hidden, ref)
			}
		}
		return nil
	})
}

// loadShared reads the table of shared texts.
func (b *workbook) loadShared(part string) error {
	x, done, err := b.open(part)
	if err != nil || x == nil {
		return err
	}
	defer done()
	total := 0
	return x.each(func(e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		text, err := x.text("si")
		if err != nil {
			return err
		}
		total += len(text)
		if len(b.shared) == maxShared || total > maxText {
			return refuse("内容太多，请分成几份")
		}
		b.shared = append(b.shared, unescape(text))
		return nil
	})
}
