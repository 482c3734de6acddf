package crm

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// headingRank is a known heading: its field and how good a name it is, 1 before 2 before 3; 0 is what people of the
// project have said themselves.
type headingRank struct {
	field string
	rank  int
}

// headingParts recognise headings that are put together in other ways; the first that fits.
var headingParts = []struct {
	pattern *regexp.Regexp
	field   string
}{
	{regexp.MustCompile(`^紧急|物业公司|管家|客服|身份证|证件|楼层|户型|传真|助手|助理|所有者|所有人|负责人|创建|修改|供应商|介绍人`), ""},
	{regexp.MustCompile(`^物业(?:人员|联系|电话)`), ""},
	{regexp.MustCompile(`手机|电话`), RosterPhone},
	{regexp.MustCompile(`姓名$`), RosterName},
	{regexp.MustCompile(`(?:入住|入伙|搬入|迁入|交房|收房|接房).*(?:日|时间)`), RosterMovedIn},
	{regexp.MustCompile(`(?:迁出|搬离|搬出|退租).*(?:日|时间)`), RosterMovedOut},
	{regexp.MustCompile(`^与.*关系$`), RosterRelation},
	{regexp.MustCompile(`房号$|房间号$|室号$`), RosterRoom},
	{regexp.MustCompile(`楼栋$|栋号$|幢号$`), RosterBuilding},
	{regexp.MustCompile(`^建筑面积|^面积(?:平|㎡|M)`), RosterArea},
	{regexp.MustCompile(`备注$`), RosterNote},
	{regexp.MustCompile(`^应[收缴](?:合计|总额|费用)`), FeeReceivable},
	{regexp.MustCompile(`^实[收缴](?:合计|总额|费用)`), FeePaid},
	{regexp.MustCompile(`车牌`), VehiclePlate},
}

var (
	headingMarks  = strings.NewReplacer(" ", "", "*", "", ":", "", "、", "", "·", "", "\"", "", "/", "", "\n", "", "\r", "", "\t", "")
	headingNumber = regexp.MustCompile(`[0-9一二三四五]$`)
)

// longestHeading is where a text is no heading any more, in characters.
const longestHeading = 12

// HeadingText is the name of a column without what people put around it: 姓 名, *手机（必填）.
func HeadingText(cell string) string {
	text := bracketText.ReplaceAllString(cellText(cell), "")
	return strings.ToUpper(headingMarks.Replace(Simplified(HalfWidth(text))))
}

// headings recognises the names of columns of a kind; own are those that the project has said itself.
type headings struct {
	k   *ImportKind
	own map[string]string
}

func (h headings) of(cell string) (headingRank, bool) {
	text := HeadingText(cell)
	if text == "" || utf8.RuneCountInString(text) > longestHeading {
		return headingRank{}, false
	}
	if field, ok := h.own[text]; ok {
		return headingRank{field, 0}, field != ""
	}
	for _, name := range []string{text, headingNumber.ReplaceAllString(text, "")} {
		if known, ok := h.k.known[name]; ok {
			return known, true
		}
	}
	for _, part := range headingParts {
		if part.pattern.MatchString(text) {
			return headingRank{part.field, 3}, h.k.FieldLabel(part.field) != ""
		}
	}
	return headingRank{}, false
}

func (h headings) knows(cell string) bool {
	_, ok := h.of(cell)
	return ok
}

// headerDepth is how far down the heading is looked for.
const headerDepth = 20

// FindHeader finds the row with the names of the columns among the first rows, and what each column holds. A heading in two
// rows is read together; the index is that of the lower one. -1 where no row names at least two known fields, or by its usual
// name the one that the rows are about. own is what the project has said about headings before, by their text.
func (k *ImportKind) FindHeader(rows []SheetRow, own map[string]string) (index int, mapping Mapping) {
	h := headings{k, own}
	index, best := -1, 0
	for i := range min(len(rows), headerDepth) {
		if m := h.mapping(rows[i].Cells); k.score(m) > best {
			index, mapping, best = i, m, k.score(m)
		}
		if i+1 < min(len(rows), headerDepth) && h.subheading(rows[i+1].Cells) {
			if m := h.mapping(h.twoRows(rows[i].Cells, rows[i+1].Cells)); k.score(m) > best {
				index, mapping, best = i+1, m, k.score(m)
			}
		}
	}
	for i := 0; index < 0 && i+1 < min(len(rows), headerDepth); i++ {
		if h.plainLead(rows[i].Cells) {
			return i, h.mapping(rows[i].Cells)
		}
	}
	return index, mapping
}

// Columns is what columns hold that a person has named; an empty name is a column that is not read.
func (k *ImportKind) Columns(names []string) (Mapping, error) {
	m := make(Mapping, len(names))
	for i, name := range names {
		known, ok := (headings{k, nil}).of(name)
		if !ok && HeadingText(name) != "" {
			return nil, InvalidField("mapping", "没有这样的列：「"+clip(name, sampleLength)+"」")
		}
		m[i] = known.field
	}
	return m, nil
}

// plainLead reports a row with the most usual name of the field that the rows are about.
func (h headings) plainLead(cells []string) bool {
	return slices.ContainsFunc(cells, func(cell string) bool {
		known, ok := h.k.known[HeadingText(cell)]
		return ok && known.rank == 1 && slices.Contains(h.k.lead, known.field)
	})
}

// score counts the fields that were recognised; a heading that does not say whom the rows are about weighs little, one
// field is none.
func (k *ImportKind) score(m Mapping) int {
	fields, lead := map[string]bool{}, 0
	for _, code := range m {
		if code != "" {
			fields[code] = true
		}
		if slices.Contains(k.lead, code) {
			lead = len(k.Fields)
		}
	}
	if len(fields) < 2 {
		return 0
	}
	return len(fields) + lead
}

// mapping finds the field of each column. Where several columns carry a field that stands once, the best name wins, then
// the leftmost.
func (h headings) mapping(cells []string) Mapping {
	m := make(Mapping, len(cells))
	for rank := range 4 {
		for column, cell := range cells {
			known, ok := h.of(cell)
			if ok && known.rank == rank && m[column] == "" && (h.k.field(known.field).Many || !slices.Contains(m, known.field)) {
				m[column] = known.field
			}
		}
	}
	if h.k.refit != nil {
		h.k.refit(h, cells, m)
	}
	return m
}

var longDigits = regexp.MustCompile(`[0-9]{3}`)

// subheading reports a row that can be the lower half of a heading: it names a known field and holds no numbers.
func (h headings) subheading(cells []string) bool {
	known := false
	for _, cell := range cells {
		if longDigits.MatchString(HalfWidth(cell)) {
			return false
		}
		known = known || h.knows(cell)
	}
	return known
}

// twoRows joins a heading in two rows: the lower text, or both together (入住 over 时间), or the upper one alone.
func (h headings) twoRows(upper, lower []string) []string {
	joined := make([]string, max(len(upper), len(lower)))
	copy(joined, upper)
	for i, cell := range lower {
		if cellText(bracketText.ReplaceAllString(cell, "")) == "" {
			continue
		}
		if !h.knows(joined[i]+cell) || h.knows(cell) {
			joined[i] = cell
		} else {
			joined[i] += cell
		}
	}
	return joined
}

// SaidHeadings are the texts over the columns with what a person has said they hold, to be remembered. Over a heading in two
// rows it is the lower text, or the upper one alone.
func SaidHeadings(rows []SheetRow, header int, m Mapping) map[string]string {
	said := map[string]string{}
	if header < 0 || header >= len(rows) {
		return said
	}
	for column, field := range m {
		text := HeadingText(rows[header].Cell(column))
		if text == "" && header > 0 {
			text = HeadingText(rows[header-1].Cell(column))
		}
		if text != "" && utf8.RuneCountInString(text) <= longestHeading {
			said[text] = field
		}
	}
	return said
}
