package views

// TaskLine is one task in a list, its strings ready to show.
type TaskLine struct {
	ID, Title   string
	Href, About string // the record it is about
	Summary     string // what that is about
	Act         string // label of the link that leads to the deed itself, empty for none
	Whose       string // the person or role it is for
	Due, Soon   int64
	URL         string
	Form        *Form
	Open        bool   // the form is shown at once
	Done        string // who is told that it is done, empty while it is not
	Alert       string // who was quicker
	Both        []Difference
}

// TaskDue is what the time of a task is called: the clock of the case that it is about is another one.
const TaskDue = "待办期限"

// TasksView is the list of a person's tasks.
type TasksView struct {
	Lines   []TaskLine
	Tabs    []TabView
	More    string
	Ignored string
	Now     int64
}

// RevisitLine is one revisit to be made, its strings ready to show.
type RevisitLine struct {
	ID, Href, No     string
	Summary          string
	Kind, Mark, Tone string
	Person, Place    string
	Assignee         string
	Tries            string // what was tried so far
	Note             string // an appointment, a notice
	Over             string // the clock has stopped, in words
	Late             bool
	Due, Soon        int64
}

// RevisitsView is the list of revisits that are due.
type RevisitsView struct {
	Lines   []RevisitLine
	Tabs    []TabView
	More    string
	Ignored string
	Now     int64
}
