package crm

import "time"

// Verification is one check of a customer's file against the customer (domain.md §2).
type Verification struct {
	ID         int64
	VerifiedOn string // local date
	By         string
	Method     string
	Changes    string
}

// VerificationMethods are how a file is checked.
var VerificationMethods = []Choice{{"phone", "电话"}, {"face", "当面"}, {"visit", "上门"}, {"message", "短信/微信"}, {"document", "凭证件或合同"}}

// FileStates are how well a file is known to be right.
var FileStates = []Choice{{"valid", "有效"}, {"expiring", "即将到期"}, {"expired", "已过期"}, {"never", "未核实"}}

// expiringDays is how long before its last valid day a file is said to expire.
const expiringDays = 30

// VerifyCycle is how many months a check holds: shorter for those who move more often.
func (s Settings) VerifyCycle(customerType string) int {
	if customerType == "tenant" {
		return int(s.TenantVerify)
	}
	return int(s.VerifyMonths)
}

// ValidUntil is the last day on which a check of a day still holds, "" for none.
func ValidUntil(verifiedOn string, cycle int) string {
	if verifiedOn == "" {
		return ""
	}
	return AddMonths(verifiedOn, cycle)
}

// FileState is a code of FileStates on a day.
func FileState(verifiedOn string, cycle int, today string) string {
	until := ValidUntil(verifiedOn, cycle)
	switch {
	case until == "":
		return "never"
	case today > until:
		return "expired"
	case AddDays(today, expiringDays) >= until:
		return "expiring"
	}
	return "valid"
}

// AddDays goes n days on from a date; anything but a date stays as it is.
func AddDays(date string, n int) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}

// Filed is what completeness asks of a file.
type Filed struct {
	Name, ContactPerson bool
	ContactVerified     bool // a means of contact checked within the cycle
	MovedInOn           bool // an active link with its date
	Relation            bool // an active link
	PrimaryKnown        bool // one of the customer's rooms has a primary contact
	PreferredChannel    bool
	PrivacyNotice       bool
	Steward             bool
}

// Point is one thing a complete file has.
type Point struct {
	Label string
	Done  bool
}

// Completeness lists what a file of this kind and type should have and has (domain.md §2): four things of a prospect, eight of
// anybody else.
func Completeness(kind, customerType string, f Filed) []Point {
	name, contact := Point{"姓名", f.Name}, Point{"在周期内核实过的联系方式", f.ContactVerified}
	channel, notice := Point{"偏好的联系渠道", f.PreferredChannel}, Point{"已告知隐私说明", f.PrivacyNotice}
	if customerType == "prospect" {
		return []Point{name, contact, channel, notice}
	}
	relation := Point{"与房屋的关系", f.Relation}
	if kind == "organisation" {
		relation = Point{"单位联系人", f.ContactPerson}
	}
	return []Point{name, contact, {"有入住日期的在住房屋", f.MovedInOn}, relation, {"房屋有主要联系人", f.PrimaryKnown}, channel, notice, {"已指定管家", f.Steward}}
}

// DonePoints counts what is there.
func DonePoints(points []Point) (done int) {
	for _, p := range points {
		if p.Done {
			done++
		}
	}
	return done
}
