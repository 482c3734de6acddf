package handlers

import (
	"bytes"
	"encoding/csv"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"strings"
	"testing"
)

// attach builds a form with a file in it; an empty name sends the form without one.
func attach(t *testing.T, token, name, content string) (kind, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for field, value := range map[string]string{"_csrf": token, "kind": "customers"} {
		if err := w.WriteField(field, value); err != nil {
			t.Fatal(err)
		}
	}
	if name != "" {
		h := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="` + strings.ReplaceAll(name, `"`, `\"`) + `"`}, "Content-Type": {"text/html"}}
		part, err := w.CreatePart(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}

// rosterOf is a roster whose every cell is the text.
func rosterOf(text string) string {
	return "姓名,手机,楼栋,单元,房号,身份,备注\r\n" + strings.Repeat(`"`+strings.ReplaceAll(text, `"`, `""`)+`",`, 6) + "x\r\n"
}

func TestPoisonedFiles(t *testing.T) {
	t.Parallel()
	p := newPoisoner(t)
	workbook, err := os.ReadFile("../db/sheet/testdata/roster_messy.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	good := "姓名,手机,楼栋,单元,房号,身份\r\n司空见惯,15455550000,9,1,901,业主\r\n"
	files := map[string]struct {
		name, content string
		refused       bool
	}{
		"no file": {"", "", true}, "empty": {"a.csv", "", true}, "no name": {" ", good, false}, "path": {"../../../etc/passwd", good, false}, "backslashes": {`..\..\a.csv`, good, false},
		"script in the name": {"<script>guard().csv", good, false}, "quote in the name": {`"><img src=x onerror=guard()>.csv`, good, false}, "NUL in the name": {"a\x00.csv", good, false}, "long name": {strings.Repeat("名", 500) + ".csv", good, false},
		"picture": {"a.csv", "\x89PNG\r\n\x1a\n\x00\x00\x00", true}, "program": {"a.xlsx", "MZ\x90\x00", true}, "cut workbook": {"a.xlsx", string(workbook[:len(workbook)/2]), true}, "zip of nothing": {"a.xlsx", "PK\x05\x06" + strings.Repeat("\x00", 18), true},
		"workbook called text": {"a.csv", string(workbook), false}, "page": {"a.html", "<html><script>guard()</script>", false}, "NUL": {"a.csv", rosterOf("a\x00b"), false}, "broken UTF-8": {"a.csv", rosterOf("a\xff\xfe"), false},
		"script": {"a.csv", rosterOf("<script>guard()</script>"), false}, "attribute": {"a.csv", rosterOf(`"><img src=x onerror=guard()>`), false}, "formula": {"a.csv", rosterOf("=cmd|'/C calc'!A0"), false}, "plus": {"a.csv", rosterOf("+1-1"), false}, "at": {"a.csv", rosterOf("@SUM(A1)"), false}, "full-width": {"a.csv", rosterOf("＝1+1"), false}, "tab": {"a.csv", rosterOf("\t=1"), false},
		"long cell": {"a.csv", rosterOf(strings.Repeat("长", 6000)), true}, "long line": {"a.csv", strings.Repeat("x", 1<<20), true}, "many columns": {"a.csv", strings.Repeat("姓名,", 20_000) + "\r\n", true}, "open quote": {"a.csv", `"姓名,手机`, false}, "only headings": {"a.csv", "姓名,手机\r\n", false}, "no heading": {"a.csv", "1,2,3\r\n4,5,6\r\n", false},
		"years": {"a.csv", "姓名,手机,楼栋,单元,房号,身份,入住日期\r\n甲,15455550001,9,1,902,业主,0000-01-01\r\n乙,15455550002,9,1,903,业主,9999-12-31\r\n", false},
		"37 MB": {"a.csv", strings.Repeat("x", 37<<20), true},
	}
	upload := Route{Method: http.MethodPost, Path: "/imports", Capability: "customer.import"}
	for name, f := range files {
		k := p.as(upload)
		k.ask(Route{Method: http.MethodGet, Path: "/imports/new"}, "/imports/new", nil, nil)
		kind, body := attach(t, k.client.csrf, f.name, f.content)
		a := p.raw(upload, "/imports", kind, body, name)
		if f.refused && a.status < 400 || !f.refused && a.status != http.StatusSeeOther && a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, a.status, notices(a.doc(t)))
		}
		if a.status == http.StatusSeeOther {
			p.lookAtImport(a.location, name)
		}
	}
	p.everyPage()
	if v, err := p.s.store.VerifyJournal(t.Context()); err != nil || v.BadSeq != 0 {
		t.Errorf("journal: %+v %v", v, err)
	}
}

// lookAtImport reads the preview, takes the refused rows home and puts the good ones on file.
func (p *poisoner) lookAtImport(path, what string) {
	p.Helper()
	show := Route{Method: http.MethodGet, Path: "/imports/{id}", Capability: "customer.import"}
	page := p.send(show, path, nil, nil, what)
	if page.status != http.StatusOK {
		p.Errorf("%s: the preview answers %d", what, page.status)
	}
	table := p.send(show, path+"/errors.csv", nil, nil, what)
	if table.status == http.StatusOK {
		p.harmless(table.body, what)
	}
	form := p.good(Route{Method: http.MethodPost, Path: "/imports/{id}/commit"}, 0)
	form.Set("row_version", "1")
	p.send(Route{Method: http.MethodPost, Path: "/imports/{id}/commit", Capability: "customer.import"}, path+"/commit", form, nil, what)
}

// harmless fails on a cell that a spreadsheet program would calculate.
func (p *poisoner) harmless(text, what string) {
	p.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		p.Errorf("%s: the table cannot be read: %v", what, err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(string([]rune(cell)[0]), "=+-@\t\r＝＋－＠") {
				p.Errorf("%s: a spreadsheet would calculate the cell %q", what, cell)
			}
		}
	}
}
