package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"

	"linli/db"
	"linli/db/crm"
)

type importCommand struct {
	Customers importCustomersCommand `cmd:"" help:"导入业主名册，或 Zoho CRM、纷享销客导出的联系人"`
	Rooms     importRoomsCommand     `cmd:"" help:"导入房屋清单：楼栋 单元 房号 类型 面积"`
	Fees      importFeesCommand      `cmd:"" help:"导入费用：客户编号或姓名+房号，项目 账期 应收 减免 应缴日"`
	Payments  importPaymentsCommand  `cmd:"" help:"导入缴费：费用的各列，加实收 缴费日期"`
	Vehicles  importVehiclesCommand  `cmd:"" help:"导入车辆：车牌，客户编号或姓名+房号，车位"`
	Cases     importCasesCommand     `cmd:"" help:"导入历史诉求：原编号 类型 渠道 受理时间 登记时间 确认时间 答复时间 办结时间 关闭时间 类别 子类 房号 位置 摘要 内容 外部时限"`
}

type (
	importCustomersCommand struct{ importList }
	importRoomsCommand     struct{ importList }
	importFeesCommand      struct{ importList }
	importPaymentsCommand  struct{ importList }
	importVehiclesCommand  struct{ importList }
	importCasesCommand     struct{ importList }
)

func (c *importCustomersCommand) Run(prog *program) error { return c.run(prog, crm.CustomerList) }
func (c *importRoomsCommand) Run(prog *program) error     { return c.run(prog, crm.RoomList) }
func (c *importFeesCommand) Run(prog *program) error      { return c.run(prog, crm.FeeList) }
func (c *importPaymentsCommand) Run(prog *program) error  { return c.run(prog, crm.PaymentList) }
func (c *importVehiclesCommand) Run(prog *program) error  { return c.run(prog, crm.VehicleList) }
func (c *importCasesCommand) Run(prog *program) error     { return c.run(prog, crm.CaseList) }

// importList is a command that imports a list of one kind.
type importList struct {
	ofProject `embed:""`
	File      string `arg:"" placeholder:"FILE" help:"文件（.xlsx、.csv、.tsv、.tab、.txt），按表头认列"`
	As        string `placeholder:"LOGIN" help:"以谁的名义导入（缺省为第一个项目经理）"`
	Partial   bool   `help:"先导入无误的行；不加此项时，有一行不能导入就什么都不写"`
	DryRun    bool   `name:"dry-run" help:"只预览，什么都不写"`
	Columns   string `placeholder:"姓名,,手机" help:"表头认不出时，逐列指明内容，空的不读"`
	Header    int    `placeholder:"N" help:"与 --columns 同用：表头在第几行，没有表头填 0"`
}

// importMemory is what an import may take before memory is given back more eagerly.
const importMemory = 200 << 20

// run imports the file in one transaction and says what is wrong with it, cell by cell; anything refused makes it fail.
func (c *importList) run(prog *program, kind *crm.ImportKind) error {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(importMemory))
	file, size, err := c.file()
	if err != nil {
		return err
	}
	defer file.Close()
	var page crm.ImportPage
	err = c.inProject(prog, func(store *opened, p db.Project) error {
		by, err := c.by(prog, store, p)
		if err == nil {
			page, err = store.ImportFile(prog.ctx, by, c.upload(kind, file, size), c.Partial, c.DryRun)
		}
		return err
	})
	if err != nil {
		return err
	}
	if page.Preview.Problem != "" {
		return crm.Refuse(crm.Invalid, "认不出表头："+page.Preview.Problem+"。请改用常见的列名，用 --columns 指明各列，或在网页上导入")
	}
	if err := c.complain(prog, page); err != nil {
		return err
	}
	return c.report(prog, kind, page)
}

func (c *importList) upload(kind *crm.ImportKind, file *os.File, size int64) db.Upload {
	u := db.Upload{Kind: kind.Code, Name: c.File, File: file, Size: size, Header: c.Header}
	if c.Columns != "" {
		u.Columns = strings.Split(strings.ReplaceAll(c.Columns, "，", ","), ",")
	}
	return u
}

// complain names every refused cell: row, reason, then where it stands, what is in it and what would be right.
func (c *importList) complain(prog *program, page crm.ImportPage) error {
	for _, note := range page.Preview.Notes {
		if _, err := fmt.Fprintf(prog.err, "注意：%s\n", note); err != nil {
			return err
		}
	}
	if unread := page.Unread(); len(unread) > 0 && c.Columns == "" {
		if _, err := fmt.Fprintf(prog.err, "注意：没有导入的列：%s。要导入的，请用 --columns 指明各列\n", strings.Join(unread, "、")); err != nil {
			return err
		}
	}
	for _, line := range page.Lines {
		for _, p := range line.Problems {
			if _, err := fmt.Fprintf(prog.err, "第 %d 行：%s（%s）\n", line.No, p.Text, p.Detail(page.Place())); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *importList) report(prog *program, kind *crm.ImportKind, page crm.ImportPage) error {
	if page.Same != nil {
		if err := prog.print("注意：这个文件已作为第 %d 批导入过", page.Same.ID); err != nil {
			return err
		}
	}
	counts, done, what := page.Counts, page.ID != 0, "预览"
	switch {
	case done:
		what = "已导入"
	case counts.Refused == 0 && counts.Good() == 0:
		what = "没有新的内容"
	}
	said := fmt.Sprintf("%s：新建 %d %s，补充 %d 行，更新 %d 行，无变化 %d 行，不能导入 %d 行，略过 %d 行；新建 %d 栋楼、%d 个房号", what, counts.New, kind.Unit,
		counts.SameCustomer, counts.Changed, counts.Unchanged, counts.Refused, counts.Ignored, counts.Buildings, counts.Rooms)
	if err := prog.print("%s", said); err != nil {
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

func (c *importList) file() (file *os.File, size int64, err error) {
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
func (c *importList) by(prog *program, store *opened, p db.Project) (by db.By, err error) {
	by = db.By{Now: prog.now(), Source: "console"}
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
