package crm

// Room is a room, shop or bay of the project.
type Room struct {
	ID         int64
	Code       string // short code, 3-2-501
	BuildingNo string // empty for a bay outside the buildings
	Kind       string
	Floor      int // 0 = unknown
	AreaM2     float64
	SortKey    string
	Created    bool // by the call that returned it: nobody is linked to it yet
}

// KindLabel is 住宅, 车位 and so on.
func (r Room) KindLabel() string { return RoomKinds[r.Kind] }
