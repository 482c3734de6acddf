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
	if err := os.WriteFile(file, []byte("姓名,手机,房号\n许婷,15400000001,3-2-501\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, _ := linli(t, exitOK, "import", "customers", file, "--data", data, "--dry-run"); !strings.Contains(out, "预览：新建 1 位客户") {
		t.Errorf("dry run: %q", out)
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
}
