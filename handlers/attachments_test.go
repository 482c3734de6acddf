package handlers

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"linli/db"
)

// somePhoto is a small picture that says where it was taken.
func somePhoto(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 32, 24)), nil); err != nil {
		t.Fatal(err)
	}
	place := "Exif\x00\x00MM\x00*GPS 30.25,120.15"
	return append(append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(place) + 2)}, place...), b.Bytes()[2:]...) // #nosec G115 -- short
}

// attached adds a photo to a case and returns its number.
func (s *scene) attached(login string, id int64, name string) int64 {
	s.t.Helper()
	s.ok(s.store.AttachFiles(s.t.Context(), s.by(login), id, func(yield func(db.NewFile, error) bool) {
		yield(db.NewFile{Name: name, Body: bytes.NewReader(somePhoto(s.t))}, nil)
	}))
	page, err := s.store.CaseByID(s.t.Context(), s.staff[login], id)
	s.ok(err)
	return page.Files[len(page.Files)-1].ID
}

// sent is a file of a form.
type sent struct {
	name string
	body io.Reader
}

// postFiles sends a form with files behind its fields.
func (c *client) postFiles(path string, fields url.Values, header http.Header, list ...sent) answer {
	c.w.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	write := func(name, value string) {
		if err := w.WriteField(name, value); err != nil {
			c.w.t.Fatal(err)
		}
	}
	write("_csrf", c.csrf)
	for name, values := range fields {
		for _, value := range values {
			write(name, value)
		}
	}
	for _, f := range list {
		part, err := w.CreateFormFile("file", f.name)
		if err != nil {
			c.w.t.Fatal(err)
		}
		if _, err := io.Copy(part, f.body); err != nil {
			c.w.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		c.w.t.Fatal(err)
	}
	return c.postRaw(path, w.FormDataContentType(), &b, header)
}

func (c *client) postRaw(path, kind string, body io.Reader, header http.Header) answer {
	c.w.t.Helper()
	req, err := http.NewRequest(http.MethodPost, c.w.server.URL+path, body)
	if err != nil {
		c.w.t.Fatal(err)
	}
	for name, values := range header {
		req.Header[name] = values
	}
	req.Header.Set("Content-Type", kind)
	return c.do(req)
}

func file(name string, body []byte) sent { return sent{name, bytes.NewReader(body)} }

// kept are the files in the folder of attachments.
func (w *world) kept() (list []string) {
	w.t.Helper()
	found, err := filepath.Glob(filepath.Join(filepath.Dir(w.store.Path), "attachments", "*", "*"))
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

// inHand is a world with a case of the clerk's that the handler works on.
func inHand(t *testing.T) (*scene, string) {
	t.Helper()
	s := newScene(t)
	return s, fmt.Sprint("/cases/", s.near["case"])
}

func TestAttachments(t *testing.T) {
	s, path := inHand(t)
	others := s.kept()
	before := len(others)
	c := s.login("handler")
	c.get(path).want(t, http.StatusOK, "添加附件", "multipart/form-data", "IMG_1.jpg")
	a := c.postFiles(path+"/attachments", nil, nil, file("修好的灯.JPG", somePhoto(t)), file("../../etc/passwd", somePhoto(t)))
	if a.status != http.StatusSeeOther || a.location != path {
		t.Fatalf("%d to %s: %s", a.status, a.location, notices(a.doc(t)))
	}
	page := c.get(path).want(t, http.StatusOK, "附件已保存", "修好的灯.JPG", "照片2个", "添加附件").lacks(t, "etc/passwd\"")
	if got := len(s.kept()); got != before+2 {
		t.Fatalf("%d files are kept, not %d", got, before+2)
	}
	links := page.doc(t).Find("#files a[download]")
	if links.Length() != 3 {
		t.Fatalf("%d files are shown", links.Length())
	}
	f := c.get(links.Eq(1).AttrOr("href", "")).want(t, http.StatusOK)
	for name, want := range map[string]string{"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Content-Security-Policy": filePolicy,
		"Content-Disposition": "attachment; filename*=utf-8''" + strings.ReplaceAll(url.PathEscape("修好的灯.jpg"), "+", "%20"), "Content-Encoding": ""} {
		if got := f.header.Get(name); got != want {
			t.Errorf("%s is %q, not %q", name, got, want)
		}
	}
	if _, err := jpeg.Decode(strings.NewReader(f.body)); err != nil || strings.Contains(f.body, "GPS") {
		t.Errorf("the picture is no picture, or still says where it was taken: %v", err)
	}
	part := c.postFiles(path+"/attachments", nil, partHeader, file("再一张.jpg", somePhoto(t)))
	part.want(t, http.StatusOK, "再一张.jpg", "附件已保存").lacks(t, "<html")
	for _, name := range s.kept() {
		if info, err := os.Stat(name); !slices.Contains(others, name) && (err != nil || info.Mode().Perm() != 0o600) {
			t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
}

// someHEIC is a HEIC photograph of one piece with a place in it.
func someHEIC() []byte {
	box := func(name, body string) string {
		return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8))) + name + body // #nosec G115 -- a test's
	}
	lists := func(at int) string {
		return box("ftyp", "heic\x00\x00\x00\x00") + box("meta", "\x00\x00\x00\x00"+box("hdlr", "\x00\x00\x00\x00\x00\x00\x00\x00pict")+box("pitm", "\x00\x00\x00\x00\x00\x01")+
			box("iinf", "\x00\x00\x00\x00\x00\x01"+box("infe", "\x02\x00\x00\x00\x00\x01\x00\x00hvc1\x00"))+box("ispe", "\x00\x00\x00\x00\x00\x00\x00\x20\x00\x00\x00\x20")+
			box("iloc", "\x00\x00\x00\x00\x44\x00\x00\x01\x00\x01\x00\x00\x00\x01\x00\x00\x00"+string([]byte{byte(at)})+"\x00\x00\x00\x04"))
	}
	return []byte(lists(len(lists(0))+8) + box("mdat", "tile"+"GPS 30.25,120.15"))
}

// What no browser can draw is kept clean and offered for download, and the page says so.
func TestHEICIsKeptForDownload(t *testing.T) {
	s, path := inHand(t)
	c := s.login("handler")
	c.get(path)
	if a := c.postFiles(path+"/attachments", nil, nil, file("IMG_9.HEIC", someHEIC())); a.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", a.status, notices(a.doc(t)))
	}
	row := c.get(path).want(t, http.StatusOK, "附件已保存").doc(t).Find("#files li").Last()
	if row.Find("img").Length() != 0 || !strings.Contains(row.Text(), "浏览器不能直接显示") {
		t.Errorf("it is shown as %s", row.Text())
	}
	f := c.get(row.Find("a[download]").AttrOr("href", "")).want(t, http.StatusOK)
	if strings.Contains(f.body, "GPS") || !strings.Contains(f.body, "mdattile") || !strings.Contains(f.header.Get("Content-Disposition"), "IMG_9.heic") {
		t.Errorf("what comes back is %q as %s", f.body, f.header.Get("Content-Disposition"))
	}
}

func TestAttachmentsRefused(t *testing.T) {
	s, path := inHand(t)
	c, before := s.login("handler"), len(s.kept())
	c.get(path)
	photo := somePhoto(t)
	for name, bad := range map[string]struct {
		list   []sent
		status int
		says   string
	}{
		"nothing":    {nil, http.StatusUnprocessableEntity, "请选择文件"},
		"program":    {[]sent{file("照片.jpg", []byte("MZ\x90\x00 program"))}, http.StatusUnprocessableEntity, "只能上传照片"},
		"page":       {[]sent{file("a.png", []byte("<html><script>guard()</script>"))}, http.StatusUnprocessableEntity, "只能上传照片"},
		"heic":       {[]sent{file("IMG.HEIC", []byte("\x00\x00\x00\x10ftypheic\x00\x00\x00\x00"))}, http.StatusUnprocessableEntity, "兼容性最佳"},
		"cut":        {[]sent{file("a.jpg", photo[:len(photo)-40])}, http.StatusUnprocessableEntity, "文件不完整"},
		"empty":      {[]sent{file("a.jpg", nil)}, http.StatusUnprocessableEntity, "空的"},
		"one of two": {[]sent{file("a.jpg", photo), file("b.jpg", []byte("x"))}, http.StatusUnprocessableEntity, "b.jpg"},
		"21 MB":      {[]sent{{"录音.wav", io.LimitReader(endless{}, 21<<20)}}, http.StatusRequestEntityTooLarge, "超过 20 MB"},
		"too many": {func() (l []sent) {
			for range db.FilesAtOnce + 1 {
				l = append(l, file("a.jpg", photo))
			}
			return l
		}(), http.StatusUnprocessableEntity, "最多上传 12 个"},
		"picture of 40 GP": {[]sent{file("a.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x03\x00\x00\x00\x03\x00\x00\x08\x06\x00\x00\x00"))}, http.StatusUnprocessableEntity, "1.2 亿像素"},
		"script in a name": {[]sent{file("<img src=x onerror=guard()>.jpg", []byte("x"))}, http.StatusUnprocessableEntity, "&lt;img src=x"},
	} {
		for _, header := range []http.Header{nil, partHeader} {
			for i := range bad.list {
				if r, ok := bad.list[i].body.(*bytes.Reader); ok {
					_, _ = r.Seek(0, io.SeekStart)
				} else {
					bad.list[i].body = io.LimitReader(endless{}, 21<<20)
				}
			}
			a := c.postFiles(path+"/attachments", nil, header, bad.list...)
			want := bad.status
			if header != nil { // a part that goes back into its place
				want = http.StatusUnprocessableEntity
			}
			if a.status != want || !strings.Contains(a.body, bad.says) || strings.Contains(a.body, "<img src=x") {
				t.Errorf("%s: %d %s", name, a.status, notices(a.doc(t)))
			}
		}
	}
	if got := s.kept(); len(got) != before {
		t.Errorf("refused files stay: %v", got)
	}
	for name, body := range map[string]string{"cut form": "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n" + string(photo), "field behind": "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n" + string(photo) + "\r\n--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny\r\n--b--\r\n"} {
		if a := c.postRaw(path+"/attachments", "multipart/form-data; boundary=b", strings.NewReader(body), http.Header{"X-Csrf-Token": {c.csrf}}); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	if a := c.postFiles(path+"/attachments", url.Values{"_csrf": {"stolen"}}, http.Header{"X-Csrf-Token": {"stolen"}}, file("a.jpg", photo)); a.status != http.StatusForbidden {
		t.Errorf("another's token: %d", a.status)
	}
	if got := s.kept(); len(got) != before {
		t.Errorf("refused files stay: %v", got)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
