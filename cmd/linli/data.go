package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"linli/db"
	"linli/db/crm"
)

const databaseName = "linli.db"

func (p place) database() string { return filepath.Join(p.Data, databaseName) }

// opened is a store with the lock that says so.
type opened struct {
	*db.Store
	lock *os.File
}

// Close closes the store, then gives the lock back.
func (o *opened) Close() error { return errors.Join(o.Store.Close(), o.lock.Close()) }

// open opens the database of a data folder that has one. Until it is closed nobody can restore into the folder.
func (p place) open(prog *program) (*opened, error) {
	if _, err := os.Stat(p.database()); errors.Is(err, fs.ErrNotExist) {
		return nil, crm.Refuse(crm.NotFound, "目录 "+p.Data+" 中没有数据库，请先运行 linli init")
	}
	held, err := lock(filepath.Join(p.Data, "linli.lock"), syscall.LOCK_SH)
	if err != nil {
		return nil, errors.Join(crm.Refuse(crm.Conflict, "正在恢复备份，请稍后再试"), err)
	}
	store, err := db.Open(prog.ctx, p.database())
	if err != nil {
		return nil, errors.Join(err, held.Close())
	}
	return &opened{store, held}, nil
}

// lock takes a lock on a file, shared or exclusive, without waiting. It ends with the file, or with the program.
func lock(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// project is the one asked for by its code, or the only one there is.
func project(prog *program, store *opened, code string) (db.Project, error) {
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
