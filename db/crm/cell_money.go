package crm

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

var (
	moneyMarks   = strings.NewReplacer(" ", "", ",", "", "人民币", "", "RMB", "", "CNY", "", "￥", "", "¥", "", "元整", "", "元", "", "圆", "")
	moneyText    = regexp.MustCompile(`^([+-]?)([0-9]{0,15})(?:\.([0-9]{1,2})0*)?([万千]?)$`)
	moneyThin    = regexp.MustCompile(`^[0-9]{1,3}(?:[, ][0-9]{3})+(?:\.|$)|^[0-9]+(?:\.|$)|^\.[0-9]`)
	moneyStored  = regexp.MustCompile(`^[+-]?[0-9](?:\.[0-9]+)?E[+-]?[0-9]{1,2}$`)
	moneyNoise   = regexp.MustCompile(`^[+-]?[0-9]+\.[0-9]{2}(?:0{4,}|9{4,})[0-9]*$`)
	moneyBracket = regexp.MustCompile(`^\((.+)\)$`)
)

// ReadYuan reads money as offices write it: ￥1,234.50元, 27 275.25, (100.00) and 100- for a minus, 1.5万. False where the
// cell is empty.
func ReadYuan(cell string) (fen int64, given bool, err error) {
	text := strings.ReplaceAll(wordOf(cell), "，", ",")
	if text == "" {
		return 0, false, nil
	}
	negative := false
	if m := moneyBracket.FindStringSubmatch(text); m != nil {
		negative, text = true, m[1]
	}
	if rest, ok := strings.CutSuffix(text, "-"); ok {
		negative, text = !negative, rest
	}
	if minus, rest, ok := strings.Cut(text, "￥-"); ok && minus == "" { // ￥-100
		text = "-" + rest
	}
	if bare := strings.TrimSpace(strings.TrimLeft(text, "+-￥¥RMBCNY人民币 ")); strings.ContainsAny(bare, ", ") && !moneyThin.MatchString(bare) {
		return 0, false, unreadableYuan()
	}
	text = moneyMarks.Replace(text)
	if moneyStored.MatchString(text) || moneyNoise.MatchString(text) {
		value, _ := strconv.ParseFloat(text, 64)
		text = strconv.FormatFloat(math.Round(value*100)/100, 'f', -1, 64)
	}
	m := moneyText.FindStringSubmatch(text)
	if m == nil || m[2] == "" && m[3] == "" {
		return 0, false, unreadableYuan()
	}
	if fen, err = yuanParts(m); negative {
		fen = -fen
	}
	return fen, err == nil, err
}

// yuanParts takes sign, yuan, cents and 万 or 千.
func yuanParts(m []string) (int64, error) {
	yuan, _ := strconv.ParseInt(m[2], 10, 64)
	cents, _ := strconv.ParseInt((m[3] + "00")[:2], 10, 64)
	fen := yuan*100 + cents
	if yuan > maxYuan/10_000 && m[4] != "" || yuan > maxYuan {
		return 0, Refuse(Invalid, "金额太大")
	}
	switch m[4] {
	case "万":
		fen *= 10_000
	case "千":
		fen *= 1_000
	}
	if m[1] == "-" {
		fen = -fen
	}
	return fen, nil
}

func unreadableYuan() *Error {
	return Refuse(Invalid, "请写成 1234.50 的形式，单位元，最多两位小数")
}

// ShowYuan writes fen as people read money: 1,234.50.
func ShowYuan(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	yuan := strconv.FormatInt(fen/100, 10)
	for i := len(yuan) - 3; i > 0; i -= 3 {
		yuan = yuan[:i] + "," + yuan[i:]
	}
	return sign + yuan + "." + strconv.FormatInt(fen%100+100, 10)[1:]
}
