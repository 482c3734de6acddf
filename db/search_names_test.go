package db

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mozillazg/go-pinyin"

	"linli/db/crm"
	"linli/db/hanzi"
	"linli/db/sheet"
)

// bookNames are the family names and historical names of testdata/names, none twice.
func bookNames(t *testing.T) []string {
	t.Helper()
	list, err := os.ReadFile("testdata/names/ancient_names_first2000.txt")
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open("testdata/names/family_names_1074.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	table, err := sheet.Read(file.Name(), file, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Split(strings.TrimPrefix(string(list), "\ufeff"), "\n")[3:]
	for _, row := range table.Rows[1:] {
		names = append(names, row.Cells[0])
	}
	seen := map[string]bool{}
	var once []string
	for _, name := range names {
		if name = strings.TrimSpace(name); name != "" && !seen[name] {
			seen[name] = true
			once = append(once, name)
		}
	}
	if len(once) < 3000 {
		t.Fatalf("only %d names", len(once))
	}
	return once
}

// naive is how a library reads a name that knows neither families nor words.
func naive(name string) string {
	var all strings.Builder
	for _, r := range name {
		if read := pinyin.SinglePinyin(r, pinyin.NewArgs()); len(read) > 0 {
			all.WriteString(read[0])
		}
	}
	return all.String()
}

// TestBookNamesAreFound puts three thousand names on file and finds each by name, by its reading and by the reading of a
// library, the traditional ones by their simplified form too.
func TestBookNamesAreFound(t *testing.T) {
	o := newOffice(t)
	names := bookNames(t)
	err := o.store.inTx(context.Background(), o.by(crm.Clerk), func(tx *Tx) error {
		for _, name := range names {
			if _, err := tx.addCustomer(NewCustomer{Name: name}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	missing := 0
	for _, name := range names {
		read, _ := hanzi.Spell(name, true)
		forms := []string{hanzi.Fold(name), strings.ReplaceAll(read, " ", ""), naive(name)}
		for _, typed := range slices.Compact(forms) {
			if !finds(t, o, typed, name) {
				if missing++; missing <= 40 {
					t.Errorf("%s is not found by %q", name, typed)
				}
			}
		}
	}
	if missing > 0 {
		t.Errorf("%d misses", missing)
	}
}

func finds(t *testing.T, o *office, typed, name string) bool {
	t.Helper()
	hits, err := o.store.Search(context.Background(), o.by(crm.Clerk).Staff, typed, 30, "2025-03-14")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range hits.Customers {
		if c.Name == name {
			return true
		}
	}
	return false
}
