package main

import (
	"context"
	"errors"
	"sync"
	"syscall"

	"linli/db/crm"
	"linli/handlers"
)

// watch knows what is wrong with the machine.
type watch struct {
	place
	minFree uint64 // bytes

	mu     sync.Mutex
	backup error // of the last try
}

// trouble is asked with every change and every page, so that writing goes on as soon as there is space again.
func (w *watch) trouble() handlers.Trouble {
	w.mu.Lock()
	defer w.mu.Unlock()
	var t handlers.Trouble
	switch {
	case crm.Is(w.backup, crm.Invalid):
		t.Stops = "数据文件有损坏，现在只能查看，不能保存。请系统管理员恢复备份"
	case w.backup != nil:
		t.Warns = "最近一次自动备份没有成功，请查看服务日志"
	}
	if w.short() {
		t.Stops = "磁盘空间不足，现在只能查看，不能保存。请系统管理员清理磁盘"
	}
	return t
}

// short reports whether less space is left than the guard asks for.
func (w *watch) short() bool {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(w.Data, &fs); err != nil {
		return false
	}
	block := uint64(fs.Bsize) // #nosec G115 -- a block has a size
	return tooLittle(fs.Bavail*block, fs.Blocks*block, w.minFree)
}

// tooLittle asks for no more than a twentieth of a small disk.
func tooLittle(free, total, least uint64) bool { return free < min(least, total/20) }

// backedUp notes how a backup went. One that was broken off by the program's end says nothing.
func (w *watch) backedUp(err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.backup = err
}
