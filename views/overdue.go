package views

// ClockLine is one clock of a case in a list, its strings ready to show.
type ClockLine struct {
	ID, Href          string
	No, Summary       string
	Mark, MarkTone    string // kind with level or urgency
	Clock             string
	Due, Soon         int64  // of a clock that runs, 0 otherwise
	Held              string // of a clock that is paused: until when
	Over              string // instead: by how much it was missed, or how it ended
	Department, Owner string
	Reason            ReasonView
}

// ReasonView is why a clock was missed, and what the reader may do about it.
type ReasonView struct {
	ID, Text, Tone string // Tone is green, orange or secondary, empty where nothing was missed
	Href, Act      string // address and label of what to do, empty for nothing
}

// OverdueView is the overdue page.
type OverdueView struct {
	Nav      []TabView // the pages beside this one
	Filter   FilterView
	Tabs     []TabView
	Sections []ClockSection
	Counts   *CountsView // drawn at once; nil where the page asks for them
	NoCases  bool        // the reader may see figures only
	Now      int64
}

// TabView is a link to a narrower list.
type TabView struct {
	Href, Label, Count string
	Active             bool
}

// ClockSection is one list of the page.
type ClockSection struct {
	Title, Icon string
	Empty       string
	Lines       []ClockLine
	More        string // the next page, drawn as a row
	All         string // the whole list, drawn below
}

// CountsView are the figures of the overdue page.
type CountsView struct {
	Clocks, Departments, People []CountView
}

// CountView is one line of them.
type CountView struct{ Label, Href, Missed, DueSoon, Late string }

// MissView asks for the reason of a miss, or shows it.
type MissView struct {
	CaseHref, No, Summary string
	Facts                 []Fact
	Form                  *Form // nil where the reader may not say why
	URL, AcceptURL        string
	Accept                *Form // nil where there is nothing for the reader to accept
	Clock, Cycle          string
	InDialog              bool
	Alert                 string
}
