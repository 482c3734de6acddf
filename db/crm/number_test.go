package crm

import (
	"strings"
	"testing"
)

func TestNumbers(t *testing.T) {
	for got, want := range map[string]string{
		CaseNo("TS", "LY", "2025-03-15", 7):      "TS-LY-20250315-0007",
		CaseNo("BX", "LY", "2025-03-15", 9999):   "BX-LY-20250315-9999",
		CaseNo("ZX", "A1", "2025-12-31", 10_000): "ZX-A1-20251231-10000",
		CustomerNo("LY", 123):                    "KH-LY-000123",
		CustomerNo("LY", 1_234_567):              "KH-LY-1234567",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if n, ok := ParseNumber(got); !ok || n.String() != got || n.IsCase() == strings.HasPrefix(got, "KH") {
			t.Errorf("%s reads as %+v, %v", got, n, ok)
		}
	}
}

func TestParseNumber(t *testing.T) {
	for text, want := range map[string]string{
		" ts-ly-20250315-0007 ":      "TS-LY-20250315-0007",
		"ＴＳ－ＬＹ－２０２５０３１５－７":           "TS-LY-20250315-0007",
		"JY—LY—20250315—12345":       "JY-LY-20250315-12345",
		"BY-LY-20240229-0001":        "BY-LY-20240229-0001",
		"kh-ly-123":                  "KH-LY-000123",
		"KH-LY-1000000":              "KH-LY-1000000",
		"TS-LY-20250229-0007":        "", // no such day
		"TS-LY-20250315-0000":        "",
		"KH-LY-0":                    "",
		"XX-LY-20250315-0007":        "",
		"KH-LY-20250315-0007":        "",
		"TS-LY-000123":               "",
		"TS-LY-20250315-1234567890":  "",
		"TS-LY-20250315-0007; extra": "",
		"":                           "",
		strings.Repeat("-", 201):     "",
	} {
		n, ok := ParseNumber(text)
		if ok != (want != "") || ok && n.String() != want {
			t.Errorf("%q = %+v, %v", text, n, ok)
		}
	}
}
