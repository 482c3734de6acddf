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
	Via       string // of a caller: who acts for them
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
	Where    string // rooms of today
	MayEdit  bool
}

// CustomerFile is the first tab of a customer's page.
type CustomerFile struct {
	CustomerHead
	Cases    []CaseLine
	First    []Notice // what to know first
	Timeline []Story
	Older    StoryKey // where the timeline goes on, zero = it is complete
	Agents   []Agent
	Merged   []Merge // what was merged into it and is not taken apart again, the latest first
}

// StoryKey is where a timeline goes on: the moment and line of the last story shown.
type StoryKey struct{ At, Seq int64 }

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
	BuildingID    int64      // 0 outside the buildings
	Noted         string     // the use somebody noted, empty for none
	Occupancy     string     // the use of today
	Version       int64
	Facilities    []Facility
	Contracts     []Contract // of the people of today
	Fees          []RoomFee
	Revisits      int // of its cases
	Verifications int // of the files of the people of today, as are the consents that hold
	Consents      int
}

// RoomFee sums the fees of a room of one item up to a day.
type RoomFee struct {
	Item                      string
	Count                     int64
	NetFen, Received, Overdue int64 // Overdue: due, undisputed and unpaid
	Disputed                  int64
	FirstPeriod, LatestPeriod string
}

// Hits are what the search box finds, group by group.
type Hits struct {
	Query     string
	RoomFirst bool // a room was typed as it is, so rooms stand before people
	Customers []CustomerHit
	Rooms     []RoomHit
	Cases     []CaseLine // by their number; for who reads no file also those of the people found
}

// CustomerHit is a customer who was found, why, and the latest open cases.
type CustomerHit struct {
	CustomerRow
	Why  Found
	Open []CaseLine
}

// How somebody was found.
const (
	ByNumber  = "number"
	ByName    = "name"
	ByContact = "contact_person"
	ByPhone   = "phone"
	ByTail    = "phone_tail"
	ByPlate   = "plate"
	ByRoom    = "room"
)

var foundLabels = map[string]string{ByNumber: "客户编号", ByName: "姓名", ByContact: "联系人", ByPhone: "电话号码", ByTail: "电话尾号", ByPlate: "车牌", ByRoom: "房号"}

// Found is why somebody was found.
type Found struct {
	How    string
	Detail string // reading, digits, masked plate or room
	Past   bool   // a former room, a plate that is no longer used
	Via    string // number of a file that was merged into this one
}

// String is the reason as people read it: 拼音 shan yu xiao, 电话尾号 8812, 曾住 3-2-501.
func (f Found) String() string {
	label := foundLabels[f.How]
	switch {
	case f.How == ByName && f.Detail != "":
		label = "拼音"
	case f.How == ByRoom && f.Past:
		label = "曾住"
	case f.How == ByPlate && f.Past:
		label = "原车牌"
	}
	if f.Detail != "" {
		label += " " + f.Detail
	}
	if f.Via != "" {
		label += "（" + f.Via + " 已并入）"
	}
	return label
}

// Empty reports whether nothing was found.
func (h Hits) Empty() bool { return len(h.Customers) == 0 && len(h.Rooms) == 0 && len(h.Cases) == 0 }

// RoomHit is a room with how many people belong to it now.
type RoomHit struct {
	ID        int64
	Code      string
	Kind      string
	Occupants int
	Open      []CaseLine
}
