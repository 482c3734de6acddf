// Package sheet turns an uploaded file into rows of text: XLSX workbooks and delimited text in the encodings that
// Chinese offices use. It knows files, not rosters, and trusts nothing in them: what is too large, damaged or
// not what its name says is refused with a crm.Error about the field "file".
package sheet

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"

	"linli/db/crm"
)

// What a file may hold. Memory and time follow from these, whatever the file says about itself.
const (
	MaxBytes   = 16 << 20 // of the file as uploaded
	MaxRows    = 50_000   // rows with anything in them
	MaxColumns = 100

	maxSlots    = 2_000_000 // cells up to the last filled one, summed over the rows
	maxText     = 24 << 20  // bytes of all cells together
	maxRunes    = 5_000     // characters of one cell
	maxLine     = 256 << 10 // bytes of one line of a text file
	maxFiles    = 1_000     // parts of a workbook
	maxUnpacked = 128 << 20 // bytes of all parts of a workbook, unpacked
	maxRead     = 64 << 20  // bytes of the parts that are read
	maxToken    = 512 << 10 // bytes of one piece of XML: a tag or a text
	maxPieces   = 16 << 20  // of XML; a million cells take five to eight each
	maxMerges   = 100_000
)

// Table is the first filled sheet of a file. Rows without any text are left out; the others keep their number.
type Table struct {
	Format   string // xlsx, csv, tab, semicolon or pipe
	Encoding string // of a text file: UTF-8, UTF-16 or GB18030
	Sheet    string // name of the sheet that was read, for a workbook
	Date1904 bool   // serial day numbers count from 1904
	Rows     []crm.SheetRow
	Damaged  []Position // cells that hold a character which could not be read; U+FFFD stands in its place
}

// Position is a cell: row and column count from 1.
type Position struct{ Row, Column int }

// Read reads an uploaded file. The name serves only for its extension. A refusal is a crm.Error; any other error
// comes from r.
func Read(name string, r io.ReaderAt, size int64) (Table, error) {
	if size > MaxBytes {
		return Table{}, refuse("文件超过 %d MB，请分成几份", MaxBytes>>20)
	}
	data := make([]byte, size)
	if n, err := r.ReadAt(data, 0); int64(n) < size {
		return Table{}, fmt.Errorf("read upload: %w", err)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return Table{}, refuse("文件是空的")
	}
	table, err := read(strings.ToLower(path.Ext(name)), data)
	if err != nil {
		return Table{}, err
	}
	if len(table.Rows) == 0 {
		return Table{}, refuse("文件里没有内容")
	}
	return table, nil
}

// read chooses the reader; extension and content must agree.
func read(extension string, data []byte) (Table, error) {
	zipped := bytes.HasPrefix(data, []byte("PK"))
	compound := bytes.HasPrefix(data, []byte{0xD0, 0xCF, 0x11, 0xE0})
	switch extension {
	case ".xlsx":
		if compound {
			return Table{}, refuse("这个工作簿加了密码，或是改了名的旧版 .xls，请去掉密码并另存为 .xlsx")
		}
		if !zipped {
			return Table{}, refuse("文件名是 .xlsx，内容却不是 Excel 工作簿，请用 Excel 打开后另存为 .xlsx")
		}
		return readWorkbook(data)
	case ".csv", ".tsv", ".tab", ".txt":
		if zipped || compound {
			return Table{}, refuse("文件名是 %s，内容却不是文本，请另存为 .xlsx 或 CSV", extension)
		}
		return readText(data)
	case ".xls", ".xlsm", ".xlsb", ".et", ".ods":
		return Table{}, refuse("不能读 %s 文件，请在 Excel 或 WPS 里另存为 .xlsx", extension)
	}
	return Table{}, refuse("只能读 .xlsx、.csv、.tsv、.tab 和 .txt 文件")
}

func refuse(format string, args ...any) error {
	return crm.InvalidField("file", fmt.Sprintf(format, args...))
}
