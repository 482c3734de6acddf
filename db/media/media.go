// Package media tells what an uploaded file is by what stands in it, and which of its bytes may be kept: pictures, scans and
// sound as they are, without what says where, when, by whom and with what they were made. It never decodes a picture, so no
// picture can fill the memory. What it cannot clean it refuses, with a crm.Error about the field "file".
package media

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"linli/db/crm"
)

// Kind is what a file turned out to be.
type Kind struct {
	Code string // photo, scan or audio
	Type string // as HTTP says it
	Ext  string // what its name ends in
}

var (
	jpegKind = Kind{crm.Photo, "image/jpeg", ".jpg"}
	pngKind  = Kind{crm.Photo, "image/png", ".png"}
	heicKind = Kind{crm.Photo, crm.HEIC, ".heic"}
	pdfKind  = Kind{crm.Scan, "application/pdf", ".pdf"}
	mp3Kind  = Kind{crm.Audio, "audio/mpeg", ".mp3"}
	m4aKind  = Kind{crm.Audio, "audio/mp4", ".m4a"}
	wavKind  = Kind{crm.Audio, "audio/wav", ".wav"}
	amrKind  = Kind{crm.Audio, "audio/amr", ".amr"}
)

// maxPixels is how large a picture may be: more than telephones take, less than what stops a browser.
const maxPixels = 120_000_000

// maxParts is of how many parts a file may be made; real ones have some hundreds.
const maxParts = 20_000

const (
	incomplete     = "文件不完整，可能没有传完，请重新上传"
	damagedPicture = "照片无法识别，可能已损坏"
	damagedSound   = "录音无法识别，可能已损坏"
)

// Clean looks at a file and returns what it is and what to keep of it. A refusal is a crm.Error; any other error comes from r.
func Clean(r io.ReaderAt, size int64) (Kind, *Pieces, error) {
	f := &file{r: r, size: size}
	if size == 0 {
		return Kind{}, nil, refuse("文件是空的")
	}
	head, err := f.some(0, 16)
	if err != nil {
		return Kind{}, nil, err
	}
	kind, clean := recognise(head)
	if clean == nil {
		return Kind{}, nil, refuse(foreign(head))
	}
	keep := &Pieces{from: r}
	if err := clean(f, keep); err != nil {
		return Kind{}, nil, err
	}
	return kind, keep, nil
}

func recognise(head []byte) (Kind, func(*file, *Pieces) error) {
	has := func(at int, word string) bool {
		return len(head) >= at+len(word) && string(head[at:at+len(word)]) == word
	}
	switch {
	case has(0, "\xff\xd8\xff"):
		return jpegKind, cleanJPEG
	case has(0, pngHead):
		return pngKind, cleanPNG
	case has(0, "%PDF-"):
		return pdfKind, cleanPDF
	case has(0, "RIFF") && has(8, "WAVE"):
		return wavKind, cleanWAV
	case has(0, narrowAMR), has(0, wideAMR):
		return amrKind, cleanAMR
	case has(4, "ftyp") && len(head) >= 12:
		return boxed(string(head[8:12]))
	case has(0, "ID3"), len(head) >= 4 && frameLength(head) > 0:
		return mp3Kind, cleanMP3
	}
	return Kind{}, nil
}

// boxed tells by its brand what a file made of boxes is.
func boxed(brand string) (Kind, func(*file, *Pieces) error) {
	switch brand {
	case "heic", "heix", "heim", "heis", "mif1":
		return heicKind, cleanHEIC
	case "hevc", "hevx", "msf1", "avif", "avis": // pictures that move, and those of browsers
		return Kind{}, nil
	}
	return m4aKind, cleanMP4
}

// foreign says why a file is not taken, and what to send instead.
func foreign(head []byte) string {
	switch {
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		return notHEIC
	case bytes.HasPrefix(head, []byte("II*\x00")), bytes.HasPrefix(head, []byte("MM\x00*")):
		return "不支持 TIFF，请把扫描件存为 JPG、PNG 或 PDF"
	case bytes.HasPrefix(head, []byte("PK")), bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return "不支持压缩包和办公文档，请上传照片、扫描件（PDF）或录音"
	}
	return "只能上传照片（JPG、PNG、HEIC）、扫描件（PDF）和录音（MP3、M4A、WAV、AMR）"
}

func refuse(text string) error { return crm.InvalidField("file", text) }

// tooLarge refuses a picture of too many pixels, or of none.
func tooLarge(width, height int64) error {
	if width <= 0 || height <= 0 {
		return refuse(damagedPicture)
	}
	if width*height > maxPixels {
		return refuse(fmt.Sprintf("照片有 %d×%d 像素，超过 1.2 亿像素，请缩小后再上传", width, height))
	}
	return nil
}

// file reads an upload piecewise; what ends too early is refused.
type file struct {
	r    io.ReaderAt
	size int64

	block []byte // the last one read through next
	start int64
}

// some reads up to n bytes at a place.
func (f *file) some(at, n int64) ([]byte, error) {
	n = min(n, f.size-at)
	if n <= 0 {
		return nil, nil
	}
	b := make([]byte, n)
	if _, err := f.r.ReadAt(b, at); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read upload: %w", err)
	}
	return b, nil
}

// bytes reads exactly n bytes at a place.
func (f *file) bytes(at, n int64) ([]byte, error) {
	b, err := f.some(at, n)
	if err == nil && int64(len(b)) < n {
		err = refuse(incomplete)
	}
	return b, err
}

// window is what follows a place, as much as one block holds; empty at the end.
func (f *file) window(at int64) ([]byte, error) {
	if at < f.start || at+64 > f.start+int64(len(f.block)) {
		var err error
		if f.block, err = f.some(at, 64<<10); err != nil {
			return nil, err
		}
		f.start = at
	}
	return f.block[min(at-f.start, int64(len(f.block))):], nil
}

// find is the first place at or behind from where a word stands, -1 for none.
func (f *file) find(word string, from int64) (int64, error) {
	const step = 256 << 10
	for at := from; at < f.size; at += step {
		b, err := f.some(at, step+int64(len(word))-1)
		if err != nil {
			return 0, err
		}
		if i := bytes.Index(b, []byte(word)); i >= 0 {
			return at + int64(i), nil
		}
	}
	return -1, nil
}
