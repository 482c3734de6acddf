package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestDemoFolder(t *testing.T) {
	data := filepath.Join(t.TempDir(), "demo")
	out, _ := linli(t, exitOK, "demo", "--data", data, "--households", "30", "--cases", "60", "--seed", "7")
	if !regexp.MustCompile(`(?m)^密码：\S{12,}$`).MatchString(out) {
		t.Errorf("no password in %q", out)
	}
	for _, login := range []string{"qiantai", "guanjia", "weixiu", "bumen", "zhuguan", "jingli", "pinzhi", "gongsi", "yinsi", "yeweihui", "guanli"} {
		if !strings.Contains(out, login) {
			t.Errorf("%s is not named", login)
		}
	}
	linli(t, exitOK, "audit", "verify", "--data", data)
	before := journalRows(t, data)
	if _, complained := linli(t, exitFailed, "demo", "--data", data, "--households", "30", "--cases", "60"); !strings.Contains(complained, "已有数据库") {
		t.Errorf("a second demo says %q", complained)
	}
	if after := journalRows(t, data); after != before {
		t.Errorf("a refused demo changed the journal from %d to %d lines", before, after)
	}
	linli(t, exitFailed, "demo", "--data", filepath.Join(t.TempDir(), "none"), "--households", "0")
	linli(t, exitFailed, "demo", "--data", filepath.Join(t.TempDir(), "none"), "--cases=-1")
}

// A small folder holds as many cases and homes as were asked for, too.
func TestSmallDemo(t *testing.T) {
	data := filepath.Join(t.TempDir(), "demo")
	linli(t, exitOK, "demo", "--data", data, "--households", "10", "--cases", "7", "--seed", "3")
	if out, _ := linli(t, exitOK, "cases", "--data", data); strings.Count(out, "\n") != 7 {
		t.Errorf("%d cases, not 7", strings.Count(out, "\n"))
	}
	linli(t, exitOK, "audit", "verify", "--data", data)
}

func TestDemoBrokenOffLeavesNothing(t *testing.T) {
	data := filepath.Join(t.TempDir(), "demo")
	ctx, stop := context.WithCancel(context.Background())
	stop()
	var said, complained strings.Builder
	if code := run(ctx, []string{"demo", "--data", data}, &said, &complained); code != exitFailed {
		t.Errorf("exit %d", code)
	}
	if left, err := os.ReadDir(data); err == nil && len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
