package views

// ShiftView is what is to be cleared before a shift ends.
type ShiftView struct {
	Title, Lead string
	Duty        []string // who is on the roster
	Tabs        []TabView
	Blocks      []DeskBlock
	Now         int64
}

// HandoversView are the newest cards.
type HandoversView struct {
	Tabs  []TabView
	Lines []HandoverView
}

// HandoverView is a card between two shifts, its strings ready to show.
type HandoverView struct {
	Href, Title, From, To, Note string
	Written, Taken              string // Taken empty = not signed by the receiver
	HandoverLists
	Hidden  int // items out of the reader's sight
	CanTake bool
	Form    *Form
}

// HandoverLists are what a card hands over: clocks and tasks.
type HandoverLists struct {
	Items []HandoverLine
	Tasks []HandoverTask
}

// HandoverLine is what ran when the card was written.
type HandoverLine struct {
	Href, No, Summary, Clock, Due, State string
	Late                                 bool // when the card was written
	Done                                 bool
}

// HandoverTask is a task that stood open when the card was written.
type HandoverTask struct {
	Title, Summary, Whose, Due string
	Href, About                string // the case it is about
	Late, Done                 bool
}

// RosterView is who is on duty, a line a day.
type RosterView struct {
	Tabs          []TabView
	Before, After string
	Shifts        []string
	Days          []RosterDay
}

// RosterDay has a cell for each shift.
type RosterDay struct {
	Day   string
	Today bool
	Cells []RosterCell
}

// RosterCell is one shift; Edit is empty for those who only read.
type RosterCell struct {
	Names []string
	Edit  string
}
