package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linli/db"
)

// linli runs the program and wants an exit code; it returns what was said.
func linli(t *testing.T, code int, args ...string) (out, errOut string) {
	t.Helper()
	var said, complained strings.Builder
	if got := run(context.Background(), args, &said, &complained); got != code {
		t.Fatalf("linli %s: exit %d, want %d: %s", args[0], got, code, complained.String())
	}
	return said.String(), complained.String()
}

// importOffice is a data folder with a manager and a clerk.
func importOffice(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	linli(t, exitOK, "init", "--data", data, "--project", "LY", "--name", "绿园小区")
	linli(t, exitOK, "user", "add", "--data", data, "--login", "jingli", "--name", "经理", "--role", "manager")
	linli(t, exitOK, "user", "add", "--data", data, "--login", "qiantai", "--name", "前台", "--role", "clerk")
	return data
}

// journalRows is how many lines the journal has.
func journalRows(t *testing.T, data string) int64 {
	t.Helper()
	store, err := db.Open(context.Background(), filepath.Join(data, databaseName))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	v, err := store.VerifyJournal(context.Background())
	if err != nil || v.BadSeq != 0 {
		t.Fatalf("journal %+v %v", v, err)
	}
	return v.Rows
}

func TestImportCustomersFromTheConsole(t *testing.T) {
	data := importOffice(t)
	const file = "../../db/sheet/testdata/roster_messy.xlsx"
	before := journalRows(t, data)
	out, complained := linli(t, exitFailed, "import", "customers", file, "--data", data)
	if !strings.Contains(complained, "第 9 行：入住时间不存在（工作表「业主名册」H 列，值「2024-02-30」，应填日期，例如 2024-03-05）\n") || !strings.Contains(complained, "有 8 行不能导入，什么都没有写入") || !strings.Contains(out, "预览：新建 48 位客户") {
		t.Errorf("out %q, err %q", out, complained)
	}
	linli(t, exitFailed, "import", "customers", file, "--data", data, "--partial", "--dry-run")
	linli(t, exitFailed, "import", "customers", file, "--data", data, "--as", "qiantai")
	linli(t, exitFailed, "import", "customers", file, "--data", data, "--as", "nobody")
	linli(t, exitFailed, "import", "customers", file, "--data", data, "--project", "XX")
	linli(t, exitFailed, "import", "customers", file+".missing", "--data", data)
	linli(t, exitFailed, "import", "customers", t.TempDir(), "--data", data)
	linli(t, exitUsage, "import", "customers", "--data", data)
	if after := journalRows(t, data); after != before {
		t.Errorf("%d lines in the journal, before %d", after, before)
	}
	out, complained = linli(t, exitFailed, "import", "customers", file, "--data", data, "--partial", "--as", "jingli", "--project", "LY")
	if !strings.Contains(out, "已导入：新建 48 位客户，补充 4 行") || !strings.Contains(complained, "有 8 行不能导入，其余的已经写入") {
		t.Errorf("out %q, err %q", out, complained)
	}
	if out, _ = linli(t, exitFailed, "import", "customers", file, "--data", data); !strings.Contains(out, "导入过") || !strings.Contains(out, "无变化 52 行") {
		t.Errorf("again: %q", out)
	}
}

func TestImportOfGoodRowsSucceeds(t *testing.T) {
	data := importOffice(t)
	file := filepath.Join(t.TempDir(), "名册.csv")
	if err := os.WriteFile(file, []byte("姓名,手机,房号,楼龄\n许婷,15400000001,3-2-501,12\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, noted := linli(t, exitOK, "import", "customers", file, "--data", data, "--dry-run"); !strings.Contains(out, "预览：新建 1 位客户") || !strings.Contains(noted, "没有导入的列：楼龄") {
		t.Errorf("dry run: %q, %q", out, noted)
	}
	if _, noted := linli(t, exitOK, "import", "customers", file, "--data", data, "--dry-run", "--columns", "姓名,手机,房号", "--header", "1"); noted != "" {
		t.Errorf("columns that were named: %q", noted)
	}
	if out, _ := linli(t, exitOK, "import", "customers", file, "--data", data); !strings.Contains(out, "已导入：新建 1 位客户") {
		t.Errorf("import: %q", out)
	}
	if out, _ := linli(t, exitOK, "import", "customers", file, "--data", data); !strings.Contains(out, "没有新的内容：新建 0 位客户") {
		t.Errorf("again: %q", out)
	}
	if err := os.WriteFile(file, []byte("甲,乙\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, complained := linli(t, exitFailed, "import", "customers", file, "--data", data); !strings.Contains(complained, "认不出表头") {
		t.Errorf("no heading: %q", complained)
	}
	if out, _ := linli(t, exitOK, "import", "customers", file, "--data", data, "--columns", "姓名，备注", "--header", "1", "--dry-run"); !strings.Contains(out, "预览：新建 1 位客户") {
		t.Errorf("columns by hand: %q", out)
	}
	linli(t, exitFailed, "import", "customers", file, "--data", data, "--columns", "姓名,天气")
	linli(t, exitFailed, "import", "customers", file, "--data", data, "--columns", "姓名,备注,备注")
}

// TestListsFromTheConsole imports rooms, people, cars, fees and payments one after another, twice each.
func TestListsFromTheConsole(t *testing.T) {
	data, folder := importOffice(t), t.TempDir()
	lists := []struct{ kind, text, want string }{
		{"rooms", "楼栋,单元,房号,类型,面积\n3,2,501,住宅,89.50\n,,车位 B1-023,车位,12\n", "已导入：新建 2 间"},
		{"customers", "姓名,手机,房号\n许婷,15400000001,3-2-501\n", "已导入：新建 1 位客户"},
		{"vehicles", "车牌,姓名,房号,车位\n浙A·12345,许婷,3-2-501,B1-023\n", "已导入：新建 1 辆"},
		{"fees", "客户编号,项目,账期,应收,减免,应缴日\nKH-LY-000001,物业费,2026-09,\"1,089.50\",,2026-09-30\n", "已导入：新建 1 笔"},
		{"payments", "姓名,房号,项目,账期,应收,减免,应缴日,实收,缴费日期\n许婷,3-2-501,物业费,2026-09,,,,500,2026-09-01\n", "已导入：新建 1 笔"},
	}
	for _, again := range []bool{false, true} {
		for _, list := range lists {
			file := filepath.Join(folder, list.kind+".csv")
			if err := os.WriteFile(file, []byte(list.text), 0o600); err != nil {
				t.Fatal(err)
			}
			want := list.want
			if again {
				want = "没有新的内容"
			}
			if out, _ := linli(t, exitOK, "import", list.kind, file, "--data", data); !strings.Contains(out, want) {
				t.Errorf("%s, again %v: %q", list.kind, again, out)
			}
		}
	}
	file := filepath.Join(folder, "bad.csv")
	if err := os.WriteFile(file, []byte("客户编号,项目,账期,应收,应缴日\nKH-LY-000001,会费,2026-10,12.345,2026-10-31\n合计,,,12,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, complained := linli(t, exitFailed, "import", "fees", file, "--data", data)
	for _, want := range []string{"第 2 行：项目「会费」看不懂（文件「bad.csv」B 列，值「会费」，应填物业费、停车费、公摊、增值服务、押金或代收）", "D 列，值「12.345」，应填金额（元），例如 1234.50"} {
		if !strings.Contains(complained, want) {
			t.Errorf("lacks %q: %q", want, complained)
		}
	}
}
