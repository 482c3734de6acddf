package crm

import "slices"

// Role is one of the eleven roles of a project (domain.md §0).
type Role string

// The roles.
const (
	Clerk          Role = "clerk"
	Steward        Role = "steward"
	Handler        Role = "handler"
	DeptHead       Role = "dept_head"
	Supervisor     Role = "supervisor"
	Manager        Role = "manager"
	Quality        Role = "quality"
	Executive      Role = "executive"
	PrivacyOfficer Role = "privacy_officer"
	Committee      Role = "committee"
	Sysadmin       Role = "sysadmin"
)

// RoleLabel is a role with its Chinese name.
type RoleLabel struct {
	Code  Role
	Label string
}

// Roles lists the roles in the order of the rights table, with their labels.
var Roles = []RoleLabel{
	{Clerk, "前台客服"}, {Steward, "楼栋管家"}, {Handler, "责任部门经办"}, {DeptHead, "部门主管"},
	{Supervisor, "客服主管"}, {Manager, "项目经理"}, {Quality, "品质专员"}, {Executive, "公司管理层"},
	{PrivacyOfficer, "个人信息保护负责人"}, {Committee, "业委会成员"}, {Sysadmin, "系统管理员"},
}

// Label is the role's Chinese name, empty for a role that does not exist.
func (r Role) Label() string {
	for _, known := range Roles {
		if known.Code == r {
			return known.Label
		}
	}
	return ""
}

// Known reports whether r is one of the eleven.
func (r Role) Known() bool { return r.Label() != "" }

// Assignment is a role held in a project from a day on; Department and Buildings narrow it.
type Assignment struct {
	Role       Role
	Department string   // department code, for handler and dept_head
	Buildings  []string // building numbers, for steward
}

// Staff is a person who acts: an account with the roles held in one project at the moment of the request.
type Staff struct {
	ID          int64
	Login       string
	Name        string
	ProjectID   int64
	ProjectCode string
	Roles       []Assignment
	PledgedAt   int64 // unix seconds of the last confidentiality pledge, 0 = never
	MustChange  bool  // a one-time password is in use
}

// Place orders people in lists to choose from: the departments of domain.md §11, then who has none, by role.
func (s Staff) Place() int {
	if len(s.Roles) == 0 {
		return len(Departments) + len(Roles)
	}
	first := s.Roles[0]
	if first.Department != "" {
		return slices.IndexFunc(Departments, func(d Choice) bool { return d.Code == first.Department })
	}
	return len(Departments) + slices.IndexFunc(Roles, func(known RoleLabel) bool { return known.Code == first.Role })
}

// System is the actor of what happens by itself: a miss at its due, a task by rule.
func System(projectID int64) Staff { return Staff{Name: "系统", ProjectID: projectID} }

// IsSystem reports whether nobody in person acts.
func (s Staff) IsSystem() bool { return s.ID == 0 }

// Has reports whether s holds one of the roles.
func (s Staff) Has(roles ...Role) bool {
	return slices.ContainsFunc(s.Roles, func(a Assignment) bool { return slices.Contains(roles, a.Role) })
}

// Role is the most far-reaching role held, for the log and the page header.
func (s Staff) Role() Role {
	for _, r := range []Role{Manager, Supervisor, Quality, DeptHead, Clerk, Steward, Handler, Executive, PrivacyOfficer, Committee, Sysadmin} {
		if s.Has(r) {
			return r
		}
	}
	return ""
}

// Departments are the departments s works in as handler or head.
func (s Staff) Departments() []string {
	var codes []string
	for _, a := range s.Roles {
		if a.Department != "" && (a.Role == Handler || a.Role == DeptHead) && !slices.Contains(codes, a.Department) {
			codes = append(codes, a.Department)
		}
	}
	return codes
}

// Buildings are the buildings s serves as steward.
func (s Staff) Buildings() []string {
	var nos []string
	for _, a := range s.Roles {
		if a.Role == Steward {
			nos = append(nos, a.Buildings...)
		}
	}
	return nos
}

// WorksIn reports whether s belongs to a department, in whatever role. Clerks and supervisors without one belong to the
// customer service.
func (s Staff) WorksIn(department string) bool {
	return slices.ContainsFunc(s.Roles, func(a Assignment) bool {
		if a.Department == "" && (a.Role == Clerk || a.Role == Supervisor) {
			return department == "KF"
		}
		return department != "" && a.Department == department
	})
}

// HeadOf reports whether s heads the department.
func (s Staff) HeadOf(department string) bool {
	return slices.ContainsFunc(s.Roles, func(a Assignment) bool { return a.Role == DeptHead && a.Department == department })
}

// CaseDesk reports whether s belongs to «clerk+»: clerk, steward, supervisor, manager (domain.md §3.3).
func (s Staff) CaseDesk() bool { return s.Has(Clerk, Steward, Supervisor, Manager) }

// PledgeDue reports whether the yearly confidentiality pledge must be signed at now (unix seconds).
func (s Staff) PledgeDue(now int64) bool { return now-s.PledgedAt >= 365*86400 }
