package media

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"linli/db/crm"
)

// shot is a HEIC photograph: a grid of tiles whose list lies in idat, and what cameras and people add.
type shot struct {
	tile, exif, grid string
	iloc             func(data int) string // where the items are, for where the tile lies
	more             string                // behind all else
}

const tile = "tile tile tile"

func be(n, v int) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(v)) // #nosec G115 -- a test's
	return string(b[8-n:])
}

func entry(id int, kind string) string {
	return box("infe", "\x02\x00\x00\x00", be(2, id), be(2, 0), kind, "named by "+secret+"\x00")
}

// placed is an entry of version 1 for where an item is: in the file or, by method 1, in idat.
func placed(id, method, at, length int) string {
	return be(2, id) + be(2, method) + be(2, 0) + be(4, 0) + be(2, 1) + be(4, at) + be(4, length)
}

func ilocHead(items int) string { return "\x01\x00\x00\x00\x44\x40" + be(2, items) }

func newShot() *shot {
	s := &shot{tile: tile, exif: "\x00\x00\x00\x06Exif\x00\x00" + secret, grid: "\x00\x00\x00\x00\x00\x20\x00\x20"}
	s.iloc = func(data int) string {
		return ilocHead(4) + placed(1, 1, 0, len(s.grid)) + placed(2, 0, data, len(s.tile)) + placed(3, 0, data+len(s.tile), len(s.exif)) + placed(4, 1, len(s.grid), len(secret))
	}
	return s
}

func (s *shot) bytes() []byte {
	write := func(data int) string {
		return box("ftyp", "heic\x00\x00\x00\x00mif1heic") +
			box("meta", "\x00\x00\x00\x00", box("hdlr", strings.Repeat("\x00", 8), "pict", strings.Repeat("\x00", 13)), box("pitm", "\x00\x00\x00\x00", be(2, 1)),
				box("iinf", "\x00\x00\x00\x00", be(2, 4), entry(1, "grid"), entry(2, "hvc1"), entry(3, "Exif"), entry(4, "mime")), box("iref", "\x00\x00\x00\x00", box("dimg", be(2, 1), be(2, 1), be(2, 2))),
				box("iprp", box("ipco", box("hvcC", "how"), box("ispe", "\x00\x00\x00\x00", be(4, 32), be(4, 32)), box("irot", "\x01"), box("udes", secret)), box("ipma", "whose")),
				box("idat", s.grid, secret), box("iloc", s.iloc(data)), box("uuid", secret)) +
			box("mdat", s.tile, s.exif, secret) + box("sefd", secret) + s.more
	}
	return []byte(write(strings.Index(write(0), s.tile)))
}

func TestHEICKeepsThePictureOnly(t *testing.T) {
	raw := newShot().bytes()
	got := cleaned(t, raw, heicKind)
	if len(got) != len(raw) {
		t.Fatalf("%d bytes became %d", len(raw), len(got))
	}
	for _, stays := range []string{"ftypheic", tile, newShot().grid, "dimg", "how", "irot\x01", "whose", "\x00\x00\x00\x20\x00\x00\x00\x20"} {
		if !bytes.Contains(got, []byte(stays)) || bytes.Index(got, []byte(stays)) != bytes.Index(raw, []byte(stays)) {
			t.Errorf("%q is not where it was", stays)
		}
	}
	for i := range got {
		if got[i] != raw[i] && got[i] != 0 {
			t.Fatalf("another byte at %d", i)
		}
	}
	if again := cleaned(t, got, heicKind); !bytes.Equal(again, got) {
		t.Error("cleaning twice changes the file")
	}
}

// What an older writer says with the other versions of the lists, and a picture of one piece that lies before its lists.
func TestHEICOfOtherWriters(t *testing.T) {
	data := len(box("ftyp", "mif1\x00\x00\x00\x00")) + 8
	lists := box("meta", "\x00\x00\x00\x00", box("hdlr", strings.Repeat("\x00", 8), "pict", strings.Repeat("\x00", 13)), box("pitm", "\x01\x00\x00\x00", be(4, 70_000)),
		box("iinf", "\x01\x00\x00\x00", be(4, 2), box("infe", "\x03\x00\x00\x00", be(4, 70_000), be(2, 0), "hvc1\x00"), box("infe", "\x03\x00\x00\x00", be(4, 70_001), be(2, 0), "Exif\x00")),
		box("iprp", box("ipco", box("ispe", "\x00\x00\x00\x00", be(4, 32), be(4, 32)))),
		box("iloc", "\x02\x00\x00\x00\x48\x82", be(4, 2), be(4, 70_000), be(2, 0), be(2, 0), be(8, data), be(2, 2), be(2, 9), be(4, 0), be(8, 6), be(2, 9), be(4, 6), be(8, len(tile)-6),
			be(4, 70_001), be(2, 0), be(2, 0), be(8, data), be(2, 1), be(2, 9), be(4, len(tile)), be(8, len(secret))))
	raw := box("ftyp", "mif1\x00\x00\x00\x00") + box("mdat", tile, secret) + lists
	if got := cleaned(t, []byte(raw), heicKind); !bytes.Contains(got, []byte(tile)) || !strings.HasSuffix(string(got), lists) {
		t.Error("the picture is gone")
	}
	short := strings.Replace(raw, "\x02\x00\x00\x00\x48\x82", "\x00\x00\x00\x00\x48\x82", 1) // items of version 0 are numbered in two bytes
	if _, _, err := clean(t, []byte(short)); !problem(err, "兼容性最佳") {
		t.Errorf("lists that do not fit: %v", err)
	}
}

func TestHEICNotUnderstoodIsRefused(t *testing.T) {
	for what, change := range map[string]func(s *shot){
		"Exif inside the tile": func(s *shot) {
			s.iloc = func(data int) string {
				return ilocHead(3) + placed(1, 1, 0, 8) + placed(2, 0, data, len(tile)+len(s.exif)) + placed(3, 0, data+len(tile), len(s.exif))
			}
		},
		"a tile around the Exif in front": func(s *shot) {
			s.iloc = func(data int) string {
				return ilocHead(3) + placed(1, 1, 0, 8) + placed(3, 0, data, len(tile)) + placed(2, 0, data+3, len(tile))
			}
		},
		"a tile in a box of something else": func(s *shot) {
			s.iloc = func(data int) string { return ilocHead(2) + placed(1, 1, 0, 8) + placed(2, 0, data-60, 20) }
		},
		"a tile behind the end": func(s *shot) {
			s.iloc = func(int) string { return ilocHead(2) + placed(1, 1, 0, 8) + placed(2, 0, 1<<30, 20) }
		},
		"a tile of no length": func(s *shot) {
			s.iloc = func(data int) string { return ilocHead(2) + placed(1, 1, 0, 8) + placed(2, 0, data, 0) }
		},
		"a tile made of another": func(s *shot) {
			s.iloc = func(data int) string { return ilocHead(2) + placed(1, 1, 0, 8) + placed(2, 2, data, 8) }
		},
		"a tile in another file": func(s *shot) {
			s.iloc = func(data int) string {
				return ilocHead(1) + strings.Replace(placed(2, 0, data, 8), be(6, 0), be(6, 1), 1)
			}
		},
		"fewer places than said":       func(s *shot) { s.iloc = func(int) string { return ilocHead(9) + placed(1, 1, 0, 8) } },
		"places without lengths":       func(s *shot) { s.iloc = func(int) string { return "\x01\x00\x00\x00\x40\x40\xff\xff" } },
		"a list of places of its own":  func(s *shot) { s.iloc = func(int) string { return "\x03\x00\x00\x00\x44\x40\x00\x00" } },
		"no places":                    func(s *shot) { s.iloc = func(int) string { return "" } },
		"pictures that move":           func(s *shot) { s.more = box("moov", secret) },
		"two boxes of bytes":           func(s *shot) { s.more = box("mdat", secret) },
		"another picture is the shown": func(s *shot) { s.more = box("pitm", "\x00\x00\x00\x00", be(2, 3)) },
		"lists of something else":      func(s *shot) { s.more = box("hdlr", strings.Repeat("\x00", 8), "mdir") },
		"a list that is cut":           func(s *shot) { s.more = box("meta", "\x00") },
		"an item of no kind":           func(s *shot) { s.more = box("infe", "\x00\x00\x00\x00", be(2, 9), be(2, 0), "name") },
	} {
		s := newShot()
		change(s)
		if _, _, err := clean(t, s.bytes()); !problem(err, "兼容性最佳") {
			t.Errorf("%s: %v", what, err)
		}
	}
	s := newShot()
	s.more = box("ispe", "\x00\x00\x00\x00", be(4, 1<<31), be(4, 1<<31))
	if _, _, err := clean(t, s.bytes()); !problem(err, "1.2 亿像素") {
		t.Errorf("too many pixels: %v", err)
	}
}

// Wherever it is cut it is refused; whichever byte is wrong, nothing panics and nothing secret is taken for the picture.
func TestHEICCutOrDamaged(t *testing.T) {
	raw := newShot().bytes()
	end := len(raw) - len(box("sefd", secret)) // what is behind may be missing
	for n := range raw {
		if _, _, err := clean(t, raw[:n]); err == nil && n != end || err != nil && !crm.Is(err, crm.Invalid) {
			t.Fatalf("cut at %d: %v", n, err)
		}
		bad := slices.Clone(raw)
		bad[n] ^= 0xff
		if _, got, err := clean(t, bad); err != nil && !crm.Is(err, crm.Invalid) || err == nil && len(got) != len(raw) {
			t.Fatalf("wrong at %d: %v", n, err)
		}
	}
}
