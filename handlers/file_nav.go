package handlers

import (
	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// filePages are the pages about the whole customer file, side by side as tabs.
var filePages = []struct {
	label, path string
	right       crm.Capability
}{
	{"名册", "/customers", crm.CustomerRead},
	{"待建档", "/customers/to-complete", crm.CustomerEdit},
	{"待核实", "/customers/to-verify", crm.CustomerEdit},
	{"体检", "/customers/doctor", crm.CustomerEdit},
	{"合同", "/contracts", crm.CustomerRead},
	{"重复", "/customers/duplicates", crm.CustomerMerge},
	{"设施", "/facilities", crm.CustomerRead},
	{"楼栋图", "/buildings", crm.CustomerRead},
	{"位置二维码", "/places", crm.PlaceEdit},
	{"增值服务", "/services", crm.CustomerRead},
	{"收缴情况", "/fees", crm.FeeTotals},
}

// fileTabs are those of the pages that the person may open.
func fileTabs(c echo.Context) (tabs []views.TabView) {
	for _, p := range filePages {
		if staff(c).May(p.right) {
			tabs = append(tabs, views.TabView{Href: p.path, Label: p.label, Active: p.path == c.Request().URL.Path})
		}
	}
	return tabs
}
