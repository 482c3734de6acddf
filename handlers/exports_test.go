package handlers

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/db"
	"linli/db/crm"
	"linli/db/sheet"
)

// people puts customers with names, numbers and rooms on file.
func (w *world) people(n int) {
	w.t.Helper()
	for i := range n {
		_, err := w.store.AddCustomer(context.Background(), w.by("supervisor"), crm.CustomerForm{Name: fmt.Sprintf("欧阳客%d", i), Kind: "person",
			Phone: fmt.Sprintf("1540001%04d", i), Room: fmt.Sprintf("%d-1-%d", 1+i%2, 101+i), Relation: "owner", MovedInOn: "2020-01-01"})
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// table reads a fetched file, whichever format it has.
func (a answer) table(t *testing.T) [][]string {
	t.Helper()
	if a.status != http.StatusOK {
		t.Fatalf("status %d; page says %q", a.status, notices(a.doc(t)))
	}
	if strings.HasSuffix(a.header.Get("Content-Disposition"), `.xlsx"`) {
		read, err := sheet.Read("a.xlsx", bytes.NewReader([]byte(a.body)), int64(len(a.body)))
		if err != nil {
			t.Fatal(err)
		}
		var rows [][]string
		for _, r := range read.Rows {
			rows = append(rows, r.Cells)
		}
		return rows
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff")))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// ask sends the form of a new export and returns where it is.
func (c *client) ask(form url.Values) string {
	c.w.t.Helper()
	c.get("/exports/new?subject=" + form.Get("subject"))
	a := c.post("/exports", form).want(c.w.t, http.StatusSeeOther)
	return a.location
}

func TestMaskedExportIsReadyAtOnce(t *testing.T) {
	w := newWorld(t)
	w.people(3)
	c := w.login("quality")
	c.get("/customers").want(t, http.StatusOK, "/exports/new?subject=customers")
	for _, format := range []string{"csv", "xlsx"} {
		page := c.ask(url.Values{"subject": {"customers"}, "format": {format}, "purpose": {"年度核对"}})
		c.get(page).want(t, http.StatusOK, "可下载", "脱敏", page+"/file")
		file := c.get(page + "/file")
		rows := file.table(t)
		if len(rows) != 5 || !strings.HasPrefix(rows[0][0], "导出编号 DC-LY-00000") {
			t.Fatalf("%s: %q", format, rows)
		}
		for _, word := range []string{"制表：品质专员", "2025-03-14 17:50:00", "用途：年度核对", "共 3 行", "已脱敏"} {
			if !strings.Contains(rows[0][0], word) {
				t.Errorf("%s: the first row lacks %q: %s", format, word, rows[0][0])
			}
		}
		all := fmt.Sprint(rows)
		if !strings.Contains(all, "欧阳*") || !strings.Contains(all, "154****0000") || !strings.Contains(all, "1-1-101 业主（2020-01-01 入住）") {
			t.Errorf("%s: %q", format, rows)
		}
		if strings.Contains(all, "欧阳客") || strings.Contains(all, "15400010000") {
			t.Errorf("%s: not masked", format)
		}
	}
	if n := w.journaled("exported"); n != 2 {
		t.Errorf("%d downloads in the journal", n)
	}
	c.get("/exports").want(t, http.StatusOK, "DC-LY-000001", "DC-LY-000002")
}

// journaled counts the lines of a kind.
func (w *world) journaled(kind string) int {
	w.t.Helper()
	page, err := w.store.Audit(context.Background(), w.staff["manager"], db.AuditFilter{Kind: kind, Limit: 1000})
	if err != nil {
		w.t.Fatal(err)
	}
	return len(page.Lines)
}

func TestPlainExportWaitsForASecondPerson(t *testing.T) {
	w := newWorld(t)
	w.people(2)
	manager, officer := w.login("manager"), w.login("privacy_officer")
	page := manager.ask(url.Values{"subject": {"customers"}, "format": {"csv"}, "purpose": {"停水逐户通知"}, "plain": {"on"}})
	manager.get(page).want(t, http.StatusOK, "待审批", "等待个人信息保护负责人或另一位项目经理审批").lacks(t, page+"/file", "提交审批")
	manager.get(page+"/file").want(t, http.StatusConflict, "等待审批")
	manager.post(page+"/approval", url.Values{"row_version": {"1"}, "verdict": {"approve"}}).want(t, http.StatusForbidden, "须由另一人审批")
	w.login("supervisor").get(page).want(t, http.StatusNotFound)
	officer.get("/tasks").want(t, http.StatusOK, "审批明文导出 DC-LY-000001", page)
	officer.get(page).want(t, http.StatusOK, "提交审批", "停水逐户通知")
	officer.postPart(page+"/approval", url.Values{"row_version": {"1"}}).want(t, http.StatusUnprocessableEntity, "请选择同意或不同意")
	officer.post(page+"/approval", url.Values{"row_version": {"9"}, "verdict": {"approve"}}).want(t, http.StatusConflict)
	officer.post(page+"/approval", url.Values{"row_version": {"1"}, "verdict": {"approve"}}).want(t, http.StatusSeeOther)
	officer.post(page+"/approval", url.Values{"row_version": {"2"}, "verdict": {"refuse"}}).want(t, http.StatusConflict, "已经审批过了")
	officer.get("/tasks").want(t, http.StatusOK).lacks(t, "审批明文导出")
	officer.get(page+"/file").want(t, http.StatusForbidden)
	rows := manager.get(page + "/file").table(t)
	if all := fmt.Sprint(rows); !strings.Contains(all, "欧阳客0") || !strings.Contains(all, "15400010001") || !strings.Contains(all, "明文，由个人信息保护负责人批准") {
		t.Errorf("%q", rows)
	}
}

func TestRefusedExportIsNoFile(t *testing.T) {
	w := newWorld(t)
	w.people(1)
	w.hire("deputy", "副经理", crm.Assignment{Role: crm.Manager})
	manager, deputy := w.login("manager"), w.login("deputy")
	page := manager.ask(url.Values{"subject": {"customers"}, "format": {"csv"}, "purpose": {"核对"}, "plain": {"yes"}})
	deputy.get(page)
	deputy.post(page+"/approval", url.Values{"row_version": {"1"}, "verdict": {"refuse"}, "note": {"用途不明"}}).want(t, http.StatusSeeOther)
	manager.get(page).want(t, http.StatusOK, "未批准")
	manager.get(page+"/file").want(t, http.StatusConflict, "没有获得批准")
	if w.journaled("exported") != 0 || w.journaled("export_refused") != 1 {
		t.Error("the journal tells another story")
	}
}

func TestExportDiesAfterADay(t *testing.T) {
	w := newWorld(t)
	w.people(1)
	manager := w.login("manager")
	page := manager.ask(url.Values{"subject": {"customers"}, "format": {"csv"}, "purpose": {"核对"}, "plain": {"on"}})
	w.wait(30 * time.Hour) // it lives from the moment it is ready
	officer := w.login("privacy_officer")
	officer.get(page)
	officer.post(page+"/approval", url.Values{"row_version": {"1"}, "verdict": {"approve"}}).want(t, http.StatusSeeOther)
	w.wait(24*time.Hour - time.Second)
	manager = w.login("manager")
	manager.get(page+"/file").want(t, http.StatusOK)
	w.wait(time.Second)
	gone := manager.get(page + "/file")
	gone.want(t, http.StatusGone, "24 小时后不能再下载")
	if gone.header.Get("Content-Disposition") != "" {
		t.Error("the refusal is sent as a file")
	}
	manager.get(page).want(t, http.StatusOK, "已失效").lacks(t, page+"/file")
	if n := w.journaled("exported"); n != 1 {
		t.Errorf("%d downloads in the journal", n)
	}
}

func TestWhatAnExportRefuses(t *testing.T) {
	w := newWorld(t)
	c := w.login("manager")
	c.get("/exports/new?subject=customers")
	c.post("/exports", url.Values{"subject": {"customers"}, "format": {"csv"}, "purpose": {"核对"}}).want(t, http.StatusUnprocessableEntity, "没有符合条件的内容")
	w.people(2)
	for _, bare := range []string{"/exports/new", "/exports/new?subject="} {
		if a := c.get(bare); a.status != http.StatusSeeOther || a.location != "/exports" {
			t.Errorf("%s: %d %s", bare, a.status, a.location)
		}
	}
	c.get("/exports/new?subject=staff").want(t, http.StatusUnprocessableEntity)
	c.get("/exports/new?subject=customers&type=nobody").want(t, http.StatusUnprocessableEntity)
	c.postPart("/exports", url.Values{"subject": {"customers"}, "format": {"pdf"}, "plain": {"yes"}}).want(t, http.StatusUnprocessableEntity, "请写明用途", "请选择文件格式", `value="yes"`)
	supervisor := w.login("supervisor")
	supervisor.get("/exports/new?subject=customers").want(t, http.StatusOK).lacks(t, "明文（")
	supervisor.post("/exports", url.Values{"subject": {"customers"}, "format": {"csv"}, "purpose": {"核对"}, "plain": {"on"}}).want(t, http.StatusUnprocessableEntity, "只能导出脱敏的文件")
	c.get("/exports/new?subject=customers")
	set := url.Values{"row_version": {"1"}, "export_rows": {"1"}}
	c.post("/admin/settings", set).want(t, http.StatusSeeOther)
	c.post("/exports", url.Values{"subject": {"customers"}, "format": {"csv"}, "purpose": {"核对"}, "plain": {"on"}}).want(t, http.StatusUnprocessableEntity, "含明文的文件最多 1 行")
	c.get("/exports/new?subject=customers").want(t, http.StatusOK, "文件不含联系方式一列")
	page := c.ask(url.Values{"subject": {"customers"}, "format": {"csv"}, "purpose": {"核对"}})
	if rows := c.get(page + "/file").table(t); strings.Contains(fmt.Sprint(rows), "154****") || len(rows) != 4 {
		t.Errorf("a masked file of many rows: %q", rows)
	}
}

// TestExportKeepsFiltersAndNoSearchWords holds that what was searched for is neither kept nor exported.
func TestExportKeepsFiltersAndNoSearchWords(t *testing.T) {
	w := newWorld(t)
	w.people(4)
	c := w.login("supervisor")
	c.get("/customers?building=2").want(t, http.StatusOK, "building=2&amp;subject=customers")
	c.get("/customers?q="+url.QueryEscape("欧阳客1")).want(t, http.StatusOK).lacks(t, "/exports/new")
	page := c.ask(url.Values{"subject": {"customers"}, "building": {"2"}, "type": {"owner"}, "format": {"csv"}, "purpose": {"核对"}, "q": {"欧阳客1"}})
	c.get(page).want(t, http.StatusOK, "楼栋：2", "客户类型：业主").lacks(t, "欧阳客1")
	if rows := c.get(page + "/file").table(t); len(rows) != 4 || !strings.Contains(fmt.Sprint(rows), "2-1-102") || strings.Contains(fmt.Sprint(rows), "1-1-101") {
		t.Errorf("%q", rows)
	}
	lines, err := w.store.SubjectLog(t.Context(), "export", 1)
	if err != nil || len(lines) != 2 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	for _, l := range lines {
		if strings.Contains(fmt.Sprint(l), "欧阳客1") {
			t.Error("the words of a search are in the journal")
		}
	}
}

func TestExportOfCases(t *testing.T) {
	s := newScene(t)
	c := s.login("supervisor")
	c.get("/cases?view=list&department=GC").want(t, http.StatusOK, "department=GC&amp;subject=cases")
	page := c.ask(url.Values{"subject": {"cases"}, "department": {"GC"}, "format": {"csv"}, "purpose": {"周例会"}})
	rows := c.get(page + "/file").table(t)
	all := fmt.Sprint(rows)
	if len(rows) != 4 || strings.Count(all, nearText) != 2 || !strings.Contains(all, "欧阳*") || strings.Contains(all, nearName) || strings.Contains(all, farText) {
		t.Errorf("%q", rows)
	}
}

// TestCutExportDoesNotLookWhole holds that a file whose making fails on the way ends with a broken connection.
func TestCutExportDoesNotLookWhole(t *testing.T) {
	w := newWorld(t)
	w.people(1)
	c := w.login("quality")
	page := c.ask(url.Values{"subject": {"customers"}, "format": {"csv"}, "purpose": {"核对"}})
	broken := &failingWriter{after: 10}
	err := w.store.FetchExport(t.Context(), w.by("quality"), 1, "2025-03-14", func(crm.Export) io.Writer { return broken })
	if err == nil {
		t.Error("a line that breaks goes unnoticed")
	}
	c.get(page+"/file").want(t, http.StatusOK)
}

type failingWriter struct{ after int }

func (f *failingWriter) Write(p []byte) (int, error) {
	if f.after -= len(p); f.after < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}
