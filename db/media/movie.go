package media

import "slices"

// Boxes of an MP4 file: those that hold others, those that may say anything, and those that begin with two dates.
var (
	boxesInside = []string{"moov", "trak", "mdia"}
	boxesGone   = []string{"udta", "meta", "uuid"}
	boxesDated  = []string{"mvhd", "tkhd", "mdhd"}
)

// movie is an MP4 file on its way through. Names, places and dates are blanked where they stand, so that what points into
// the file stays right.
type movie struct {
	boxes
	keep   *Pieces
	tracks int
}

// cleanMP4 takes sound only: what else such a file carries may be a picture, or a track of places.
func cleanMP4(f *file, keep *Pieces) error {
	m := &movie{boxes: boxes{file: f, damaged: damagedSound}, keep: keep}
	if err := m.inside(0, f.size); err != nil {
		return err
	}
	if m.tracks == 0 {
		return refuse(damagedSound)
	}
	return nil
}

// inside goes through the boxes between two places.
func (m *movie) inside(at, end int64) error {
	for at < end {
		name, head, length, err := m.box(at, end)
		if err != nil {
			return err
		}
		body := length - head
		switch {
		case slices.Contains(boxesGone, name):
			m.keep.keep(at, 4)
			m.keep.write([]byte("free"))
			m.keep.keep(at+8, head-8)
			m.keep.blank(body, 0)
		case slices.Contains(boxesInside, name):
			m.keep.keep(at, head)
			err = m.inside(at+head, at+length)
		case slices.Contains(boxesDated, name):
			err = m.undated(at, head, body)
		default:
			m.keep.keep(at, length)
			err = m.track(name, at+head)
		}
		if err != nil {
			return err
		}
		at += length
	}
	return nil
}

// undated keeps a box without the two dates it begins with.
func (m *movie) undated(at, head, body int64) error {
	version, err := m.bytes(at+head, 1)
	if err != nil {
		return err
	}
	dates := int64(8)
	if version[0] == 1 {
		dates = 16
	}
	if body < 4+dates {
		return refuse(damagedSound)
	}
	m.keep.keep(at, head+4)
	m.keep.blank(dates, 0)
	m.keep.keep(at+head+4+dates, body-4-dates)
	return nil
}

// track refuses a track that is no sound.
func (m *movie) track(name string, body int64) error {
	if name != "hdlr" {
		return nil
	}
	b, err := m.bytes(body, 12)
	if err != nil {
		return err
	}
	switch string(b[8:]) {
	case "soun":
		m.tracks++
		return nil
	case "vide":
		return refuse("不支持视频，请上传照片或录音")
	}
	return refuse("录音里含有声音以外的内容，无法清除，请转存为 MP3 后上传")
}
