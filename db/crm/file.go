package crm

// What pages show of the customer file. Names, numbers and rooms are as the reader may see them.

// CustomerRow is one line of a list of customers.
type CustomerRow struct {
	ID        int64
	No, Name  string
	Type      string // code of CustomerTypes
	Phone     string
	Doubtful  bool
	Rooms     []string
	OpenCases int
	SortKey   string
}

// CaseLine is a case beside its customer or room.
type CaseLine struct {
	ID, ReceivedAt int64
	No, Summary    string
	Kind           Kind
	State          State
	Level          Level
	Category       string // code
	Customer, Room string // empty where they may not be shown
	Confidential   bool
}

// KindLabel is 投诉, 报修 and so on.
func (c CaseLine) KindLabel() string { return Label(Kinds, string(c.Kind)) }

// StateLabel is 已登记, 处理中 and so on.
func (c CaseLine) StateLabel() string { return Label(States, string(c.State)) }

// CustomerHead is what every tab of a customer's page says first: who it is, with links, and whether the reader may change it.
type CustomerHead struct {
	Customer Customer
	Type     string
	MayEdit  bool
}

// CustomerFile is the first tab of a customer's page.
type CustomerFile struct {
	CustomerHead
	Cases    []CaseLine
	Timeline []Story
	Older    int64 // where the timeline goes on, 0 = it is complete
}

// Occupant is a person of a room.
type Occupant struct {
	Link     Link
	No, Name string
	Phone    string
}

// RoomFile is a room's page.
type RoomFile struct {
	Room          Room
	Full          string // the address for letters
	Present, Past []Occupant
	Cases         []CaseLine // open ones, then the latest closed ones
}

// Hits are what the search box finds, group by group.
type Hits struct {
	Query     string
	Customers []CustomerRow
	Rooms     []RoomHit
	Cases     []CaseLine
}

// Empty reports whether nothing was found.
func (h Hits) Empty() bool { return len(h.Customers) == 0 && len(h.Rooms) == 0 && len(h.Cases) == 0 }

// RoomHit is a room with how many people belong to it now.
type RoomHit struct {
	ID        int64
	Code      string
	Kind      string
	Occupants int
}
