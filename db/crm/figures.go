package crm

import "strconv"

// NoFigure stands where there is nothing to divide by; never 0 % or 100 %.
const NoFigure = "—"

// MinRateBase is the smallest denominator of a published rate.
const MinRateBase = 10

// Round1 shows num ÷ den with one decimal, half away from zero, and NoFigure for an empty denominator.
// Compare fractions, never what this returns.
func Round1(num, den int64) string {
	if den == 0 {
		return NoFigure
	}
	sign := ""
	if num < 0 != (den < 0) {
		sign = "-"
	}
	n, d := magnitude(num), magnitude(den)
	whole, rest := n/d, n%d
	tenths := whole*10 + (rest*20+d)/(2*d)
	if tenths == 0 {
		sign = ""
	}
	return sign + strconv.FormatUint(tenths/10, 10) + "." + strconv.FormatUint(tenths%10, 10)
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n) // #nosec G115 -- wraps to the absolute value, for the least int64 too
	}
	return uint64(n)
}

// Percent shows a rate: 70.0%.
func Percent(num, den int64) string {
	if den == 0 {
		return NoFigure
	}
	return Round1(num*100, den) + "%"
}

// RateShown is Percent as published outside the company: "*" while fewer than MinRateBase stand behind it.
func RateShown(num, den int64) string {
	if den > 0 && den < MinRateBase {
		return "*"
	}
	return Percent(num, den)
}

// Hundredths shows n hundredths without trailing zeros: 50, 33.33.
func Hundredths(n int64) string {
	text := strconv.FormatInt(n/100, 10)
	if rest := n % 100; rest%10 != 0 {
		return text + "." + strconv.FormatInt(rest/10, 10) + strconv.FormatInt(rest%10, 10)
	} else if rest != 0 {
		return text + "." + strconv.FormatInt(rest/10, 10)
	}
	return text
}
