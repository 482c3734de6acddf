package media

import (
	"encoding/binary"
	"slices"
)

// pdfRefused are words of a document that cannot be looked into, or does more than show pages.
var pdfRefused = []struct{ word, text string }{
	{"/Encrypt", "PDF 有密码保护，无法清除其中的信息，请去掉密码后上传"},
	{"/JavaScript", "PDF 含有脚本，请打印或扫描为普通 PDF 后上传"},
	{"/Launch", "PDF 含有脚本，请打印或扫描为普通 PDF 后上传"},
	{"/EmbeddedFile", "PDF 内嵌了其他文件，请去掉后上传"},
}

// cleanPDF blanks the Exif and XMP of a document and of the photographs in it, each in its place, so that every reference
// inside stays right.
func cleanPDF(f *file, keep *Pieces) error {
	for _, r := range pdfRefused {
		if at, err := f.find(r.word, 0); err != nil || at >= 0 {
			if err != nil {
				return err
			}
			return refuse(r.text)
		}
	}
	if at, err := f.find("%%EOF", max(0, f.size-2048)); err != nil || at < 0 {
		if err != nil {
			return err
		}
		return refuse(incomplete)
	}
	gone, err := pdfMetadata(f)
	if err != nil {
		return err
	}
	at := int64(0)
	for _, g := range gone {
		if g.from < at { // one inside another
			g.from = at
		}
		if g.to <= g.from {
			continue
		}
		keep.keep(at, g.from-at)
		keep.blank(g.to-g.from, g.with)
		at = g.to
	}
	keep.keep(at, f.size-at)
	return nil
}

// stretch is a part of a file to be blanked.
type stretch struct {
	from, to int64
	with     byte
}

func pdfMetadata(f *file) (gone []stretch, err error) {
	parts := 0
	collect := func(word string, found func(at int64) (stretch, error)) {
		for at := int64(0); err == nil; {
			if at, err = f.find(word, at); err != nil || at < 0 {
				return
			}
			if parts++; parts > maxParts/10 {
				err = refuse("PDF 里的图片太多，请分成几份上传")
				return
			}
			var s stretch
			if s, err = found(at); err == nil && s.to > s.from {
				gone = append(gone, s)
			}
			at = max(at+1, s.to)
		}
	}
	collect("<?xpacket begin", func(at int64) (stretch, error) {
		end, err := f.find("<?xpacket end", at)
		if err == nil && end < 0 {
			err = refuse(incomplete)
		}
		return stretch{at, end, ' '}, err
	})
	for _, word := range []string{"Exif\x00\x00", "http://ns.adobe.com/"} {
		collect(word, func(at int64) (stretch, error) { return segmentAround(f, at) })
	}
	slices.SortFunc(gone, func(a, b stretch) int { return int(min(max(a.from-b.from, -1), 1)) })
	return gone, err
}

// segmentAround is the inside of the JPEG segment whose text begins at a place; nothing where there is no such segment.
func segmentAround(f *file, at int64) (stretch, error) {
	if at < 4 {
		return stretch{}, nil
	}
	b, err := f.bytes(at-4, 4)
	if err != nil || b[0] != 0xff || b[1] != 0xe1 {
		return stretch{}, err
	}
	return stretch{at, min(f.size, at-2+int64(binary.BigEndian.Uint16(b[2:]))), 0}, nil
}
