package crm

import (
	"regexp"
	"strings"
)

// Spot is a building, and perhaps a stairwell, that a text names.
type Spot struct{ Phase, Building, Unit string }

var spotText = regexp.MustCompile(`(?:第?([0-9A-Z]{1,3})期)?((?:[甲乙丙丁东南西北中][0-9A-Z]{1,5})|[0-9A-Z]{1,6})栋-?(?:([0-9A-Z]{1,4})单元)?`)

// SpotOf finds the building that a place in words names: 3栋东侧电梯厅, ３号楼二单元大堂.
func SpotOf(text string) (s Spot, ok bool) {
	text = addressWords.Replace(Simplified(strings.ReplaceAll(strings.ToUpper(HalfWidth(text)), " ", "")))
	text, err := arabic(text)
	if err != nil {
		return s, false
	}
	m := spotText.FindStringSubmatch(text)
	if m == nil {
		return s, false
	}
	return Spot{dropZeros(m[1]), dropZeros(m[2]), dropZeros(m[3])}, true
}

// Speaks reports whether a text is about a facility of the common grounds: it names the place or the facility itself.
func (f Facility) Speaks(text string) bool {
	return f.BuildingID == 0 && (f.Place != "" && strings.Contains(text, f.Place) || f.Name != "" && strings.Contains(text, f.Name))
}

// CompareNumbers puts names in the order people expect: runs of digits by value, the rest as text.
func CompareNumbers(a, b string) int { return strings.Compare(padded(a), padded(b)) }

func padded(text string) string {
	return digitRun.ReplaceAllStringFunc(text, func(run string) string { return strings.Repeat("0", max(0, 8-len(run))) + run })
}
