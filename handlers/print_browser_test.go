package handlers

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

var sheetOfPDF = regexp.MustCompile(`/Type\s*/Page\b`)

// sheets is on how many sheets of paper a page is printed.
func (v *visit) sheets(path string) int {
	v.Helper()
	v.open(path)
	var printed []byte
	v.Run(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		printed, _, err = page.PrintToPDF().WithPreferCSSPageSize(true).Do(ctx)
		return err
	}))
	return len(sheetOfPDF.FindAll(printed, -1))
}

// TestSheetsOfTheReport holds that a short month takes one sheet, a full one two, and what is said above it none of its own.
func TestSheetsOfTheReport(t *testing.T) {
	for name, month := range map[string]struct {
		cases, sheets int
		testMode      bool
	}{"few cases": {1, 1, false}, "few cases, test mode": {1, 1, true}, "a full month": {12, 2, false}, "a full month, test mode": {12, 2, true}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.app.TestMode = month.testMode
			w.monthOfCases(month.cases)
			w.login("manager").post("/committee/2025-03", url.Values{}).want(t, http.StatusSeeOther)
			v := w.browse(t, "committee")
			if n := v.sheets("/committee/2025-03"); n != month.sheets {
				t.Errorf("%d sheets, not %d", n, month.sheets)
			}
		})
	}
}
