package crm

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The classes of tags: ordinary ones are for everybody who serves the customer, care ones for few and by consent only.
const (
	TagOrdinary = "ordinary"
	TagCare     = "care"
)

// Tag is a word about a customer.
type Tag struct {
	ID          int64
	Class, Code string
	ConsentID   int64
	StartedOn   string
}

var (
	// OrdinaryTags are offered; others may be typed.
	OrdinaryTags = plain("养宠", "常出差", "活动志愿者")
	// CareTags are all there are (domain.md §2).
	CareTags = plain("独居老人", "行动不便", "孕产", "病患")
)

// MaxTag is the longest ordinary tag, in characters.
const MaxTag = 12

// CheckTag reads an ordinary tag; a word that judges the customer or belongs to the protected ones is refused, also in
// traditional characters, pinyin, or with something put between.
func CheckTag(text string) (string, error) {
	text = strings.Join(strings.Fields(HalfWidth(text)), " ")
	bare := bareWord(text)
	switch {
	case bare == "":
		return "", Refuse(Invalid, "请填写标签")
	case utf8.RuneCountInString(text) > MaxTag:
		return "", Refuse(Invalid, "标签最多 12 个字")
	}
	for _, allowed := range harmless {
		bare = strings.ReplaceAll(bare, allowed, "")
	}
	for _, group := range forbiddenTags {
		for _, word := range group.words {
			if strings.Contains(bare, word) {
				return "", Refuse(Invalid, "这个标签不能保存："+group.why)
			}
		}
	}
	return text, nil
}

// bareWord leaves what a word is made of: simplified, small letters, nothing but letters and digits.
func bareWord(text string) string {
	return strings.Map(func(r rune) rune {
		if plain, ok := simplified[r]; ok {
			return plain
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}
