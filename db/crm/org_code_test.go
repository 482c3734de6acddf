package crm

import "testing"

func TestParseCreditCode(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"91350100M000100Y43", "91350100M000100Y43"}, // the example of the standard
		{"91350100m000100y43", "91350100M000100Y43"},
		{"９１３５０１００Ｍ０００１００Ｙ４３", "91350100M000100Y43"},
		{" 9135 0100 M000 100Y 43 ", "91350100M000100Y43"},
		{"91350100-M000100Y4-3", "91350100M000100Y43"},
		{"91350100M000100Y44", ""},  // check digit
		{"91350100M000100Y4", ""},   // short
		{"91350100M000100Y433", ""}, // long
		{"91350100I000100Y43", ""},  // no such character
		{"91530100M000100Y43", ""},  // two digits the other way round
		{"统一社会信用代码没有", ""}, {"", ""},
	} {
		got, err := ParseCreditCode(test.text)
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%q reads %q, %v; want %q", test.text, got, err, test.want)
		}
	}
}
