package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"linli/db/crm"
)

// TestListsThroughTheScreen imports each kind of list by its form, and takes the fees back.
func TestListsThroughTheScreen(t *testing.T) {
	w := newWorld(t)
	c := w.login("manager")
	form := c.get("/imports/new?kind=fees").want(t, http.StatusOK, "客户名册", "房屋清单", "费用", "缴费", "车辆", "纷享销客").doc(t)
	if chosen, _ := form.Find("select[name=kind] option[selected]").Attr("value"); chosen != "fees" {
		t.Errorf("the form offers %s", chosen)
	}
	var fees string
	for _, list := range []struct{ kind, text, preview, said string }{
		{"rooms", "楼栋,单元,房号,类型,面积\n3,2,501,住宅,89.50\n", "将新建 1 栋楼", "新建 1 间"},
		{"customers", "姓名,手机,房号\n许婷,15400000001,3-2-501\n", "154****0001", "新建 1 位客户"},
		{"vehicles", "车牌,姓名,房号\n浙A·12345,许婷,3-2-501\n", "浙A***45", "新建 1 辆"},
		{"fees", "客户编号,项目,账期,应收,应缴日\nKH-LY-000001,物业费,2026-09,1089.5,2026-09-30\n", "1,089.50", "新建 1 笔"},
		{"payments", "姓名,房号,项目,账期,实收,缴费日期\n许婷,3-2-501,物业费,2026-09,500,2026-09-01\n", "500.00", "新建 1 笔"},
	} {
		path := c.uploadOf(list.kind, list.kind+".csv", []byte(list.text), nil).want(t, http.StatusSeeOther).location
		c.get(path).want(t, http.StatusOK, list.preview, "全部导入")
		c.decide(path, "commit").want(t, http.StatusSeeOther)
		c.get(path).want(t, http.StatusOK, "已导入："+list.said)
		if list.kind == "fees" {
			fees = path
		}
	}
	c.get("/imports").want(t, http.StatusOK, "房屋清单", "缴费", "车辆")
	c.decide(fees, "take-back").want(t, http.StatusSeeOther)
	c.get(fees).want(t, http.StatusOK, "没有一行可以撤回", "未撤回：已有另外的缴费记录")
	if template := c.get("/imports/template.csv?kind=fees"); template.body != "\ufeff客户编号,姓名,房号,项目,账期,应收,减免,应缴日\r\n" {
		t.Errorf("template %q", template.body)
	}
	c.get("/imports/template.csv?kind=pets").want(t, http.StatusNotFound)
}

// TestDuplicatesAreProposed holds that the preview leads to the customer on file who may be the same.
func TestDuplicatesAreProposed(t *testing.T) {
	w := newWorld(t)
	c := w.login("manager")
	c.decide(c.imported("a.csv", []byte("姓名,手机,房号\n许婷,15400000001,3-2-501\n")), "commit").want(t, http.StatusSeeOther)
	path := c.imported("b.csv", []byte("姓名,手机,房号\n许婷,15400000009,3-2-501\n孔平,15400000008,3-2-502\n孔平平,15400000008,3-2-503\n曹磊,15400000007,3-2-504\n"))
	doc := c.get(path+"?outcome=alike").want(t, http.StatusOK, "疑似重复 2", "同名同房、电话不同", "手机相同、姓名不同").doc(t)
	if doc.Find(`main table a[href^="/customers/"]`).Length() != 1 {
		t.Error("the row leads to the customer on file")
	}
	if rows := doc.Find("main table").Last().Find("tbody tr").Length(); rows != 2 {
		t.Errorf("%d rows", rows)
	}
}

// TestLongImportThroughTheScreen holds that a long file shows how far the work has come, asks again while it goes on, and that
// the page is the result afterwards.
func TestLongImportThroughTheScreen(t *testing.T) {
	w := newWorld(t)
	c := w.login("manager")
	var text strings.Builder
	text.WriteString("姓名,手机,房号\n")
	for i := range 4000 {
		fmt.Fprintf(&text, "许婷,154%08d,%d-1-%d\n", i, i/100+1, 101+i%100)
	}
	path := c.imported("a.csv", []byte(text.String()))
	c.finish(path)
	c.get(path).want(t, http.StatusOK, "4000 行", "全部导入")
	c.decide(path, "commit").want(t, http.StatusSeeOther)
	c.finish(path)
	c.get(path).want(t, http.StatusOK, "已导入", "撤回这一批").lacks(t, "正在导入")
	if n := w.customersOnFile(); n != 4000 {
		t.Errorf("%d customers", n)
	}
	c.get(path+"/progress").want(t, http.StatusSeeOther)
	c.get("/imports/99999/progress").want(t, http.StatusNotFound)
	w.login("clerk").get(path+"/progress").want(t, http.StatusForbidden)
}

// finish asks how far the work on an import has come, as its page does, until it is over.
func (c *client) finish(path string) {
	c.w.t.Helper()
	for range 100_000 {
		a := c.part(path + "/progress")
		if a.status == http.StatusNoContent && a.header.Get("HX-Redirect") == path {
			return
		}
		if part := a.want(c.w.t, http.StatusOK, "正在", "行").doc(c.w.t); part.Find("progress[max]").Length() != 1 {
			c.w.t.Fatal("the part has no bar")
		}
	}
	c.w.t.Fatal("the work does not end")
}

// TestKindThatIsNone holds that the form comes back with what was chosen.
func TestKindThatIsNone(t *testing.T) {
	w := newWorld(t)
	c := w.login("manager")
	c.post("/imports", url.Values{"kind": {crm.ImportOfFees}}).want(t, http.StatusUnprocessableEntity, "请选择文件", `value="fees" selected`)
}
