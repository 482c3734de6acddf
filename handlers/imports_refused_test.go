package handlers

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/db"
	"linli/db/crm"
)

func TestImportsAreNotForEverybody(t *testing.T) {
	w := newWorld(t)
	path := w.login("manager").imported("a.csv", []byte("姓名,手机\n许婷,15400000001\n"))
	for _, r := range crm.Roles {
		c := w.login(string(r.Code))
		want := http.StatusForbidden
		if r.Code == crm.Manager || r.Code == crm.Supervisor {
			continue
		}
		for _, page := range []string{"/imports", "/imports/new", "/imports/template.csv", path, path + "/errors.csv"} {
			if a := c.get(page); a.status != want {
				t.Errorf("%s gets %s: %d", r.Code, page, a.status)
			}
		}
		for _, action := range []string{"commit", "mapping", "take-back"} {
			if a := c.post(path+"/"+action, url.Values{"row_version": {"1"}}); a.status != want {
				t.Errorf("%s posts %s: %d", r.Code, action, a.status)
			}
		}
		if a := c.upload("b.csv", []byte("姓名,手机\n孔平,15400000002\n"), nil); a.status != want {
			t.Errorf("%s uploads: %d", r.Code, a.status)
		}
	}
}

// TestImportOfAnotherProject holds that ids of another project do not exist.
func TestImportOfAnotherProject(t *testing.T) {
	w := newWorld(t)
	c := w.login("manager")
	by := w.otherProject()
	data := []byte("姓名,手机\n许婷,15400000001\n,15400000002\n")
	b, err := w.store.StartImport(t.Context(), by, db.Upload{Name: "a.csv", File: bytes.NewReader(data), Size: int64(len(data))})
	if err != nil {
		t.Fatal(err)
	}
	path := fmt.Sprintf("/imports/%d", b.ID)
	c.get("/imports").want(t, http.StatusOK).lacks(t, "a.csv")
	c.get(path).want(t, http.StatusNotFound)
	c.get(path+"/errors.csv").want(t, http.StatusNotFound)
	for _, action := range []string{"commit", "mapping", "take-back"} {
		c.post(path+"/"+action, url.Values{"row_version": {"1"}, "partial": {"on"}}).want(t, http.StatusNotFound)
		c.post(path+"/"+action, url.Values{}).want(t, http.StatusNotFound)
	}
	for _, odd := range []string{"/imports/0", "/imports/-1", "/imports/x", "/imports/99999999999999999999", path + "x", "/imports?after=x", "/imports?after=-1"} {
		c.get(odd).want(t, http.StatusNotFound)
	}
}

// otherProject is the manager of a second project.
func (w *world) otherProject() db.By {
	w.t.Helper()
	id, err := w.store.InitProject(w.t.Context(), testStart, db.Project{Code: "HP", Name: "和平里", Timezone: "Asia/Shanghai"})
	if err != nil {
		w.t.Fatal(err)
	}
	by := w.by("manager")
	by.Staff.ProjectID, by.Staff.ProjectCode = id, "HP"
	return by
}

func TestUnreadableUploads(t *testing.T) {
	w := newWorld(t)
	c := w.login("manager")
	c.get("/imports/new").want(t, http.StatusOK, `enctype="multipart/form-data"`, "data-upload")
	for _, test := range []struct {
		name string
		data []byte
		why  string
	}{
		{"", nil, "请选择文件"},
		{"a.csv", nil, "文件是空的"},
		{"a.exe", []byte("MZ"), "只能读"},
		{"a.xlsx", []byte("PK\x03\x04 not a zip"), "损坏"},
		{"a.xls", []byte{0xD0, 0xCF, 0x11, 0xE0}, "另存为 .xlsx"},
		{"a.csv", bytes.Repeat([]byte("a"), 33<<20), "文件超过 32 MB"},
		{"a.csv", append([]byte("姓名\x00,手机"), 0), "不是文本"},
	} {
		page := c.upload(test.name, test.data, nil).want(t, http.StatusUnprocessableEntity, test.why)
		if page.doc(t).Find("#f-file[aria-invalid=true]").Length() != 1 {
			t.Errorf("%s: the sentence belongs to the field", test.why)
		}
		part := c.upload(test.name, test.data, partHeader).want(t, http.StatusUnprocessableEntity, test.why)
		if strings.Contains(part.body, "<html") {
			t.Error("htmx gets the form alone")
		}
	}
	c.upload("a.csv", bytes.Repeat([]byte("a"), 37<<20), nil).want(t, http.StatusRequestEntityTooLarge)
	c.post("/imports", url.Values{"kind": {"customers"}}).want(t, http.StatusUnprocessableEntity, "请选择文件")
	c.post("/imports", url.Values{"kind": {"pets"}}).want(t, http.StatusUnprocessableEntity, "请选择导入的内容")
	if list, err := w.store.Imports(t.Context(), w.staff["manager"], 0, 10); err != nil || len(list) != 0 {
		t.Errorf("%d imports kept, %v", len(list), err)
	}
}

// TestHostileUpload holds that a file made to hurt is refused soon, over the web too.
func TestHostileUpload(t *testing.T) {
	w := newWorld(t)
	c := w.login("manager")
	c.get("/imports/new")
	start := time.Now()
	c.upload("a.csv", bytes.Repeat([]byte("a,"), 15<<19), nil).want(t, http.StatusUnprocessableEntity, "第 1 行过长")
	c.upload("../../etc/名册\r\n.csv", []byte("姓名,手机\n许婷,15400000001\n"), nil).want(t, http.StatusSeeOther)
	if elapsed := time.Since(start); elapsed > 10*time.Second {
		t.Errorf("took %v", elapsed)
	}
	c.get("/imports").want(t, http.StatusOK, ".csv").lacks(t, "etc")
}

func TestDoubleClickImportsOnce(t *testing.T) {
	w := newWorld(t)
	c := w.login("manager")
	path := c.imported("a.csv", []byte("姓名,手机\n许婷,15400000001\n"))
	form := url.Values{"row_version": {"1"}, "_key": {"twice"}}
	c.post(path+"/commit", form).want(t, http.StatusSeeOther)
	if second := c.post(path+"/commit", form).want(t, http.StatusSeeOther); second.location != path {
		t.Errorf("the second click leads to %s", second.location)
	}
}

// TestAbandonedUploadSaysSo: a preview nobody came back to shows no row and no button, and a form left open is told why.
func TestAbandonedUploadSaysSo(t *testing.T) {
	w := newWorld(t)
	path := w.login("manager").imported("a.csv", []byte("姓名,手机\n许婷,15400000001\n"))
	w.wait(7*24*time.Hour + time.Second)
	if err := w.store.Tick(t.Context(), w.clock()); err != nil {
		t.Fatal(err)
	}
	c := w.login("manager")
	page := c.get(path).want(t, http.StatusOK, "已放弃", "请重新上传").lacks(t, "许婷")
	if n := page.doc(t).Find("#import form, #import table").Length(); n != 0 {
		t.Errorf("%d forms and tables of what is gone", n)
	}
	c.get("/imports").want(t, http.StatusOK, "已放弃").lacks(t, "新建 0")
	c.post(path+"/commit", url.Values{"row_version": {"1"}}).want(t, http.StatusConflict, "已放弃")
}

// TestImportOfAHeadingAlone: a list that is not filled in yet is no batch.
func TestImportOfAHeadingAlone(t *testing.T) {
	w := newWorld(t)
	c := w.login("manager")
	template := c.get("/imports/template.csv").want(t, http.StatusOK).body
	for name, data := range map[string]string{"模板.csv": template, "标题.csv": "绿园小区业主名册\n姓名,手机,楼栋,房号\n\n"} {
		c.upload(name, []byte(data), nil).want(t, http.StatusUnprocessableEntity, "只有表头", "没有数据行")
	}
	if n := w.journaled("import_started"); n != 0 {
		t.Errorf("%d batches kept", n)
	}
	c.upload("一行.csv", []byte("姓名,手机\n许婷,15400000001\n"), nil).want(t, http.StatusSeeOther)
	c.upload("无表头.csv", []byte("许婷,15400000001\n"), nil).want(t, http.StatusSeeOther)
}
