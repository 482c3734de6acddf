package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrNewerFile is returned for a database that a later version of the program has written.
var ErrNewerFile = errors.New("数据库由更新版本的程序写成，请使用新版本打开")

// migrate brings the file to the newest schema, each step in a transaction of its own. A file with data is copied first.
func migrate(ctx context.Context, write *sql.DB, path string) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, write, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	current, err := provider.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	sources := provider.ListSources()
	newest := sources[len(sources)-1].Version
	switch {
	case current > newest:
		return ErrNewerFile
	case current == newest:
		return nil
	case current > 0:
		if err := copyBefore(ctx, write, path, current); err != nil {
			return fmt.Errorf("copy before upgrade: %w", err)
		}
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("upgrade: %w", err)
	}
	return nil
}

// copyBefore keeps the file as it was at a version, beside it, readable by its owner only.
func copyBefore(ctx context.Context, write *sql.DB, path string, version int64) error {
	target := path + ".before-" + strconv.FormatInt(version+1, 10)
	if err := os.Remove(target); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := touch(target); err != nil {
		return err
	}
	_, err := write.ExecContext(ctx, "VACUUM INTO ?", target)
	return err
}
