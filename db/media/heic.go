package media

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// Boxes of a HEIC photograph that say how it is drawn, and what an item may be to belong to the picture. Of all else only
// the length stays, so that what points into the file stays right.
var (
	heicBoxes = []string{"ftyp", "hdlr", "pitm", "iloc", "iref", "ipma", "dinf", "grpl",
		"hvcC", "ispe", "colr", "pixi", "irot", "imir", "clap", "pasp", "auxC", "clli", "mdcv"}
	heicItems = []string{"hvc1", "grid", "iovl", "iden", "tmap"}
)

// maxPlaces is how long the list of where items are may be; with 48 megapixels it has some thousand bytes.
const maxPlaces = 256 << 10

// notHEIC says what to send instead of a photograph that cannot be cleaned.
const notHEIC = "这张 HEIC 或 AVIF 照片无法识别，其中的位置信息无法可靠清除，请转存为 JPG 再上传（苹果手机：共享照片时点“选项”选“兼容性最佳”，以后拍的在设置→相机→格式里选“兼容性最佳”；安卓手机：相册里另存为 JPG，以后拍的在相机设置里关闭“高效图片”）"

// span is a part of a file. Of the bytes of items it says, too, whether they are of the picture.
type span struct {
	at, end int64
	picture bool
}

func (s span) size() int64 { return s.end - s.at }

// still is a HEIC photograph on its way through.
type still struct {
	boxes
	stays             []span
	data, inner, iloc span            // where the bytes of items are, those of some short ones, and the list of both
	items             map[uint64]bool // whether each is of the picture
	main              uint64          // the one that is shown
	shown, sized      bool            // whether it is there, and its size said
}

// cleanHEIC keeps what draws the picture where it was; Exif, XMP and whatever else is in the file becomes zeros.
func cleanHEIC(f *file, keep *Pieces) error {
	s := &still{boxes: boxes{file: f, damaged: notHEIC}, items: map[uint64]bool{}}
	if err := s.inside(span{end: f.size}); err != nil {
		return err
	}
	places, err := s.places()
	if err != nil {
		return err
	}
	if !s.shown || !s.sized || mixed(places) {
		return refuse(notHEIC)
	}
	for _, p := range places {
		if p.picture {
			s.stays = append(s.stays, p)
		}
	}
	slices.SortFunc(s.stays, byPlace)
	at := int64(0)
	for _, p := range s.stays {
		keep.blank(p.at-at, 0)
		keep.keep(max(at, p.at), p.end-max(at, p.at))
		at = max(at, p.end)
	}
	keep.blank(f.size-at, 0)
	return nil
}

func byPlace(a, b span) int { return cmp.Compare(a.at, b.at) }

// mixed reports whether bytes of the picture are those of something else, too.
func mixed(places []span) bool {
	slices.SortFunc(places, byPlace)
	ends := map[bool]int64{}
	for _, p := range places {
		if p.at < ends[!p.picture] {
			return true
		}
		ends[p.picture] = max(ends[p.picture], p.end)
	}
	return false
}

// inside goes through the boxes of a part. The head of each stays.
func (s *still) inside(part span) error {
	for at := part.at; at < part.end; {
		name, head, length, err := s.box(at, part.end)
		if err != nil {
			return err
		}
		body := span{at: at + head, end: at + length}
		s.stay(span{at: at, end: body.at})
		if slices.Contains(heicBoxes, name) {
			s.stay(body)
		}
		if err := s.look(name, body); err != nil {
			return err
		}
		at = body.end
	}
	return nil
}

func (s *still) stay(part span) { s.stays = append(s.stays, part) }

// look takes from a box what has to be known.
func (s *still) look(name string, body span) error {
	b, err := s.some(body.at, min(body.size(), 20))
	if err != nil {
		return err
	}
	n := &numbers{left: b}
	switch name {
	case "iprp", "ipco":
		return s.inside(body)
	case "meta", "iinf":
		return s.list(name, body, n)
	case "infe":
		s.item(body, n)
	case "hdlr":
		n.next(8)
		n.wrong = n.next(4) != 'p'<<24|'i'<<16|'c'<<8|'t'
	case "pitm":
		s.main = n.id(n.version() > 0)
	case "ispe":
		n.version()
		s.sized = true
		return tooLarge(int64(n.next(4)), int64(n.next(4))) // #nosec G115 -- of four bytes
	case "iloc":
		s.iloc = body
	case "mdat":
		n.wrong, s.data = s.data.end > 0, body
	case "idat":
		n.wrong, s.inner = s.inner.end > 0, body
	case "moov":
		n.wrong = true
	}
	if n.wrong {
		return refuse(notHEIC)
	}
	return nil
}

// list goes through the boxes behind the head of a list, which is longer where it counts them.
func (s *still) list(name string, body span, n *numbers) error {
	version, head := n.version(), int64(4)
	if name == "iinf" {
		n.id(version > 0)
		head = 6 + 2*min(int64(version), 1) // #nosec G115 -- of one byte
	}
	if n.wrong {
		return refuse(notHEIC)
	}
	s.stay(span{at: body.at, end: body.at + head})
	return s.inside(span{at: body.at + head, end: body.end})
}

// item notes what an item is; its name does not stay.
func (s *still) item(body span, n *numbers) {
	version := n.version()
	id := n.id(version == 3)
	n.next(2)
	kind := n.next(4)
	if n.wrong = n.wrong || version != 2 && version != 3; n.wrong {
		return
	}
	s.items[id] = slices.Contains(heicItems, string(binary.BigEndian.AppendUint32(nil, uint32(kind)))) // #nosec G115 -- of four bytes
	s.stay(span{at: body.at, end: body.at + 8 + 2*int64(version)})                                     // #nosec G115 -- two or three
}

// places are where the bytes of all items are.
func (s *still) places() (list []span, err error) {
	b, err := s.bytes(s.iloc.at, min(s.iloc.size(), maxPlaces))
	if err != nil {
		return nil, err
	}
	n := &numbers{left: b}
	version, sizes := n.version(), n.next(2)
	width := func(nibble int) int { return int(sizes >> (4 * nibble) & 15) } // #nosec G115 -- of four bits
	n.wrong = n.wrong || version > 2 || width(2) == 0
	for count := n.id(version == 2); count > 0 && !n.wrong; count-- {
		id := n.id(version == 2)
		part, from, picture := s.data, int64(0), s.items[id]
		s.shown = s.shown || id == s.main && picture
		if version > 0 {
			switch n.next(2) & 15 {
			case 0:
			case 1:
				part, from = s.inner, s.inner.at
			default:
				n.wrong = true
			}
		}
		n.wrong = n.next(2) != 0 || n.wrong // in another file
		from += s.number(n, width(1))
		for extents := n.next(2); extents > 0 && !n.wrong; extents-- {
			if version > 0 {
				n.next(width(0))
			}
			p := span{at: from + s.number(n, width(3)), picture: picture}
			p.end = p.at + s.number(n, width(2))
			n.wrong = n.wrong || p.at < part.at || p.end > part.end || p.end == p.at
			list = append(list, p)
		}
	}
	if n.wrong {
		return nil, refuse(notHEIC)
	}
	return list, nil
}

// number is a place or a length in the file.
func (s *still) number(n *numbers, bytes int) int64 {
	v := n.next(bytes)
	n.wrong = n.wrong || v > uint64(s.size) // #nosec G115 -- not below 0
	return int64(v)                         // #nosec G115 -- wrong where it does not fit
}
