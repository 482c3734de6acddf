package crm

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

var loginForm = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,31}$`)

// CheckAccount says what is wrong with the log-in name, name and first role of a new account.
func CheckAccount(login, name string, role Assignment) error {
	p := Problems{}
	p.Check(loginForm.MatchString(login), "login", "登录名用 2 至 32 个小写字母、数字或 . _ -，以字母开头")
	clean, err := CleanText(name, 40, false)
	p.Check(err == nil && clean != "" && clean == name, "name", "请填写姓名，最多 40 字")
	checkRole(p, role)
	return p.Err()
}

// CheckRole says what is wrong with a role that is to be given.
func CheckRole(role Assignment) error {
	p := Problems{}
	checkRole(p, role)
	return p.Err()
}

func checkRole(p Problems, r Assignment) {
	works := r.Role == Handler || r.Role == DeptHead
	p.Check(r.Role.Known(), "role", "请选择角色")
	p.Check(!works || r.Department != "", "department", "责任部门经办和部门主管须选择所属部门")
	p.Check(r.Department == "" || Has(Departments, r.Department), "department", "没有这个部门")
	p.Check(r.Role != Steward || len(r.Buildings) > 0, "buildings", "楼栋管家须填写负责的楼栋")
}

func betweenWords(r rune) bool { return strings.ContainsRune(",，、;；\n", r) }

// SplitList is a list as people type it, without what is blank.
func SplitList(text string) []string {
	var list []string
	for _, word := range strings.FieldsFunc(text, betweenWords) {
		if word = strings.TrimSpace(word); word != "" {
			list = append(list, word)
		}
	}
	return list
}

// ReadBuildings reads a list of buildings as people type it: 1,2、3栋 4号楼. Each stands once, as in an address.
func ReadBuildings(text string) ([]string, error) {
	var list []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return betweenWords(r) || unicode.IsSpace(r) }) {
		a, err := AddressFromParts("", word, "", "1")
		if err != nil || a.Building == "" || a.Phase != "" {
			return nil, Refuse(Invalid, "看不懂楼栋「"+word+"」，请写成 1,2,3")
		}
		if !slices.Contains(list, a.Building) {
			list = append(list, a.Building)
		}
	}
	return list, nil
}
