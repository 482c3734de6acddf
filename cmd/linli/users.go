package main

import (
	"slices"
	"strings"

	"linli/db"
	"linli/db/crm"
)

type userCommand struct {
	Add     userAddCommand     `cmd:"" help:"新建账号，一次性密码显示在屏幕上"`
	Disable userDisableCommand `cmd:"" help:"停用账号，其下一次请求即被拒绝"`
	Reset   userResetCommand   `cmd:"" help:"重置为新的一次性密码，并重新启用账号"`
}

// account names one account of a project.
type account struct {
	ofProject `embed:""`
	Login     string `placeholder:"NAME" help:"登录名"`
}

type userAddCommand struct {
	account    `embed:""`
	Name       string   `placeholder:"NAME" help:"姓名"`
	Role       string   `placeholder:"ROLE" help:"角色：clerk、steward、handler、dept_head、supervisor、manager、quality、executive、privacy_officer、committee、sysadmin"`
	Department string   `placeholder:"CODE" help:"部门编号，handler 与 dept_head 必填，如 GC"`
	Buildings  []string `placeholder:"NO,…" help:"负责的楼栋，steward 必填，如 1,2"`
}

// Run adds an account. The password is made here and shown once; only its hash is kept.
func (c *userAddCommand) Run(prog *program) error {
	buildings, err := crm.ReadBuildings(strings.Join(c.Buildings, ","))
	if err != nil {
		return err
	}
	password := db.OneTimePassword()
	in := db.NewAccount{Login: c.Login, Name: strings.TrimSpace(c.Name), PasswordHash: db.HashPassword(password), MustChange: true,
		Role: crm.Assignment{Role: crm.Role(c.Role), Department: crm.CodeOf(crm.Departments, c.Department), Buildings: buildings}}
	return c.inProject(prog, func(store *opened, p db.Project) error {
		if _, err := store.AddStaff(prog.ctx, console(prog, p.ID), in); err != nil {
			return err
		}
		return prog.print("已建立账号 %s（%s，%s）\n密码：%s\n首次登录时须修改", c.Login, in.Name, in.Role.Role.Label(), password)
	})
}

type userDisableCommand struct {
	account `embed:""`
}

// Run ends the access of an account.
func (c *userDisableCommand) Run(prog *program) error {
	return c.change(prog, func(store *opened, by db.By, id int64) error {
		if err := store.DisableStaff(prog.ctx, by, id, 0); err != nil {
			return err
		}
		return prog.print("已停用账号 %s", c.Login)
	})
}

type userResetCommand struct {
	account `embed:""`
}

// Run gives an account a new one-time password.
func (c *userResetCommand) Run(prog *program) error {
	password := db.OneTimePassword()
	hash := db.HashPassword(password)
	return c.change(prog, func(store *opened, by db.By, id int64) error {
		if err := store.ResetPassword(prog.ctx, by, id, 0, hash); err != nil {
			return err
		}
		return prog.print("已重置账号 %s\n密码：%s\n登录时须修改", c.Login, password)
	})
}

// change finds the account, disabled or not, and changes it.
func (c account) change(prog *program, fn func(store *opened, by db.By, id int64) error) error {
	return c.inProject(prog, func(store *opened, p db.Project) error {
		by := console(prog, p.ID)
		all, err := store.Accounts(prog.ctx, by.Staff, by.Now.Unix())
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(a db.Account) bool { return a.Login == c.Login })
		if i < 0 {
			return crm.Refuse(crm.NotFound, "项目 "+p.Code+" 中没有登录名为 "+c.Login+" 的账号")
		}
		return fn(store, by, all[i].ID)
	})
}
