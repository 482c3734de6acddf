package crm

// Capability is a right; every route declares one.
type Capability string

// The capabilities of domain.md §0. Public and SignedIn are for routes without a right of their own.
const (
	Public   Capability = "public"    // nobody needs to sign in
	SignedIn Capability = "signed_in" // any account

	CustomerRead   Capability = "customer.read"
	CustomerEdit   Capability = "customer.edit"
	CustomerReveal Capability = "customer.reveal"
	CustomerImport Capability = "customer.import"
	CustomerLimit  Capability = "customer.limit"  // one channel for abusive contact
	CustomerCare   Capability = "customer.care"   // care tags and the consents they stand on
	CustomerExport Capability = "customer.export" // masked
	CustomerMerge  Capability = "customer.merge"

	ExportPlain   Capability = "export.plain" // ask for a plain one
	ExportApprove Capability = "export.approve"
	ExportRead    Capability = "export.read"

	FeeDispute   Capability = "fee.dispute"
	FeeTotals    Capability = "fee.totals"   // what fell due and came in, no person
	ServicesEdit Capability = "service.edit" // the catalogue of value-added services

	FacilityEdit Capability = "facility.edit" // facilities and what is done for them

	CaseRead     Capability = "case.read"
	CaseRegister Capability = "case.register" // register and acknowledge
	CaseAssign   Capability = "case.assign"
	CaseClose    Capability = "case.close"
	CaseTransfer Capability = "case.transfer"
	CaseCorrect  Capability = "case.correct" // the moment of receipt
	CaseAnnul    Capability = "case.annul"   // a miss that an error or an outage made
	CaseManage   Capability = "case.manage"  // level, approval, verification, withdrawal of important ones
	CaseWork     Capability = "case.work"
	GroupRead    Capability = "group.read"   // causes shared by several cases
	GroupAssign  Capability = "group.assign" // give many to a department at once
	GroupLead    Capability = "group.lead"   // make a group complaint, approve for many
	CaseReport   Capability = "case.report_up"
	OverdueRead  Capability = "overdue.read"
	FiguresRead  Capability = "figures.read" // the figures of the whole project, no case
	MissExplain  Capability = "miss.explain"
	MissAccept   Capability = "miss.accept"

	RosterEdit  Capability = "roster.edit"  // who is on duty when
	MeasureEdit Capability = "measure.edit" // improvement measures
	PlaceEdit   Capability = "place.edit"   // places with a code for owners to scan

	ActivityEdit    Capability = "activity.edit"    // community activities: draft, people, minutes
	ActivityApprove Capability = "activity.approve" // and change or cancel what is approved

	RevisitPerform Capability = "revisit.perform"
	TaskDo         Capability = "task.do"

	CommitteeRead    Capability = "committee.read"
	CommitteePublish Capability = "committee.publish"

	AuditRead    Capability = "audit.read"
	SettingsEdit Capability = "settings.edit"
	SettingsRead Capability = "settings.read"
	AccountsEdit Capability = "accounts.edit"
	SearchUse    Capability = "search.use"
)

// Scope says how far a right reaches.
type Scope int

// The scopes, narrow to wide.
const (
	None     Scope = iota
	Assigned       // only what is assigned to the person
	Own            // own buildings, own department, own cases
	Totals         // figures only, no case
	All            // the whole project
)

// rights is the table of domain.md §0, read by Reach. A handler of a case is a fact of that case, so case.work reaches
// «Assigned» for those who may be given one without working on others.
var rights = map[Capability]map[Role]Scope{
	CustomerRead:   {Clerk: All, Steward: Own, Supervisor: All, Manager: All, Quality: All, PrivacyOfficer: All},
	CustomerEdit:   {Clerk: All, Steward: Own, Supervisor: All, Manager: All},
	CustomerReveal: {Clerk: All, Steward: Own, Handler: Own, DeptHead: Own, Supervisor: All, Manager: All, Quality: All, PrivacyOfficer: All},
	CustomerImport: {Supervisor: All, Manager: All},
	CustomerCare:   {Steward: Own, Supervisor: All, Manager: All},
	CustomerExport: {Supervisor: All, Manager: All, Quality: All},
	CustomerMerge:  {Supervisor: All, Manager: All},

	ExportPlain:   {Manager: All},
	ExportApprove: {Manager: All, PrivacyOfficer: All},
	ExportRead:    {Supervisor: Own, Manager: Own, Quality: Own, PrivacyOfficer: Own},

	FeeDispute:   {Supervisor: All, Manager: All},
	FeeTotals:    {Steward: Own, Supervisor: All, Manager: All, Quality: All, Executive: All},
	ServicesEdit: {Supervisor: All, Manager: All},

	FacilityEdit: {Steward: Own, Supervisor: All, Manager: All},

	CaseRead:     {Clerk: All, Steward: Own, Handler: Own, DeptHead: Own, Supervisor: All, Manager: All, Quality: All, Executive: Assigned},
	CaseRegister: {Clerk: All, Steward: All, Supervisor: All, Manager: All},
	CaseAssign:   {Clerk: All, Supervisor: All, Manager: All, Quality: Assigned, Executive: Assigned}, // who owns a case about staff leads it
	CaseClose:    {Clerk: All, Supervisor: All, Manager: All, Quality: Assigned, Executive: Assigned},
	CaseManage:   {Supervisor: All, Manager: All, Quality: Assigned, Executive: Assigned},
	CaseTransfer: {DeptHead: Own, Supervisor: All, Manager: All},
	CaseCorrect:  {Supervisor: All, Manager: All, Quality: All},
	CaseAnnul:    {Quality: All},
	CaseWork:     {Clerk: Assigned, Steward: Own, Handler: Own, DeptHead: Own, Supervisor: All, Manager: All},
	GroupRead:    {Clerk: All, Steward: Own, Handler: Own, DeptHead: Own, Supervisor: All, Manager: All, Quality: All},
	GroupAssign:  {Clerk: All, Supervisor: All, Manager: All},
	GroupLead:    {Supervisor: All, Manager: All},
	CaseReport:   {Clerk: All, Steward: Own, Handler: Own, DeptHead: Own, Supervisor: All, Manager: All, Quality: All},
	OverdueRead:  {DeptHead: Own, Supervisor: All, Manager: All, Quality: All, Executive: Totals},
	FiguresRead:  {Clerk: All, Steward: All, Handler: All, DeptHead: All, Supervisor: All, Manager: All, Quality: All, Executive: All},
	MissExplain:  {Clerk: All, Steward: Own, Handler: Own, DeptHead: Own, Supervisor: All, Manager: All},
	MissAccept:   {Manager: All},

	RosterEdit:  {Supervisor: All, Manager: All},
	MeasureEdit: {Supervisor: All, Manager: All, Quality: All},
	PlaceEdit:   {Supervisor: All, Manager: All},

	ActivityEdit:    {Clerk: All, Steward: All, Supervisor: All, Manager: All},
	ActivityApprove: {Supervisor: All, Manager: All},

	RevisitPerform: {Clerk: All, Steward: Own, Supervisor: All, Manager: All},
	TaskDo:         {Clerk: Own, Steward: Own, Handler: Own, DeptHead: Own, Supervisor: Own, Manager: Own, Quality: Own, Executive: Own, PrivacyOfficer: Own},

	CommitteeRead:    {Manager: All, Quality: All, Executive: All, PrivacyOfficer: All, Committee: All},
	CommitteePublish: {Manager: All, Quality: All},

	AuditRead:     {Manager: All, Quality: All, PrivacyOfficer: All, Sysadmin: Own},
	SettingsRead:  {Manager: All, Sysadmin: All},
	SettingsEdit:  {Manager: All},
	CustomerLimit: {Manager: All},
	AccountsEdit:  {Sysadmin: All},
	SearchUse:     {Clerk: All, Steward: Own, Handler: Own, DeptHead: Own, Supervisor: All, Manager: All, Quality: All, PrivacyOfficer: All},
}

// Capabilities lists every right that roles may hold.
func Capabilities() []Capability {
	list := make([]Capability, 0, len(rights))
	for c := range rights {
		list = append(list, c)
	}
	return list
}

// KnownCapability reports whether a route may declare c.
func KnownCapability(c Capability) bool { return c == Public || c == SignedIn || rights[c] != nil }

// Reach is the widest scope in which s holds the capability.
func (s Staff) Reach(c Capability) Scope {
	if c == Public || c == SignedIn {
		return All
	}
	widest := None
	for _, a := range s.Roles {
		widest = max(widest, rights[c][a.Role])
	}
	return widest
}

// May reports whether s holds the capability at all.
func (s Staff) May(c Capability) bool { return s.Reach(c) != None }
