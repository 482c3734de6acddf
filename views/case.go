package views

import "linli/db/crm"

// CaseView is the page of a case, its strings ready to show.
type CaseView struct {
	ID               string // also the end of its address
	Version          string // row_version
	No, Summary      string
	Badges           []BadgeView
	Facts            []Fact
	Detail, Wish     string // what the customer says and wants
	Chat             ChatView
	Work             []Fact // what was found, answered and decided
	Clocks           []ClockView
	Person           PersonView
	Rounds           []RoundView
	Log              []Event
	Files            *FilesView
	Sheets           []LinkView   // what the person may print it as
	Forms            []ActionForm // the next step of this person, at most one
	More             []ActionForm // what may be done beside it
	Waiting          string       // whose turn it is, where Forms is empty
	Said             string       // an action that went through
	Alert            string       // a refusal
	Changes          []Event      // what others changed meanwhile
	Drafts           []DraftOffer
	Previous         *LinkView
	Following        []FollowingView
	Duplicates       []LinkView // merged into this one
	Master           *LinkView  // of a duplicate
	Cause            *LinkView  // shared with others
	UnmergeUntil     string     // empty when it is over
	Pages            []LinkView // actions with a page of their own
	QueryCode        string
	Script, Telling  string // words to say: confirming, telling the result
	ToRead           string // the words of a confirmation this person has just saved
	Now              int64
	CanRegisterAfter string // address of a linked new case, empty where none is offered
	CanComplain      string // address of a complaint that a repair gave rise to, likewise
}

// BadgeView is a badge to be.
type BadgeView struct{ Tone, Icon, Text string }

// FollowingView is a case that goes on from this one, or a complaint that a repair gave rise to.
type FollowingView struct {
	LinkView
	Raised bool
}

// ChatView is the chat a case came in by; Note stands for it where the reader may not see it.
type ChatView struct{ Text, Agent, Note string }

// LinkView is a link to be.
type LinkView struct{ Href, Text string }

// ClockView is one of the four clocks with its arithmetic in one sentence.
type ClockView struct {
	Name, Verdict, Tone, Icon string
	Due, Soon                 int64 // for the countdown, 0 without one
	Times                     string
	Why                       string
	Reason                    ReasonView // why it was missed
}

// PersonView is who complains, as far as the reader may know.
type PersonView struct {
	Name, Href, Note string
	Contacts         []ContactView
}

// ContactView is a masked contact point with the address of its reveal.
type ContactView struct{ ID, Label, Shown, Href string }

// RoundView is one round of revisits.
type RoundView struct {
	Title, Status, Due, Result string
	Attempts                   []string
}

// ActionForm is one action offered on the page.
type ActionForm struct {
	Action crm.Action
	Label  string
	Hint   string // when to take it, empty where the label says enough
	URL    string
	Fields []Field
	Form   *Form
}

// fieldWidth lets long answers take the whole width of the form.
func fieldWidth(f Field) string {
	switch f.Type {
	case "textarea", "radio", "checks":
		return "wide"
	case "":
		if f.Max >= 200 {
			return "wide"
		}
	}
	return ""
}
