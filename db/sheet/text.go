package sheet

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// delimiters in order of preference, with the format they make.
var delimiters = []struct {
	comma  rune
	format string
}{{'\t', "tab"}, {',', "csv"}, {';', "semicolon"}, {'|', "pipe"}}

// readText reads delimited text.
func readText(data []byte) (Table, error) {
	text, encoding := decode(data)
	text = strings.TrimRight(text, "\x1a")
	if strings.ContainsRune(text, 0) {
		return Table{}, refuse("文件不是文本，请另存为 .xlsx 或 CSV")
	}
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	if line := longLine(text); line > 0 {
		return Table{}, refuse("第 %d 行过长，不像一份名册", line)
	}
	text, comma, format := delimiter(text)
	collected, err := records(text, comma, false)
	if err == errQuotes {
		collected, err = records(text, comma, true)
	}
	if err != nil {
		return Table{}, err
	}
	return Table{Format: format, Encoding: encoding, Rows: collected.list, Damaged: collected.damaged}, nil
}

// decode makes UTF-8 of the bytes: by byte order mark, else UTF-8 where that is valid, else GB18030. A UTF-8 file
// with a few broken bytes stays UTF-8. What cannot be read becomes U+FFFD.
func decode(data []byte) (text, encoding string) {
	utf8Mark := []byte{0xEF, 0xBB, 0xBF}
	switch {
	case bytes.HasPrefix(data, utf8Mark):
		return valid(data[len(utf8Mark):]), "UTF-8"
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		wide, _ := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
		return valid(wide), "UTF-16"
	case utf8.Valid(data) || brokenUTF8(data):
		return valid(data), "UTF-8"
	}
	chinese, _ := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	return valid(chinese), "GB18030"
}

func valid(data []byte) string {
	return strings.ToValidUTF8(string(data), string(utf8.RuneError))
}

// brokenUTF8 tells UTF-8 with a few broken bytes from GB18030. Han characters take three bytes in UTF-8; in GB18030
// text three bytes hardly ever happen to form one.
func brokenUTF8(data []byte) bool {
	var whole, broken int
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && size == 1:
			broken++
		case size >= 3:
			whole++
		}
		data = data[size:]
	}
	return whole > 2*broken
}

// longLine is the number of the first line over the limit, or 0.
func longLine(text string) int {
	for no := 1; text != ""; no++ {
		end := strings.IndexByte(text, '\n')
		if end < 0 {
			end = len(text) - 1
		}
		if end > maxLine {
			return no
		}
		text = text[end+1:]
	}
	return 0
}

// delimiter finds what parts the cells: a first line "sep=" says it, otherwise the character that stands equally
// often in most of the first lines.
func delimiter(text string) (rest string, comma rune, format string) {
	first, after, _ := strings.Cut(text, "\n")
	first = strings.ToLower(strings.TrimRight(first, "\r"))
	for _, d := range delimiters {
		if first == "sep="+string(d.comma) {
			return after, d.comma, d.format
		}
	}
	lines := strings.SplitN(text, "\n", 101)
	lines = lines[:min(len(lines), 100)]
	comma, format = ',', "csv"
	best := 0
	for _, d := range delimiters {
		if agreed := agreement(lines, string(d.comma)); agreed > best {
			best, comma, format = agreed, d.comma, d.format
		}
	}
	return text, comma, format
}

// agreement is how many lines hold mark equally often, the most frequent count above zero.
func agreement(lines []string, mark string) int {
	seen := map[int]int{}
	most := 0
	for _, line := range lines {
		if n := strings.Count(line, mark); n > 0 {
			seen[n]++
			most = max(most, seen[n])
		}
	}
	return most
}

type textError string

func (e textError) Error() string { return string(e) }

// errQuotes asks for the lazy reading of quotation marks.
const errQuotes = textError("quotation marks out of place")

// records parses the text. Lazy takes quotation marks inside a cell as they stand, and refuses a cell that seems to
// have swallowed other rows because its mark is never closed.
func records(text string, comma rune, lazy bool) (*rows, error) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma, reader.LazyQuotes, reader.FieldsPerRecord, reader.ReuseRecord = comma, lazy, -1, true
	collected := &rows{}
	no, line, offset := 0, 1, int64(0) // the row before, the line after it, and where that line begins
	for {
		cells, err := reader.Read()
		if err == io.EOF {
			return collected, nil
		}
		if err != nil {
			return nil, errQuotes
		}
		start, _ := reader.FieldPos(0)
		no += 1 + start - line // blank lines are rows of their own
		for i, cell := range cells {
			if lazy && strings.Contains(cell, "\n") && strings.ContainsRune(cell, comma) {
				return nil, refuse("第 %d 行的引号没有成对", no)
			}
			cells[i] = literal(cell)
		}
		if err := collected.add(no, cells); err != nil {
			return nil, err
		}
		end := reader.InputOffset()
		line += strings.Count(text[offset:end], "\n")
		offset = end
	}
}

// literal undoes ="0123", the way spreadsheet programs are told to keep a number as text.
func literal(cell string) string {
	if len(cell) > 3 && strings.HasPrefix(cell, `="`) && strings.HasSuffix(cell, `"`) {
		return cell[2 : len(cell)-1]
	}
	return cell
}
