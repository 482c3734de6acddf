package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"linli/db/crm"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // the command could not do what was asked
	exitUsage  = 2 // the command line or the configuration is wrong
)

// commandLine is every command with its flags. A flag with env may come from the environment instead.
type commandLine struct {
	clock `embed:""`

	Init         initCommand         `cmd:"" help:"建立新的数据目录：项目、部门、类别、文本模板"`
	User         userCommand         `cmd:"" help:"账号：新建、停用、重置密码"`
	Demo         demoCommand         `cmd:"" help:"建立演示数据目录"`
	Import       importCommand       `cmd:"" help:"导入文件：客户名册、房屋、费用、缴费、车辆、历史诉求"`
	Customers    customersCommand    `cmd:"" help:"列出客户，电话脱敏"`
	Cases        casesCommand        `cmd:"" help:"列出诉求及其各项时限"`
	Serve        serveCommand        `cmd:"" help:"启动服务"`
	Audit        auditCommand        `cmd:"" help:"审计记录"`
	Backup       backupCommand       `cmd:"" help:"在线备份，服务运行时也可以"`
	VerifyBackup verifyBackupCommand `cmd:"" help:"检查备份文件是否完好"`
	Restore      restoreCommand      `cmd:"" help:"从备份恢复，原数据库另存"`
	Routes       routesCommand       `cmd:"" help:"列出全部地址及所需权限"`
	Version      versionCommand      `cmd:"" help:"显示版本"`
}

// program is what a command works with: where it writes, and the one clock.
type program struct {
	ctx context.Context
	out io.Writer
	err io.Writer
	now func() time.Time
}

func (p *program) print(format string, args ...any) error {
	_, err := fmt.Fprintf(p.out, format+"\n", args...)
	return err
}

// run is the whole program with its surroundings as parameters; it returns the exit code.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	var line commandLine
	left := false
	parser, err := kong.New(&line, kong.Name("linli"), kong.Description("邻里 · 物业客户管理"), kong.Writers(out, errOut),
		kong.Exit(func(int) { left = true }), kong.Help(chineseHelp), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return fail(errOut, err, exitUsage)
	}
	parsed, err := parser.Parse(args)
	switch {
	case left: // the help was asked for
		return exitOK
	case err != nil:
		return fail(errOut, errors.New(kongErrors.Replace(err.Error())+"（用法：linli --help）"), exitUsage)
	}
	now, err := line.clock.source()
	if err != nil {
		return fail(errOut, err, exitUsage)
	}
	err = parsed.Run(&program{ctx: ctx, out: out, err: errOut, now: now}, &line.clock)
	var wrong *configError
	switch {
	case errors.As(err, &wrong):
		return fail(errOut, err, exitUsage)
	case err != nil:
		return fail(errOut, err, exitFailed)
	}
	return exitOK
}

// fail prints what a person should read: the sentences of a refusal, what the system refused, otherwise the chain.
func fail(w io.Writer, err error, code int) int {
	message := err.Error()
	var refusal *crm.Error
	if said := refusedBySystem(err); said != "" {
		message = said
	}
	if errors.As(err, &refusal) {
		message = refusal.Message
		for _, field := range slices.Sorted(maps.Keys(refusal.Fields)) {
			message += "\n  " + refusal.Fields[field]
		}
	}
	_, _ = fmt.Fprintln(w, "错误："+message) // nobody is left to tell
	return code
}

// chineseHelp is kong's help with its fixed words in Chinese.
func chineseHelp(options kong.HelpOptions, ctx *kong.Context) error {
	out := ctx.Stdout
	var page bytes.Buffer
	ctx.Stdout = &page
	defer func() { ctx.Stdout = out }()
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	_, err := io.WriteString(out, helpWords.Replace(page.String()))
	return err
}

var helpWords = strings.NewReplacer("Usage:", "用法：", "Flags:", "选项：", "Arguments:", "参数：", "Commands:", "命令：",
	"Show context-sensitive help.", "显示帮助", `Run "linli <command> --help" for more information on a command.`, `用 "linli <命令> --help" 查看一个命令的用法`,
	"<command>", "<命令>", "[flags]", "[选项]")

var kongErrors = strings.NewReplacer("unknown flag ", "没有这个选项：", "unexpected argument ", "多余的参数：", "expected one of ", "请指定其中一个命令：",
	`expected string value but got "EOL" (<EOL>)`, "缺少取值", `expected int value but got "EOL" (<EOL>)`, "缺少取值",
	"expected string value but got ", "缺少取值，后面却是 ", "expected int value but got ", "应为整数，而不是 ", " (short flag); perhaps try ", "；也许应写作 ",
	"missing flags: ", "缺少选项：", ", did you mean one of ", "，是否指 ", ", did you mean ", "，是否指 ", "expected a valid 64 bit int but got ", "应为整数，而不是 ",
	"expected duration but got ", "应为时长（如 24h），而不是 ", "expected ", "缺少：", "missing value, expecting ", "缺少取值：")
