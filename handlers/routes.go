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
		{"GET", "/figures", crm.FiguresRead, (*App).figuresPage},

		// Imports
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

		// Exports
		{"GET", "/exports", crm.ExportRead, (*App).exportsPage},
		{"GET", "/exports/new", crm.CustomerExport, (*App).newExport},
		{"POST", "/exports", crm.CustomerExport, (*App).askExport},
		{"GET", "/exports/{id}", crm.ExportRead, (*App).exportPage},
		{"GET", "/exports/{id}/file", crm.CustomerExport, (*App).exportFile},
		{"POST", "/exports/{id}/approval", crm.ExportApprove, (*App).decideExport},

		// Customers, rooms and the search box
		{"GET", "/search", crm.SearchUse, (*App).search},
		{"GET", "/customers", crm.CustomerRead, (*App).customersPage},
		{"GET", "/customers/new", crm.CustomerEdit, (*App).newCustomer},
		{"GET", "/customers/new/alike", crm.CustomerEdit, (*App).alikeCustomers},
		{"POST", "/customers", crm.CustomerEdit, (*App).addCustomer},
		{"GET", "/customers/duplicates", crm.CustomerMerge, (*App).duplicatesPage},
		{"GET", "/customers/{id}/merge/{other}", crm.CustomerMerge, (*App).comparePage},
		{"POST", "/customers/{id}/merge/{other}", crm.CustomerMerge, (*App).mergeCustomers},
		{"POST", "/customers/{id}/merge/{other}/distinct", crm.CustomerMerge, (*App).foundDistinct},
		{"POST", "/customers/{id}/merge-undo", crm.CustomerMerge, (*App).undoMerge},
		{"GET", "/customers/{id}", crm.CustomerRead, (*App).customerPage},
		{"POST", "/customers/{id}", crm.CustomerEdit, (*App).changeCustomer},
		{"GET", "/customers/{id}/profile", crm.CustomerRead, (*App).customerProfile},
		{"GET", "/customers/{id}/notes/new", crm.CustomerEdit, (*App).newNote},
		{"POST", "/customers/{id}/notes", crm.CustomerEdit, (*App).addNote},
		{"GET", "/customers/{id}/needs/new", crm.CustomerEdit, (*App).newNeed},
		{"POST", "/customers/{id}/needs", crm.CustomerEdit, (*App).addNeed},
		{"GET", "/customers/{id}/needs/{need}", crm.CustomerEdit, (*App).editNeed},
		{"POST", "/customers/{id}/needs/{need}", crm.CustomerEdit, (*App).changeNeed},
		{"GET", "/customers/{id}/preferences/new", crm.CustomerEdit, (*App).newPreference},
		{"POST", "/customers/{id}/preferences", crm.CustomerEdit, (*App).addPreference},
		{"POST", "/customers/{id}/preferences/{preference}/ending", crm.CustomerEdit, (*App).endPreference},
		{"GET", "/customers/{id}/tags/new", crm.CustomerEdit, (*App).newTag},
		{"POST", "/customers/{id}/tags", crm.CustomerEdit, (*App).addTag},
		{"POST", "/customers/{id}/tags/{tag}/ending", crm.CustomerEdit, (*App).endTag},
		{"GET", "/customers/{id}/care/new", crm.CustomerCare, (*App).newCare},
		{"POST", "/customers/{id}/care", crm.CustomerCare, (*App).addCare},
		{"GET", "/customers/{id}/consents/new", crm.CustomerEdit, (*App).newConsent},
		{"POST", "/customers/{id}/consents", crm.CustomerEdit, (*App).addConsent},
		{"GET", "/customers/{id}/consents/{consent}/withdrawal", crm.CustomerEdit, (*App).askWithdrawal},
		{"POST", "/customers/{id}/consents/{consent}/withdrawal", crm.CustomerEdit, (*App).withdrawConsent},
		{"GET", "/customers/{id}/privacy-notice", crm.CustomerEdit, (*App).askPrivacyNotice},
		{"POST", "/customers/{id}/privacy-notice", crm.CustomerEdit, (*App).notePrivacyNotice},
		{"GET", "/customers/{id}/extras", crm.CustomerEdit, (*App).askExtras},
		{"POST", "/customers/{id}/extras", crm.CustomerEdit, (*App).saveExtras},
		{"GET", "/customers/{id}/homes", crm.CustomerRead, (*App).customerHomes},
		{"GET", "/customers/{id}/edit", crm.CustomerEdit, (*App).editCustomer},
		{"GET", "/customers/{id}/services", crm.CustomerRead, (*App).customerServices},
		{"GET", "/customers/{id}/usages/new", crm.CustomerEdit, (*App).newUsage},
		{"POST", "/customers/{id}/usages", crm.CustomerEdit, (*App).addUsage},
		{"GET", "/customers/{id}/referrals/new", crm.CustomerEdit, (*App).newReferral},
		{"POST", "/customers/{id}/referrals", crm.CustomerEdit, (*App).addReferral},
		{"GET", "/customers/{id}/referrals/{referral}", crm.CustomerEdit, (*App).referralPage},
		{"POST", "/customers/{id}/referrals/{referral}", crm.CustomerEdit, (*App).decideReferral},
		{"GET", "/customers/{id}/fees/{fee}/dispute", crm.FeeDispute, (*App).feeDisputePage},
		{"POST", "/customers/{id}/fees/{fee}/dispute", crm.FeeDispute, (*App).disputeFee},
		{"GET", "/customers/{id}/timeline", crm.CustomerRead, (*App).customerTimeline},
		{"GET", "/customers/{id}/links/{link}", crm.CustomerEdit, (*App).linkForm},
		{"POST", "/customers/{id}/links/{link}", crm.CustomerEdit, (*App).changeLink},
		{"GET", "/customers/{id}/links/{link}/transfer", crm.CustomerEdit, (*App).transferForm},
		{"POST", "/customers/{id}/links/{link}/transfer", crm.CustomerEdit, (*App).transferOwnership},
		{"GET", "/customers/{id}/verifications/new", crm.CustomerEdit, (*App).verifyForm},
		{"POST", "/customers/{id}/verifications", crm.CustomerEdit, (*App).verifyFile},
		{"GET", "/customers/{id}/steward", crm.CustomerEdit, (*App).stewardForm},
		{"POST", "/customers/{id}/steward", crm.CustomerEdit, (*App).handOver},
		{"GET", "/customers/{id}/contracts/new", crm.CustomerEdit, (*App).newContract},
		{"POST", "/customers/{id}/contracts", crm.CustomerEdit, (*App).addContract},
		{"GET", "/customers/{id}/contracts/{contract}", crm.CustomerEdit, (*App).contractForm},
		{"POST", "/customers/{id}/contracts/{contract}", crm.CustomerEdit, (*App).changeContract},
		{"GET", "/customers/to-verify", crm.CustomerEdit, (*App).toVerifyPage},
		{"GET", "/customers/to-complete", crm.CustomerEdit, (*App).toCompletePage},
		{"GET", "/contracts", crm.CustomerRead, (*App).contractsPage},
		{"GET", "/contracts/new", crm.SettingsEdit, (*App).newContract},
		{"POST", "/contracts", crm.SettingsEdit, (*App).addContract},
		{"GET", "/contracts/{id}", crm.SettingsEdit, (*App).contractForm},
		{"POST", "/contracts/{id}", crm.SettingsEdit, (*App).changeContract},
		{"POST", "/customers/{id}/contact-points/{contact}", crm.CustomerEdit, (*App).changeContact},
		{"GET", "/customers/{id}/reveals/new", crm.CustomerReveal, (*App).revealForm},
		{"POST", "/customers/{id}/reveals", crm.CustomerReveal, (*App).reveal},
		{"GET", "/rooms/{id}", crm.CustomerRead, (*App).roomPage},

		// Fees and value-added services
		{"GET", "/fees", crm.FeeTotals, (*App).feesPage},
		{"GET", "/services", crm.CustomerRead, (*App).servicesPage},
		{"GET", "/services/new", crm.ServicesEdit, (*App).newService},
		{"POST", "/services", crm.ServicesEdit, (*App).addService},
		{"GET", "/services/{id}", crm.ServicesEdit, (*App).servicePage},
		{"POST", "/services/{id}", crm.ServicesEdit, (*App).changeService},
		{"GET", "/services/{id}/interested", crm.CustomerRead, (*App).interestedPage},

		// Owners' committee
		{"GET", "/committee", crm.CommitteeRead, (*App).committeePage},
		{"GET", "/committee/{period}", crm.CommitteeRead, (*App).committeeReport},
		{"POST", "/committee/{period}", crm.CommitteePublish, (*App).publishMonth},
		// Cases
		{"GET", "/cases/new", crm.CaseRegister, (*App).newCase},
		{"GET", "/cases/new/callers", crm.CaseRegister, (*App).callers},
		{"GET", "/cases/new/sub-categories", crm.CaseRegister, (*App).subCategories},
		{"GET", "/cases", crm.CaseRead, (*App).listCases},
		{"POST", "/cases", crm.CaseRegister, (*App).registerCase},
		{"GET", "/cases/{id}", crm.CaseRead, (*App).showCase},
		{"POST", "/cases/{id}/acknowledgement", crm.CaseRegister, act(crm.DoAcknowledge, acknowledge)},
		{"POST", "/cases/{id}/ack-attempts", crm.CaseRegister, act(crm.DoAckAttempt, tryAck)},
		{"POST", "/cases/{id}/verifications", crm.CaseManage, act(crm.DoVerify, verifyMoment)},
		{"POST", "/cases/{id}/assignment", crm.CaseAssign, act(crm.DoAssign, assignCase)},
		{"POST", "/cases/{id}/acceptance", crm.CaseWork, act(crm.DoAccept, acceptCase)},
		{"POST", "/cases/{id}/return", crm.CaseWork, act(crm.DoReturn, returnCase)},
		{"POST", "/cases/{id}/investigation", crm.CaseWork, act(crm.DoInvestigate, investigateCase)},
		{"POST", "/cases/{id}/response", crm.CaseWork, act(crm.DoRespond, respondCase)},
		{"POST", "/cases/{id}/proposal", crm.CaseWork, act(crm.DoPropose, proposeResult)},
		{"POST", "/cases/{id}/approval", crm.CaseManage, act(crm.DoApprove, approveResult)},
		{"POST", "/cases/{id}/resolution", crm.CaseWork, act(crm.DoResolve, resolveCase)},
		{"POST", "/cases/{id}/revisits", crm.RevisitPerform, act(crm.DoRevisit, recordRevisit)},
		{"POST", "/cases/{id}/revisit-notice", crm.RevisitPerform, act(crm.DoRevisitNotice, notifyRevisit)},
		{"POST", "/cases/{id}/decline-confirmation", crm.CaseManage, act(crm.DoDecline, confirmDecline)},
		{"POST", "/cases/{id}/supervisor-call", crm.CaseManage, act(crm.DoSupervisor, supervisorCall)},
		{"POST", "/cases/{id}/rework", crm.CaseManage, act(crm.DoRework, reworkCase)},
		{"POST", "/cases/{id}/closure", crm.CaseClose, act(crm.DoClose, closeCase)},
		{"POST", "/cases/{id}/reopening", crm.CaseRegister, act(crm.DoReopen, reopenCase)},
		{"POST", "/cases/{id}/withdrawal", crm.CaseRegister, act(crm.DoWithdraw, withdrawCase)},
		{"POST", "/cases/{id}/withdrawal/confirmation", crm.CaseManage, act(crm.DoConfirmDrawal, confirmWithdrawal)},
		{"POST", "/cases/{id}/completion", crm.CaseWork, act(crm.DoComplete, completeCase)},
		{"POST", "/cases/{id}/report-up", crm.CaseReport, act(crm.DoReportUp, reportUp)},
		{"GET", "/cases/{id}/miss-reason", crm.MissExplain, (*App).missPage},
		{"POST", "/cases/{id}/miss-reason", crm.MissExplain, (*App).explainMiss},
		{"POST", "/cases/{id}/miss-reason/acceptance", crm.MissAccept, (*App).acceptMiss},

		// Work lists
		{"GET", "/overdue", crm.OverdueRead, (*App).overduePage},
		{"GET", "/revisits", crm.RevisitPerform, (*App).revisitsPage},
		{"GET", "/tasks", crm.TaskDo, (*App).tasksPage},
		{"GET", "/tasks/{id}", crm.TaskDo, (*App).taskPage},
		{"POST", "/tasks/{id}/completion", crm.TaskDo, (*App).completeTask},

		// Administration
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
