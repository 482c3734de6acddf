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
	Homes      string // rooms of the estate the person lives in
	Form       *Form  // the role to add; its key and version serve every form of the page
}

// AccountLabels are the fields of a new account in the order of the screen; those of an account on its own page stand last.
var AccountLabels = []Option{{Value: "login", Label: "登录名"}, {Value: "name", Label: "姓名"}, {Value: "role", Label: "角色"},
	{Value: "department", Label: "部门"}, {Value: "buildings", Label: "楼栋"}, {Value: "homes", Label: "本小区住址"}}

// homesField is where the person lives, as typed or as stored.
func (in AccountInput) homesField() Field {
	f := in.Form.Field(Field{Name: "homes", Max: 200, Hint: "房号，如 5-1-302；有几处用逗号隔开，不住本小区的留空"})
	if _, typed := in.Form.Values["homes"]; !typed {
		f.Value = in.Homes
	}
	return f
}
