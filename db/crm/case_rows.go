package crm

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Longest texts of a case, in characters.
const (
	longestOriginalNo = 60
	longestSummary    = 200
	longestDetail     = 5000
	longestPlace      = 200
)

// CaseRow is what a row of an old ledger says of a case.
type CaseRow struct {
	ListRow
	Who
	Former
	RoomText string             // of the room, where it is no address
	moments  map[string]Instant // as they stand in the cells
}

// CaseReading is what the reading of a ledger depends on beside its cells.
type CaseReading struct {
	Mapping  Mapping
	Date1904 bool
	Loc      *time.Location
	Now      int64
}

// ReadCases reads an old ledger of cases.
func ReadCases(rows []SheetRow, header int, in CaseReading) []CaseRow {
	return readList(CaseList, rows, header, in.Mapping, func(l ListRow) CaseRow { return CaseRow{ListRow: l} },
		func(row SheetRow) CaseRow { return ReadCaseRow(row, in) })
}

// ReadCaseRow reads one case.
func ReadCaseRow(row SheetRow, in CaseReading) (c CaseRow) {
	c.No = row.No
	r := listReader{CaseList, &c.ListRow, row, in.Mapping, in.Date1904}
	if r.checkCells() {
		r.readIdentity(&c)
		r.readSubject(&c)
		r.readWhere(&c)
		r.readTexts(&c)
		r.readMoments(&c, in)
	}
	r.done()
	c.Hash = HashOf(c.said())
	return c
}

// said is what the row says, whatever the form of its cells.
func (c *CaseRow) said() string {
	parts := []string{c.OriginalNo, string(c.Kind), c.Channel, c.Category, c.SubCategory, c.Address.Code(), c.RoomText, c.Place, c.Summary, c.Detail, c.ExternalNo, c.CustomerNo, c.Name}
	for _, field := range []string{CaseReceived, CaseRegistered, CaseAck, CaseResponse, CaseResolved, CaseClosed, CaseExternal} {
		m := c.moments[field]
		parts = append(parts, strconv.FormatInt(m.At, 10)+strconv.FormatBool(m.WholeDay))
	}
	return strings.Join(parts, "\x1f")
}

// readIdentity reads the number in the old ledger, kind and channel.
func (r *listReader) readIdentity(c *CaseRow) {
	if r.given(CaseOriginalNo) {
		no, missing := wholeNumber(cellValue(r.cell(CaseOriginalNo)))
		if missing {
			r.refuse(CaseOriginalNo, "原编号「%s」缺了位数，请在原文件里改成文字", no)
		} else {
			c.OriginalNo = r.short(CaseOriginalNo, no, longestOriginalNo)
		}
	}
	c.Kind = Kind(r.wordOf(CaseKind, caseKindWords))
	c.Channel = r.wordOf(CaseChannel, caseChannelWords)
	c.ExternalNo = r.short(CaseExternalNo, r.cell(CaseExternalNo), longestOriginalNo)
}

// wordOf is the code of a word that must be there.
func (r *listReader) wordOf(field string, words map[string]string) string {
	if !r.given(field) {
		return ""
	}
	code := words[caseWord(r.cell(field))]
	if code == "" {
		r.refuse(field, "%s「%s」看不懂", r.k.FieldLabel(field), clip(cellText(r.cell(field)), sampleLength))
	}
	return code
}

// readSubject reads category and sub-category. Old ledgers often have none: then it is «other», or what the sub-category
// belongs to.
func (r *listReader) readSubject(c *CaseRow) {
	word, sub := caseWord(r.cell(CaseCategory)), caseWord(r.cell(CaseSub))
	if word != "" {
		if c.Category = caseCategoryWords[word]; c.Category == "" {
			r.refuse(CaseCategory, "类别「%s」看不懂", clip(cellText(r.cell(CaseCategory)), sampleLength))
			return
		}
	}
	category, known, ok := subOf(c.Category, sub)
	switch {
	case ok:
		c.Category, c.SubCategory = category, known
	case sub != "" && c.Category != "" && c.Category != "other":
		of, _ := CategoryOf(c.Category)
		r.row.Problems = append(r.row.Problems, CellProblem{r.mapping.column(CaseSub), "类别“" + of.Label + "”没有子类「" + clip(sub, sampleLength) + "」", strings.Join(of.Subs, "、") + "，或不填"})
	case c.Category == "":
		c.Category = "other"
		r.remark("没有类别，归入其他")
	}
}

// readWhere reads room and place. What is no address of a room stays as the place it names.
func (r *listReader) readWhere(c *CaseRow) {
	c.CustomerNo = customerNoMarks.Replace(strings.ToUpper(cellValue(r.cell(ListCustomerNo))))
	if name := personName(r.cell(RosterName)); cellValue(name) != "" {
		c.Name = name
	}
	c.Place = r.short(CasePlace, r.cell(CasePlace), longestPlace)
	var aside ListRow
	room := listReader{r.k, &aside, r.cells, r.mapping, r.date1904}
	if c.Address, _, c.HasRoom = room.address(); c.HasRoom {
		return
	}
	var parts []string
	for _, field := range []string{RosterPhase, RosterBuilding, RosterUnit, RosterRoom} {
		if text := cellValue(r.cell(field)); text != "" {
			parts = append(parts, text)
		}
	}
	c.RoomText = strings.Join(parts, " ")
}

// settlePlace says where a case was whose room is not on file.
func (c *CaseRow) settlePlace() {
	room := c.RoomText
	if c.HasRoom {
		room = c.Address.Code()
	}
	switch {
	case room != "":
		c.Place = clip(strings.TrimSpace(room+" "+c.Place), longestPlace-1)
		c.Remarks = append(c.Remarks, "没有房号「"+room+"」，记为位置")
	case c.Place == "":
		c.Place = "未记录位置"
		c.Remarks = append(c.Remarks, "没有房号和位置")
	}
}

// readTexts reads summary and detail; the one stands in for the other.
func (r *listReader) readTexts(c *CaseRow) {
	detail, err := CleanText(r.cell(CaseDetail), longestDetail, true)
	if err != nil {
		r.refuse(CaseDetail, "内容：%s", message(err))
	}
	summary := strings.Join(strings.Fields(cellText(r.cell(CaseSummary))), " ")
	if cellValue(summary) == "" {
		summary = ""
	}
	switch {
	case summary == "" && detail == "":
		r.refuse(CaseSummary, "没有摘要")
		return
	case summary == "":
		summary = clip(detail, 50)
		r.remark("没有摘要，取内容的开头")
	case utf8.RuneCountInString(summary) > longestSummary:
		detail, summary = strings.TrimSpace(summary+"\n"+detail), clip(summary, longestSummary-1)
		r.remark("摘要过长，全文移入内容")
	}
	c.Summary, c.Detail = r.short(CaseSummary, summary, longestSummary), detail
}

// readMoments reads when everything happened. Where only the day is written, a step counts as done at its end, but not
// after what came later; the receipt as come in at its beginning.
func (r *listReader) readMoments(c *CaseRow, in CaseReading) {
	c.moments = map[string]Instant{}
	read := true
	for _, field := range []string{CaseReceived, CaseRegistered, CaseAck, CaseResponse, CaseResolved, CaseClosed, CaseExternal} {
		at, _, err := ReadMoment(r.cell(field), in.Date1904, in.Loc)
		if err != nil {
			r.refuse(field, "%s%s", r.k.FieldLabel(field), message(err))
			read = false
		}
		c.moments[field] = at
	}
	if !r.momentGiven(c, CaseReceived) || !read {
		return
	}
	if c.moments[CaseRegistered].At == 0 {
		c.moments[CaseRegistered] = c.moments[CaseReceived]
	}
	received := c.moments[CaseReceived].At
	c.Received = Moment{At: received}
	place := func(field string, later ...int64) int64 {
		return c.moments[field].by(received, append(later, in.Now)...)
	}
	if c.RegisteredAt = c.moments[CaseRegistered].begun(received); c.RegisteredAt != received {
		c.RegisteredAt = place(CaseRegistered)
	}
	c.ClosedAt = place(CaseClosed)
	c.ResolvedAt = place(CaseResolved, c.ClosedAt)
	c.AckAt = place(CaseAck, c.ResolvedAt, c.ClosedAt)
	c.RespondedAt = place(CaseResponse, c.ResolvedAt, c.ClosedAt)
	if due := c.moments[CaseExternal]; due.WholeDay {
		c.ExternalDue.At = EndOfDay(due.At, 0, in.Loc)
	} else {
		c.ExternalDue.At = due.At
	}
	p := Problems{}
	c.CheckOrder(p, in.Now)
	for _, f := range r.k.Fields {
		if text := p[f.Code]; text != "" {
			r.row.Problems = append(r.row.Problems, CellProblem{r.mapping.column(f.Code), text, rightOrder})
		}
	}
}

func (r *listReader) momentGiven(c *CaseRow, field string) bool {
	if c.moments[field].At == 0 && !slices.ContainsFunc(r.row.Problems, func(p CellProblem) bool { return p.Column == r.mapping.column(field) }) {
		r.refuse(field, "没有%s", r.k.FieldLabel(field))
	}
	return c.moments[field].At != 0
}

// by is the latest moment at which it may have been, not after what came later; a cell to the minute that is that of the
// receipt is the receipt.
func (m Instant) by(received int64, later ...int64) int64 {
	if m.At == 0 || !m.WholeDay {
		return m.begun(received)
	}
	at := m.At + m.length() - 1
	for _, l := range later {
		if l >= m.At && l < at {
			at = l
		}
	}
	return at
}

// begun is the earliest moment at which it may have been, not before the receipt.
func (m Instant) begun(received int64) int64 {
	if m.At != 0 && m.At < received && received < m.At+m.length() {
		return received
	}
	return m.At
}

// length is how long what is written lasts, in seconds.
func (m Instant) length() int64 {
	switch {
	case m.WholeDay:
		return 24 * hour
	case m.Minute:
		return 60
	}
	return 1
}
