package crm

// DoubtsADay is how many doubtful facts a clerk is asked to settle a day.
const DoubtsADay = 5

// The kinds of doubtful facts.
const (
	DoubtNumber  = "number"  // a telephone number that cannot be right or was masked
	DoubtLease   = "lease"   // a tenant whose lease ended long ago and who never moved out
	DoubtExpired = "expired" // a file that nobody has checked for more than its cycle
	DoubtPrimary = "primary" // a room with people and without primary contact
)

// Doubts name them.
var Doubts = []Choice{{DoubtNumber, "号码存疑"}, {DoubtLease, "租期已过，是否还住"}, {DoubtExpired, "档案过期未核实"}, {DoubtPrimary, "房屋没有主要联系人"}}

// Doubt is one doubtful fact about a customer; Subject is the contact point, link or customer it is about.
type Doubt struct {
	Kind       string
	Subject    int64
	CustomerID int64
	Customer   string // as the reader may see it
	Fact       string // likewise
}

// Verdicts are how a doubt is settled, the likelier first.
func (d Doubt) Verdicts() []Choice {
	switch d.Kind {
	case DoubtNumber:
		return []Choice{{"wrong", "号码有误"}, {"right", "号码没错"}}
	case DoubtLease:
		return []Choice{{"gone", "已迁出"}, {"stays", "还住着"}}
	case DoubtExpired:
		return []Choice{{"right", "电话核实无误"}}
	}
	return []Choice{{"primary", "由其担任"}}
}

// Mine reports whether a doubt is for the clerk at a place among several, so that no two are asked the same.
func (d Doubt) Mine(place, clerks int) bool {
	return clerks <= 1 || int(d.CustomerID%int64(clerks)) == place
}

// leaseGrace is how many days after the end of a lease a tenant is asked about.
const leaseGrace = 30

// LeaseDoubtful is the last day on which a lease must have ended for its tenant to be asked about.
func LeaseDoubtful(today string) string { return AddDays(today, -leaseGrace) }
