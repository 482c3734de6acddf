package db

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"linli/db/crm"
	"linli/db/hanzi"
)

// DemoLogin is an account that is there to be tried.
type DemoLogin struct {
	Login, Name string
	Role        crm.Assignment
}

// DemoLogins are the accounts of demo data that are there to be tried, one a role.
var DemoLogins = []DemoLogin{
	{"qiantai", "林晓雯", crm.Assignment{Role: crm.Clerk}},
	{"guanjia", "周建国", crm.Assignment{Role: crm.Steward, Buildings: []string{"1", "2", "3"}}},
	{"weixiu", "王志强", crm.Assignment{Role: crm.Handler, Department: "GC"}},
	{"bumen", "刘卫东", crm.Assignment{Role: crm.DeptHead, Department: "GC"}},
	{"zhuguan", "陈雅琴", crm.Assignment{Role: crm.Supervisor}},
	{"jingli", "赵明远", crm.Assignment{Role: crm.Manager}},
	{"pinzhi", "孙丽华", crm.Assignment{Role: crm.Quality}},
	{"gongsi", "何振华", crm.Assignment{Role: crm.Executive}},
	{"yinsi", "吴静怡", crm.Assignment{Role: crm.PrivacyOfficer}},
	{"yeweihui", "徐国良", crm.Assignment{Role: crm.Committee}},
	{"guanli", "郑凯", crm.Assignment{Role: crm.Sysadmin}},
}

// colleagues are the others of a middling office.
var colleagues = []DemoLogin{
	{"huangmin", "黄敏", crm.Assignment{Role: crm.Clerk}},
	{"tangjie", "唐洁", crm.Assignment{Role: crm.Clerk}},
	{"luojing", "罗静", crm.Assignment{Role: crm.Supervisor}},
	{"zhangjianjun", "张建军", crm.Assignment{Role: crm.Handler, Department: "GC"}},
	{"lidahai", "李大海", crm.Assignment{Role: crm.Handler, Department: "GC"}},
	{"gaofeng", "高峰", crm.Assignment{Role: crm.Handler, Department: "ZX"}},
	{"machao", "马超", crm.Assignment{Role: crm.Handler, Department: "ZX"}},
	{"dongqiang", "董强", crm.Assignment{Role: crm.DeptHead, Department: "ZX"}},
	{"yuxiulan", "于秀兰", crm.Assignment{Role: crm.Handler, Department: "BJ"}},
	{"caimeihua", "蔡美华", crm.Assignment{Role: crm.Handler, Department: "BJ"}},
	{"shenlin", "沈林", crm.Assignment{Role: crm.Handler, Department: "LH"}},
	{"qianjuan", "钱娟", crm.Assignment{Role: crm.Handler, Department: "CW"}},
	{"panyue", "潘悦", crm.Assignment{Role: crm.Handler, Department: "KF"}},
	{"yejun", "叶军", crm.Assignment{Role: crm.Handler, Department: "KF"}},
	{"fanglei", "方磊", crm.Assignment{Role: crm.Handler, Department: "JL"}},
}

// demoStaff are the people at work, by what they do.
type demoStaff struct {
	clerks, stewards, supervisors []crm.Staff
	handlers                      map[string][]crm.Staff // by department
	manager                       crm.Staff
	all                           []crm.Staff
}

// hire makes the project and its accounts; a larger estate has more clerks, stewards and handlers. All have signed the pledge.
func (d *demo) hire(plot []demoBuilding, in Demo) error {
	project, err := d.store.InitProject(d.ctx, d.start, d.project)
	if err != nil {
		return err
	}
	d.project.ID = project
	if d.set, err = d.store.Settings(d.ctx, project); err != nil {
		return err
	}
	hash := HashPassword(in.Password)
	d.staff.handlers = map[string][]crm.Staff{}
	console := By{Staff: crm.Staff{Name: "系统", ProjectID: project, ProjectCode: d.project.Code}, Now: d.start, Source: "demo"}
	err = d.store.inBatch(d.ctx, console, batched{text: d.text}, func(ctx context.Context) error {
		for _, person := range d.payroll(plot, in.Households) {
			id, err := d.store.AddStaff(ctx, console, NewAccount{Login: person.Login, Name: person.Name, PasswordHash: hash, PledgedAt: d.start.Unix(), Role: person.Role})
			if err != nil {
				return fmt.Errorf("account %s: %w", person.Login, err)
			}
			d.place(crm.Staff{ID: id, Login: person.Login, Name: person.Name, ProjectID: project, ProjectCode: d.project.Code, Roles: []crm.Assignment{person.Role}, PledgedAt: d.start.Unix()})
		}
		return batchOf(ctx).exec(`INSERT INTO keeping (name, value) VALUES ('demo_password', ?)`, in.Password)
	})
	if err == nil { // the account of the owners' form, before it is looked for from within a batch
		_, err = d.store.online(d.ctx, By{Now: d.start}, d.project)
	}
	return err
}

// payroll is everybody with an account.
func (d *demo) payroll(plot []demoBuilding, households int) []DemoLogin {
	list := append(slices.Clone(DemoLogins), colleagues...)
	taken := map[string]bool{}
	for _, p := range list {
		taken[p.Login] = true
	}
	more := func(role crm.Assignment) {
		for {
			name, _ := d.person()
			read, _ := hanzi.Spell(name, true)
			if login := strings.ReplaceAll(read, " ", ""); !taken[login] && len(login) <= 20 {
				taken[login] = true
				list = append(list, DemoLogin{login, name, role})
				return
			}
		}
	}
	for from := 3; from < len(plot); from += 8 {
		var buildings []string
		for _, b := range plot[from:min(from+8, len(plot))] {
			buildings = append(buildings, b.no)
		}
		more(crm.Assignment{Role: crm.Steward, Buildings: buildings})
	}
	for n := households / 2500; n > 0; n-- {
		more(crm.Assignment{Role: crm.Clerk})
		for _, department := range []string{"GC", "GC", "ZX", "BJ", "KF"} {
			more(crm.Assignment{Role: crm.Handler, Department: department})
		}
	}
	return list
}

func (d *demo) place(s crm.Staff) {
	d.staff.all = append(d.staff.all, s)
	switch role := s.Roles[0]; role.Role {
	case crm.Clerk:
		d.staff.clerks = append(d.staff.clerks, s)
	case crm.Steward:
		d.staff.stewards = append(d.staff.stewards, s)
	case crm.Supervisor:
		d.staff.supervisors = append(d.staff.supervisors, s)
	case crm.Manager:
		d.staff.manager = s
	case crm.Handler:
		d.staff.handlers[role.Department] = append(d.staff.handlers[role.Department], s)
	}
}

// one draws somebody, but none of those named.
func (d *demo) one(list []crm.Staff, not ...int64) crm.Staff {
	from := d.IntN(len(list))
	for i := range list {
		if s := list[(from+i)%len(list)]; !slices.Contains(not, s.ID) {
			return s
		}
	}
	return d.staff.manager
}

func (d *demo) desk() crm.Staff             { return d.one(d.staff.clerks) }
func (d *demo) lead(not ...int64) crm.Staff { return d.one(d.staff.supervisors, not...) }

// stewardOf serves a building.
func (d *demo) stewardOf(building string) (crm.Staff, bool) {
	i := slices.IndexFunc(d.staff.stewards, func(s crm.Staff) bool { return slices.Contains(s.Buildings(), building) })
	if i < 0 {
		return crm.Staff{}, false
	}
	return d.staff.stewards[i], true
}
