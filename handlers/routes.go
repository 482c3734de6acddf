package handlers

import (
	"github.com/labstack/echo/v4"

	"linli/db/crm"
)

// Route is one address of the product with the right it asks for.
type Route struct {
	Method     string
	Path       string // {id} stands for a record
	Capability crm.Capability
	Handle     func(*App, echo.Context) error
}

// Routes is the whole site. A route without a known right does not start the program.
func Routes() []Route {
	return []Route{
		// Signing in
		{"GET", "/healthz", crm.Public, (*App).health},
		{"GET", "/login", crm.Public, (*App).loginPage},
		{"POST", "/login", crm.Public, (*App).login},
		{"POST", "/logout", crm.SignedIn, (*App).logout},
		{"GET", "/password", crm.SignedIn, (*App).passwordPage},
		{"POST", "/password", crm.SignedIn, (*App).changePassword},
		{"GET", "/pledge", crm.SignedIn, (*App).pledgePage},
		{"POST", "/pledge", crm.SignedIn, (*App).signPledge},
		{"POST", "/project", crm.SignedIn, (*App).switchProject},

		// Start
		{"GET", "/", crm.SignedIn, (*App).home},

		// Owners' committee
		{"GET", "/committee", crm.CommitteeRead, (*App).committeePage},
		{"GET", "/committee/{period}", crm.CommitteeRead, (*App).committeeReport},
		{"POST", "/committee/{period}", crm.CommitteePublish, (*App).publishMonth},
	}
}
