package views

// DeskView is the workbench of a person: figures, lists, links; each list says what to do when it is empty.
type DeskView struct {
	Greeting, Lead string
	CanRegister    bool
	Steps          []DeskStep // how a new project begins
	Figures        []FigureView
	Headlines      []HeadlineLink
	Counts         *CountsView
	CountsHref     string
	Blocks         []DeskBlock
	Links          []DeskLink
	Now            int64
}

// DeskStep is one of the first things to do.
type DeskStep struct {
	Label, Note, Href string
	Done              bool
}

// FigureView is one figure with the list behind it.
type FigureView struct{ Icon, Label, Value, Note, Href string }

// HeadlineLink is one of the three figures of the service, ready to show.
type HeadlineLink struct{ Principle, Label, Value, Note string }

// DeskBlock is one list of the workbench.
type DeskBlock struct {
	ID, Title, Icon string
	Lines           []DeskLine
	All             string // the whole list, empty when all is shown
	Fold            string // how many there are, where a phone shows the first three until all are asked for
	Empty           string
	Print           bool // the list is for paper too
	Side            bool // stands in the second column
}

// DeskLine is one thing to do, its strings ready to show.
type DeskLine struct {
	Href, No       string
	Mark, MarkTone string
	Title          string
	Note, Side     string
	Clock          string
	Due, Soon      int64
	Unowned        bool
}

// DeskLink leads to another page.
type DeskLink struct{ Icon, Label, Href, Note string }
