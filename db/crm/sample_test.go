package crm

import (
	"fmt"
	"testing"
)

func TestDrawnForRevisit(t *testing.T) {
	for _, test := range []struct {
		no    string
		value int
		drawn bool // at 30 %
	}{
		{"BX-LY-20250315-0007", 21, true},
		{"BX-LY-20250315-0008", 18, true},
		{"BX-LY-20250315-0009", 69, false},
	} {
		if got := sampleValue(test.no); got != test.value || DrawnForRevisit(test.no, 30) != test.drawn {
			t.Errorf("%s: %d, drawn %v", test.no, got, DrawnForRevisit(test.no, 30))
		}
		if DrawnForRevisit(test.no, test.value) || !DrawnForRevisit(test.no, test.value+1) {
			t.Errorf("%s: the border is not at %d", test.no, test.value)
		}
		if DrawnForRevisit(test.no, 0) || !DrawnForRevisit(test.no, 100) {
			t.Errorf("%s: 0 or 100 %% is not none or all", test.no)
		}
	}
	drawn := 0
	for i := range 10_000 {
		if DrawnForRevisit(fmt.Sprintf("BX-LY-20250315-%04d", i), 30) {
			drawn++
		}
	}
	if drawn < 2850 || drawn > 3150 {
		t.Errorf("%d of 10000 drawn at 30 %%", drawn)
	}
}
