package main

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"linli/handlers"
)

func TestFirstDay(t *testing.T) {
	dir := newData(t)
	command(t, nil, "init", "--data", dir, "--project", "XX", "--name", "别的小区").want(t, exitFailed, "已有数据库")
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("init left %v: %v", entries, err)
	}
	orphan := t.TempDir()
	if err := os.WriteFile(filepath.Join(orphan, databaseName+"-wal"), []byte("left behind"), 0o600); err != nil {
		t.Fatal(err)
	}
	command(t, nil, "init", "--data", orphan, "--project", "LY", "--name", "绿园小区").want(t, exitFailed, "已有数据库")
	if info, err := os.Stat(filepath.Join(dir, databaseName)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the database may be read by others: %v %v", info.Mode(), err)
	}
	s := serve(t, dir, nil)
	v := s.hired(dir, "jingli", "manager")
	if status, doc := v.get("/"); status != http.StatusOK || doc.Find("main").Length() == 0 {
		t.Errorf("the first page: %d", status)
	}
	s.stop()
}

func TestAccountsFromTheConsole(t *testing.T) {
	dir := newData(t)
	add := func(more ...string) said {
		return command(t, nil, append([]string{"user", "add", "--data", dir, "--project", "LY"}, more...)...)
	}
	add("--login", "guanli", "--name", "管理", "--role", "sysadmin").want(t, exitOK, "系统管理员")
	add("--login", "guanli", "--name", "又一个", "--role", "clerk").want(t, exitFailed, "该登录名已被使用")
	add("--login", "guanjia", "--name", "管家", "--role", "steward").want(t, exitFailed, "负责的楼栋")
	add("--login", "guanjia", "--name", "管家", "--role", "steward", "--buildings", "1,2").want(t, exitOK)
	add("--login", "gongcheng", "--name", "工程", "--role", "handler", "--department", "工程维修部").want(t, exitOK)
	add("--login", "ShouYe", "--name", "", "--role", "boss").want(t, exitFailed, "登录名用", "请填写姓名", "请选择角色")
	command(t, nil, "user", "disable", "--data", dir, "--login", "guanli").want(t, exitFailed, "最后一个系统管理员")
	command(t, nil, "user", "disable", "--data", dir, "--login", "guanjia").want(t, exitOK)
	if command(t, nil, "user", "reset", "--data", dir, "--login", "guanjia").want(t, exitOK).password(t) == "" {
		t.Error("no password after a reset")
	}
	command(t, nil, "user", "reset", "--data", dir, "--login", "nobody").want(t, exitFailed, "没有登录名为 nobody 的账号")
	command(t, nil, "user", "add", "--data", dir, "--project", "ZZ").want(t, exitFailed, "没有编号为 ZZ 的项目")
}

func TestWrongCommandLines(t *testing.T) {
	empty := t.TempDir()
	for name, c := range map[string]struct {
		env  []string
		args []string
		code int
		says []string
	}{
		"no command":      {nil, nil, exitUsage, []string{"请指定其中一个命令"}},
		"unknown command": {nil, []string{"fly"}, exitUsage, []string{"多余的参数：fly"}},
		"unknown flag":    {nil, []string{"serve", "--wings"}, exitUsage, []string{"没有这个选项：--wings"}},
		"init without a code": {nil, []string{"init", "--data", empty, "--project", "绿园", "--takeover", "2024-13-01", "--timezone", "Mars"}, exitFailed,
			[]string{"项目编号", "项目名称", "接管日期", "时区"}},
		"no database":        {nil, []string{"serve", "--data", empty}, exitFailed, []string{"请先运行 linli init"}},
		"clock not in test":  {[]string{"LINLI_TEST_CLOCK_OFFSET=60"}, []string{"version"}, exitUsage, []string{"LINLI_MODE=test"}},
		"no clock":           {[]string{"LINLI_TEST_CLOCK_OFFSET=soon", "LINLI_MODE=test"}, []string{"version"}, exitUsage, []string{"整数秒"}},
		"unknown mode":       {[]string{"LINLI_MODE=live"}, []string{"version"}, exitUsage, []string{"LINLI_MODE"}},
		"test for everybody": {[]string{"LINLI_MODE=test", "LINLI_ADDR=0.0.0.0:0"}, []string{"serve", "--data", empty}, exitUsage, []string{"本机地址"}},
		"everything at once": {[]string{"LINLI_ADDR=8080", "LINLI_BASE=linli.example/app", "LINLI_TLS_CERT=x", "LINLI_BACKUP_EVERY=1s", "LINLI_LOG_LEVEL=loud"},
			[]string{"serve", "--data", empty, "--min-free=-1", "--log-format", "xml"}, exitUsage,
			[]string{"监听地址", "基础地址", "须同时给出", "至少 1m", "日志级别", "不能为负", "日志格式"}},
		"help": {nil, []string{"serve", "--help"}, exitOK, []string{"用法：", "LINLI_ADDR", "LINLI_BACKUP_DIR"}},
	} {
		t.Run(name, func(t *testing.T) { command(t, c.env, c.args...).want(t, c.code, c.says...) })
	}
}

func TestClockOfTheTestMode(t *testing.T) {
	dir := newData(t)
	const year = 365 * 86400
	for _, offset := range []int64{0, -86400, 3600, 40 * 86400, year, 13 * year} {
		s := serve(t, dir, []string{"LINLI_MODE=test", "LINLI_TEST_CLOCK_OFFSET=" + strconv.FormatInt(offset, 10)})
		status, doc := s.visitor().get("/login")
		text, _ := doc.Find("meta[name=server-time]").Attr("content")
		at, err := strconv.ParseInt(text, 10, 64)
		if away := at - time.Now().Unix() - offset; status != http.StatusOK || err != nil || away < -60 || away > 60 {
			t.Errorf("offset %d: status %d, the page says %s", offset, status, text)
		}
		if !strings.Contains(doc.Text(), "测试模式") {
			t.Error("the page does not say that this is a test")
		}
		s.stop()
	}
}

func TestCommandsBesideARunningServer(t *testing.T) {
	dir := newData(t)
	s := serve(t, dir, nil)
	v := s.hired(dir, "jingli", "manager")
	copied := filepath.Join(t.TempDir(), "copy.db")
	command(t, nil, "backup", "--data", dir, "--out", copied).want(t, exitOK, "SHA-256")
	command(t, nil, "verify-backup", copied).want(t, exitOK, "备份完好")
	command(t, nil, "audit", "verify", "--data", dir).want(t, exitOK, "审计记录完整")
	command(t, nil, "restore", "--data", dir, "--from", copied).want(t, exitFailed, "正在使用中")
	command(t, nil, "serve", "--data", dir, "--addr", "127.0.0.1:0").want(t, exitFailed, "已有一个服务在运行")
	command(t, nil, "user", "disable", "--data", dir, "--login", "jingli").want(t, exitOK)
	if status, _ := v.get("/"); status != http.StatusSeeOther {
		t.Errorf("disabled from the console, still served: %d", status)
	}
	s.stop()
	command(t, nil, "restore", "--data", dir, "--from", copied).want(t, exitOK, "原数据库保留为", "须重新登录")
	s = serve(t, dir, nil)
	v.base = s.base
	if status, _ := v.get("/"); status == http.StatusOK {
		t.Error("a session survived the restore")
	}
	s.signIn("jingli", ownPassword)
	s.stop()
	command(t, nil, "audit", "verify", "--data", dir).want(t, exitOK, "审计记录完整")
}

func TestTakenPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	command(t, nil, "serve", "--data", newData(t), "--addr", taken.Addr().String()).want(t, exitFailed, "端口可能已被占用")
}

func TestRoutesAreListed(t *testing.T) {
	var lines []routeLine
	if err := json.Unmarshal([]byte(command(t, nil, "routes", "--json").want(t, exitOK).out), &lines); err != nil {
		t.Fatal(err)
	}
	if len(lines) != len(handlers.Routes()) {
		t.Errorf("%d routes are listed, there are %d", len(lines), len(handlers.Routes()))
	}
	for _, l := range lines {
		if l.Method == "" || !strings.HasPrefix(l.Path, "/") || l.Capability == "" {
			t.Errorf("incomplete: %+v", l)
		}
	}
	command(t, nil, "routes").want(t, exitOK, "POST", "/admin/users/{id}/roles", "accounts.edit")
}

// TestStopLetsRequestsFinish holds a request half sent while the signal arrives.
func TestStopLetsRequestsFinish(t *testing.T) {
	dir := newData(t)
	s := serve(t, dir, nil)
	v := s.visitor()
	v.get("/login")
	body := url.Values{"_csrf": {v.csrf}, "username": {"nobody"}, "password": {"nothing"}}.Encode()
	at, _ := url.Parse(s.base)
	conn, err := net.Dial("tcp", at.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	cookies := v.http.Jar.Cookies(at)
	head := "POST /login HTTP/1.1\r\nHost: " + at.Host + "\r\nCookie: " + cookies[0].Name + "=" + cookies[0].Value +
		"\r\nContent-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n"
	answer := func(n int) string {
		buffer := make([]byte, n)
		got, err := conn.Read(buffer)
		if err != nil {
			t.Fatalf("the request was cut off: %v", err)
		}
		return string(buffer[:got])
	}
	if _, err := conn.Write([]byte(head)); err != nil {
		t.Fatal(err)
	}
	if got := answer(64); !strings.HasPrefix(got, "HTTP/1.1 100") { // the handler is reading the body
		t.Fatalf("before the body: %q", got)
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for refused := false; !refused; {
		probe, err := net.Dial("tcp", at.Host)
		if refused = err != nil; !refused {
			_ = probe.Close()
		}
	}
	if _, err := conn.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	if got := answer(4096); !strings.HasPrefix(got, "HTTP/1.1 422") {
		t.Errorf("the request in hand was answered with %.40q", got)
	}
	_ = s.cmd.Wait()
	if code := s.cmd.ProcessState.ExitCode(); code != exitOK {
		t.Errorf("stopped with %d: %s", code, s.log)
	}
}
