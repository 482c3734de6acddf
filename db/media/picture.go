package media

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
)

// cleanJPEG keeps what is needed to draw the picture: frames, tables, scans, colours and which way is up. Comments, Exif,
// XMP, thumbnails and whatever stands behind the end of the picture are left out.
func cleanJPEG(f *file, keep *Pieces) error {
	keep.keep(0, 2)
	drawn, scanned := false, false
	for at, parts := int64(2), 0; ; parts++ {
		if parts > maxParts {
			return refuse(damagedPicture)
		}
		marker, next, err := jpegMarker(f, at)
		if err != nil {
			return err
		}
		if marker == 0xd9 {
			if !drawn || !scanned {
				return refuse(incomplete)
			}
			keep.write([]byte{0xff, 0xd9})
			return nil
		}
		n, err := f.bytes(next, 2)
		if err != nil {
			return err
		}
		length := int64(binary.BigEndian.Uint16(n))
		if length < 2 || marker < 0xc0 || marker >= 0xd0 && marker <= 0xd8 {
			return refuse(damagedPicture)
		}
		body, err := f.bytes(next+2, length-2)
		if err != nil {
			return err
		}
		kept, frame, err := jpegSegment(marker, body)
		if err != nil {
			return err
		}
		drawn = drawn || frame
		if kept != nil {
			keep.write(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(kept)+2))) // #nosec G115 -- no longer than it was
			keep.write(kept)
		}
		at = next + length
		if marker == 0xda {
			scanned = true
			end, err := scanEnd(f, at)
			if err != nil {
				return err
			}
			keep.keep(at, end-at)
			at = end
		}
	}
}

// jpegMarker reads a marker with the filling before it, and says where what belongs to it begins.
func jpegMarker(f *file, at int64) (marker byte, next int64, err error) {
	for {
		b, err := f.bytes(at, 2)
		if err != nil {
			return 0, 0, err
		}
		if b[0] != 0xff {
			return 0, 0, refuse(damagedPicture)
		}
		if b[1] != 0xff {
			return b[1], at + 2, nil
		}
		at++
	}
}

// jpegSegment is what to keep of a segment, nil for nothing, and whether it is the one that says how large the picture is.
func jpegSegment(marker byte, body []byte) (kept []byte, frame bool, err error) {
	starts := func(word string) bool { return bytes.HasPrefix(body, []byte(word)) }
	switch {
	case marker == 0xc4 || marker == 0xcc || marker == 0xdb || marker == 0xdd || marker == 0xda || marker == 0xdc:
		return body, false, nil
	case marker >= 0xc0 && marker <= 0xcf && marker != 0xc8:
		if len(body) < 6 {
			return nil, false, refuse(damagedPicture)
		}
		return body, true, tooLarge(int64(binary.BigEndian.Uint16(body[3:])), int64(binary.BigEndian.Uint16(body[1:])))
	case marker == 0xe0 && starts("JFIF\x00") && len(body) >= 14:
		return append(slices.Clone(body[:12]), 0, 0), false, nil // without its thumbnail
	case marker == 0xe1 && starts("Exif\x00\x00"):
		return onlyOrientation(body[6:]), false, nil
	case marker == 0xe2 && starts("ICC_PROFILE\x00"), marker == 0xee && starts("Adobe"):
		return body, false, nil
	}
	return nil, false, nil
}

// onlyOrientation is an Exif block that says which way is up and nothing else; nil where that needs no saying.
func onlyOrientation(tiff []byte) []byte {
	var order binary.ByteOrder = binary.BigEndian
	if bytes.HasPrefix(tiff, []byte("II")) {
		order = binary.LittleEndian
	}
	if len(tiff) < 8 {
		return nil
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return nil
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return nil
		}
		if way := order.Uint16(entries[8:]); order.Uint16(entries) == 0x0112 && way > 1 && way <= 8 {
			return append([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), byte(way), 0, 0, 0, 0, 0, 0)
		}
		entries = entries[12:]
	}
	return nil
}

// scanEnd is where the next marker stands behind the coded picture at a place.
func scanEnd(f *file, at int64) (int64, error) {
	for {
		b, err := f.window(at)
		if err != nil {
			return 0, err
		}
		i := bytes.IndexByte(b, 0xff)
		switch {
		case len(b) < 2:
			return 0, refuse(incomplete)
		case i < 0:
			at += int64(len(b))
		case i == len(b)-1:
			if at += int64(i); i == 0 {
				return 0, refuse(incomplete)
			}
		case b[i+1] == 0x00 || b[i+1] >= 0xd0 && b[i+1] <= 0xd7:
			at += int64(i) + 2
		case b[i+1] == 0xff:
			at += int64(i) + 1
		default:
			return at + int64(i), nil
		}
	}
}

const pngHead = "\x89PNG\r\n\x1a\n"

// pngKept are the chunks a picture is drawn from; all others may say anything.
var pngKept = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "pHYs", "iCCP"}

const maxProfile = 1 << 20 // bytes of a colour profile

// cleanPNG keeps the chunks the picture is drawn from, after checking that they are whole.
func cleanPNG(f *file, keep *Pieces) error {
	keep.keep(0, int64(len(pngHead)))
	for at, parts := int64(len(pngHead)), 0; ; parts++ {
		if parts > maxParts {
			return refuse(damagedPicture)
		}
		head, err := f.bytes(at, 8)
		if err != nil {
			return err
		}
		length, name := int64(binary.BigEndian.Uint32(head)), string(head[4:])
		if parts == 0 && (name != "IHDR" || length != 13) {
			return refuse(damagedPicture)
		}
		if parts == 0 {
			size, err := f.bytes(at+8, 8)
			if err != nil {
				return err
			}
			if err := tooLarge(int64(binary.BigEndian.Uint32(size)), int64(binary.BigEndian.Uint32(size[4:]))); err != nil {
				return err
			}
		}
		if slices.Contains(pngKept, name) && (name != "iCCP" || length <= maxProfile) {
			if err := wholeChunk(f, at, length); err != nil {
				return err
			}
			keep.keep(at, length+12)
		}
		if at += length + 12; name == "IEND" {
			return nil
		}
	}
}

// wholeChunk compares a chunk with its checksum.
func wholeChunk(f *file, at, length int64) error {
	sum := crc32.NewIEEE()
	for done := int64(-4); done < length; { // the name is summed too
		b, err := f.bytes(at+8+done, min(length-done, 64<<10))
		if err != nil {
			return err
		}
		_, _ = sum.Write(b) // never fails
		done += int64(len(b))
	}
	b, err := f.bytes(at+8+length, 4)
	if err == nil && binary.BigEndian.Uint32(b) != sum.Sum32() {
		return refuse("照片已损坏，请重新上传")
	}
	return err
}
