package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// The test binary is the program too: started again with this set it runs main, as a process that can be killed.
const asProgram = "LINLI_TEST_RUNS_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func subprocess(ctx context.Context, env []string, args ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = append([]string{asProgram + "=1", "PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "TZ=Asia/Shanghai"}, env...)
	return cmd
}

// said is what a command said and how it ended.
type said struct {
	out, err string
	code     int
}

// command runs one to its end.
func command(t *testing.T, env []string, args ...string) said {
	t.Helper()
	cmd := subprocess(t.Context(), env, args...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return said{out.String(), errOut.String(), cmd.ProcessState.ExitCode()}
}

func (s said) want(t *testing.T, code int, texts ...string) said {
	t.Helper()
	if s.code != code {
		t.Fatalf("exit code %d, want %d: %s%s", s.code, code, s.out, s.err)
	}
	for _, text := range texts {
		if !strings.Contains(s.out+s.err, text) {
			t.Errorf("nothing says %q: %s%s", text, s.out, s.err)
		}
	}
	return s
}

var passwordLine = regexp.MustCompile(`(?m)^密码：(\S+)$`)

func (s said) password(t *testing.T) string {
	t.Helper()
	found := passwordLine.FindStringSubmatch(s.out)
	if found == nil {
		t.Fatalf("no password in %q", s.out)
	}
	return found[1]
}

// newData is a data folder as after init.
func newData(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	command(t, nil, "init", "--data", dir, "--project", "LY", "--name", "绿园小区", "--takeover", "2024-01-01").want(t, exitOK)
	return dir
}

// serving is a running server.
type serving struct {
	t    *testing.T
	cmd  *exec.Cmd
	base string
	log  *bytes.Buffer
}

// serve starts a server on a free port and waits until it is ready.
func serve(t *testing.T, dir string, env []string, more ...string) *serving {
	t.Helper()
	s := &serving{t: t, cmd: subprocess(context.Background(), env, append([]string{"serve", "--data", dir, "--addr", "127.0.0.1:0"}, more...)...), log: &bytes.Buffer{}}
	s.cmd.Stderr = s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = s.cmd.Wait()
		t.Fatalf("the server did not start: %v %s", err, s.log)
	}
	_, s.base, _ = strings.Cut(strings.TrimSpace(line), "：")
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return s
}

// end sends a signal and waits; it returns the exit code.
func (s *serving) end(signal os.Signal) int {
	s.t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		s.t.Fatal(err)
	}
	_ = s.cmd.Wait()
	return s.cmd.ProcessState.ExitCode()
}

func (s *serving) stop() {
	s.t.Helper()
	if code := s.end(syscall.SIGTERM); code != exitOK {
		s.t.Errorf("stopped with %d: %s", code, s.log)
	}
}

// visitor is a browser at a running server.
type visitor struct {
	t    *testing.T
	http *http.Client
	base string
	csrf string
}

func (s *serving) visitor() *visitor {
	jar, _ := cookiejar.New(nil)
	return &visitor{t: s.t, base: s.base, http: &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// get opens a page and keeps its token.
func (v *visitor) get(path string) (status int, doc *goquery.Document) {
	v.t.Helper()
	res, err := v.http.Get(v.base + path)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	if doc, err = goquery.NewDocumentFromReader(res.Body); err != nil {
		v.t.Fatal(err)
	}
	if token, ok := doc.Find("input[name=_csrf]").First().Attr("value"); ok {
		v.csrf = token
	}
	return res.StatusCode, doc
}

// post sends a form; err is that of a connection that broke.
func (v *visitor) post(path string, form url.Values) (status int, location string, err error) {
	sent := url.Values{"_csrf": {v.csrf}}
	for name, values := range form {
		sent[name] = values
	}
	res, err := v.http.PostForm(v.base+path, sent)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return 0, "", err
	}
	return res.StatusCode, res.Header.Get("Location"), nil
}

// must posts a form that is answered with 303.
func (v *visitor) must(path string, form url.Values) (location string) {
	v.t.Helper()
	status, location, err := v.post(path, form)
	if err != nil || status != http.StatusSeeOther {
		v.t.Fatalf("POST %s: %d %v", path, status, err)
	}
	return location
}

const ownPassword = "yi-zhen-feng-guo-lai-8"

// hired makes an account by command and goes the way of its first day: one-time password, own password, pledge.
func (s *serving) hired(dir, login, role string) *visitor {
	s.t.Helper()
	password := command(s.t, nil, "user", "add", "--data", dir, "--login", login, "--name", "员工", "--role", role).want(s.t, exitOK).password(s.t)
	v := s.signIn(login, password)
	if status, _ := v.get("/password"); status != http.StatusOK {
		s.t.Fatalf("the first page: %d", status)
	}
	v.must("/password", url.Values{"current": {password}, "new": {ownPassword}})
	v.get("/pledge")
	v.must("/pledge", url.Values{"agree": {"on"}})
	v.get("/password")
	return v
}

func (s *serving) signIn(login, password string) *visitor {
	s.t.Helper()
	v := s.visitor()
	v.get("/login")
	v.must("/login", url.Values{"username": {login}, "password": {password}})
	v.get("/password")
	return v
}
