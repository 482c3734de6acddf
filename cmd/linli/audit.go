package main

import (
	"fmt"
)

type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" help:"逐行核对审计记录的哈希链、每天记在数据库之外的末行哈希，以及每个附件"`
}

type auditVerifyCommand struct {
	place `embed:""`
}

// Run walks the journal and prints its length and head, or the first line that does not fit.
func (c *auditVerifyCommand) Run(prog *program) error {
	store, err := c.open(prog)
	if err != nil {
		return err
	}
	defer store.Close()
	heads, _, err := readHeads(c.headsFile())
	if err != nil {
		return err
	}
	v, err := store.VerifyJournal(prog.ctx, heads...)
	if err != nil {
		return err
	}
	if v.BadSeq != 0 {
		return fmt.Errorf("审计记录第 %d 行不符：%s", v.BadSeq, v.Why)
	}
	files, err := store.VerifyFiles(prog.ctx)
	if err != nil {
		return err
	}
	if files.Bad != 0 {
		return fmt.Errorf("附件 %d 不符：%s", files.Bad, files.Why)
	}
	return prog.print("审计记录完整：%d 行，末行哈希 %s\n已核对 %d 个记在数据库之外的末行哈希，%d 个附件", v.Rows, v.Head, len(heads), files.Files)
}
