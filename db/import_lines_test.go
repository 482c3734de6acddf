package db

import (
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"linli/db/crm"
)

// TestUnreadableColumns holds that a file whose heading is not recognised waits for a person.
func TestUnreadableColumns(t *testing.T) {
	o := newOffice(t)
	ctx := context.Background()
	b := o.start("甲.txt", []byte("甲\t乙\t丙\n许婷\t15400000001\t3-2-501\n"))
	if page := o.page(b.ID); page.Preview.Problem == "" || len(page.Lines) != 0 || len(page.Columns) != 3 {
		t.Errorf("page %+v", page)
	}
	if _, err := o.store.CommitImport(ctx, o.by(crm.Manager), b.ID, 1, true); !crm.Is(err, crm.Invalid) {
		t.Errorf("commit: %v", err)
	}
	for _, bad := range []struct {
		header  int
		mapping crm.Mapping
	}{{1, crm.Mapping{"name"}}, {9, crm.Mapping{"name", "phone", "room"}}, {1, crm.Mapping{"name", "name", ""}}, {1, crm.Mapping{"", "phone", "room"}}, {1, crm.Mapping{"name", "password", ""}}} {
		if err := o.store.SetImportMapping(ctx, o.by(crm.Manager), b.ID, 1, bad.header, bad.mapping); !crm.Is(err, crm.Invalid) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	if err := o.store.SetImportMapping(ctx, o.by(crm.Manager), b.ID, 1, 1, crm.Mapping{"name", "phone", "room"}); err != nil {
		t.Fatal(err)
	}
	b.RowVersion = 2
	if b = o.commit(b, false); b.Counts.New != 1 {
		t.Errorf("%+v", b.Counts)
	}
}

// TestLinesByPage holds that paging shows every line once, refused ones first.
func TestLinesByPage(t *testing.T) {
	o := newOffice(t)
	var rows []string
	for i := range 25 {
		rows = append(rows, fmt.Sprintf("许婷,154000000%02d,3-2-%d,业主,", i, 501+i), fmt.Sprintf(",154000001%02d,3-2-%d,业主,", i, 501+i))
	}
	b := o.start("a.csv", roster(rows...))
	for _, partial := range []bool{false, true} {
		seen, refused := map[int]bool{}, 0
		for after := 0; ; {
			page, err := o.store.ImportPage(context.Background(), o.by(crm.Manager).Staff, b.ID, ImportRows{After: after, Limit: 7})
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range page.Lines {
				if seen[line.No] {
					t.Errorf("line %d twice", line.No)
				}
				seen[line.No] = true
				if line.Outcome == crm.RowRefused && len(seen) <= 25 {
					refused++
				}
			}
			if after = page.After; after == 0 {
				break
			}
		}
		if len(seen) != 50 || refused != 25 {
			t.Errorf("%d lines, %d refused ones in front", len(seen), refused)
		}
		if !partial {
			b = o.commit(b, true)
		}
	}
	page, err := o.store.ImportPage(context.Background(), o.by(crm.Manager).Staff, b.ID, ImportRows{Outcome: crm.RowNew, Limit: 100})
	if err != nil || len(page.Lines) != 25 || page.Lines[0].CustomerID == 0 {
		t.Errorf("%d new lines, %v", len(page.Lines), err)
	}
}

func TestRefusedRows(t *testing.T) {
	o := newOffice(t)
	b := o.start("a.csv", []byte("名册,,,\n姓名,手机,房号,备注\n许婷,15400000001,3-2-501,\n,+8615400000002,3-2-502,\"=HYPERLINK(\"\"x\"\")\"\n,15400000003,3-2-503,＠SUM(1)\n"))
	waiting, err := o.store.RefusedRows(context.Background(), o.by(crm.Manager), b.ID)
	if err != nil {
		t.Fatal(err)
	}
	b = o.commit(b, true)
	table, err := o.store.RefusedRows(context.Background(), o.by(crm.Manager), b.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"姓名", "手机", "房号", "备注", "原行号", "不能导入的原因", "怎样更正"},
		{"", "'+8615400000002", "3-2-502", `'=HYPERLINK("x")`, "4", "没有姓名", "文件「a.csv」A 列，空格，应填姓名或单位名称"},
		{"", "15400000003", "3-2-503", "'＠SUM(1)", "5", "没有姓名", "文件「a.csv」A 列，空格，应填姓名或单位名称"}}
	for _, got := range []RefusedTable{waiting, table} {
		if !strings.HasPrefix(got.Rows[0][0], "制表：") || fmt.Sprint(got.Rows[1:]) != fmt.Sprint(want) {
			t.Errorf("got %q", got.Rows)
		}
	}
	if n := o.count(`SELECT COUNT(*) FROM journal WHERE kind = 'exported' AND subject = 'import' AND subject_id = ?`, b.ID); n != 2 {
		t.Errorf("%d lines about taking the rows out", n)
	}
	var text strings.Builder
	table.Rows[2][0], table.Rows[3][0] = "孔平", "曹磊"
	if err := csv.NewWriter(&text).WriteAll(table.Rows); err != nil {
		t.Fatal(err)
	}
	if b = o.commit(o.start("b.csv", []byte(text.String())), false); b.Counts.New != 2 || b.Counts.Refused != 0 {
		t.Errorf("corrected: %+v", b.Counts)
	}
	if n := o.count(`SELECT COUNT(*) FROM contact_point WHERE value IN ('15400000002', '15400000003')`); n != 2 {
		t.Errorf("%d numbers of corrected rows", n)
	}
}

// TestIdentityNumbersAreNotKept holds that what must not be collected does not stay in the rows of the file either.
func TestIdentityNumbersAreNotKept(t *testing.T) {
	o := newOffice(t)
	const number = "11010519491231002X"
	o.start("a.csv", []byte("姓名,身份证号,备注\n许婷,"+number+",证件"+number+"\n"))
	if n := o.count(`SELECT COUNT(*) FROM import_row WHERE cells LIKE '%19491231%'`); n != 0 {
		t.Error("an identity number was stored")
	}
}
