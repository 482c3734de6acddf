package crm

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// hidden stands for what a mask takes away, except in telephone numbers.
const hidden = "***"

// compoundNames are the family names of two characters.
var compoundNames = func() map[string]bool {
	names := map[string]bool{}
	for _, name := range strings.Fields(`欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫
		宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐 单于`) {
		names[name] = true
	}
	return names
}()

// FamilyName is 欧阳 of 欧阳修 and 张 of 张三; of a name in other letters only the first one.
func FamilyName(name string) string {
	runes := []rune(strings.Join(strings.Fields(name), ""))
	if len(runes) >= 3 && compoundNames[string(runes[:2])] {
		return string(runes[:2])
	}
	if len(runes) == 0 {
		return ""
	}
	return string(runes[0])
}

// MaskName hides a person's given name; organisations are shown plain and do not come here.
func MaskName(name string) string {
	family := FamilyName(name)
	first, _ := utf8.DecodeRuneInString(family)
	switch {
	case family == "":
		return ""
	case utf8.RuneCountInString(strings.TrimSpace(name)) == 1, !unicode.IsLetter(first):
		return "*"
	case unicode.Is(unicode.Han, first):
		return family + "*"
	}
	return family + hidden
}

// MaskPlate keeps the first two and last two characters: 浙A***45.
func MaskPlate(plate string) string { return maskMiddle(plate, 2, 6) }

// MaskIDNo keeps the first three and last two characters.
func MaskIDNo(number string) string { return maskMiddle(number, 3, 8) }

// maskMiddle keeps head and two last characters of a text of at least shortest, and nothing of a shorter one.
func maskMiddle(text string, head, shortest int) string {
	runes := []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text))
	switch {
	case strings.TrimSpace(text) == "":
		return ""
	case len(runes) < shortest:
		return hidden
	}
	return string(runes[:head]) + hidden + string(runes[len(runes)-2:])
}

// MaskEmail keeps the first letter and the domain: l***@x.cn.
func MaskEmail(email string) string {
	email = strings.TrimSpace(email)
	at := strings.LastIndex(email, "@")
	switch {
	case email == "":
		return ""
	case at < 0:
		return hidden
	}
	_, size := utf8.DecodeRuneInString(email[:at])
	return email[:size] + hidden + email[at:]
}

// MaskRoom hides the last part of a short code: 3-2-***, 2期/3-***, B1-***.
func MaskRoom(code string) string {
	if strings.TrimSpace(code) == "" {
		return ""
	}
	a, err := ParseAddress(code)
	if err != nil {
		return hidden
	}
	_, number, _ := cutKindWord(a.Room)
	number = number[strings.LastIndex(number, "-")+1:]
	return strings.TrimSuffix(a.Code(), number) + hidden
}
