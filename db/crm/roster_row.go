package crm

import (
	"strings"
	"unicode"
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
	listReader
	RosterRow
}

// ReadRosterRow reads one row of a customer; the caller has left out rows that are none.
func ReadRosterRow(row SheetRow, m Mapping, date1904 bool) RosterRow {
	r := &rosterReader{RosterRow: RosterRow{ListRow: ListRow{No: row.No}}}
	r.listReader = listReader{CustomerList, &r.ListRow, row, m, date1904}
	if r.checkCells() {
		r.readName()
		r.readContacts()
		r.readPlace()
		r.readLink()
		r.readKind()
		r.readRest()
	}
	r.done()
	return r.RosterRow
}

func (r *rosterReader) readName() {
	field, name := RosterName, personName(r.cell(RosterName))
	if r.mapping.column(RosterName) < 0 {
		field, name = RosterFamily, joinedName(cellText(r.cell(RosterFamily)), cellText(r.cell(RosterGiven)))
	}
	if plain := cellValue(name); plain == "" || vacantName[Simplified(plain)] {
		r.refuse(field, "没有姓名")
		return
	}
	name, err := CleanText(name, longestName, false)
	if err != nil {
		r.refuse(field, "姓名：%s", message(err))
	}
	r.Name = name
}

// joinedName puts family and given name together, Chinese ones without a blank and in this order.
func joinedName(family, given string) string {
	switch {
	case cellValue(family) == "":
		return personName(given)
	case cellValue(given) == "":
		return personName(family)
	case strings.ContainsFunc(family+given, func(r rune) bool { return unicode.Is(unicode.Han, r) }):
		return personName(family + given)
	}
	return given + " " + family
}

func (r *rosterReader) readContacts() {
	for _, column := range r.mapping.columns(RosterPhone) {
		cell := r.cells.Cell(column)
		if utf8.RuneCountInString(cell) > longestPhones {
			r.refuseColumn(column, RosterPhone, "电话一格的内容太长")
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
		r.refuse(RosterPhone, "号码超过 %d 个", mostContacts)
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
		r.refuse(RosterPhone, "电话一格的内容太长")
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
		r.refuse(RosterRelation, "身份「%s」看不懂，请填业主、共有人、租户或同住人", cellText(r.cell(RosterRelation)))
	}
	r.Relation = relation
	r.MovedInOn = r.date(RosterMovedIn)
	if !openEnd[cellValue(Simplified(r.cell(RosterMovedOut)))] {
		r.MovedOutOn = r.date(RosterMovedOut)
	}
	if r.MovedOutOn != "" && r.MovedInOn > r.MovedOutOn {
		r.refuse(RosterMovedOut, "迁出时间早于入住时间")
	}
}

var openEnd = words("至今 现在 未迁出 在住 长期 今")

// readKind reads the column 类型, which rosters use for the customer, the relation or the room, and fills what is not said.
func (r *rosterReader) readKind() {
	text := r.word(RosterKind)
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
		r.refuse(RosterKind, "客户类型「%s」看不懂，请填个人或单位", cellText(r.cell(RosterKind)))
	}
	if text := r.word(RosterRoomKind); roomKindWords[text] != "" {
		r.setRoomKind(roomKindWords[text])
	} else if text != "" {
		r.refuse(RosterRoomKind, "房屋类型「%s」看不懂，请填住宅、商铺、办公、车位或储藏室", cellText(r.cell(RosterRoomKind)))
	}
	switch {
	case !r.HasRoom:
		r.Relation, r.MovedInOn, r.MovedOutOn = "", "", ""
	case r.Relation == "" && r.word(RosterRelation) == "":
		r.Relation = RelationOwner
		r.remark("没有写身份，按业主登记")
	}
}

// readRest reads what describes the customer.
func (r *rosterReader) readRest() {
	if text := cellValue(r.cell(RosterCreditCode)); text != "" {
		var err error
		if r.OrgCreditCode, err = ParseCreditCode(text); err != nil {
			r.refuse(RosterCreditCode, "%s", message(err))
		}
	}
	if r.Kind == "" {
		r.Kind = customerKind(r.Name, r.OrgCreditCode)
	}
	r.ContactPerson = r.short(RosterContactPerson, personName(r.cell(RosterContactPerson)), longestName)
	r.Honorific = honorificWords[r.word(RosterHonorific)]
	if text := r.short(RosterCompany, r.cell(RosterCompany), longestName); text != "" && nameKey(text) != nameKey(r.Name) {
		r.addNote("所属单位：" + text)
	}
	if text := cellValue(r.cell(RosterChannel)); text != "" {
		if r.PreferredChannel = channelWords[wordOf(text)]; r.PreferredChannel == "" {
			r.addNote("联系方式偏好：" + text)
		}
	}
	r.AreaM2 = r.area()
	for _, column := range r.mapping.columns(RosterNote) {
		if text := cellText(r.cells.Cell(column)); cellValue(text) != "" {
			r.addNote(text)
		}
	}
	if utf8.RuneCountInString(r.Note) > longestNote {
		r.refuse(RosterNote, "备注最多 %d 个字", longestNote)
	}
}
