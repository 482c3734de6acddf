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
	held, err := lock(filepath.Join(p.Data, "linli.lock"), syscall.LOCK_SH, "正在恢复备份，请稍后再试")
	if err != nil {
		return nil, err
	}
	store, err := db.Open(prog.ctx, p.database())
	if err != nil {
		return nil, errors.Join(err, held.Close())
	}
	return &opened{store, held}, nil
}

// lock takes a lock on a file, shared or exclusive, without waiting; taken is the sentence for one that another program has.
// It ends with the file, or with the program.
func lock(path string, how int, taken string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errors.Join(crm.Refuse(crm.Conflict, taken), err)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// create makes a database beside its place and moves it there when it is complete, so that a folder never holds half of one.
func (p place) create(prog *program, fill func(store *db.Store) error) error {
	for _, name := range []string{p.database(), p.database() + "-wal"} { // a log left behind would be read into the new file
		switch _, err := os.Lstat(name); {
		case err == nil:
			return crm.Refuse(crm.Conflict, "目录 "+p.Data+" 中已有数据库，没有改动")
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
	}
	fresh := p.database() + ".new"
	if err := removeDatabase(fresh); err != nil {
		return err
	}
	store, err := db.Open(prog.ctx, fresh)
	if err != nil {
		return errors.Join(err, removeDatabase(fresh))
	}
	if err := errors.Join(fill(store), store.Close()); err != nil {
		return errors.Join(err, removeDatabase(fresh))
	}
	if err := os.Link(fresh, p.database()); err != nil {
		return err
	}
	return errors.Join(removeDatabase(fresh), syncFolder(p.Data))
}

func removeDatabase(path string) error {
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// syncFolder makes sure that a name in the folder survives a power cut.
func syncFolder(dir string) error {
	f, err := os.Open(filepath.Clean(dir))
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
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

// ofProject is a command about one project of a data folder.
type ofProject struct {
	place   `embed:""`
	Project string `placeholder:"CODE" help:"项目编号（只有一个项目时可不填）"`
}

// inProject opens the database for fn and closes it again.
func (c ofProject) inProject(prog *program, fn func(store *opened, p db.Project) error) error {
	store, err := c.open(prog)
	if err != nil {
		return err
	}
	defer store.Close()
	p, err := project(prog, store, c.Project)
	if err != nil {
		return err
	}
	return fn(store, p)
}

// console is the system acting for somebody who may run commands on the machine.
func console(prog *program, project int64) db.By {
	return db.By{Staff: crm.System(project), Now: prog.now(), Source: "console"}
}
