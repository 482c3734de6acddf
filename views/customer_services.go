package views

// CustomerServices is the tab of fees, value-added services and referrals.
type CustomerServices struct {
	ID        string
	CanEdit   bool
	OnTime    string // share of the fees paid on time, «—» for none
	OnTimeWhy string
	Fees      []FeeRow
	MoreFees  string // address of all of them, empty where these are all
	Usages    []UsageRow
	Referrals []ReferralRow
	Vehicles  []string
	Events    []AttendanceRow
	Rhythm    RhythmView
	Speed     *CustomerSpeedView // nil for who reads no cases
}

// FeeRow is a fee, its strings ready to show.
type FeeRow struct {
	Room, Item, Period, Net, Received, DueOn string
	Status                                   BadgeView
	CaseNo, CaseHref                         string // that disputes it
	DisputeURL                               string // where it is disputed or no longer, empty where it may not be
}

// UsageRow is one use of a value-added service.
type UsageRow struct{ Service, On, Qty, Amount string }

// ReferralRow is one referral, as one of the two sees it.
type ReferralRow struct {
	Who, Href, On, Direction string
	Status                   BadgeView
	Why                      string
	DecideURL                string // empty where nothing is to be decided
}

// RhythmView is what the customer asked for in twelve months beside the people around.
type RhythmView struct {
	Months []MonthCount // the oldest first
	Rows   []RhythmRow
	Around string // «3栋每百户», empty where nothing stands beside
	Last   string
}

// CustomerSpeedView is how quickly the customer was served beside everybody: confirmation, first response, resolution.
type CustomerSpeedView struct {
	Own, All [3]SpeedCell
	None     bool // nothing of the customer's is decided yet
}

// SpeedNames are the lines of a CustomerSpeedView.
var SpeedNames = [3]string{"受理确认", "首次答复", "处理完成"}

// MonthCount is a month with its cases; Share is their part of the busiest month in percent.
type MonthCount struct {
	Label, Count string
	Share        int64
}

// RhythmRow is a figure of the customer and the same of the people around.
type RhythmRow struct{ Label, Own, Around string }

// ServicesView is the catalogue of value-added services and how the buildings use them.
type ServicesView struct {
	Nav      []TabView
	CanEdit  bool
	Services []ServiceRow
	Cuts     []TabView
	Cut      string // what the segments are cut by
	Segments []SegmentRow
}

// ServiceRow is one service of the catalogue.
type ServiceRow struct {
	Name, Level, Users, Uses, Amount string
	Interested, InterestedHref       string
	EditURL                          string
	Retired                          bool
}

// SegmentRow is a segment with its figures a hundred customers.
type SegmentRow struct{ Name, Customers, Complaints, Repairs, Others, Uses, Amount, Events string }

// FeesView is what fell due and came in.
type FeesView struct {
	Nav    []TabView
	Filter *Form
	Lead   string
	Groups []FeeGroupRow
	Total  FeeGroupRow
}

// FeeGroupRow is what fell due and came in of one item in one building.
type FeeGroupRow struct{ Building, Item, Fees, Net, Received, Rate, Overdue, Disputed string }
