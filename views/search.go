package views

// HitsView is what the search box found: as groups below the box, as tables on the page.
type HitsView struct {
	Query     string
	Groups    []HitGroup
	Customers []CustomerHit
	Rooms     []RoomHit
	Cases     []FileCase

	More                string // said where there may be more people than are listed
	CanAdd, CanRegister bool   // what may be done about somebody who is not on file
}

// CustomerHit is a customer who was found, why, and the open cases.
type CustomerHit struct {
	CustomerRow
	Why   string
	Cases []FileCase
}

// RoomHit is a room that was found.
type RoomHit struct {
	Href, Code, Kind, People string
	Cases                    []FileCase
}

// HitGroup is one group of the list below the search box.
type HitGroup struct {
	Label, Icon string
	Hits        []Hit
}

// Hit is one line of it, with the lines that stand under it.
type Hit struct {
	ID, Href, Text, Note, Why, Mark string
	Under                           []Hit
}

func searchTitle(query string) string {
	if query == "" {
		return "搜索"
	}
	return "搜索“" + query + "”"
}
