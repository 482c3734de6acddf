package crm

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The fields a column of a roster can hold.
const (
	RosterName          = "name"
	RosterPhone         = "phone"
	RosterEmail         = "email"
	RosterWechat        = "wechat"
	RosterRelation      = "relation"
	RosterPhase         = "phase"
	RosterBuilding      = "building"
	RosterUnit          = "unit"
	RosterRoom          = "room"
	RosterRoomKind      = "room_kind"
	RosterArea          = "area_m2"
	RosterMovedIn       = "moved_in_on"
	RosterMovedOut      = "moved_out_on"
	RosterHonorific     = "honorific"
	RosterKind          = "kind"
	RosterCreditCode    = "org_credit_code"
	RosterContactPerson = "contact_person"
	RosterChannel       = "preferred_channel"
	RosterNote          = "note"
)

// RosterField is what a person may choose for a column. Many fields may stand over several columns.
type RosterField struct {
	Code, Label string
	Many        bool
}

// RosterFields lists the fields in the order menus show them.
var RosterFields = []RosterField{
	{RosterName, "姓名", false}, {RosterPhone, "电话", true}, {RosterRelation, "身份", false},
	{RosterPhase, "期", false}, {RosterBuilding, "楼栋", false}, {RosterUnit, "单元", false}, {RosterRoom, "房号", false},
	{RosterMovedIn, "入住时间", false}, {RosterMovedOut, "迁出时间", false}, {RosterRoomKind, "房屋类型", false},
	{RosterArea, "面积", false}, {RosterHonorific, "称呼", false}, {RosterKind, "客户类型", false},
	{RosterCreditCode, "统一社会信用代码", false}, {RosterContactPerson, "联系人", false},
	{RosterChannel, "联系方式偏好", false}, {RosterEmail, "邮箱", true}, {RosterWechat, "微信", true}, {RosterNote, "备注", true},
}

// RosterLabel is the Chinese name of a field.
func RosterLabel(code string) string {
	for _, field := range RosterFields {
		if field.Code == code {
			return field.Label
		}
	}
	return ""
}

// Mapping says what each column holds, by its index; empty for a column that is not read.
type Mapping []string

// columns lists where a field stands.
func (m Mapping) columns(field string) []int {
	var found []int
	for column, code := range m {
		if code == field {
			found = append(found, column)
		}
	}
	return found
}

// Check holds that a mapping can be read: known fields, a name, and one column a field unless it may have many.
func (m Mapping) Check() error {
	for _, code := range m {
		if code != "" && RosterLabel(code) == "" {
			return InvalidField("mapping", "没有这样的列")
		}
	}
	for _, field := range RosterFields {
		if !field.Many && len(m.columns(field.Code)) > 1 {
			return InvalidField("mapping", "「"+field.Label+"」只能选一列")
		}
	}
	if len(m.columns(RosterName)) == 0 {
		return InvalidField("mapping", "请指明哪一列是姓名")
	}
	return nil
}

// headings are the usual names of columns; of several columns for one field the one named in an earlier group is taken.
var headings = map[string][]string{
	RosterName: {"姓名 业主姓名 客户姓名 住户姓名 业主名称 客户名称 产权人姓名 户主姓名 NAME",
		"名称 名字 业主 住户 户主 产权人 客户 单位名称 公司名称 业主或单位名称 租户姓名 租客姓名 承租人 承租人姓名 租户"},
	RosterPhone: {"手机 手机号 手机号码 移动电话 联系电话 联系手机 电话 电话号码 联系号码 联系方式 业主电话 业主手机 业主手机号 " +
		"业主联系电话 业主联系方式 客户电话 客户手机 住户电话 本人电话 固定电话 固话 座机 家庭电话 住宅电话 办公电话 其他电话 备用电话 备用手机 " +
		"PHONE MOBILE TEL"},
	RosterEmail:    {"邮箱 电子邮箱 电子邮件 邮件 EMAIL E-MAIL"},
	RosterWechat:   {"微信 微信号 WECHAT"},
	RosterRelation: {"身份 关系 与业主关系 与户主关系 与产权人关系 与房屋关系 住户身份 客户身份 住户关系 人员身份 人员关系 住户类型 RELATION", "住户性质 人员类型 业主类型 居住身份"},
	RosterPhase:    {"期 期数 分期 期区 所属期 项目分期 第几期"},
	RosterBuilding: {"楼栋 栋 楼号 幢 栋号 幢号 楼幢 楼栋号 楼幢号 楼 座 座号 座栋 号楼 楼宇 楼座 栋座 所在楼栋 BUILDING", "楼栋名称"},
	RosterUnit:     {"单元 单元号 门 UNIT"},
	RosterRoom: {"房号 房间 室号 房屋 房间号 房屋号 房屋编号 房间编号 室 门牌 门牌号 门牌号码 房产 房屋房号 单元房号 楼栋房号 楼号房号 栋号房号 户号 ROOM",
		"房屋地址 房屋坐落 房产地址 物业地址 住址 地址 家庭住址 房屋位置 楼房号 房屋信息 房产信息"},
	RosterRoomKind:      {"房屋类型 物业类型 房屋性质 房屋用途 房产类型 房屋类别"},
	RosterArea:          {"面积 建筑面积 房屋面积 产权面积 建面 AREA", "套内面积 收费面积 计费面积"},
	RosterMovedIn:       {"入住日期 入住时间 入伙日期 入伙时间 搬入日期 搬入时间 迁入日期 迁入时间 入住", "交房日期 交房时间 收房日期 收房时间 接房日期 接房时间 交付日期 交付时间 起租日期 起租日"},
	RosterMovedOut:      {"迁出日期 迁出时间 搬离日期 搬离时间 搬出日期 搬出时间 搬走日期 退租日期 退租时间 迁出"},
	RosterHonorific:     {"称呼 称谓 尊称", "性别"},
	RosterKind:          {"类型 客户类型 客户类别 客户性质 KIND", "类别 性质"},
	RosterCreditCode:    {"统一社会信用代码 社会信用代码 信用代码 统一信用代码"},
	RosterContactPerson: {"联系人 联系人姓名 单位联系人 经办联系人"},
	RosterChannel:       {"联系方式偏好 偏好联系方式 首选联系方式 联系偏好 希望联系方式"},
	RosterNote:          {"备注 说明 备注说明 其他 其它 附注 NOTE", "特殊情况 特殊需求 情况说明"},
}

// headingRank is a known heading: its field and how good a name it is, 1 before 2 before 3.
type headingRank struct {
	field string
	rank  int
}

var knownHeadings = func() map[string]headingRank {
	known := map[string]headingRank{}
	for field, groups := range headings {
		for i, group := range groups {
			for _, name := range strings.Fields(group) {
				known[name] = headingRank{field, i + 1}
			}
		}
	}
	return known
}()

// headingParts recognise headings that are put together in other ways.
var headingParts = []struct {
	pattern *regexp.Regexp
	field   string
}{
	{regexp.MustCompile(`^紧急|物业|管家|客服|身份证|证件|车牌|楼层|户型`), ""},
	{regexp.MustCompile(`手机|电话`), RosterPhone},
	{regexp.MustCompile(`姓名$`), RosterName},
	{regexp.MustCompile(`(?:入住|入伙|搬入|迁入|交房|收房|接房).*(?:日|时间)`), RosterMovedIn},
	{regexp.MustCompile(`(?:迁出|搬离|搬出|退租).*(?:日|时间)`), RosterMovedOut},
	{regexp.MustCompile(`^与.*关系$`), RosterRelation},
	{regexp.MustCompile(`房号$|房间号$|室号$`), RosterRoom},
	{regexp.MustCompile(`楼栋$|栋号$|幢号$`), RosterBuilding},
	{regexp.MustCompile(`^建筑面积`), RosterArea},
	{regexp.MustCompile(`备注$`), RosterNote},
}

var (
	headingMarks  = strings.NewReplacer(" ", "", "*", "", ":", "", "、", "", "·", "", "\"", "", "/", "")
	headingNumber = regexp.MustCompile(`[0-9一二三四]$`)
)

// longestHeading is where a text is no heading any more, in characters.
const longestHeading = 12

// heading recognises the name of a column: 姓 名, *手机（必填）, 联系电话1.
func heading(cell string) (headingRank, bool) {
	text := bracketText.ReplaceAllString(cellText(cell), "")
	text = strings.ToUpper(headingMarks.Replace(HalfWidth(text)))
	if text == "" || utf8.RuneCountInString(text) > longestHeading {
		return headingRank{}, false
	}
	for _, name := range []string{text, headingNumber.ReplaceAllString(text, "")} {
		if known, ok := knownHeadings[name]; ok {
			return known, true
		}
	}
	for _, part := range headingParts {
		if part.pattern.MatchString(text) {
			return headingRank{part.field, 3}, part.field != ""
		}
	}
	return headingRank{}, false
}

// headerDepth is how far down the heading is looked for.
const headerDepth = 20

// FindHeader finds the row with the names of the columns among the first rows, and what each column holds. A heading in two
// rows is read together; the index is that of the lower one. -1 where no row names at least two known fields.
func FindHeader(rows []SheetRow) (index int, mapping Mapping) {
	index, best := -1, 0
	for i := range min(len(rows), headerDepth) {
		if m := mapHeadings(rows[i].Cells); m.score() > best {
			index, mapping, best = i, m, m.score()
		}
		if i+1 < min(len(rows), headerDepth) && subheading(rows[i+1].Cells) {
			if m := mapHeadings(twoRows(rows[i].Cells, rows[i+1].Cells)); m.score() > best {
				index, mapping, best = i+1, m, m.score()
			}
		}
	}
	return index, mapping
}

// score counts the fields that were recognised; a heading without a name weighs little, one field is none.
func (m Mapping) score() int {
	fields := map[string]bool{}
	for _, code := range m {
		if code != "" {
			fields[code] = true
		}
	}
	if len(fields) < 2 {
		return 0
	}
	if fields[RosterName] {
		return len(fields) + len(RosterFields)
	}
	return len(fields)
}

// mapHeadings finds the field of each column. Where several columns carry a field that stands once, the best name wins,
// then the leftmost; 联系人 is the name where nothing else is.
func mapHeadings(cells []string) Mapping {
	m := make(Mapping, len(cells))
	for rank := 1; rank <= 3; rank++ {
		for column, cell := range cells {
			known, ok := heading(cell)
			if ok && known.rank == rank && (many(known.field) || !slices.Contains(m, known.field)) {
				m[column] = known.field
			}
		}
	}
	if person := m.columns(RosterContactPerson); len(person) == 1 && !slices.Contains(m, RosterName) {
		m[person[0]] = RosterName
	}
	return m
}

func many(code string) bool {
	for _, field := range RosterFields {
		if field.Code == code {
			return field.Many
		}
	}
	return false
}

var longDigits = regexp.MustCompile(`[0-9]{3}`)

// subheading reports a row that can be the lower half of a heading: it names a known field and holds no numbers.
func subheading(cells []string) bool {
	known := false
	for _, cell := range cells {
		if longDigits.MatchString(HalfWidth(cell)) {
			return false
		}
		known = known || knows(cell)
	}
	return known
}

// twoRows joins a heading in two rows: the lower text, or both together (入住 over 时间), or the upper one alone.
func twoRows(upper, lower []string) []string {
	joined := make([]string, max(len(upper), len(lower)))
	copy(joined, upper)
	for i, cell := range lower {
		if cellText(bracketText.ReplaceAllString(cell, "")) == "" {
			continue
		}
		if _, ok := heading(joined[i] + cell); !ok || knows(cell) {
			joined[i] = cell
		} else {
			joined[i] += cell
		}
	}
	return joined
}

func knows(cell string) bool {
	_, ok := heading(cell)
	return ok
}
