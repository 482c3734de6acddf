package crm

// Rhythm is what customers asked for, used and came to in the twelve months up to a day: of one customer, or summed over a segment.
type Rhythm struct {
	Segment    string // number of a building, or a code of a cut
	Customers  int64
	Complaints int64
	Repairs    int64
	Others     int64
	Uses       int64 // of value-added services
	UsesFen    int64
	Events     int64     // activities somebody came to
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

// SegmentCuts are the ways customers are compared.
var SegmentCuts = []Choice{{SegmentBuilding, "楼栋"}, {SegmentType, "客户类型"}, {SegmentRoom, "房屋类型"}}

// The cuts by name.
const (
	SegmentBuilding = "building"
	SegmentType     = "type"
	SegmentRoom     = "room"
)

// SegmentCodes are the segments of a cut, the first that applies to a customer counts; none for one that has no list of its own.
func SegmentCodes(cut string) (codes []string) {
	switch cut {
	case SegmentType:
		for _, r := range Relations {
			codes = append(codes, r.Code)
		}
	case SegmentRoom:
		return RoomKindCodes
	}
	return codes
}

// SegmentName is a segment as people read it.
func SegmentName(cut, segment string) string {
	switch cut {
	case SegmentType:
		return Label(Relations, segment)
	case SegmentRoom:
		return RoomKinds[segment]
	}
	return segment + "栋"
}
