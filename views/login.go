package views

import (
	"context"

	"github.com/a-h/templ"
)

var (
	usernameAttrs        = templ.Attributes{"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
	currentPasswordAttrs = templ.Attributes{"autocomplete": "current-password"}
	newPasswordAttrs     = templ.Attributes{"autocomplete": "new-password", "minlength": "12"}
)

// loginPrefix keeps the ids of the dialog apart from those of a form on the page below it.
func loginPrefix(in LoginInput) string {
	if in.InDialog {
		return "login-"
	}
	return ""
}

// loginRequest sends the form of the dialog by htmx, with the token that came with the dialog: the page's own is stale.
func loginRequest(ctx context.Context, inDialog bool) templ.Attributes {
	if !inDialog {
		return nil
	}
	return templ.Attributes{
		"hx-post": "/login", "hx-swap": "outerHTML", "hx-sync": "this:drop", "hx-headers:append": ShellFrom(ctx).HeadersJSON,
	}
}
