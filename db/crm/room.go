package crm

import "slices"

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

// Home is the room somebody speaks of who names none: the only one, or the only dwelling among others.
func Home(rooms []Room) (Room, bool) {
	if len(rooms) == 1 {
		return rooms[0], true
	}
	homes := slices.DeleteFunc(slices.Clone(rooms), func(r Room) bool { return r.Kind != RoomResidential })
	if len(homes) != 1 {
		return Room{}, false
	}
	return homes[0], true
}

// KindLabel is 住宅, 车位 and so on.
func (r Room) KindLabel() string { return RoomKinds[r.Kind] }
