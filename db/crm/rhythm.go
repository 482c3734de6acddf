package crm

// Rhythm is what customers asked for and used in the twelve months up to a day: of one customer, or summed over a segment.
type Rhythm struct {
	Segment    string // building or customer type, as people read it
	Customers  int64
	Complaints int64
	Repairs    int64
	Others     int64
	Uses       int64 // of value-added services
	UsesFen    int64
	Months     [12]int64 // cases a month, the oldest first; of one customer only
	Last       int64     // when the latest case came in, 0 = none; of one customer only
}

// Cases are all cases of the twelve months.
func (r Rhythm) Cases() int64 { return r.Complaints + r.Repairs + r.Others }

// PerHundred says how many of n come to a hundred customers, «—» where there are none.
func (r Rhythm) PerHundred(n int64) string {
	if r.Customers == 0 {
		return NoFigure
	}
	return Round1(n*100, r.Customers)
}

// Busiest is the highest month, for a scale.
func (r Rhythm) Busiest() (most int64) {
	for _, n := range r.Months {
		most = max(most, n)
	}
	return most
}

// MonthsBefore is how many calendar months a date lies before another one, 0 in the same month.
func MonthsBefore(date, today string) int {
	if len(date) < 7 || len(today) < 7 {
		return 0
	}
	month := func(s string) int { return number(s[:4])*12 + number(s[5:7]) }
	return month(today) - month(date)
}
