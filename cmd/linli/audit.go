package main

import (
	"fmt"
)

type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" help:"逐行核对审计记录的哈希链"`
}

type auditVerifyCommand struct {
	place `embed:""`
}

// Run walks the journal and prints its length and head.
func (c *auditVerifyCommand) Run(prog *program) error {
	store, err := c.open(prog)
	if err != nil {
		return err
	}
	defer store.Close()
	v, err := store.VerifyJournal(prog.ctx)
	if err != nil {
		return err
	}
	if v.BadSeq != 0 {
		return fmt.Errorf("审计记录第 %d 行不符：%s", v.BadSeq, v.Why)
	}
	return prog.print("审计记录完整：%d 行，末行哈希 %s", v.Rows, v.Head)
}
