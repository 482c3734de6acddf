package crm

import (
	"regexp"
	"strings"
)

var (
	plateSigns = strings.NewReplacer(" ", "", "·", "", "•", "", "・", "", ".", "", "-", "", "—", "", "_", "")
	wholePlate = regexp.MustCompile(`^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-Z][A-Z0-9]{4,6}[挂学警港澳领]?$`)
	carPlate   = regexp.MustCompile(`^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z](?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳领]|[A-HJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJK])$|` +
		`^[0-9]{6}使$|^使[0-9]{6}$|^WJ[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]?[0-9]{4}[0-9TDSHBXJ]$|^[A-Z]{2}[0-9]{5}$`)
	plateEnd = regexp.MustCompile(`^[A-Z]{0,5}[0-9][A-Z0-9]{0,7}[挂学警港澳领]?$`)
)

const minPlateEnd = 4

// Plate brings the plate of a vehicle to one form, upper case without blanks and dots: 浙A·12345 is 浙A12345.
func Plate(text string) string {
	return plateSigns.Replace(strings.ToUpper(HalfWidth(Simplified(strings.TrimSpace(text)))))
}

// plateText is a plate or its end of at least four signs, empty for what is none. A room such as 3-2-501 is none.
func plateText(text string) string {
	plate := Plate(text)
	room := strings.Contains(text, "-") && plate != "" && plate[0] <= '9'
	if wholePlate.MatchString(plate) || plateEnd.MatchString(plate) && len(plate) >= minPlateEnd && !room {
		return plate
	}
	return ""
}

// IsPlate reports a plate of the mainland in the form of Plate, also of new-energy, armed and diplomatic cars.
func IsPlate(plate string) bool { return carPlate.MatchString(plate) }
