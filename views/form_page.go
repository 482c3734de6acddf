package views

import "github.com/a-h/templ"

// FormPageView is a small form on a page of its own: what it is for, its fields, where it is sent and the way back.
type FormPageView struct {
	Title, Lead, Back string
	URL, Submit       string
	Fields            []Field // their values come from the form
	Form              *Form
	Alert             string // somebody was quicker
	Both              []Difference
	Below             templ.Component // stands under the form, nil for nothing
}
