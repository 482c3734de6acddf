package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"linli/db"
)

// process is a server under measurement.
type process struct {
	cmd      *exec.Cmd
	url      string
	password string // of the demo log-ins
	started  time.Time
}

// demoData makes the data of the run unless they are there.
func demoData(ctx context.Context, o options) (string, error) {
	dir := filepath.Join(o.data, o.size.folder())
	if _, err := os.Stat(filepath.Join(dir, "linli.db")); err == nil {
		return dir, nil
	}
	fmt.Printf("making demo data: %d households, %d cases\n", o.size.households, o.size.cases)
	start := time.Now()
	cmd := exec.CommandContext(ctx, o.binary, "demo", "--data", dir, "--households", strconv.Itoa(o.size.households), "--cases", strconv.Itoa(o.size.cases), "--seed", "1")
	cmd.Stderr = os.Stderr
	err := cmd.Run()
	fmt.Printf("demo data made in %.0f s\n", time.Since(start).Seconds())
	return dir, err
}

// copyDatabase copies a database that nobody has open.
func copyDatabase(from, to string) error {
	if err := errors.Join(os.RemoveAll(to), os.MkdirAll(to, 0o700)); err != nil {
		return err
	}
	return copyFile(filepath.Join(from, "linli.db"), filepath.Join(to, "linli.db"))
}

// upgrade brings data that were kept to the schema of the product, which the floor asks too.
func upgrade(ctx context.Context, dir string) error {
	store, err := db.Open(ctx, filepath.Join(dir, "linli.db"))
	if err != nil {
		return err
	}
	return store.Close()
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
}

var addressLine = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// startProduct serves a folder as an office would; its log goes to a file. Backups would be noise and are off.
func startProduct(ctx context.Context, binary, dir string) (*process, error) {
	return start(ctx, dir, binary, "serve", "--data", dir, "--addr", "127.0.0.1:0", "--backup-every", "0")
}

// firstPage is how long a start takes up to the first page, the median of three.
func firstPage(ctx context.Context, binary, dir string) (time.Duration, error) {
	var took []time.Duration
	for range 3 {
		p, err := startProduct(ctx, binary, dir)
		if err != nil {
			return 0, err
		}
		b, err := newBrowser(p.url)
		if err == nil {
			err = b.findToken(ctx, "/login")
		}
		took = append(took, time.Since(p.started))
		if err := errors.Join(err, p.stop()); err != nil {
			return 0, err
		}
	}
	return median(took), nil
}

// startFloor serves the bare pages from a copy of the same database.
func startFloor(ctx context.Context, dir string) (*process, error) {
	own, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return start(ctx, dir, own, "floor", filepath.Join(dir, "linli.db"), strconv.FormatInt(time.Now().Unix(), 10))
}

// start runs a server until it has said where it is found, and with which password where it says one.
func start(ctx context.Context, dir, name string, args ...string) (*process, error) {
	log, err := os.Create(filepath.Join(dir, args[0]+".log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p := &process{cmd: exec.CommandContext(ctx, name, args...), started: time.Now()}
	p.cmd.Stderr = log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if url := addressLine.FindString(lines.Text()); url != "" {
			p.url = url
		}
		if rest, ok := strings.CutPrefix(lines.Text(), "密码："); ok {
			p.password, _, _ = strings.Cut(rest, "（")
		}
		if p.url != "" && (args[0] == "floor" || p.password != "") {
			return p, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("%s did not start, see %s", name, log.Name()), p.stop())
}

// stop ends the server and waits for it.
func (p *process) stop() error {
	return errors.Join(p.cmd.Process.Signal(syscall.SIGTERM), p.cmd.Wait())
}

// clockTicks is how many ticks of /proc/PID/stat make a second; it is 100 on every Linux that Go runs on.
const clockTicks = 100

// cpu is the processor time the server has used, user and system, of all its threads.
func (p *process) cpu() (time.Duration, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:]))
	user, err1 := strconv.ParseInt(fields[11], 10, 64)
	system, err2 := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * time.Second / clockTicks, errors.Join(err1, err2)
}

// resident is the memory the server holds now, and the most it ever held, in MB.
func (p *process) resident() (now, peak float64, err error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	for line := range strings.Lines(string(raw)) {
		name, rest, _ := strings.Cut(line, ":")
		if name != "VmRSS" && name != "VmHWM" {
			continue
		}
		kb, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 64)
		if err != nil {
			return 0, 0, err
		}
		if name == "VmRSS" {
			now = kb / 1024
		} else {
			peak = kb / 1024
		}
	}
	return now, peak, err
}
