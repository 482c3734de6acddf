package views

// AccountRow is one account in the list, its strings ready to show.
type AccountRow struct {
	Path, Login, Name, Roles string
	Tone, Icon, State        string
	Pledged, Created         string
}

// OneTimePassword is shown on one page and never again.
type OneTimePassword struct{ Login, Password string }

// UsersInput is the list of accounts with the form for a new one.
type UsersInput struct {
	Accounts []AccountRow
	New      *Form
}

// RoleRow is a role held, with what narrows it.
type RoleRow struct{ Code, Label, Scope string }

// AccountInput is one account with the forms that change it.
type AccountInput struct {
	Name, Path string
	Facts      []Fact
	Held       []RoleRow
	Once       *OneTimePassword // a password made just now
	Disabled   bool
	Form       *Form // the role to add; its key and version serve every form of the page
}

// AccountLabels are the fields of a new account in the order of the screen; those of a role are the last three.
var AccountLabels = []Option{{Value: "login", Label: "登录名"}, {Value: "name", Label: "姓名"}, {Value: "role", Label: "角色"},
	{Value: "department", Label: "部门"}, {Value: "buildings", Label: "楼栋"}}
