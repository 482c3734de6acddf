package views

import "linli/db/crm"

// BuildingsView is the list of buildings.
type BuildingsView struct {
	Nav  []TabView
	Rows []BuildingRow
}

// BuildingRow is a building with what is going on in it; empty counts are none.
type BuildingRow struct {
	Href, Name, Units, Rooms    string
	Open, Troubled, TroubledURL string
	Behind, Plan                string
}

// BuildingView is the map of a building.
type BuildingView struct {
	Name, Lead       string
	Plan, Facilities string // addresses
	Legend           []LegendItem
	Open             string // 12 件未结诉求
	Troubled         []FacilityRow
	Stairs           []StairHead
	Floors           []FloorRow
	Others           []RoomCell
	ManyStairs       bool
}

// LegendItem is a use of rooms with how many have it.
type LegendItem struct{ Class, Text, Count string }

// StairHead is a stairwell above its lines of rooms.
type StairHead struct{ Name, Span string }

// FloorRow is a floor of the map; a place may have no room, or several.
type FloorRow struct {
	Label string
	Cells [][]RoomCell
}

// RoomCell is a room on the map: its words stand for themselves, the colour only repeats them.
type RoomCell struct {
	Href, Number, Code, Use, Class string
	Open                           string // 2 件未结, empty for none
	Grade                          string // empty before anybody was graded
}

// OccupancyClass is the colour of a use.
func OccupancyClass(code string) string {
	if class, ok := occupancyClasses[code]; ok {
		return class
	}
	return "room"
}

var occupancyClasses = map[string]string{crm.OccupancySelf: "room room-self", crm.OccupancyRented: "room room-rented", crm.OccupancyVacant: "room room-vacant",
	crm.OccupancyDecorating: "room room-decorating", crm.OccupancyUndelivered: "room room-undelivered"}
