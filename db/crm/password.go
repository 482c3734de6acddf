package crm

import (
	"strings"
	"unicode/utf8"
)

// commonParts are the words that common passwords are made of; one that is little more than such a word is refused.
var commonParts = []string{
	"password", "passw0rd", "p@ssw0rd", "qwerty", "qwertyuiop", "asdfgh", "zxcvbn", "1q2w3e4r", "1qaz2wsx", "abc123", "admin", "administrator", "welcome",
	"letmein", "iloveyou", "woaini", "linli", "wuye", "xiaoqu", "wuyegongsi", "wuyeguanli", "kefu", "qiantai", "邻里", "物业", "小区", "客服", "woaini1314", "5201314", "123456", "654321", "111111", "000000", "888888", "666666", "112233", "123123", "monkey", "dragon", "sunshine", "princess", "football", "baseball", "superman", "trustno1", "master", "shadow", "michael", "changeme", "secret", "test", "guest", "root", "user", "login", "company", "china", "beijing", "shanghai", "hangzhou",
}

// WeakPassword says why a new password is refused, empty when it is fine: 12 to 128 characters, not made of the person's or
// project's names, of common words with a few digits, of a run or of few different characters.
func WeakPassword(password string, names ...string) string {
	n := utf8.RuneCountInString(password)
	if n < 12 || n > 128 {
		return "密码须为12到128个字符"
	}
	low := strings.ToLower(password)
	kinds := map[rune]bool{}
	for _, r := range low {
		kinds[r] = true
	}
	if len(kinds) < 5 || run(low) {
		return "密码过于简单，请换一个"
	}
	rest := low
	for _, part := range append(commonParts, names...) {
		if part = strings.ToLower(part); utf8.RuneCountInString(part) >= 2 {
			rest = strings.ReplaceAll(rest, part, "")
		}
	}
	rest = strings.Trim(rest, "0123456789!@#$%^&*()-_=+.,?~ ")
	if utf8.RuneCountInString(rest) < 4 {
		return "密码由常见词或名称组成，请换一个"
	}
	return ""
}

// run reports whether the characters follow each other by one step, as 123456789012 or abcdefghijkl do.
func run(s string) bool {
	var last rune
	broken := 0
	for i, r := range s {
		if i > 0 && r != last+1 && r != last-1 && r != last && !(last == '9' && r == '0') {
			broken++
		}
		last = r
	}
	return broken <= 1
}
