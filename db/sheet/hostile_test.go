package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"linli/db/sheet"
)

// parts are the files of a workbook by name; zip adds the usual ones that are missing.
type parts map[string]string

const relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>`

func (p parts) zip(t *testing.T) []byte {
	t.Helper()
	all := parts{
		"_rels/.rels":     fmt.Sprintf(relations, `<Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/>`),
		"xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="一" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": fmt.Sprintf(relations, `<Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>`+
			`<Relationship Id="r2" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/>`+
			`<Relationship Id="r3" Type="x/styles" Target="styles.xml"/>`),
		"xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts>` +
			`<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": sheetXML(`<row r="1"><c t="inlineStr"><is><t>姓名</t></is></c></row>`),
	}
	maps.Copy(all, p)
	var buffer bytes.Buffer
	archive := zip.NewWriter(&buffer)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		part, err := archive.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, all[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

func sheetXML(rows string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>` + rows + `</sheetData></worksheet>`
}

// declare makes the directory of a workbook tell another unpacked size for a part.
func declare(t *testing.T, data []byte, part string, size uint32) []byte {
	t.Helper()
	const header = 46
	at := bytes.LastIndex(data, []byte(part)) - header
	if at < 0 || !bytes.HasPrefix(data[at:], []byte("PK\x01\x02")) {
		t.Fatalf("no directory entry for %s", part)
	}
	binary.LittleEndian.PutUint32(data[at+24:], size)
	return data
}

// protected is a workbook as a spreadsheet program saves it with a password.
func protected(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	var data bytes.Buffer
	if err := f.Write(&data, excelize.Options{Password: "mima"}); err != nil {
		t.Fatal(err)
	}
	return data.Bytes()
}

// locked sets the mark of an encrypted part in the directory of an archive.
func locked(t *testing.T, data []byte) []byte {
	t.Helper()
	at := bytes.Index(data, []byte("PK\x01\x02"))
	if at < 0 {
		t.Fatal("no directory")
	}
	data[at+8] |= 1
	return data
}

func dense(rows, columns int, cell string) string {
	var b strings.Builder
	for range rows {
		b.WriteString("<row>" + strings.Repeat(cell, columns) + "</row>")
	}
	return sheetXML(b.String())
}

// TestHostileFiles holds that a file made to hurt is refused in a sentence, soon and in little memory.
func TestHostileFiles(t *testing.T) {
	entities := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	row := `<row r="%s"><c t="inlineStr"><is><t>x</t></is></c></row>`
	one := func(xml string) []byte { return parts{"xl/worksheets/sheet1.xml": xml}.zip(t) }
	many := parts{}
	for i := range 1_100 {
		many[fmt.Sprintf("xl/media/%d.png", i)] = "x"
	}
	const sheet1 = "xl/worksheets/sheet1.xml"
	tests := []struct {
		name, file string
		data       []byte
		why        string
	}{
		{"unpacks to 2 GB", "a.xlsx", declare(t, one(sheetXML("")), sheet1, 2<<30), "解压后超过"},
		{"unpacks to 100 MB", "a.xlsx", declare(t, one(sheetXML("")), sheet1, 200<<20), "只保留名册"},
		{"says it is small", "a.xlsx", declare(t, one(sheetXML(strings.Repeat("<row/>", 10<<20))), sheet1, 1000), "损坏"},
		{"60 MB of nothing", "a.xlsx", one(sheetXML("<row>" + strings.Repeat("<c/>", 15<<20) + "</row>")), "内容太多"},
		{"60 MB of empty rows", "a.xlsx", one(sheetXML(strings.Repeat("<row/>", 10<<20))), "行号超出"},
		{"one endless text", "a.xlsx", one(sheetXML(`<row><c><v>` + strings.Repeat("1", 60<<20) + `</v></c></row>`)), "过长的内容"},
		{"one endless attribute", "a.xlsx", one(sheetXML(`<row r="` + strings.Repeat("1", 60<<20) + `"/>`)), "过长的内容"},
		{"one endless comment", "a.xlsx", one(sheetXML("<!--" + strings.Repeat("<c>", 20<<20) + "-->")), "过长的内容"},
		{"entities", "a.xlsx", one(entities + sheetXML(`<row><c><v>&b;</v></c></row>`)), "DOCTYPE"},
		{"entities in the shared texts", "a.xlsx", parts{"xl/sharedStrings.xml": entities + `<sst/>`}.zip(t), "DOCTYPE"},
		{"row beyond every sheet", "a.xlsx", one(sheetXML(fmt.Sprintf(row, "1048577"))), "行号"},
		{"row number too long", "a.xlsx", one(sheetXML(fmt.Sprintf(row, "99999999999999999999"))), "行号"},
		{"row number negative", "a.xlsx", one(sheetXML(fmt.Sprintf(row, "-5"))), "行号"},
		{"rows out of order", "a.xlsx", one(sheetXML(fmt.Sprintf(row, "5") + fmt.Sprintf(row, "5"))), "行号混乱"},
		{"column beyond every sheet", "a.xlsx", one(sheetXML(`<row><c r="ZZZZZZZZ1"><v>1</v></c></row>`)), "列号混乱"},
		{"101 columns", "a.xlsx", one(sheetXML(`<row><c r="CW1"><v>1</v></c></row>`)), "超过 100 列"},
		{"too many rows", "a.xlsx", one(dense(100_101, 1, `<c><v>1</v></c>`)), "超过 100100 行"},
		{"a million rows", "a.xlsx", one(dense(1_000_000, 1, `<c><v>1</v></c>`)), "超过 100100 行"},
		{"too many cells", "a.xlsx", one(dense(21_100, 100, `<c><v>1</v></c>`)), "内容太多"},
		{"a text too long", "a.xlsx", one(dense(1, 1, `<c><v>`+strings.Repeat("1", 5_001)+`</v></c>`)), "超过 5000 字"},
		{"too many shared texts", "a.xlsx", parts{"xl/sharedStrings.xml": "<sst>" + strings.Repeat("<si/>", 600_000) + "</sst>"}.zip(t), "内容太多"},
		{"shared text that is not there", "a.xlsx", one(dense(1, 1, `<c t="s"><v>4</v></c>`)), "损坏"},
		{"cut off", "a.xlsx", one(`<worksheet><sheetData><row><c><v>1</v></c></row>`), "损坏"},
		{"not XML", "a.xlsx", one("<worksheet><<"), "损坏"},
		{"merged without end", "a.xlsx", one(strings.Replace(dense(40_000, 2, `<c><v>1</v></c>`), "</worksheet>",
			"<mergeCells>"+strings.Repeat(`<mergeCell ref="A1:A1048576"/>`, 90_000)+"</mergeCells></worksheet>", 1)), "合并单元格太多"},
		{"too many parts", "a.xlsx", many.zip(t), "文件太多"},
		{"too large", "a.xlsx", append([]byte("PK\x03\x04"), make([]byte, sheet.MaxBytes)...), "超过 32 MB"},
		{"zip of nothing", "a.xlsx", append([]byte("PK\x05\x06"), make([]byte, 18)...), "不是 Excel 工作簿"},
		{"zip cut off", "a.xlsx", one(dense(9, 9, `<c/>`))[:300], "损坏"},
		{"old workbook", "a.xls", []byte{0xD0, 0xCF, 0x11, 0xE0}, "另存为 .xlsx"},
		{"old workbook renamed", "a.xlsx", []byte{0xD0, 0xCF, 0x11, 0xE0}, "旧版 .xls"},
		{"workbook with a password", "a.xlsx", protected(t), "加了密码"},
		{"archive with a password", "a.xlsx", locked(t, one(sheetXML(""))), "加了密码"},
		{"page renamed", "a.xlsx", []byte("<html>"), "不是 Excel 工作簿"},
		{"workbook named text", "a.csv", one(dense(1, 1, `<c/>`)), "内容却不是文本"},
		{"picture", "a.png", []byte("\x89PNG"), "只能读"},
		{"picture named text", "a.csv", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "不是文本"},
		{"empty", "a.csv", nil, "空的"},
		{"only blanks", "a.csv", []byte("\r\n , ,\r\n"), "没有内容"},
		{"only blanks in a sheet", "a.xlsx", one(sheetXML(`<row><c t="str"><v> </v></c></row>`)), "没有内容"},
		{"a line of 15 MB", "a.csv", bytes.Repeat([]byte("a,"), 15<<19), "第 1 行过长"},
		{"a line of 50 MB", "a.csv", bytes.Repeat([]byte("a"), 50<<20), "超过 32 MB"},
		{"a million lines", "a.csv", bytes.Repeat([]byte("a,b\n"), 1_000_000), "超过 100100 行"},
		{"101 cells", "a.csv", []byte(strings.Repeat(",", 100) + "x"), "超过 100 列"},
		{"quotation mark never closed", "a.csv", []byte("a,b\n\"" + strings.Repeat("c,d\n", 1<<20)), "引号没有成对"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			peak, spent, why := cost(t, test.file, test.data)
			if !strings.Contains(why, test.why) {
				t.Errorf("got %q, want %q", why, test.why)
			}
			if peak > 200<<20 || spent > 5*time.Second {
				t.Errorf("took %d MB and %v", peak>>20, spent)
			}
		})
	}
}

// cost reads a file that must be refused and tells how far the heap rose meanwhile, and how much work it was.
func cost(t *testing.T, name string, data []byte) (peak uint64, spent time.Duration, why string) {
	t.Helper()
	debug.FreeOSMemory()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for tick := time.NewTicker(5 * time.Millisecond); ; {
			runtime.ReadMemStats(&now)
			peak = max(peak, now.HeapSys-now.HeapReleased)
			select {
			case <-stop:
				return
			case <-tick.C:
			}
		}
	}()
	start := worked(t)
	why = refused(t, name, data)
	spent = worked(t) - start
	close(stop)
	<-done
	base := before.HeapSys - before.HeapReleased
	return peak - min(peak, base), spent, why
}

// worked is the time processors have spent on this program: what others do on the machine is not in it.
func worked(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
