package crm

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Query is what somebody typed into the search box, read in every way it can be meant. An empty part is not meant.
type Query struct {
	Text     string // without blanks around it
	Name     string // what may be a name, in characters or letters
	Number   Number // of a case or customer, whole; Seq 0 = none
	Begun    string // beginning of such a number
	Digits   string // of a telephone or the end of a number: only digits, blanks and dashes were typed
	Plate    string // plate, whole or its end
	Room     string // short code, whole
	Prefix   string // beginning of short codes: 3-2-
	Lacking  string // building of a room typed without its unit: 3 of 3-501
	LastPart string // its room: 501
}

// MaxQuery is how many characters of a query are looked at.
const MaxQuery = 64

var (
	digitText  = regexp.MustCompile(`^[+(]?[0-9][0-9 ()+-]*$`)
	begunText  = regexp.MustCompile(`^(?:TS|BX|JY|BY|ZX|KH)-[A-Z0-9]{1,16}-[0-9]*(?:-[0-9]*)?$`)
	estateText = regexp.MustCompile(`^\p{Han}{1,20}(?:小区|社区|花园|家园|公寓|新村|[苑园城府庭湾居院邸轩阁])`)
	codePrefix = regexp.MustCompile(`^(?:[0-9A-Z]{1,3}期/)?[0-9A-Z甲乙丙丁东南西北中]{1,8}-(?:[0-9A-Z]{1,8}(?:-[0-9A-Z]{0,8})?)?$`)
	placeParts = strings.NewReplacer("栋", "-", "单元", "-", "期", "期/")
)

// ReadQuery reads a query. Text is cut to MaxQuery characters.
func ReadQuery(text string) Query {
	text = strings.TrimSpace(HalfWidth(text))
	if utf8.RuneCountInString(text) > MaxQuery {
		text = string([]rune(text)[:MaxQuery])
	}
	q := Query{Text: text}
	q.Number, _ = ParseNumber(text)
	if digitText.MatchString(text) {
		q.Digits = domestic(onlyDigits(text), strings.HasPrefix(text, "+"))
	}
	if number := strings.ToUpper(anyDash.ReplaceAllString(text, "-")); q.Number.Seq == 0 && begunText.MatchString(number) {
		q.Begun = number
	}
	if q.Number.Seq != 0 || q.Begun != "" {
		return q
	}
	q.Plate = plateText(text)
	q.readPlace()
	if q.Digits == "" && (q.Room == "" || !strings.ContainsFunc(text, unicode.IsDigit)) {
		q.Name = text
	}
	return q
}

// readPlace reads the text as a room, whole or begun; the estate's name before it is left out.
func (q *Query) readPlace() {
	place := q.Text
	a, err := ParseAddress(place)
	if err != nil {
		if rest := estateText.ReplaceAllString(place, ""); rest != place {
			place = rest
			a, err = ParseAddress(place)
		}
	}
	if err == nil {
		q.Room = a.Code()
		if a.Building != "" && a.Unit == "" && a.Phase == "" {
			q.Lacking, q.LastPart = a.Building, a.Room
		}
	}
	text, err := normaliseAddress(place)
	if err != nil {
		return
	}
	if strings.HasSuffix(place, "-") && !strings.HasSuffix(text, "-") {
		text += "-"
	}
	text = strings.ReplaceAll(placeParts.Replace(text), "--", "-")
	if codePrefix.MatchString(text) {
		q.Prefix = withoutZeros(text)
	}
}

// withoutZeros drops the leading zeros of every whole segment, as short codes have none.
func withoutZeros(code string) string {
	parts := strings.Split(code, "-")
	for i := range parts[:len(parts)-1] {
		parts[i] = dropZeros(parts[i])
	}
	return strings.Join(parts, "-")
}
