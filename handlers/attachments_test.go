package handlers

import (
	"bytes"
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
	"linli/db/crm"
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
		"heic":       {[]sent{file("IMG.HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"))}, http.StatusUnprocessableEntity, "兼容性最佳"},
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

func TestAttachmentsAreForThoseWhoHandle(t *testing.T) {
	s, path := inHand(t)
	link := fmt.Sprint(path, "/attachments/", s.near["file"])
	for login, want := range map[string]int{"clerk": http.StatusOK, "supervisor": http.StatusOK, "manager": http.StatusOK, "handler": http.StatusOK, "dept_head": http.StatusOK, "quality": http.StatusForbidden,
		"executive": http.StatusForbidden, "privacy_officer": http.StatusForbidden, "committee": http.StatusForbidden, "sysadmin": http.StatusForbidden, "stranger": http.StatusNotFound} {
		c := s.login(login)
		c.get(link).want(t, want)
		if a := c.postFiles(path+"/attachments", nil, nil, file("a.jpg", somePhoto(t))); want != http.StatusOK && a.status != want {
			t.Errorf("%s adds a file: %d", login, a.status)
		}
	}
	s.login("quality").get(path).want(t, http.StatusOK, "照片（只给经办人员看）").lacks(t, "IMG_1.jpg", link, `name="file"`)
	s.login("manager").get(fmt.Sprint("/cases/", s.far["case"], "/attachments/", s.near["file"])).want(t, http.StatusNotFound)
	s.login("handler").get(fmt.Sprint("/cases/", s.far["case"], "/attachments/", s.far["file"])).want(t, http.StatusNotFound)
}

// In a confidential case what tells who complains stays with the desk.
func TestPersonalAttachmentsOfConfidentialCases(t *testing.T) {
	s := newScene(t)
	c, err := s.store.RegisterCase(t.Context(), s.by("supervisor"), db.NewCase{Registration: crm.Registration{Kind: crm.Complaint, Channel: "paper", Category: "cleaning", SubCategory: "楼道", Place: "东门",
		CustomerID: s.near["customer"], Summary: nearText, Confidential: "yes"}})
	s.ok(err)
	s.confirmed(c.ID)
	s.change(c.ID, "supervisor", func(by db.By, seen int64) error {
		return s.store.AssignCase(t.Context(), by, c.ID, seen, crm.Dispatch{Department: "GC"}, "handler")
	})
	path := fmt.Sprint("/cases/", c.ID)
	desk, worker := s.login("clerk"), s.login("handler")
	desk.get(path).want(t, http.StatusOK, "能看出或听出诉求人是谁")
	desk.postFiles(path+"/attachments", url.Values{"personal": {"on"}}, nil, file("投诉信.jpg", somePhoto(t))).want(t, http.StatusSeeOther)
	desk.postFiles(path+"/attachments", nil, nil, file("楼道.jpg", somePhoto(t))).want(t, http.StatusSeeOther)
	page := worker.get(path).want(t, http.StatusOK, "楼道.jpg", "照片（只给经办人员看）").lacks(t, "投诉信.jpg", "能看出或听出诉求人是谁")
	if n := page.doc(t).Find("#files a[download]").Length(); n != 1 {
		t.Errorf("%d files are open to the handler", n)
	}
	all, err := s.store.CaseByID(t.Context(), s.staff["clerk"], c.ID)
	s.ok(err)
	for i, want := range []int{http.StatusForbidden, http.StatusOK} {
		worker.get(fmt.Sprint(path, "/attachments/", all.Files[i].ID)).want(t, want)
	}
}

// Files sent with a registration that is refused are still there when it is sent again.
func TestFilesOfARefusedRegistration(t *testing.T) {
	s := newScene(t)
	c := s.login("clerk")
	form := url.Values{"_key": {"form-1"}, "kind": {"complaint"}, "channel": {"phone"}, "category": {"cleaning"}, "sub_category": {"楼道"}, "place": {"东门"}, "customer_id": {fmt.Sprint(s.near["customer"])}, "summary": {"短"}}
	c.get("/cases/new").want(t, http.StatusOK, "multipart/form-data")
	refused := c.postFiles("/cases", form, nil, file("甲.jpg", somePhoto(t)), file("乙.jpg", somePhoto(t))).want(t, http.StatusUnprocessableEntity, "甲.jpg", "乙.jpg", "form-1")
	drop := refused.doc(t).Find("[name=drop_file]").Eq(0).AttrOr("value", "")
	s.login("supervisor").postFiles("/cases", form, nil).lacks(t, "甲.jpg") // another's form of the same key
	form.Set("summary", "楼道三天没有人打扫了")
	form.Set("drop_file", drop)
	a := c.postFiles("/cases", form, nil, file("丙.jpg", somePhoto(t)))
	if a.status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.status, notices(a.doc(t)))
	}
	page := c.get(a.location).want(t, http.StatusOK, "乙.jpg", "丙.jpg", "照片2个").lacks(t, "甲.jpg")
	if n := page.doc(t).Find("#files a[download]").Length(); n != 2 {
		t.Errorf("%d files", n)
	}
	again := c.postFiles("/cases", form, nil, file("丁.jpg", somePhoto(t))) // sent twice
	if again.status != http.StatusSeeOther || again.location != a.location {
		t.Errorf("the second time: %d %s", again.status, again.location)
	}
	c.get(a.location).lacks(t, "丁.jpg")
}

// A category that asks for a photograph gets one, or a reason stands on record.
func TestResultsWithoutAPhoto(t *testing.T) {
	s := newScene(t)
	propose := func(id int64, extra url.Values) answer {
		c, path := s.login("manager"), fmt.Sprint("/cases/", id)
		page := c.get(path)
		form := url.Values{"row_version": {page.doc(t).Find("#case").AttrOr("data-version", "")}, "resolution": {"已清扫"}, "root_causes": {"责任心"}, "responsibility": {"company"}, "validity": {"valid"}}
		for name, values := range extra {
			form[name] = values
		}
		c.post(path+"/proposal", form).want(t, http.StatusSeeOther)
		return c.get(path)
	}
	bare := s.accepted("manager")
	s.login("manager").get(fmt.Sprint("/cases/", bare)).want(t, http.StatusOK, "没有照片的原因", "要附照片")
	propose(bare, nil).want(t, http.StatusOK, "无照片："+crm.NoPhotoUnsaid)
	propose(s.accepted("manager"), url.Values{"no_photo_reason": {"夜间无法拍清"}}).want(t, http.StatusOK, "无照片：夜间无法拍清")
	shown := s.accepted("manager")
	s.wait(1e9)
	s.attached("manager", shown, "扫干净了.jpg")
	s.login("manager").get(fmt.Sprint("/cases/", shown)).want(t, http.StatusOK).lacks(t, "没有照片的原因", "要附照片")
	propose(shown, nil).want(t, http.StatusOK).lacks(t, "无照片")
}
