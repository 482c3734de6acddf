package crm

import (
	"regexp"
	"strings"
	"unicode"
)

// ContactInput is a means of contact as it came: Value is normalised where it can be dialled and as written otherwise.
// A doubtful one (masked, wrong length, digits lost) is kept and never used to tell who somebody is.
type ContactInput struct {
	Kind      string // mobile, landline, email or wechat
	Value     string
	Extension string
	Label     string
	Doubtful  bool
	Why       string // of a doubtful one, in Chinese
}

// The kinds of a means of contact.
const (
	ContactMobile   = "mobile"
	ContactLandline = "landline"
	ContactEmail    = "email"
	ContactWechat   = "wechat"
)

// Normalised is the value with its extension, as NormalisePhone writes it.
func (c ContactInput) Normalised() string {
	if c.Extension == "" {
		return c.Value
	}
	return c.Value + "转" + c.Extension
}

var (
	areaAlone     = regexp.MustCompile(`^0[0-9]{2,3}$`)
	localNumber   = regexp.MustCompile(`^[2-9][0-9]{6,7}$`)
	foreignNumber = regexp.MustCompile(`^00[1-9][0-9]{6,14}$`)
	maskedNumber  = regexp.MustCompile(`[*•●×?]{2,}|[0-9][*•●×?][0-9]|[0-9]X{2,}`)
	maskedValue   = regexp.MustCompile(`[0-9*•●×?X-]+`)
	extensionText = regexp.MustCompile(`(?:转|分机|EXT\.?)\D*[0-9]+`)
	emailText     = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
	phoneWords    = regexp.MustCompile(`^(?:本人|联系|手机|移动|电话|固定|固话|座机|号码|号|TEL|MOBILE|PHONE|MOB|[\s:.,;_-])+$`)
)

// ReadPhones reads the cell of a roster that holds telephone numbers: several in one cell, remarks in brackets as
// labels, 转 before an extension. What holds no number at all comes back as rest.
func ReadPhones(cell string) (found []ContactInput, rest string) {
	text := cellText(cell)
	if cellValue(text) == "" {
		return nil, ""
	}
	text = strings.NewReplacer("\r", ";", "\n", ";", "\t", " ").Replace(text)
	text = strings.ToUpper(strings.TrimSpace(HalfWidth(text)))
	var remarks []string
	for _, piece := range joinAreaCodes(splitNumbers(text)) {
		for _, one := range splitPiece(piece) {
			contact, ok := readNumber(one)
			switch {
			case ok && !listed(found, contact):
				found = append(found, contact)
			case !ok && cellValue(one) != "":
				remarks = append(remarks, one)
			}
		}
	}
	return found, strings.Join(remarks, "；")
}

func listed(found []ContactInput, contact ContactInput) bool {
	for _, c := range found {
		if c.Normalised() == contact.Normalised() {
			return true
		}
	}
	return false
}

// splitNumbers parts a cell at the signs put between numbers, not inside brackets.
func splitNumbers(text string) []string {
	depth := 0
	parts := strings.FieldsFunc(text, func(r rune) bool {
		switch {
		case strings.ContainsRune("([【〔", r):
			depth++
		case strings.ContainsRune(")]】〕", r) && depth > 0:
			depth--
		}
		return depth == 0 && strings.ContainsRune("/、,;|\\&或和及。", r)
	})
	return parts
}

// joinAreaCodes puts 0571/88881234 together again.
func joinAreaCodes(parts []string) []string {
	var joined []string
	for i := 0; i < len(parts); i++ {
		part := strings.TrimSpace(parts[i])
		if areaAlone.MatchString(part) && i+1 < len(parts) && localNumber.MatchString(strings.TrimSpace(parts[i+1])) {
			i++
			part += "-" + strings.TrimSpace(parts[i])
		}
		joined = append(joined, part)
	}
	return joined
}

// enough is how many digits make a number of their own rather than a part of one.
const enough = 7

// splitPiece parts numbers that stand side by side or in each other's brackets. Words go with the number behind them.
func splitPiece(piece string) []string {
	if m := bracketText.FindStringSubmatchIndex(piece); m != nil && len(onlyDigits(piece[m[2]:m[3]])) >= enough {
		outside, inside := strings.TrimSpace(piece[:m[0]]+" "+piece[m[1]:]), piece[m[2]:m[3]]
		switch {
		case areaAlone.MatchString(outside):
			return []string{outside + "-" + inside}
		case len(onlyDigits(outside)) < enough:
			return []string{inside + "(" + outside + ")"}
		}
		return append(splitPiece(outside), splitPiece(inside)...)
	}
	if digits := onlyDigits(piece); len(digits) == 22 && IsMobile(digits[:11]) && IsMobile(digits[11:]) {
		cut := behindDigits(piece, 11)
		return []string{piece[:cut], piece[cut:]}
	}
	fields := strings.Fields(piece)
	whole := 0
	for _, field := range fields {
		if len(onlyDigits(field)) >= enough {
			whole++
		}
	}
	if whole < 2 {
		return []string{piece}
	}
	return gather(fields)
}

// behindDigits is where the text goes on after its first n digits.
func behindDigits(text string, n int) int {
	for i, r := range text {
		if r >= '0' && r <= '9' {
			if n--; n == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// gather puts each number together with the words before it, the last also with those behind.
func gather(fields []string) []string {
	var parts, pending []string
	for _, field := range fields {
		pending = append(pending, field)
		if len(onlyDigits(field)) >= enough {
			parts = append(parts, strings.Join(pending, " "))
			pending = nil
		}
	}
	if len(pending) > 0 {
		parts[len(parts)-1] += " " + strings.Join(pending, " ")
	}
	return parts
}

// readNumber reads one number with what stands around it; false where there is no digit.
func readNumber(text string) (ContactInput, bool) {
	text = strings.TrimSpace(text)
	if emailText.MatchString(text) {
		return ContactInput{Kind: ContactEmail, Value: strings.ToLower(text)}, true
	}
	label, text := cutRemarks(text)
	if onlyDigits(text) == "" {
		return ContactInput{}, false
	}
	number, missing := wholeNumber(text)
	if missing {
		return ContactInput{Kind: ContactMobile, Value: number, Label: label, Doubtful: true, Why: "电话缺位，存疑照存"}, true
	}
	if label == "" {
		label = labelAround(extensionText.ReplaceAllString(number, " "))
	}
	if maskedNumber.MatchString(number) {
		value := strings.Join(maskedValue.FindAllString(number, -1), "")
		return ContactInput{Kind: ContactMobile, Value: value, Label: label, Doubtful: true, Why: "电话有遮盖，存疑照存"}, true
	}
	value, extension, _ := strings.Cut(NormalisePhone(number), "转")
	contact := ContactInput{Value: value, Extension: extension, Label: label}
	contact.Kind, contact.Doubtful = numberKind(value)
	if contact.Doubtful {
		contact.Why = "电话" + digitCount(len(value)) + "位，存疑照存"
	}
	return contact, true
}

// cutRemarks takes the brackets out of a text. Digits in brackets (an area code) stay; words are the label.
func cutRemarks(text string) (label, rest string) {
	var labels []string
	rest = bracketText.ReplaceAllStringFunc(text, func(bracket string) string {
		inside := strings.TrimSpace(bracketText.FindStringSubmatch(bracket)[1])
		if inside == "" || strings.Trim(inside, "0123456789+- ") == "" {
			return " " + inside + " "
		}
		labels = append(labels, inside)
		return " "
	})
	return strings.Join(labels, "，"), strings.TrimSpace(rest)
}

// labelAround is the words beside the digits, unless they only say that this is a telephone.
func labelAround(text string) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) || r == 'X' }), " ")
	if phoneWords.MatchString(text) {
		return ""
	}
	return text
}

// numberKind tells a mobile from a landline, and whether the length can be right.
func numberKind(number string) (kind string, doubtful bool) {
	switch {
	case IsMobile(number):
		return ContactMobile, false
	case areaCode.MatchString(number), localNumber.MatchString(number), serviceNumber.MatchString(number), foreignNumber.MatchString(number):
		return ContactLandline, false
	case strings.HasPrefix(number, "1"):
		return ContactMobile, true
	}
	return ContactLandline, true
}

// digitCount writes how many digits a number has: 十, 十二, but 二 for two.
func digitCount(n int) string {
	if n == 2 {
		return "二"
	}
	return chineseCount(n)
}
