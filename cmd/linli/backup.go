package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"linli/db"
	"linli/db/crm"
)

type backupCommand struct {
	place `embed:""`
	Out   string `placeholder:"FILE" help:"备份文件；同名的旧备份会被替换"`
}

// Run writes a verified copy, beside a running server too.
func (c *backupCommand) Run(prog *program) error {
	if c.Out == "" {
		return crm.Refuse(crm.Invalid, "请用 --out 指定备份文件")
	}
	store, err := c.open(prog)
	if err != nil {
		return err
	}
	defer store.Close()
	b, err := store.Backup(prog.ctx, c.Out)
	if err != nil && b.BadFiles == 0 {
		return err
	}
	return errors.Join(prog.print("已备份到 %s\n%s", c.Out, describe(b)), err)
}

func describe(b db.Backup) string {
	return fmt.Sprintf("大小 %d 字节，结构版本 %d，审计记录 %d 行，末行哈希 %s\nSHA-256 %s\n附件 %d 个，共 %d 字节", b.Bytes, b.SchemaVersion, b.Rows, b.Head, b.SHA256, b.Files, b.FileBytes)
}

type verifyBackupCommand struct {
	File string `arg:"" placeholder:"FILE" help:"备份文件"`
}

// Run verifies a copy without a data folder.
func (c *verifyBackupCommand) Run(prog *program) error {
	b, err := db.VerifyBackup(prog.ctx, c.File)
	if err != nil {
		return err
	}
	return prog.print("备份完好：%s\n%s", c.File, describe(b))
}

type restoreCommand struct {
	place `embed:""`
	From  string `placeholder:"FILE" help:"备份文件"`
}

// Run puts a backup in the place of the database. Nobody may have the folder open.
func (c *restoreCommand) Run(prog *program) error {
	if c.From == "" {
		return crm.Refuse(crm.Invalid, "请用 --from 指定备份文件")
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	held, err := lock(filepath.Join(c.Data, "linli.lock"), syscall.LOCK_EX, "目录 "+c.Data+" 正在使用中，请先停止服务和其他命令，再恢复")
	if err != nil {
		return err
	}
	defer held.Close()
	r, err := db.Restore(prog.ctx, c.database(), c.From, prog.now())
	if err != nil {
		return err
	}
	if err := appendHead(c.headsFile(), prog.now(), headRestored, r.Line); err != nil {
		return err
	}
	if r.Kept != "" {
		if err := prog.print("原数据库保留为 %s", r.Kept); err != nil {
			return err
		}
	}
	if r.BadFiles > 0 {
		if err := prog.print("注意：%d 个附件不在备份旁的 attachments 目录里，数据目录里也没有", r.BadFiles); err != nil {
			return err
		}
	}
	return prog.print("已从 %s 恢复，所有人须重新登录\n%s", c.From, describe(r.Backup))
}
