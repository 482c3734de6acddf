package crm

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Longest texts taken over, in characters, and most numbers of one customer.
const (
	longestName    = 60
	longestNote    = 500
	longestLabel   = 20
	longestContact = 60
	mostContacts   = 10
	longestPhones  = 300 // characters of a cell with all its numbers
)

// rosterReader collects what a row says.
type rosterReader struct {
	RosterRow
	cells    SheetRow
	mapping  Mapping
	date1904 bool
}

// ReadRosterRow reads one row of a customer; the caller has left out rows that are none.
func ReadRosterRow(cells []string, m Mapping, date1904 bool) RosterRow {
	r := &rosterReader{cells: SheetRow{Cells: cells}, mapping: m, date1904: date1904}
	if r.checkCells(); len(r.Problems) == 0 {
		r.readName()
		r.readContacts()
		r.readRoom()
		r.readLink()
		r.readKind()
		r.readRest()
	}
	if len(r.Problems) > 0 {
		r.Outcome = RowRefused
	}
	return r.RosterRow
}

func (r *rosterReader) refuse(format string, args ...any) {
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

func (r *rosterReader) remark(format string, args ...any) {
	r.Remarks = append(r.Remarks, fmt.Sprintf(format, args...))
}

// cell is the text of the only column of a field.
func (r *rosterReader) cell(field string) string {
	for _, column := range r.mapping.columns(field) {
		return r.cells.Cell(column)
	}
	return ""
}

// checkCells refuses values that came out of an error in the sheet or of broken bytes.
func (r *rosterReader) checkCells() {
	for column, code := range r.mapping {
		text := cellText(r.cells.Cell(column))
		switch {
		case code == "" || text == "":
		case errorCell.MatchString(strings.ToUpper(text)):
			r.refuse("%s是错误值 %s", RosterLabel(code), text)
		case strings.ContainsRune(text, utf8.RuneError):
			r.refuse("%s里有损坏的字符，请核对原文件", RosterLabel(code))
		}
	}
}

func (r *rosterReader) readName() {
	name := personName(r.cell(RosterName))
	if plain := cellValue(name); plain == "" || vacantName[plain] {
		r.refuse("没有姓名")
		return
	}
	name, err := CleanText(name, longestName, false)
	if err != nil {
		r.refuse("姓名：%s", message(err))
	}
	r.Name = name
}

// message is the sentence of a refusal.
func message(err error) string {
	if refusal, ok := err.(*Error); ok {
		return refusal.Message
	}
	return err.Error()
}

func (r *rosterReader) readContacts() {
	for _, column := range r.mapping.columns(RosterPhone) {
		cell := r.cells.Cell(column)
		if utf8.RuneCountInString(cell) > longestPhones {
			r.refuse("电话一格的内容太长")
			continue
		}
		found, rest := ReadPhones(cell)
		if len(found) > 1 {
			r.remark("一格%s个号码", chineseCount(len(found)))
		}
		for _, contact := range found {
			r.addContact(contact)
		}
		if rest != "" {
			r.addNote("电话：" + rest)
		}
	}
	for _, column := range r.mapping.columns(RosterEmail) {
		if value := strings.ToLower(cellValue(r.cells.Cell(column))); value != "" {
			valid := emailText.MatchString(value)
			r.addContact(ContactInput{Kind: ContactEmail, Value: value, Doubtful: !valid, Why: unless(valid, "邮箱不完整，存疑照存")})
		}
	}
	for _, column := range r.mapping.columns(RosterWechat) {
		if value := cellValue(r.cells.Cell(column)); value != "" {
			r.addContact(ContactInput{Kind: ContactWechat, Value: value})
		}
	}
	if len(r.Contacts) == 0 {
		r.remark("无电话")
	}
	if len(r.Contacts) > mostContacts {
		r.refuse("号码超过 %d 个", mostContacts)
	}
}

func unless(ok bool, text string) string {
	if ok {
		return ""
	}
	return text
}

func (r *rosterReader) addContact(contact ContactInput) {
	switch {
	case listed(r.Contacts, contact):
		return
	case utf8.RuneCountInString(contact.Normalised()) > longestContact || utf8.RuneCountInString(contact.Label) > longestLabel:
		r.refuse("电话一格的内容太长")
		return
	case contact.Doubtful:
		r.remark("%s", contact.Why)
	}
	r.Contacts = append(r.Contacts, contact)
}

func (r *rosterReader) addNote(text string) {
	if r.Note != "" {
		r.Note += "\n"
	}
	r.Note += text
}

// readLink reads how the customer belongs to the room and since when.
func (r *rosterReader) readLink() {
	relation, known := readRelation(r.cell(RosterRelation))
	if !known {
		r.refuse("身份「%s」看不懂，请填业主、共有人、租户或同住人", cellText(r.cell(RosterRelation)))
	}
	r.Relation = relation
	r.MovedInOn = r.date(RosterMovedIn)
	r.MovedOutOn = r.date(RosterMovedOut)
	if r.MovedOutOn != "" && r.MovedInOn > r.MovedOutOn {
		r.refuse("迁出时间早于入住时间")
	}
}

func (r *rosterReader) date(field string) string {
	text := r.cell(field)
	if field == RosterMovedOut && openEnd[cellValue(text)] {
		return ""
	}
	day, _, err := ReadDate(text, r.date1904)
	if err != nil {
		r.refuse("%s%s", RosterLabel(field), message(err))
	}
	return day
}

var openEnd = words("至今 现在 未迁出 在住 长期 今")

// readKind reads the column 类型, which rosters use for the customer, the relation or the room, and fills what is not said.
func (r *rosterReader) readKind() {
	text := strings.ToUpper(cellValue(r.cell(RosterKind)))
	relation, isRelation := readRelation(text)
	switch {
	case text == "":
	case customerKindWords[text] != "":
		r.Kind = customerKindWords[text]
	case roomKindWords[text] != "":
		r.setRoomKind(roomKindWords[text])
	case isRelation:
		if r.Relation == "" {
			r.Relation = relation
		}
	default:
		r.refuse("客户类型「%s」看不懂，请填个人或单位", cellText(r.cell(RosterKind)))
	}
	if text := strings.ToUpper(cellValue(r.cell(RosterRoomKind))); roomKindWords[text] != "" {
		r.setRoomKind(roomKindWords[text])
	} else if text != "" {
		r.refuse("房屋类型「%s」看不懂，请填住宅、商铺、办公、车位或储藏室", cellText(r.cell(RosterRoomKind)))
	}
	switch {
	case !r.HasRoom:
		r.Relation, r.MovedInOn, r.MovedOutOn = "", "", ""
	case r.Relation == "":
		r.Relation = RelationOwner
		r.remark("没有写身份，按业主登记")
	}
}

// readRest reads what describes the customer.
func (r *rosterReader) readRest() {
	r.OrgCreditCode = strings.ToUpper(strings.ReplaceAll(cellValue(r.cell(RosterCreditCode)), " ", ""))
	if r.OrgCreditCode != "" && !creditCode.MatchString(r.OrgCreditCode) {
		r.refuse("统一社会信用代码应为 18 位")
	}
	if r.Kind == "" {
		r.Kind = customerKind(r.Name, r.OrgCreditCode)
	}
	r.ContactPerson = r.short(RosterContactPerson, personName(r.cell(RosterContactPerson)), longestName)
	r.Honorific = honorificWords[cellValue(r.cell(RosterHonorific))]
	if text := cellValue(r.cell(RosterChannel)); text != "" {
		if r.PreferredChannel = channelWords[strings.ToUpper(text)]; r.PreferredChannel == "" {
			r.addNote("联系方式偏好：" + text)
		}
	}
	r.readArea()
	for _, column := range r.mapping.columns(RosterNote) {
		if text := cellText(r.cells.Cell(column)); cellValue(text) != "" {
			r.addNote(text)
		}
	}
	if utf8.RuneCountInString(r.Note) > longestNote {
		r.refuse("备注最多 %d 个字", longestNote)
	}
}

// short is a text of one line within a limit.
func (r *rosterReader) short(field, text string, limit int) string {
	if cellValue(text) == "" {
		return ""
	}
	text, err := CleanText(text, limit, false)
	if err != nil {
		r.refuse("%s：%s", RosterLabel(field), message(err))
	}
	return text
}
