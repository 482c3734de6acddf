package main

import (
	"regexp"
	"time"

	"linli/db"
	"linli/db/crm"
)

type initCommand struct {
	place    `embed:""`
	Project  string `placeholder:"CODE" help:"项目编号，1 至 8 个大写字母或数字，如 LY"`
	Name     string `placeholder:"NAME" help:"项目名称，如 绿园小区"`
	Takeover string `placeholder:"DATE" help:"接管日期，如 2024-01-01"`
	Hotline  string `placeholder:"NUMBER" help:"对外服务电话"`
	Timezone string `default:"Asia/Shanghai" placeholder:"ZONE" help:"时区（缺省 Asia/Shanghai）"`
}

var projectCode = regexp.MustCompile(`^[A-Z0-9]{1,8}$`)

// Run makes a data folder with the project a real start begins with.
func (c *initCommand) Run(prog *program) error {
	p, err := c.project()
	if err != nil {
		return err
	}
	err = c.create(prog, func(store *db.Store) error {
		_, err := store.InitProject(prog.ctx, prog.now(), p)
		return err
	})
	if err != nil {
		return err
	}
	return prog.print("已建立项目 %s %s，数据目录：%s\n下一步：linli user add --data %s --login 登录名 --name 姓名 --role sysadmin", p.Code, p.Name, c.Data, c.Data)
}

func (c *initCommand) project() (db.Project, error) {
	p := crm.Problems{}
	p.Check(projectCode.MatchString(c.Project), "project", "项目编号（--project）应为 1 至 8 个大写字母或数字")
	name, err := crm.CleanText(c.Name, 40, false)
	p.Check(err == nil && name != "", "name", "请填写项目名称（--name），最多 40 字")
	hotline, err := crm.CleanText(c.Hotline, 40, false)
	p.Check(err == nil, "hotline", "服务电话（--hotline）最多 40 字")
	takeover := ""
	if c.Takeover != "" {
		takeover, err = crm.ParseDate(c.Takeover)
		p.Check(err == nil, "takeover", "接管日期（--takeover）应写作 2024-01-01")
	}
	p.Check(knownZone(c.Timezone), "timezone", "没有这个时区（--timezone）")
	return db.Project{Code: c.Project, Name: name, Timezone: c.Timezone, Hotline: hotline, TakeoverOn: takeover}, p.Err()
}

func knownZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "" && name != "Local"
}
