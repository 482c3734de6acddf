package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"linli/db"
	"linli/db/crm"
)

type importCommand struct {
	Customers importCustomersCommand `cmd:"" help:"导入业主名册（.xlsx、.csv、.tsv、.tab、.txt），按表头认列"`
}

type importCustomersCommand struct {
	place   `embed:""`
	File    string `arg:"" placeholder:"FILE" help:"名册文件"`
	Project string `placeholder:"CODE" help:"项目编号（只有一个项目时可不填）"`
	As      string `placeholder:"LOGIN" help:"以谁的名义导入（缺省为第一个项目经理）"`
	Partial bool   `help:"先导入无误的行；不加此项时，有一行不能导入就什么都不写"`
	DryRun  bool   `name:"dry-run" help:"只预览，什么都不写"`
}

// Run plans the file and says what is wrong with it, row by row; then it goes the way of the screen: upload, commit.
func (c *importCustomersCommand) Run(prog *program) error {
	file, size, err := c.file()
	if err != nil {
		return err
	}
	defer file.Close()
	store, err := c.open(prog)
	if err != nil {
		return err
	}
	defer store.Close()
	by, err := c.by(prog, store)
	if err != nil {
		return err
	}
	upload := db.Upload{Name: c.File, File: file, Size: size}
	page, err := store.PlanUpload(prog.ctx, by.Staff, upload, db.ImportRows{Outcome: crm.RowRefused, Limit: db.MaxImportRows})
	if err != nil {
		return err
	}
	if page.Problem != "" {
		return crm.Refuse(crm.Invalid, "认不出表头："+page.Problem+"。请改用常见的列名，或在网页上导入时指明各列")
	}
	for _, line := range page.Lines {
		if _, err := fmt.Fprintf(prog.err, "第 %d 行：%s\n", line.No, line.Why); err != nil {
			return err
		}
	}
	return c.decide(prog, store, by, upload, page)
}

// decide imports what may be imported and reports; anything refused makes the command fail.
func (c *importCustomersCommand) decide(prog *program, store *opened, by db.By, upload db.Upload, page crm.ImportPage) error {
	counts, done := page.Counts, false
	if !c.DryRun && counts.CheckCommit(c.Partial) == nil {
		b, err := store.StartImport(prog.ctx, by, upload)
		if err != nil {
			return err
		}
		if b, err = store.CommitImport(prog.ctx, by, b.ID, b.RowVersion, c.Partial); err != nil {
			return err
		}
		counts, done = b.Counts, true
	}
	if err := c.report(prog, page, counts, done); err != nil {
		return err
	}
	switch {
	case counts.Refused > 0 && done:
		return crm.Refuse(crm.Invalid, fmt.Sprintf("有 %d 行不能导入，其余的已经写入", counts.Refused))
	case counts.Refused > 0:
		return crm.Refuse(crm.Invalid, fmt.Sprintf("有 %d 行不能导入，什么都没有写入", counts.Refused))
	}
	return nil
}

func (c *importCustomersCommand) report(prog *program, page crm.ImportPage, counts crm.ImportCounts, done bool) error {
	if page.Same != nil {
		if err := prog.print("注意：这个文件已作为第 %d 批导入过", page.Same.ID); err != nil {
			return err
		}
	}
	what := "预览"
	switch {
	case done:
		what = "已导入"
	case counts.Refused == 0 && counts.Good() == 0:
		what = "没有新的内容"
	}
	return prog.print("%s：新建 %d 位客户，补充 %d 行，无变化 %d 行，不能导入 %d 行，略过 %d 行；新建 %d 栋楼、%d 个房号", what,
		counts.New, counts.SameCustomer, counts.Unchanged, counts.Refused, counts.Ignored, counts.Buildings, counts.Rooms)
}

func (c *importCustomersCommand) file() (file *os.File, size int64, err error) {
	if file, err = os.Open(c.File); errors.Is(err, fs.ErrNotExist) {
		return nil, 0, crm.Refuse(crm.NotFound, "没有这个文件："+c.File)
	}
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = crm.Refuse(crm.Invalid, c.File+" 不是文件")
	}
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, info.Size(), nil
}

// by is the person the import is made as, with the rights held now.
func (c *importCustomersCommand) by(prog *program, store *opened) (db.By, error) {
	p, err := project(prog, store, c.Project)
	if err != nil {
		return db.By{}, err
	}
	by := db.By{Now: prog.now(), Source: "console"}
	if c.As != "" {
		by.Staff, err = store.StaffByLogin(prog.ctx, p.ID, by.Now.Unix(), c.As)
		return by, err
	}
	by.Staff, err = store.FirstWithRole(prog.ctx, p.ID, by.Now.Unix(), crm.Manager)
	if crm.Is(err, crm.NotFound) {
		err = crm.Refuse(crm.NotFound, "项目里还没有项目经理的账号，请先建立，或用 --as 指定以谁的名义导入")
	}
	return by, err
}
