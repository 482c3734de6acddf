package crm

import "strings"

// codeDigits are the characters of a unified social credit code (GB 32100), worth their place.
const codeDigits = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// ParseCreditCode reads the 18 characters of a unified social credit code; the last one checks the others.
func ParseCreditCode(text string) (string, error) {
	code := strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(HalfWidth(text)))
	if len(code) != 18 {
		return "", Refuse(Invalid, "统一社会信用代码应为 18 位")
	}
	sum, weight := 0, 1
	for i := range 17 {
		value := strings.IndexByte(codeDigits, code[i])
		if value < 0 {
			return "", Refuse(Invalid, "统一社会信用代码只含数字和大写字母，不含 I、O、S、V、Z")
		}
		sum, weight = sum+value*weight, weight*3%31
	}
	if codeDigits[(31-sum%31)%31] != code[17] {
		return "", Refuse(Invalid, "统一社会信用代码的校验位不对，请核对")
	}
	return code, nil
}
