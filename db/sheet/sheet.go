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
	MaxBytes   = 32 << 20 // of the file as uploaded
	MaxRows    = 100_100  // rows with anything in them: 100 000 and what stands above and under them
	MaxColumns = 100

	maxSlots    = 2_100_000 // cells up to the last filled one, summed over the rows
	maxText     = 32 << 20  // bytes of all cells together
	maxRunes    = 5_000     // characters of one cell
	maxLine     = 256 << 10 // bytes of one line of a text file
	maxFiles    = 1_000     // parts of a workbook
	maxUnpacked = 256 << 20 // bytes of all parts of a workbook, unpacked
	maxRead     = 192 << 20 // bytes of the parts that are read, a piece at a time
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
	Hidden   int        // filled rows that are hidden in the sheet; they are read like others
	Unread   []string   // names of the other sheets with something in them, the hidden ones too
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

// encryptedPart names the stream that a workbook with a password is kept in, in the directory of the compound file.
var encryptedPart = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")

// read chooses the reader; extension and content must agree.
func read(extension string, data []byte) (Table, error) {
	zipped := bytes.HasPrefix(data, []byte("PK"))
	compound := bytes.HasPrefix(data, []byte{0xD0, 0xCF, 0x11, 0xE0})
	switch extension {
	case ".xlsx":
		switch {
		case compound && bytes.Contains(data, encryptedPart):
			return Table{}, refuse("这个工作簿加了密码，打不开。请在 Excel 或 WPS 里去掉密码后另存为 .xlsx")
		case compound:
			return Table{}, refuse("这是改了名的旧版 .xls 工作簿，请在 Excel 或 WPS 里另存为 .xlsx")
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
