package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"linli/db"
	"linli/db/crm"
)

type demoCommand struct {
	place      `embed:""`
	Households int    `default:"1200" placeholder:"N" help:"户数（缺省 1200）"`
	Cases      int    `default:"3000" placeholder:"N" help:"诉求数（缺省 3000）"`
	Seed       uint64 `default:"1" placeholder:"S" help:"随机种子，同一种子、同一时刻得到同样的内容（缺省 1）"`
}

// Run makes a data folder with invented data, beside its place until it is complete.
func (c *demoCommand) Run(prog *program) error {
	if c.Households < 10 || c.Households > 1_000_000 || c.Cases < 0 || c.Cases > 5_000_000 {
		return crm.Refuse(crm.Invalid, "户数（--households）应为 10 至 1000000，诉求数（--cases）应为 0 至 5000000")
	}
	debug.SetGCPercent(400) // a program that ends with its work: an eighth of its time for 30 MB
	password := db.OneTimePassword()
	err := c.create(prog, func(store *db.Store) error {
		return store.FillDemo(prog.ctx, db.Demo{Households: c.Households, Cases: c.Cases, Seed: c.Seed, Now: prog.now(), Password: password})
	})
	if err != nil {
		return err
	}
	return prog.print("已建立演示数据：%s\n密码：%s\n%s", c.Data, password, demoLogins())
}

// demoLogins lists who can sign in to demo data.
func demoLogins() string {
	lines := make([]string, len(db.DemoLogins))
	for i, l := range db.DemoLogins {
		lines[i] = fmt.Sprintf("  %-9s %s %s", l.Login, l.Name, l.Role.Role.Label())
	}
	return "登录名：\n" + strings.Join(lines, "\n")
}
