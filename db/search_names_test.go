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

// TestWordsOfAName: a text is found by its characters side by side wherever they stand, whatever signs are between them.
func TestWordsOfAName(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "王": "王", "王晓军": "王 晓 军 王晓 晓军", "阿依·古丽": "阿 依 古 丽 阿依 依古 古丽", "华联Mall东区": "华 联 mall 东 区 华联 东区", "Mall 3": "mall 3",
	} {
		if got := Words(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{"·": "", "晓": `"晓"`, "晓军": `"晓军"`, "依古丽": `"依古 古丽"`, "联ma": `"联 ma"*`, "mall东": `"mall 东"`, "ma": `"ma"*`} {
		if got := phrase(text); got != want {
			t.Errorf("asked for %s: %s, want %s", text, got, want)
		}
	}
	o := newOffice(t)
	o.neighbour("阿依古丽·买买提", "15400000001", "3-1-101", "")
	o.neighbour("华联Mall东区店", "15400000002", "3-1-102", "")
	o.neighbour("古丽", "15400000003", "3-1-103", "")
	for text, want := range map[string]string{"古丽买": "阿依古丽·买买提", "丽·买": "阿依古丽·买买提", "古丽": "古丽 阿依古丽·买买提", "联mall": "华联Mall东区店", "东区": "华联Mall东区店", "联东": "", "买阿": ""} {
		if names, _ := o.hits(crm.Clerk, text); strings.Join(names, " ") != want {
			t.Errorf("%s finds %v, want %s", text, names, want)
		}
	}
}
