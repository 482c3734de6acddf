package main

import (
	"crypto/tls"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// clock is the one source of time of every command. It moves only in test mode.
type clock struct {
	Mode   string `name:"mode" env:"LINLI_MODE" placeholder:"test" hidden:"" help:"test 为测试模式"`
	Offset string `name:"test-clock-offset" env:"LINLI_TEST_CLOCK_OFFSET" placeholder:"SECONDS" hidden:"" help:"测试模式下时钟偏移的秒数"`
}

func (c *clock) test() bool { return c.Mode == "test" }

func (c *clock) source() (func() time.Time, error) {
	problems := &configError{}
	problems.check(c.Mode == "" || c.test(), "LINLI_MODE 只能为空或 test")
	problems.check(c.Offset == "" || c.test(), "LINLI_TEST_CLOCK_OFFSET 只能与 LINLI_MODE=test 同时使用")
	offset := 0
	if c.Offset != "" {
		var err error
		offset, err = strconv.Atoi(c.Offset)
		problems.check(err == nil, "LINLI_TEST_CLOCK_OFFSET 应为整数秒")
	}
	shift := time.Duration(offset) * time.Second
	return func() time.Time { return time.Now().Add(shift) }, problems.err()
}

// place is the data folder a command works on.
type place struct {
	Data string `env:"LINLI_DATA" default:"data" placeholder:"DIR" help:"数据目录（缺省 data）"`
}

// config is what serve can be told.
type config struct {
	place       `embed:""`
	Addr        string        `env:"LINLI_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"监听地址（缺省 127.0.0.1:8080）"`
	Base        string        `env:"LINLI_BASE" placeholder:"URL" help:"用户访问的基础地址，如 https://linli.example；https 时 Cookie 仅经加密连接发送"`
	Public      string        `name:"public-addr" env:"LINLI_PUBLIC_ADDR" placeholder:"HOST:PORT" help:"业主端（在线表单、凭查询码了解进度）的监听地址；空着为不开（缺省）"`
	PublicBase  string        `name:"public-base" env:"LINLI_PUBLIC_BASE" placeholder:"URL" help:"业主访问业主端的基础地址，印在二维码里，如 https://home.example"`
	TLSCert     string        `name:"tls-cert" env:"LINLI_TLS_CERT" placeholder:"FILE" help:"证书文件（PEM），与 --tls-key 同时给出"`
	TLSKey      string        `name:"tls-key" env:"LINLI_TLS_KEY" placeholder:"FILE" help:"私钥文件（PEM）"`
	BackupDir   string        `name:"backup-dir" env:"LINLI_BACKUP_DIR" placeholder:"DIR" help:"自动备份的目录（缺省为数据目录下的 backups）"`
	BackupEvery time.Duration `name:"backup-every" env:"LINLI_BACKUP_EVERY" default:"24h" placeholder:"24h" help:"自动备份的间隔，0 为不备份（缺省 24h）"`
	MinFree     int           `name:"min-free" env:"LINLI_MIN_FREE" default:"200" placeholder:"MB" help:"磁盘剩余空间少于此值（MB，小磁盘为总量的二十分之一）时停止写入（缺省 200）"`
	Metrics     string        `name:"metrics-addr" env:"LINLI_METRICS_ADDR" placeholder:"HOST:PORT" help:"监控指标 /metrics 的监听地址，仅限内网；空着为不开（缺省）"`
	LogForm     string        `name:"log-format" env:"LINLI_LOG_FORMAT" default:"text" placeholder:"text|json" help:"日志格式（缺省 text）"`
	LogLevel    string        `name:"log-level" env:"LINLI_LOG_LEVEL" default:"info" placeholder:"LEVEL" help:"日志级别 debug、info、warn、error（缺省 info）"`
}

// configError is everything that is wrong with the configuration, told at once.
type configError struct{ problems []string }

func (e *configError) Error() string { return "配置有误：\n  " + strings.Join(e.problems, "\n  ") }

func (e *configError) check(ok bool, problem string) {
	if !ok {
		e.problems = append(e.problems, problem)
	}
}

func (e *configError) err() error {
	if len(e.problems) == 0 {
		return nil
	}
	return e
}

// check reports all problems together.
func (c *config) check(test bool) error {
	problems := &configError{}
	host, _, err := net.SplitHostPort(c.Addr)
	problems.check(err == nil, "监听地址（--addr、LINLI_ADDR）应为 主机:端口")
	problems.check(err != nil || !test || loopback(host), "测试模式只允许监听本机地址，如 127.0.0.1:8080")
	if c.Public != "" {
		host, _, err := net.SplitHostPort(c.Public)
		problems.check(err == nil, "业主端监听地址（--public-addr、LINLI_PUBLIC_ADDR）应为 主机:端口")
		problems.check(err != nil || !test || loopback(host), "测试模式只允许业主端监听本机地址")
		problems.check(c.Public != c.Addr, "业主端与办公端的监听地址不能相同")
	}
	problems.check(c.Base == "" || plainBase(c.Base), "基础地址（--base、LINLI_BASE）应为 http:// 或 https:// 加主机名，不带路径")
	problems.check((c.TLSCert == "") == (c.TLSKey == ""), "证书与私钥（--tls-cert、--tls-key）须同时给出")
	problems.check(c.PublicBase == "" || plainBase(c.PublicBase), "业主端地址（--public-base、LINLI_PUBLIC_BASE）应为 http:// 或 https:// 加主机名，不带路径")
	problems.check(c.TLSCert == "" || c.Base == "" || strings.HasPrefix(c.Base, "https://"), "使用证书时，基础地址应以 https:// 开头")
	if c.TLSCert != "" && c.TLSKey != "" {
		_, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
		problems.check(err == nil, "无法读取证书或私钥，或两者不成对")
	}
	problems.check(c.BackupEvery == 0 || c.BackupEvery >= time.Minute, "自动备份的间隔（--backup-every、LINLI_BACKUP_EVERY）至少 1m，或为 0")
	problems.check(c.MinFree >= 0, "剩余空间（--min-free、LINLI_MIN_FREE）不能为负")
	problems.check(c.LogForm == "text" || c.LogForm == "json", "日志格式（--log-format、LINLI_LOG_FORMAT）应为 text 或 json")
	problems.check(new(slog.LevelVar).UnmarshalText([]byte(c.LogLevel)) == nil, "日志级别（--log-level、LINLI_LOG_LEVEL）应为 debug、info、warn 或 error")
	return problems.err()
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func plainBase(base string) bool {
	u, err := url.Parse(base)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.User == nil
}

// address is where people find the program.
func (c *config) address(listening net.Addr) string {
	switch {
	case c.Base != "":
		return strings.TrimRight(c.Base, "/")
	case c.TLSCert != "":
		return "https://" + listening.String()
	}
	return "http://" + listening.String()
}

// base is the address cookies are made for: a certificate of our own means https whatever was configured.
func (c *config) base() string {
	if c.Base == "" && c.TLSCert != "" {
		return "https://" + c.Addr
	}
	return c.Base
}

func (c *config) backups() backups {
	dir := c.BackupDir
	if dir == "" {
		dir = filepath.Join(c.Data, "backups")
	}
	return backups{dir, c.BackupEvery}
}
