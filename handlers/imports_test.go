package handlers

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// upload sends a roster as the form at /imports/new does.
func (c *client) upload(name string, data []byte, header http.Header) answer {
	return c.uploadOf("customers", name, data, header)
}

// uploadOf sends a file of a kind.
func (c *client) uploadOf(kind, name string, data []byte, header http.Header) answer {
	c.w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, value := range map[string]string{"_csrf": c.csrf, "kind": kind} {
		if err := form.WriteField(field, value); err != nil {
			c.w.t.Fatal(err)
		}
	}
	if name != "" {
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			c.w.t.Fatal(err)
		}
		if _, err := part.Write(data); err != nil {
			c.w.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		c.w.t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, c.w.server.URL+"/imports", &body)
	if err != nil {
		c.w.t.Fatal(err)
	}
	for k, v := range header {
		req.Header[k] = v
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	return c.do(req)
}

// imported uploads a file that must be readable and returns the address of its page.
func (c *client) imported(name string, data []byte) string {
	c.w.t.Helper()
	c.get("/imports/new").want(c.w.t, http.StatusOK)
	return c.upload(name, data, nil).want(c.w.t, http.StatusSeeOther).location
}

// decide posts to a page of an import with the version it shows.
func (c *client) decide(path, action string, fields ...string) answer {
	c.w.t.Helper()
	version, _ := c.get(path).want(c.w.t, http.StatusOK).doc(c.w.t).Find("input[name=row_version]").Attr("value")
	form := with(url.Values{}, fields...)
	form.Set("row_version", version)
	return c.post(path+"/"+action, form)
}

func rosterFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../db/sheet/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// shownRows reads the table of a page: row number → cells.
func shownRows(t *testing.T, c *client, path string) map[string][]string {
	t.Helper()
	shown := map[string][]string{}
	for next := path; next != ""; {
		doc := c.get(next).want(t, http.StatusOK).doc(t)
		doc.Find("main table").Last().Find("tbody tr:not(#more)").Each(func(_ int, tr *goquery.Selection) {
			var cells []string
			tr.Find("td").Each(func(_ int, td *goquery.Selection) { cells = append(cells, strings.TrimSpace(td.Text())) })
			shown[cells[0]] = cells
		})
		next, _ = doc.Find("#more a").Attr("href")
	}
	return shown
}

var outcomeLabels = map[string]string{"new": "新建", "same_customer": "同一客户", "refused": "不能导入", "ignored": "略过"}

func TestMessyRosterThroughTheScreen(t *testing.T) {
	w := newWorld(t)
	c := w.login("supervisor")
	path := c.imported("业主名册 (最终版).xlsx", rosterFile(t, "roster_messy.xlsx"))
	expected, err := csv.NewReader(bytes.NewReader(rosterFile(t, "roster_messy.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	shown := shownRows(t, c, path)
	if len(shown) != len(expected)-1 {
		t.Errorf("%d rows, want %d", len(shown), len(expected)-1)
	}
	for _, row := range expected[1:] {
		got := shown[row[0]]
		if len(got) != 8 || got[1] != outcomeLabels[row[1]] || !strings.HasPrefix(got[7], row[2]) || row[1] == "new" && (got[2] != row[3] || got[4] != row[6] || got[6] != row[8]) {
			t.Errorf("row %s shows as %q", row[0], got)
		}
	}
	page := c.get(path).want(t, http.StatusOK, "先导入无误的行", "将新建", "业主名册 (最终版).xlsx")
	for _, row := range expected[1:] {
		for _, phone := range strings.Split(strings.ReplaceAll(row[4], "?", ""), "|") {
			if phone != "" {
				page.lacks(t, phone)
			}
		}
	}
	if first := strings.TrimSpace(page.doc(t).Find("main table").Last().Find("tbody tr").First().Find("td").Eq(1).Text()); first != "不能导入" {
		t.Errorf("the first row shows %s", first)
	}
	c.decide(path, "commit").want(t, http.StatusUnprocessableEntity, "有 8 行不能导入，什么都没有写入")
	if found := w.customersOnFile(); found != 0 {
		t.Fatalf("%d customers after a refused import", found)
	}
	c.decide(path, "commit", "partial", "on").want(t, http.StatusSeeOther)
	c.get(path).want(t, http.StatusOK, "新建 48 位客户", "8 行没有导入", "撤回这一批")
	if found := w.customersOnFile(); found != 48 {
		t.Errorf("%d customers", found)
	}
	c.decide(path, "commit", "partial", "on").want(t, http.StatusConflict, "这一批已经导入")
	c.get("/imports").want(t, http.StatusOK, "业主名册 (最终版).xlsx", "已导入", "新建 48 位客户，补充 4 行，8 行不能导入")
	again := c.imported("再来一次.xlsx", rosterFile(t, "roster_messy.xlsx"))
	c.get(again).want(t, http.StatusOK, "导入过", "无变化")
}

// count asks the file itself, past the product.
func (w *world) count(query string) (n int) {
	w.t.Helper()
	raw, err := sql.Open("sqlite3", "file:"+w.store.Path+"?mode=ro&_busy_timeout=5000")
	if err != nil {
		w.t.Fatal(err)
	}
	defer raw.Close()
	if err := raw.QueryRow(query).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) customersOnFile() int {
	w.t.Helper()
	return w.count(`SELECT COUNT(*) FROM customer WHERE status = 'active'`)
}

// tables counts the rows of everything an import may write, sessions aside.
func (w *world) tables() string {
	w.t.Helper()
	var text strings.Builder
	for _, table := range []string{"customer", "contact_point", "occupancy", "room", "unit", "building", "name_reading", "customer_text", "journal",
		"journal_text", "import_batch", "import_row", "counter", "task", "request_key"} {
		fmt.Fprintln(&text, table, w.count("SELECT COUNT(*) FROM "+table))
	}
	return text.String()
}

func TestRosterInChineseEncoding(t *testing.T) {
	w := newWorld(t)
	c := w.login("manager")
	data, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("业主姓名,联系电话,楼栋,单元,房间号,身份\r\n许婷婷,154 0000 0001,3栋,2单元,501室,产权人\r\n孔平,0571-87654321转801,3,2,502,租客\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	path := c.imported("名册.csv", data)
	c.get(path).want(t, http.StatusOK, "GB18030", "全部导入", "154****0001", "0571-****4321转***", "3-2-502")
	part := c.postPart(path+"/commit", url.Values{"row_version": {"1"}}).want(t, http.StatusNoContent)
	if part.header.Get("HX-Redirect") != path {
		t.Errorf("htmx goes to %q", part.header.Get("HX-Redirect"))
	}
	c.get(path).want(t, http.StatusOK, "已导入：新建 2 位客户")
	c.decide(path, "take-back").want(t, http.StatusSeeOther)
	c.get(path).want(t, http.StatusOK, "已全部撤回，共 2 行", "已撤回").lacks(t, "撤回这一批")
	c.decide(path, "take-back", "row_version", "3").want(t, http.StatusUnprocessableEntity)
	c.post(path+"/take-back", url.Values{"row_version": {"3"}}).want(t, http.StatusConflict, "这一批已经撤回")
}

func TestMappingByHand(t *testing.T) {
	w := newWorld(t)
	c := w.login("manager")
	path := c.imported("a.txt", []byte("甲\t乙\t丙\n许婷\t15400000001\t3-2-501\n孔平\t15400000002\t3-2-502\n"))
	page := c.get(path).want(t, http.StatusOK, "还不能预览", "许婷", "3-2-501")
	page.lacks(t, "15400000001")
	columns := []string{"column_1", "name", "column_2", "phone", "column_3", "room"}
	c.decide(path, "commit").want(t, http.StatusUnprocessableEntity, "请指明哪一列是姓名")
	c.decide(path, "mapping", with2(columns, "column_2", "name", "header_row", "1")...).want(t, http.StatusUnprocessableEntity, "「姓名」只能选一列")
	c.decide(path, "mapping", with2(columns, "header_row", "77")...).want(t, http.StatusUnprocessableEntity, "文件里没有这一行")
	c.decide(path, "mapping", "header_row", "1", "column_1", "name").want(t, http.StatusUnprocessableEntity, "列数与文件不符")
	c.decide(path, "mapping", with2(columns, "header_row", "1")...).want(t, http.StatusSeeOther)
	c.get(path).want(t, http.StatusOK, "新建 2", "154****0001")
	stale := c.post(path+"/mapping", url.Values{"row_version": {"1"}, "header_row": {"1"}, "column_1": {"name"}, "column_2": {""}, "column_3": {"room"}})
	stale.want(t, http.StatusConflict, "修改，请核对后保存", "现为：电话")
	if v, _ := stale.doc(t).Find("input[name=row_version]").Attr("value"); v != "2" {
		t.Errorf("the form carries version %s", v)
	}
	c.decide(path, "mapping", "header_row", "1", "row_version", "").want(t, http.StatusUnprocessableEntity)
}

func TestOneBadRowChangesNothing(t *testing.T) {
	w := newWorld(t)
	c := w.login("manager")
	path := c.imported("a.csv", []byte("姓名,手机,房号,入住日期\n许婷,15400000001,3-2-501,2020-01-02\n孔平,15400000002,3-2-502,2020-02-30\n"))
	before := w.tables()
	c.decide(path, "commit").want(t, http.StatusUnprocessableEntity, "有 1 行不能导入", "先导入无误的行")
	if after := w.tables(); after != before {
		t.Errorf("tables changed:\n%s\nbefore:\n%s", after, before)
	}
}

func TestErrorsFile(t *testing.T) {
	w := newWorld(t)
	c := w.login("manager")
	path := c.imported("a.csv", []byte("姓名,手机,房号,备注\n许婷,15400000001,3-2-501,\n,+8615400000002,3-2-502,\"=cmd|' /C calc'!A0\"\n"))
	file := c.get(path + "/errors.csv")
	if file.status != http.StatusOK || !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment; filename=\"import-") || file.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", file.status, file.header)
	}
	if !strings.HasPrefix(file.body, "\ufeff制表：项目经理，2025-03-14 17:50:00，用途：") {
		t.Errorf("the first row must name who took it, when and what for: %q", file.body)
	}
	file.want(t, http.StatusOK, "\r\n姓名,手机,房号,备注,原行号,不能导入的原因,怎样更正\r\n", ",'+8615400000002,3-2-502,'=cmd|' /C calc'!A0,3,没有姓名,文件「a.csv」A 列，空格，应填姓名或单位名称\r\n")
	lines, err := w.store.SubjectLog(t.Context(), "import", idIn(t, path))
	if err != nil || lines[len(lines)-1].Kind != "exported" {
		t.Errorf("the log must keep who took the rows out: %v", err)
	}
	if template := c.get("/imports/template.csv"); template.status != http.StatusOK || !strings.HasPrefix(template.body, "\ufeff姓名,手机,楼栋") {
		t.Errorf("template %d %q", template.status, template.body)
	}
	good := c.imported("b.csv", []byte("姓名,手机\n许婷,15400000001\n"))
	c.get(good+"/errors.csv").want(t, http.StatusNotFound)
}

func idIn(t *testing.T, path string) (id int64) {
	t.Helper()
	if _, err := fmt.Sscanf(path, "/imports/%d", &id); err != nil {
		t.Fatal(err)
	}
	return id
}
