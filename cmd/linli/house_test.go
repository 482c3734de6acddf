package main

import (
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// arrows are all that a room of the house may import of the others.
var arrows = map[string][]string{
	"linli/cmd/linli": {"linli/handlers", "linli/db", "linli/db/crm"},
	"linli/handlers":  {"linli/db", "linli/db/crm", "linli/views", "linli/static"},
	"linli/views":     {"linli/db/crm", "linli/static"},
	"linli/db":        {"linli/db/crm", "linli/db/sheet", "linli/db/hanzi", "linli/db/media"},
	"linli/db/sheet":  {"linli/db/crm"},
	"linli/db/media":  {"linli/db/crm"},
	"linli/db/hanzi":  nil,
	"linli/db/crm":    nil,
	"linli/static":    nil,
}

// keepers are the only rooms that may know a library, so that it can be changed for another.
var keepers = map[string][]string{
	"github.com/labstack/echo/v4":    {"linli/handlers"},
	"github.com/gorilla/sessions":    {"linli/handlers"},
	"github.com/a-h/templ":           {"linli/handlers", "linli/views"},
	"github.com/mattn/go-sqlite3":    {"linli/db"},
	"github.com/pressly/goose/v3":    {"linli/db"},
	"database/sql":                   {"linli/db"},
	"github.com/xuri/excelize/v2":    {"linli/db/sheet"},
	"github.com/alecthomas/kong":     {"linli/cmd/linli"},
	"net/http":                       {"linli/cmd/linli", "linli/handlers", "linli/static"},
	"os":                             {"linli/cmd/linli", "linli/db"},
	"github.com/skip2/go-qrcode":     {"linli/handlers"},
	"github.com/mozillazg/go-pinyin": nil, // in tests
}

// workshops are where the product is measured against a bare page and tried in a browser; nothing of the product may import them.
var workshops = []string{"linli/cmd/bench", "linli/static/tab"}

type room struct {
	ImportPath string
	Imports    []string
}

// rooms lists the packages of the house without their tests.
func rooms(t *testing.T) []room {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "linli/...")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []room
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var r room
		if err := d.Decode(&r); err == io.EOF {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
}

func TestArrowsBetweenTheRooms(t *testing.T) {
	list := rooms(t)
	for _, r := range list {
		if slices.ContainsFunc(workshops, func(w string) bool { return strings.HasPrefix(r.ImportPath, w) }) {
			continue
		}
		allowed, known := arrows[r.ImportPath]
		if !known {
			t.Errorf("%s is no room of the house", r.ImportPath)
		}
		for _, imported := range r.Imports {
			if strings.HasPrefix(imported, "linli/") && !slices.Contains(allowed, imported) {
				t.Errorf("%s must not import %s", r.ImportPath, imported)
			}
			for library, rooms := range keepers {
				if (imported == library || strings.HasPrefix(imported, library+"/") && strings.Contains(library, ".")) && !slices.Contains(rooms, r.ImportPath) {
					t.Errorf("%s must not import %s", r.ImportPath, imported)
				}
			}
			if r.ImportPath == "linli/db/crm" && strings.Contains(strings.SplitN(imported, "/", 2)[0], ".") {
				t.Errorf("the rules must not import %s", imported)
			}
		}
	}
}

// TestRulesHaveNoClock holds that the moment comes in as a parameter, from the one clock of the program.
func TestRulesHaveNoClock(t *testing.T) {
	for _, dir := range []string{"db", "views"} {
		err := filepath.WalkDir(filepath.Join("..", "..", dir), func(path string, e fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, clock := range []string{"time.Now(", "time.Since(", "time.Until("} {
				if strings.Contains(string(text), clock) {
					t.Errorf("%s has a clock of its own", path)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestTopLevelOfTheHouse(t *testing.T) {
	entries, err := os.ReadDir(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	known := []string{"cmd", "views", "handlers", "db", "static", "go.mod", "go.sum", "Makefile", "README.md", "LICENSE", "bin", "data"} // the last two are made, not kept
	for _, e := range entries {
		if !slices.Contains(known, e.Name()) && !strings.HasPrefix(e.Name(), ".") {
			t.Errorf("%s does not belong on the top level", e.Name())
		}
	}
}

// TestReadmeNamesEveryVariable reads the variables out of the flags' tags.
func TestReadmeNamesEveryVariable(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, source := range sources {
		text, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		for _, tag := range regexp.MustCompile(`env:"(LINLI_[A-Z_]+)"`).FindAllStringSubmatch(string(text), -1) {
			found++
			if !strings.Contains(string(readme), "`"+tag[1]+"`") {
				t.Errorf("the table of the README lacks %s", tag[1])
			}
		}
	}
	if found == 0 {
		t.Error("no variable found")
	}
}
