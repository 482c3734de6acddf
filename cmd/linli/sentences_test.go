package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the operating system refuses is told in the language of who reads it, and never as something it is not.
func TestRefusedPlaces(t *testing.T) {
	dir, empty := newData(t), t.TempDir()
	file := filepath.Join(empty, "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	held := newData(t)
	if err := os.Remove(filepath.Join(held, "linli.lock")); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(held, "linli.lock"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"init on a file":               {[]string{"init", "--data", file, "--project", "LY", "--name", "绿园小区"}, exitFailed, "上级不是目录"},
		"backup onto a folder":         {[]string{"backup", "--data", dir, "--out", empty}, exitFailed, "备份文件不能是目录"},
		"backup into a missing folder": {[]string{"backup", "--data", dir, "--out", filepath.Join(empty, "none", "b.db")}, exitFailed, "没有这个文件或目录"},
		"verify a folder":              {[]string{"verify-backup", empty}, exitFailed, "不是邻里的数据库文件"},
		"restore a folder":             {[]string{"restore", "--data", dir, "--from", empty}, exitFailed, "不是邻里的数据库文件"},
		"a lock that cannot be had":    {[]string{"cases", "--data", held}, exitFailed, "这是一个目录"},
		"restore without the lock":     {[]string{"restore", "--data", held, "--from", file}, exitFailed, "这是一个目录"},
		"a flag without its value":     {[]string{"cases", "--data", dir, "--query"}, exitUsage, "--query: 缺少取值"},
		"a number below nothing":       {[]string{"demo", "--data", empty, "--households", "-5"}, exitUsage, "应为整数"},
	} {
		t.Run(name, func(t *testing.T) {
			got := command(t, nil, c.args...)
			got.want(t, c.code, c.says)
			for _, wrong := range []string{"正在恢复", "正在使用", "已有数据库", "no such", "is a directory", "exists", "expected", "but got", "perhaps"} {
				if strings.Contains(got.err, wrong) {
					t.Errorf("it says %q: %s", wrong, got.err)
				}
			}
		})
	}
}
