package main

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// refusals are what the operating system says when it refuses a file or a folder.
var refusals = map[syscall.Errno]string{
	syscall.ENOENT: "没有这个文件或目录", syscall.EEXIST: "已有同名的文件或目录", syscall.ENOTDIR: "上级不是目录", syscall.EISDIR: "这是一个目录，不是文件",
	syscall.EACCES: "没有权限", syscall.EPERM: "没有权限", syscall.EROFS: "所在的磁盘是只读的", syscall.ENOSPC: "磁盘空间不足", syscall.EDQUOT: "磁盘空间不足",
	syscall.EIO: "磁盘读写出错",
}

// refusedBySystem is the sentence for an error of the operating system about a path, empty for any other error.
func refusedBySystem(err error) string {
	var code syscall.Errno
	if !errors.As(err, &code) || refusals[code] == "" {
		return ""
	}
	var file *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &file):
		return refusals[code] + "：" + file.Path
	case errors.As(err, &link):
		return refusals[code] + "：" + link.New
	}
	return refusals[code]
}
