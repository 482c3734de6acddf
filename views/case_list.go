package views

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// CaseLine is one case in a list or on the board, its strings ready to show.
type CaseLine struct {
	ID, Href           string
	No, Kind, Summary  string
	Mark, MarkTone     string // level or urgency; empty for none
	State              BadgeView
	Person, Place      string
	Department, Worker string
	Received           string
	Clock              string // what comes next, 首次答复
	Due, Soon          int64  // of that clock, 0 without one
	OnceMissed         bool   // the clock was missed before its due moved on
	Over, OverTone     string // instead of a countdown: how it ended
	Missed             bool   // the due has passed
	Unowned            bool
	Legal, LegalTone   string // the reply that the law asks for, while lists warn of it
}

// CaseListView is the page of cases, as a board or as a list.
type CaseListView struct {
	Filter      FilterView
	Board       bool
	BoardHref   string
	ListHref    string
	Open        *BoardView // the board
	Since       string     // how far the board has moved on
	Note        string     // how the list is ordered
	Lines       []CaseLine
	More        string // address of the next page, empty on the last
	Kept        KeptViews
	Export      string // address of the export of this list, empty where none is offered
	Now         int64
	CanRegister bool
	CanCauses   bool
	Narrowed    bool
}

// BoardView is the board without its surroundings: pages fetch it again, and who sees the same cases gets the same.
type BoardView struct {
	Self    string // address to fetch it from
	Columns []CaseColumn
	Now     int64
}

// CaseColumn is one column of the board.
type CaseColumn struct {
	ID, Label, Count string
	Tone             string
	Lines            []CaseLine
	More             string          // address of the list behind the column, empty when all are shown
	Drawn            templ.Component // the whole column as Draw left it, nil before
}

// Draw keeps the column as it is drawn at now (unix seconds), for boards to come, and lets its lines go.
func (c *CaseColumn) Draw(ctx context.Context, now int64) error {
	var b strings.Builder
	err := caseColumn(c, now).Render(ctx, &b)
	c.Drawn, c.Lines = drawn(b.String()), nil
	return err
}

// drawn is what a component has written, to be written again.
type drawn string

func (d drawn) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(d))
	return err
}

// FilterView is the filter bar above a list.
type FilterView struct {
	Path    string
	Clear   string  // where nothing narrows the same view
	Fields  []Field // always in sight
	Further []Field // behind «more»
	Open    bool    // one of Further is set
	Hidden  []Option
	Ignored string // what could not be understood, in a sentence
}

// KeptViews are the reader's own views of a list, and the address to keep the one in sight, empty when nothing narrows it.
type KeptViews struct {
	List []KeptView
	Save string
}

// KeptView is one of them.
type KeptView struct {
	ID, Name, Href string
	InUse          bool
}
