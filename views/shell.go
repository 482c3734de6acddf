// Package views turns given values into HTML: no queries, no clock, no decisions about the business.
package views

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Shell is what the frame around every page knows about the person and the moment.
type Shell struct {
	Title                  string // of the page, without the product's name
	Path                   string // of the request, without the query
	StaffName, RoleLabel   string // empty StaffName: nobody is signed in
	ProjectName            string
	ProjectCode            string
	Projects               []Option // Value is the code; drawn as a switcher when more than one
	Nav                    []NavItem
	CSRF                   string
	HeadersJSON            string // {"X-CSRF-Token": CSRF}, sent with every htmx request
	ServerTime             int64  // unix seconds, the program's clock
	Notice                 string // said once after a redirect
	TestMode               bool   // banner on every page
	PlainHTTP              bool   // banner for the system administrator: the connection is not encrypted
	Stops, Warns           string // banners: nothing can be saved; something needs looking after
	CanSearch, CanRegister bool
}

// NavItem is one entry of the side navigation. Count is shown as a red badge, CountLabel read out after it.
type NavItem struct {
	Label, Path, Icon string
	Count, CountLabel string
	Active            bool
}

// Option is one choice of a list; options of one Group stand together.
type Option struct{ Value, Label, Group string }

type shellKey struct{}

// WithShell makes the frame known to every component drawn with ctx.
func WithShell(ctx context.Context, s *Shell) context.Context {
	return context.WithValue(ctx, shellKey{}, s)
}

// ShellFrom is the frame set by WithShell, an empty one without.
func ShellFrom(ctx context.Context) *Shell {
	if s, ok := ctx.Value(shellKey{}).(*Shell); ok && s != nil {
		return s
	}
	return &Shell{}
}

func (s *Shell) pageTitle() string {
	if s.Title == "" {
		return "邻里"
	}
	return s.Title + " · 邻里"
}

func (s *Shell) serverTime() string { return strconv.FormatInt(s.ServerTime, 10) }

// initial is the sign in the round avatar: the first character of the name.
func (s *Shell) initial() string {
	r, size := utf8.DecodeRuneInString(s.StaffName)
	if size == 0 {
		return "·"
	}
	return string(r)
}

func (s *Shell) duty() string {
	return strings.Trim(s.RoleLabel+" · "+s.ProjectName, " ·")
}

const htmxConfig = `{"includeIndicatorCSS":false,"defaultSettleDelay":0,"defaultTimeout":20000,"history":true,"extensions":"sse,ptag","prefix":"","morphIgnore":["data-htmx-powered","open"]}`
