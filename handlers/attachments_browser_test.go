package handlers

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestUploadInABrowser sends files as htmx does: refused ones are named at the field, good ones are shown where they stand, and
// a registration that is refused keeps its files.
func TestUploadInABrowser(t *testing.T) {
	s := newScene(t)
	dir := t.TempDir()
	paths := map[string]string{}
	for name, body := range map[string][]byte{"灯.jpg": somePhoto(t), "假的.jpg": []byte("no picture")} {
		paths[name] = filepath.Join(dir, name)
		s.ok(os.WriteFile(paths[name], body, 0o600))
	}
	v := s.browse(t, "supervisor")
	path := fmt.Sprint("/cases/", s.near["case"])
	v.open(path)
	v.Run(chromedp.Click("#files .files-add summary", chromedp.ByQuery))
	v.Do(chromedp.SetUploadFiles("#files input[type=file]", []string{paths["假的.jpg"]}, chromedp.ByQuery), chromedp.Click("#files form button", chromedp.ByQuery))
	v.Wait("document.querySelector('#files .invalid-feedback')?.textContent.includes('假的.jpg')")
	v.Do(chromedp.SetUploadFiles("#files input[type=file]", []string{paths["灯.jpg"]}, chromedp.ByQuery), chromedp.Click("#files form button", chromedp.ByQuery))
	v.Wait("[...document.querySelectorAll('#files .file-text')].some(e => e.textContent === '灯.jpg')")
	v.Run(chromedp.Click("#files li:last-child summary", chromedp.ByQuery))
	v.Wait("document.querySelector('#files li:last-child img').naturalWidth === 32")

	v.open("/cases/new")
	v.Do(chromedp.SetUploadFiles("#new-case input[type=file]", []string{paths["灯.jpg"]}, chromedp.ByQuery), chromedp.Click("#new-case .form-actions .btn-primary", chromedp.ByQuery))
	v.Wait("document.querySelector('#new-case [name=drop_file]')")
	v.Is("document.querySelector('#new-case .problems') ? 'refused' : ''", "refused")
	v.Clean("422")
}
