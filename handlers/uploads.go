package handlers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"linli/db"
)

// takesFiles are the forms whose files are read while they arrive. Their fields come first, the files last.
var takesFiles = map[string]bool{"POST /cases": true, "POST /cases/{id}/attachments": true}

// upload is a form that is still arriving: its fields are read, the files wait.
type upload struct {
	reader *multipart.Reader
	next   *multipart.Part // the first file, nil for none
	body   *slowBody
}

// readUpToFiles reads the fields of a form up to its first file.
func readUpToFiles(c echo.Context) error {
	req := c.Request()
	u := &upload{body: &slowBody{body: req.Body, control: http.NewResponseController(c.Response())}}
	req.Body = http.MaxBytesReader(c.Response(), u.body, maxFiles)
	if req.ContentLength > maxFiles {
		return echo.ErrStatusRequestEntityTooLarge
	}
	var err error
	if u.reader, err = req.MultipartReader(); err != nil {
		return unreadable(err)
	}
	req.PostForm = url.Values{}
	for left := int64(maxBody); ; {
		part, err := u.reader.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return unreadable(err)
		}
		if part.FileName() != "" {
			u.next = part
			break
		}
		var value bytes.Buffer
		n, err := io.Copy(&value, io.LimitReader(part, left+1))
		if err != nil {
			return unreadable(err)
		}
		if left -= n; left < 0 {
			return echo.ErrStatusRequestEntityTooLarge
		}
		if !isFile(part) { // an empty file field has no file name
			req.PostForm.Add(part.FormName(), value.String())
		}
	}
	req.Form = req.PostForm
	c.Set("upload", u)
	return checkForm(req)
}

func isFile(part *multipart.Part) bool { return part.Header.Get(echo.HeaderContentType) != "" }

// passedOver are parts behind a file that say nothing: file fields left empty, and what belongs to the program.
func passedOver(part *multipart.Part) bool {
	return isFile(part) || strings.HasPrefix(part.FormName(), "_")
}

// maxFiles is how much a form with files may hold; each file has a limit of its own.
const maxFiles = db.FilesAtOnce*(100<<20) + maxBody

// hasFiles reports whether a form came with at least one file.
func hasFiles(c echo.Context) bool {
	u, _ := c.Get("upload").(*upload)
	return u != nil && u.next != nil
}

// files reads the files of a form one after the other as they arrive.
func files(c echo.Context, personal bool) db.Files {
	return func(yield func(db.NewFile, error) bool) {
		u, _ := c.Get("upload").(*upload)
		if u == nil || u.next == nil {
			return
		}
		u.body.patient = true
		for part := u.next; ; {
			if !yield(db.NewFile{Name: part.FileName(), Personal: personal, Body: partReader{part}}, nil) {
				return
			}
			var err error
			for part, err = u.reader.NextPart(); err == nil && part.FileName() == "" && passedOver(part); {
				part, err = u.reader.NextPart()
			}
			if errors.Is(err, io.EOF) {
				return
			}
			if err == nil && part.FileName() == "" {
				err = fmt.Errorf("field %q behind a file", part.FormName())
			}
			if err != nil {
				yield(db.NewFile{}, unreadable(err))
				return
			}
		}
	}
}

// slowBody lets a large upload take its time while it keeps coming: every quarter of a megabyte has half a minute.
type slowBody struct {
	body    io.ReadCloser
	control *http.ResponseController
	patient bool
	read    int64
}

const (
	patienceFor  = 256 << 10
	patience     = 30 * time.Second
	timeToAnswer = time.Minute
)

func (b *slowBody) Read(p []byte) (n int, err error) {
	n, err = b.body.Read(p)
	before := b.read / patienceFor
	if b.read += int64(n); b.patient && b.read/patienceFor > before {
		now := time.Now()
		_ = b.control.SetReadDeadline(now.Add(patience)) // a server without deadlines has none to move
		_ = b.control.SetWriteDeadline(now.Add(patience + timeToAnswer))
	}
	return n, err
}

func (b *slowBody) Close() error { return b.body.Close() }

// partReader tells an upload that broke off from a disk that failed.
type partReader struct{ part *multipart.Part }

func (r partReader) Read(p []byte) (n int, err error) {
	if n, err = r.part.Read(p); err != nil && !errors.Is(err, io.EOF) {
		err = unreadable(err)
	}
	return n, err
}
