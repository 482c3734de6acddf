package handlers

import (
	"slices"

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
	return slices.Concat(sessionRoutes(), startRoutes(), importRoutes(), exportRoutes(), customerRoutes(), estateRoutes(), serviceRoutes(), activityRoutes(), committeeRoutes(), caseRoutes(), causeRoutes(), workRoutes(), shiftRoutes(), placeRoutes(), adminRoutes())
}

// sessionRoutes are the addresses of signing in.
func sessionRoutes() []Route {
	return []Route{
		{"GET", "/healthz", crm.Public, (*App).health},
		{"GET", "/login", crm.Public, (*App).loginPage},
		{"POST", "/login", crm.Public, (*App).login},
		{"POST", "/logout", crm.SignedIn, (*App).logout},
		{"GET", "/password", crm.SignedIn, (*App).passwordPage},
		{"POST", "/password", crm.SignedIn, (*App).changePassword},
		{"GET", "/pledge", crm.SignedIn, (*App).pledgePage},
		{"POST", "/pledge", crm.SignedIn, (*App).signPledge},
		{"POST", "/project", crm.SignedIn, (*App).switchProject},
	}
}

// startRoutes are the addresses of start.
func startRoutes() []Route {
	return []Route{
		{"GET", "/", crm.SignedIn, (*App).home},
		{"GET", "/figures", crm.FiguresRead, (*App).figuresPage},
	}
}

// importRoutes are the addresses of imports.
func importRoutes() []Route {
	return []Route{
		{"GET", "/imports", crm.CustomerImport, (*App).listImports},
		{"GET", "/imports/new", crm.CustomerImport, (*App).newImport},
		{"GET", "/imports/template.csv", crm.CustomerImport, (*App).importTemplate},
		{"POST", "/imports", crm.CustomerImport, (*App).uploadImport},
		{"GET", "/imports/{id}", crm.CustomerImport, (*App).showImport},
		{"GET", "/imports/{id}/progress", crm.CustomerImport, (*App).importProgress},
		{"GET", "/imports/{id}/errors.csv", crm.CustomerImport, (*App).importErrors},
		{"POST", "/imports/{id}/mapping", crm.CustomerImport, (*App).mapImport},
		{"POST", "/imports/{id}/commit", crm.CustomerImport, (*App).commitImport},
		{"POST", "/imports/{id}/take-back", crm.CustomerImport, (*App).takeBackImport},
	}
}

// exportRoutes are the addresses of exports.
func exportRoutes() []Route {
	return []Route{
		{"GET", "/exports", crm.ExportRead, (*App).exportsPage},
		{"GET", "/exports/new", crm.CustomerExport, (*App).newExport},
		{"POST", "/exports", crm.CustomerExport, (*App).askExport},
		{"GET", "/exports/{id}", crm.ExportRead, (*App).exportPage},
		{"GET", "/exports/{id}/file", crm.CustomerExport, (*App).exportFile},
		{"POST", "/exports/{id}/approval", crm.ExportApprove, (*App).decideExport},
	}
}

// adminRoutes are the addresses of administration.
func adminRoutes() []Route {
	return []Route{
		{"GET", "/admin/users", crm.AccountsEdit, (*App).usersPage},
		{"POST", "/admin/users", crm.AccountsEdit, (*App).addUser},
		{"GET", "/admin/users/{id}", crm.AccountsEdit, (*App).userPage},
		{"POST", "/admin/users/{id}/roles", crm.AccountsEdit, (*App).changeRoles},
		{"POST", "/admin/users/{id}/homes", crm.AccountsEdit, (*App).changeHomes},
		{"POST", "/admin/users/{id}/disabling", crm.AccountsEdit, (*App).disableUser},
		{"POST", "/admin/users/{id}/reset", crm.AccountsEdit, (*App).resetUser},
		{"GET", "/admin/settings", crm.SettingsRead, (*App).settingsPage},
		{"POST", "/admin/settings", crm.SettingsEdit, (*App).saveSettings},
		{"GET", "/admin/fields", crm.SettingsRead, (*App).extraFieldsPage},
		{"GET", "/admin/fields/new", crm.SettingsEdit, (*App).newExtraField},
		{"POST", "/admin/fields", crm.SettingsEdit, (*App).addExtraField},
		{"GET", "/admin/fields/{id}", crm.SettingsEdit, (*App).editExtraField},
		{"POST", "/admin/fields/{id}", crm.SettingsEdit, (*App).changeExtraField},
		{"POST", "/admin/fields/{id}/retirement", crm.SettingsEdit, (*App).retireExtraField},
		{"GET", "/admin/audit", crm.AuditRead, (*App).auditPage},
	}
}
