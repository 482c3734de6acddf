package db

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"maps"
	"os"
	"strconv"
	"strings"
	"testing"

	"linli/db/crm"
)

func upload(name string, data []byte) Upload {
	return Upload{Name: name, File: bytes.NewReader(data), Size: int64(len(data))}
}

func fixture(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("sheet/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// start uploads a file as the manager.
func (o *office) start(name string, data []byte) crm.Import {
	o.t.Helper()
	b, err := o.store.StartImport(context.Background(), o.by(crm.Manager), upload(name, data))
	if err != nil {
		o.t.Fatal(err)
	}
	return b
}

// page is everything a page may show of a batch.
func (o *office) page(id int64) crm.ImportPage {
	o.t.Helper()
	page, err := o.store.ImportPage(context.Background(), o.by(crm.Manager).Staff, id, ImportRows{Limit: 1000})
	if err != nil {
		o.t.Fatal(err)
	}
	return page
}

func (o *office) commit(b crm.Import, partial bool) crm.Import {
	o.t.Helper()
	b, err := o.store.CommitImport(context.Background(), o.by(crm.Manager), b.ID, b.RowVersion, partial)
	if err != nil {
		o.t.Fatal(err)
	}
	return b
}

func (o *office) takeBack(b crm.Import) crm.Import {
	o.t.Helper()
	b, err := o.store.TakeBackImport(context.Background(), o.by(crm.Manager), b.ID, b.RowVersion)
	if err != nil {
		o.t.Fatal(err)
	}
	return b
}

// rowCounts counts the rows of every table.
func (o *office) rowCounts() map[string]int {
	o.t.Helper()
	rows, err := o.store.reader(context.Background()).rows(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
	if err != nil {
		o.t.Fatal(err)
	}
	defer rows.Close()
	counts := map[string]int{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			o.t.Fatal(err)
		}
		counts[name] = o.count(`SELECT COUNT(*) FROM ` + name)
	}
	return counts
}

// expected reads the table of what should become of each row.
func expected(t *testing.T, name string) [][]string {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(fixture(t, name))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records[1:]
}

func TestMessyRosterIsImported(t *testing.T) {
	o := newOffice(t)
	b := o.start("业主名册.xlsx", fixture(t, "roster_messy.xlsx"))
	want := expected(t, "roster_messy.csv")
	lines := map[int]crm.ImportLine{}
	for _, line := range o.page(b.ID).Lines {
		lines[line.No] = line
	}
	for _, row := range want {
		no, _ := strconv.Atoi(row[0])
		if got := lines[no]; got.Outcome != row[1] || got.Why != row[2] {
			t.Errorf("row %d: %s %q, want %s %q", no, got.Outcome, got.Why, row[1], row[2])
		}
	}
	before := o.rowCounts()
	if _, err := o.store.CommitImport(context.Background(), o.by(crm.Manager), b.ID, b.RowVersion, false); !crm.Is(err, crm.Invalid) {
		t.Errorf("8 rows are refused: %v", err)
	}
	if after := o.rowCounts(); !maps.Equal(before, after) {
		t.Errorf("something was written: %v, before %v", after, before)
	}
	b = o.commit(b, true)
	if b.Counts.New != 48 || b.Counts.SameCustomer != 4 || b.Counts.Refused != 8 || !b.Partial {
		t.Errorf("counts %+v", b.Counts)
	}
	o.checkFile(t, want)
	if _, err := o.store.CommitImport(context.Background(), o.by(crm.Manager), b.ID, b.RowVersion, true); !crm.Is(err, crm.Conflict) {
		t.Errorf("second commit: %v", err)
	}
}

// checkFile holds customers, numbers and rooms on file to the table.
func (o *office) checkFile(t *testing.T, want [][]string) {
	t.Helper()
	created := 0
	for _, row := range want {
		if row[1] != crm.RowNew && row[1] != crm.RowSameCustomer {
			continue
		}
		if row[1] == crm.RowNew {
			created++
		}
		var contacts []string
		rows, err := o.store.reader(context.Background()).rows(`SELECT p.value || CASE p.doubtful WHEN 1 THEN '?' ELSE '' END, p.label
			FROM occupancy o JOIN room r ON r.id = o.room_id JOIN customer c ON c.id = o.customer_id LEFT JOIN contact_point p ON p.customer_id = c.id
			WHERE c.name = ? AND r.code = ? AND o.relation = ? AND o.moved_in_on = ? AND c.source = 'import' AND c.import_id > 0 ORDER BY p.id`, row[3], row[6], row[7], row[8])
		if err != nil {
			t.Fatal(err)
		}
		found, label := false, ""
		for rows.Next() {
			var value, said *string
			if err := rows.Scan(&value, &said); err != nil {
				t.Fatal(err)
			}
			found = true
			if value != nil {
				contacts = append(contacts, *value)
				label += *said
			}
		}
		rows.Close()
		if !found || strings.Join(contacts, "|") != row[4] || row[1] == crm.RowNew && label != row[5] {
			t.Errorf("row %s: found %v, numbers %v label %q, want %s %q", row[0], found, contacts, label, row[4], row[5])
		}
	}
	if n := o.count(`SELECT COUNT(*) FROM customer`); n != created {
		t.Errorf("%d customers, want %d", n, created)
	}
	if n := o.count(`SELECT COUNT(*) FROM journal WHERE kind = 'customer_added' AND subject_id = customer_id`); n != created {
		t.Errorf("%d lines about new customers, want %d", n, created)
	}
	if v, err := o.store.VerifyJournal(context.Background()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}

func roster(rows ...string) []byte {
	return []byte("姓名,手机,房号,身份,入住日期\n" + strings.Join(rows, "\n") + "\n")
}

func TestImportedAgain(t *testing.T) {
	o := newOffice(t)
	data := roster("许婷,15400000001,3-2-501,业主,2020-01-02", "许婷,15400000001,3-2-502,业主,2021-01-02", "孔平,,3-2-501,家属,")
	first := o.commit(o.start("a.csv", data), false)
	again := o.start("b.csv", data)
	page := o.page(again.ID)
	if page.Counts.Unchanged != 3 || page.Counts.Good() != 0 || page.Counts.Rooms != 0 {
		t.Errorf("the same again: %+v", page.Counts)
	}
	if page.Same == nil || page.Same.ID != first.ID {
		t.Error("the page must warn of the same file")
	}
	if _, err := o.store.CommitImport(context.Background(), o.by(crm.Manager), again.ID, again.RowVersion, false); !crm.Is(err, crm.Invalid) {
		t.Errorf("nothing to import: %v", err)
	}
	more := o.commit(o.start("c.csv", roster("许婷,15400000001 15400000009,3-2-501,业主,2020-01-02", "韩雪,,,,")), false)
	if more.Counts.SameCustomer != 1 || more.Counts.New != 1 {
		t.Errorf("one number and one prospect more: %+v", more.Counts)
	}
	if n := o.count(`SELECT COUNT(*) FROM contact_point WHERE value = '15400000009' AND import_id = ?`, more.ID); n != 1 {
		t.Errorf("%d new numbers", n)
	}
}

func TestImportRightsAndVersions(t *testing.T) {
	o := newOffice(t)
	ctx := context.Background()
	b := o.start("a.csv", roster("许婷,15400000001,3-2-501,业主,"))
	other := o.by(crm.Manager)
	other.Staff.ProjectID, other.Staff.ProjectCode = 2, "HP"
	clerk := o.by(crm.Clerk)
	for _, test := range []struct {
		by   By
		want crm.Code
	}{{other, crm.NotFound}, {clerk, crm.Forbidden}} {
		_, page := o.store.ImportPage(ctx, test.by.Staff, b.ID, ImportRows{Limit: 1})
		_, commit := o.store.CommitImport(ctx, test.by, b.ID, 1, true)
		_, back := o.store.TakeBackImport(ctx, test.by, b.ID, 1)
		_, refused := o.store.RefusedRows(ctx, test.by, b.ID)
		mapped := o.store.SetImportMapping(ctx, test.by, b.ID, 1, 1, b.Mapping)
		for i, err := range []error{page, commit, back, refused, mapped} {
			if !crm.Is(err, test.want) {
				t.Errorf("%s, call %d: %v", test.want, i, err)
			}
		}
	}
	if _, err := o.store.StartImport(ctx, clerk, upload("a.csv", roster())); !crm.Is(err, crm.Forbidden) {
		t.Errorf("a clerk uploads: %v", err)
	}
	if _, err := o.store.TakeBackImport(ctx, o.by(crm.Manager), b.ID, 1); !crm.Is(err, crm.Conflict) {
		t.Errorf("nothing imported yet: %v", err)
	}
	if err := o.store.SetImportMapping(ctx, o.by(crm.Manager), b.ID, 1, 1, b.Mapping); err != nil {
		t.Fatal(err)
	}
	var stale *Stale
	if _, err := o.store.CommitImport(ctx, o.by(crm.Manager), b.ID, 1, false); !errors.As(err, &stale) || stale.Version != 2 {
		t.Errorf("an old version: %v", err)
	}
}

// TestWrongCreditCodeIsNamed holds that a refused code names its cell and what would be right.
func TestWrongCreditCodeIsNamed(t *testing.T) {
	o := newOffice(t)
	b := o.start("a.csv", []byte("单位名称,统一社会信用代码,房号,身份\n青竹小学,91350100M000100Y43,3-2-501,业主\n槐树小学,91350100M000100Y44,3-2-502,业主\n"))
	line := o.page(b.ID).Lines[0]
	if len(line.Problems) != 1 || line.Problems[0].Value != "91350100M000100Y44" || !strings.Contains(line.Problems[0].Right, "18 位代码") || line.No != 3 {
		t.Errorf("%+v", line)
	}
	o.commit(b, true)
	if n := o.count(`SELECT count(*) FROM customer WHERE org_credit_code = '91350100M000100Y43'`); n != 1 || o.count(`SELECT count(*) FROM customer`) != 1 {
		t.Errorf("%d organisations with a right code", n)
	}
}
