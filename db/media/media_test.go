package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"

	"linli/db/crm"
)

const secret = "GPS 30.25,120.15 iPhone of somebody"

func picture(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			img.Set(x, y, color.RGBA{uint8(x * 7), uint8(y * 5), uint8(x ^ y), 255}) // #nosec G115 -- colours
		}
	}
	return img
}

func plainJPEG(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(64, 48), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func segment(marker byte, body string) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2)), body...) // #nosec G115 -- a test's
}

// exif is a block with a place and, from 1 to 8, which way is up.
func exif(order binary.AppendByteOrder, way uint16) string {
	b := []byte("Exif\x00\x00MM\x00*")
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		b = []byte("Exif\x00\x00II*\x00")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	for _, entry := range [][2]uint16{{0x0112, way}, {0x8825, 99}} {
		b = order.AppendUint16(b, entry[0])
		b = order.AppendUint16(b, 3)
		b = order.AppendUint32(b, 1)
		b = order.AppendUint16(order.AppendUint16(b, entry[1]), 0)
	}
	return string(order.AppendUint32(b, 0)) + secret
}

// with puts segments behind the start of a JPEG.
func with(picture []byte, segments ...[]byte) []byte {
	return slices.Concat(picture[:2], slices.Concat(segments...), picture[2:])
}

func clean(t *testing.T, raw []byte) (Kind, []byte, error) {
	t.Helper()
	kind, pieces, err := Clean(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return kind, nil, err
	}
	var b bytes.Buffer
	n, err := pieces.WriteTo(&b)
	if err != nil || n != int64(b.Len()) || n != pieces.Size() {
		t.Fatalf("wrote %d of %d: %v", n, pieces.Size(), err)
	}
	return kind, b.Bytes(), nil
}

// cleaned is what is left, without the secret.
func cleaned(t *testing.T, raw []byte, want Kind) []byte {
	t.Helper()
	kind, got, err := clean(t, raw)
	if err != nil {
		t.Fatal(err)
	}
	if kind != want {
		t.Errorf("is %+v", kind)
	}
	if bytes.Contains(got, []byte("GPS")) || bytes.Contains(got, []byte("iPhone")) {
		t.Error("the secret is still there")
	}
	return got
}

func samePicture(t *testing.T, got []byte, decode func(io.Reader) (image.Image, error), want image.Image) {
	t.Helper()
	img, err := decode(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	for x := range want.Bounds().Dx() {
		for y := range want.Bounds().Dy() {
			if img.At(x, y) != want.At(x, y) {
				t.Fatalf("another colour at %d,%d", x, y)
			}
		}
	}
}

func TestJPEGKeepsThePictureOnly(t *testing.T) {
	plain := plainJPEG(t)
	want, err := jpeg.Decode(bytes.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	raw := with(plain, segment(0xe0, "JFIF\x00\x01\x01\x01\x00\x48\x00\x48\x01\x01"+secret), segment(0xe1, exif(binary.BigEndian, 1)), segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+secret),
		segment(0xed, "Photoshop 3.0\x00"+secret), segment(0xe2, "MPF\x00"+secret), segment(0xfe, secret))
	raw = append(raw, "moving picture behind it "+secret...)
	got := cleaned(t, raw, jpegKind)
	samePicture(t, got, jpeg.Decode, want)
	if bytes.Contains(got, []byte("Exif")) {
		t.Error("a block that says nothing stays")
	}
	if again := cleaned(t, got, jpegKind); !bytes.Equal(again, got) {
		t.Error("cleaning twice changes the file")
	}
}

func TestJPEGKeepsWhichWayIsUp(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
		for way := range uint16(10) {
			got := cleaned(t, with(plainJPEG(t), segment(0xe1, exif(order, way))), jpegKind)
			turned := way >= 2 && way <= 8
			if want := "\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(rune(way)); turned != bytes.Contains(got, []byte(want)) || turned != bytes.Contains(got, []byte("Exif")) {
				t.Errorf("%v %d: the way up is lost or made up", order, way)
			}
		}
	}
}

func chunk(name, body string) []byte {
	b := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), name+body...) // #nosec G115 -- a test's
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(name+body)))
}

func TestPNGKeepsThePictureOnly(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, picture(40, 30)); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	raw := slices.Concat(plain[:33], chunk("tEXt", "Comment\x00"+secret), chunk("eXIf", secret), chunk("iTXt", secret), chunk("zzZz", secret), plain[33:], []byte(secret))
	got := cleaned(t, raw, pngKind)
	samePicture(t, got, png.Decode, picture(40, 30))
	if !bytes.Equal(got, plain) {
		t.Error("what was plain did not stay as it was")
	}
	raw[len(raw)-len(secret)-20]++ // inside the last pixels
	if _, _, err := clean(t, raw); !crm.Is(err, crm.Invalid) {
		t.Errorf("a damaged picture: %v", err)
	}
}

func box(name string, parts ...string) string {
	body := strings.Join(parts, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8))) + name + body // #nosec G115 -- a test's
}

// recording is an MP4 file whose only track is of a kind.
func recording(handler string) string {
	dates := "\x00\x00\x00\x00" + "\xe0\x00\x00\x01\xe0\x00\x00\x02"
	return box("ftyp", "M4A \x00\x00\x00\x00") + box("moov", box("mvhd", dates, "rest"), box("udta", box("\xa9xyz", secret)), box("meta", secret),
		box("trak", box("tkhd", dates, "rest"), box("udta", secret), box("mdia", box("mdhd", dates, "rest"), box("hdlr", "\x00\x00\x00\x00\x00\x00\x00\x00", handler, "name"), box("minf", "sound")))) +
		box("uuid", secret) + box("mdat", strings.Repeat("sound ", 50))
}

func TestRecordingsKeepTheSoundOnly(t *testing.T) {
	raw := recording("soun")
	got := cleaned(t, []byte(raw), m4aKind)
	if len(got) != len(raw) || strings.Index(raw, "mdat") != bytes.Index(got, []byte("mdat")) {
		t.Error("the sound is not where it was")
	}
	if bytes.Contains(got, []byte("\xe0\x00\x00")) || bytes.Count(got, []byte("rest")) != 3 || bytes.Count(got, []byte("free")) != 4 {
		t.Error("dates stay, or more than dates is gone")
	}
	for handler, want := range map[string]string{"vide": "不支持视频", "meta": "声音以外", "text": "声音以外"} {
		if _, _, err := clean(t, []byte(recording(handler))); !problem(err, want) {
			t.Errorf("a track of %s: %v", handler, err)
		}
	}
	wav := "RIFF\x00\x00\x00\x00WAVE" + le("fmt ", strings.Repeat("f", 16)) + le("LIST", secret) + le("data", "sound") + le("bext", secret)
	kept := cleaned(t, []byte(wav), wavKind)
	if want := "WAVE" + le("fmt ", strings.Repeat("f", 16)) + le("data", "sound"); string(kept[8:]) != want || binary.LittleEndian.Uint32(kept[4:]) != uint32(len(want)) { // #nosec G115 -- a test's
		t.Errorf("the wave is %q", kept)
	}
	frame := "\xff\xfb\x90\x00" + strings.Repeat("\x55", 413) // 128 kbit/s at 44.1 kHz
	tag := "ID3\x04\x00\x00\x00\x00\x00" + string(rune(len(secret))) + secret
	mp3 := tag + strings.Repeat(frame, 6) + "TAG" + secret
	if kept := cleaned(t, []byte(mp3), mp3Kind); string(kept) != strings.Repeat(frame, 6) {
		t.Errorf("%d bytes of sound are left, not %d", len(kept), 6*len(frame))
	}
	amr := narrowAMR + strings.Repeat("\x3c"+strings.Repeat("a", 31), 5)
	if kept := cleaned(t, []byte(amr), amrKind); string(kept) != amr {
		t.Error("the sound changed")
	}
}

func le(name, body string) string {
	pad := strings.Repeat("\x00", len(body)%2)
	return name + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body + pad // #nosec G115 -- a test's
}

func TestScansKeepTheirPages(t *testing.T) {
	photo := string(with(plainJPEG(t), segment(0xe1, exif(binary.BigEndian, 6))))
	raw := "%PDF-1.4\n1 0 obj <</Type /Catalog>> stream\n<?xpacket begin='' id=''?><x>" + secret + "</x><?xpacket end='w'?>\nendstream\n2 0 obj stream\n" + photo + "\nendstream\n" +
		strings.Repeat("page ", 60_000) + "startxref\n9\n%%EOF\n"
	got := cleaned(t, []byte(raw), pdfKind)
	if len(got) != len(raw) || strings.Index(raw, "startxref") != bytes.Index(got, []byte("startxref")) {
		t.Error("the document's parts are not where they were")
	}
	at := strings.Index(raw, photo)
	img, err := jpeg.Decode(bytes.NewReader(got[at : at+len(photo)]))
	if err != nil || img.Bounds().Dx() != 64 {
		t.Errorf("the photograph in it: %v", err)
	}
	for what, word := range map[string]string{"密码": "/Encrypt 5 0 R", "脚本": "/JavaScript", "其他文件": "/EmbeddedFile"} {
		if _, _, err := clean(t, []byte(strings.Replace(raw, "/Catalog", word, 1))); !problem(err, what) {
			t.Errorf("%s: %v", word, err)
		}
	}
}

func problem(err error, text string) bool {
	var refusal *crm.Error
	return errors.As(err, &refusal) && refusal.Code == crm.Invalid && strings.Contains(refusal.Fields["file"], text)
}

func TestForeignFilesAreRefused(t *testing.T) {
	for what, c := range map[string]struct{ raw, want string }{
		"nothing": {"", "空的"}, "heic": {"\x00\x00\x00\x10ftypheic\x00\x00\x00\x00", "兼容性最佳"}, "avif": {"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00", "兼容性最佳"},
		"tiff": {"II*\x00\x08\x00\x00\x00", "TIFF"}, "zip": {"PK\x03\x04aaaa", "压缩包"}, "word": {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "压缩包"}, "page": {"<html><script>guard()</script>", "只能上传"},
		"drawing": {"<svg xmlns='http://www.w3.org/2000/svg' onload='guard()'/>", "只能上传"}, "program": {"MZ\x90\x00\x03", "只能上传"}, "gif": {"GIF89a\x01\x00", "只能上传"}, "one byte": {"\xff", "只能上传"},
		"a page that begins like a picture": {"\xff\xd8\xff\xe0<html>", "不完整"}, "a sound of nothing": {"\xff\xfb\x90\x00", "无法识别"}, "picture of no size": {pngHead + string(chunk("IHDR", strings.Repeat("\x00", 13))) + string(chunk("IEND", "")), "无法识别"},
		"a picture of 2 gigapixels": {pngHead + string(chunk("IHDR", "\x00\x00\xb0\x00\x00\x00\xb0\x00\x08\x06\x00\x00\x00")) + string(chunk("IEND", "")), "1.2 亿像素"},
		"a JPEG of 4 gigapixels":    {"\xff\xd8" + string(segment(0xc0, "\x08\xff\xff\xff\xff\x03\x01\x11\x00\x02\x11\x01\x03\x11\x01")), "1.2 亿像素"},
		"document without an end":   {"%PDF-1.4\nnothing", "不完整"},
	} {
		if _, _, err := clean(t, []byte(c.raw)); !problem(err, c.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Wherever a file is cut it is refused, or what is left of it is whole; nothing panics and nothing loops.
func TestCutFiles(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, picture(8, 8)); err != nil {
		t.Fatal(err)
	}
	photo := with(plainJPEG(t), segment(0xe1, exif(binary.LittleEndian, 6)))
	for what, raw := range map[string][]byte{"jpeg": photo, "png": b.Bytes(), "m4a": []byte(recording("soun")), "wav": []byte("RIFF\x00\x00\x00\x00WAVE" + le("fmt ", strings.Repeat("f", 16)) + le("data", "sound"))} {
		for n := range len(raw) {
			if _, _, err := clean(t, raw[:n]); err != nil && !crm.Is(err, crm.Invalid) {
				t.Fatalf("%s cut at %d: %v", what, n, err)
			} else if err == nil && (what == "jpeg" || what == "png") {
				t.Fatalf("%s cut at %d is taken", what, n)
			}
		}
		for n := range raw { // every byte wrong once
			bad := slices.Clone(raw)
			bad[n] ^= 0xff
			if _, _, err := clean(t, bad); err != nil && !crm.Is(err, crm.Invalid) {
				t.Fatalf("%s wrong at %d: %v", what, n, err)
			}
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{recording("soun"), string(newShot().bytes()), pngHead, "\xff\xd8\xff\xe1\x00\x04ab\xff\xda\x00\x02\xff\xd9", "%PDF-1.4 %%EOF", "ID3", narrowAMR + "\x3c", "RIFF\x00\x00\x00\x00WAVEdata\xff\xff\xff\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, got, err := clean(t, raw)
		if err != nil && !crm.Is(err, crm.Invalid) {
			t.Fatal(err)
		}
		if err == nil && len(got) > len(raw)+64 {
			t.Fatalf("%d bytes became %d", len(raw), len(got))
		}
	})
}
