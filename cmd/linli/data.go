package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"linli/db"
	"linli/db/crm"
)

const databaseName = "linli.db"

func (p place) database() string { return filepath.Join(p.Data, databaseName) }

// open opens the database of a data folder that has one.
func (p place) open(prog *program) (*db.Store, error) {
	if _, err := os.Stat(p.database()); errors.Is(err, fs.ErrNotExist) {
		return nil, crm.Refuse(crm.NotFound, "目录 "+p.Data+" 中没有数据库，请先运行 linli init")
	}
	return db.Open(prog.ctx, p.database())
}

// project is the one asked for by its code, or the only one there is.
func project(prog *program, store *db.Store, code string) (db.Project, error) {
	if code != "" {
		return store.ProjectByCode(prog.ctx, code)
	}
	all, err := store.Projects(prog.ctx)
	switch {
	case err != nil:
		return db.Project{}, err
	case len(all) != 1:
		return db.Project{}, crm.Refuse(crm.Invalid, "请用 --project 指定项目编号")
	}
	return all[0], nil
}

// console is the system acting for somebody who may run commands on the machine.
func console(prog *program, project int64) db.By {
	return db.By{Staff: crm.System(project), Now: prog.now(), Source: "console"}
}
