package crm

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Number is the number of a case (TS-LY-20250315-0007) or of a customer (KH-LY-000123, On is empty).
type Number struct {
	Prefix  string // TS, BX, JY, BY, ZX or KH
	Project string
	On      string // local date of registration, 2006-01-02
	Seq     int
}

// CustomerPrefix begins the number of a customer.
const CustomerPrefix = "KH"

// CaseNo makes the number of a case from its prefix, the project's code, the local date 2006-01-02 and the day's count.
func CaseNo(prefix, project, on string, seq int) string {
	return Number{prefix, project, on, seq}.String()
}

// CustomerNo makes the number of a customer.
func CustomerNo(project string, seq int) string {
	return Number{CustomerPrefix, project, "", seq}.String()
}

// ExportNo makes the number of an exported file.
func ExportNo(project string, seq int) string { return fmt.Sprintf("DC-%s-%06d", project, seq) }

// String is the number as people see it.
func (n Number) String() string {
	if n.Prefix == CustomerPrefix {
		return fmt.Sprintf("%s-%s-%06d", n.Prefix, n.Project, n.Seq)
	}
	return fmt.Sprintf("%s-%s-%s-%04d", n.Prefix, n.Project, strings.ReplaceAll(n.On, "-", ""), n.Seq)
}

// IsCase tells the number of a case from that of a customer.
func (n Number) IsCase() bool { return n.Prefix != CustomerPrefix }

var (
	caseNumber     = regexp.MustCompile(`^(TS|BX|JY|BY|ZX)-([A-Z0-9]{1,16})-(\d{4})(\d{2})(\d{2})-(\d{1,9})$`)
	customerNumber = regexp.MustCompile(`^KH-([A-Z0-9]{1,16})-(\d{1,9})$`)
)

// ParseNumber reads what somebody typed into the search box: any case, width and dash, leading zeros of the count optional.
func ParseNumber(text string) (Number, bool) {
	if len(text) > 200 {
		return Number{}, false
	}
	text = strings.ToUpper(strings.Join(strings.Fields(HalfWidth(text)), ""))
	text = anyDash.ReplaceAllString(text, "-")
	n, count := Number{}, ""
	if m := caseNumber.FindStringSubmatch(text); m != nil {
		day, err := ParseDate(m[3] + "-" + m[4] + "-" + m[5])
		if err != nil {
			return Number{}, false
		}
		n, count = Number{Prefix: m[1], Project: m[2], On: day}, m[6]
	} else if m := customerNumber.FindStringSubmatch(text); m != nil {
		n, count = Number{Prefix: CustomerPrefix, Project: m[1]}, m[2]
	}
	n.Seq, _ = strconv.Atoi(count)
	if n.Seq == 0 {
		return Number{}, false
	}
	return n, true
}
