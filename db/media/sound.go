package media

import (
	"encoding/binary"
	"slices"
)

// cleanWAV keeps the format and the sound.
func cleanWAV(f *file, keep *Pieces) error {
	kept, sound, format := &Pieces{}, false, false
	for at := int64(12); at < f.size; {
		head, err := f.bytes(at, 8)
		if err != nil {
			return err
		}
		name, length := string(head[:4]), int64(binary.LittleEndian.Uint32(head[4:]))
		if at+8+length > f.size {
			return refuse(incomplete)
		}
		padded := min(length+length%2, f.size-at-8)
		if slices.Contains([]string{"fmt ", "data", "fact"}, name) {
			kept.keep(at, 8+padded)
		}
		sound, format = sound || name == "data", format || name == "fmt "
		at += 8 + padded
	}
	if !sound || !format {
		return refuse(damagedSound)
	}
	head := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(kept.Size()+4)) // #nosec G115 -- an upload is smaller
	keep.write(append(head, "WAVE"...))
	keep.list = append(keep.list, kept.list...)
	return nil
}

const (
	narrowAMR = "#!AMR\n"
	wideAMR   = "#!AMR-WB\n"
)

// How long the frames of each mode are, 0 = no such mode.
var (
	narrowFrames = [16]int64{13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1}
	wideFrames   = [16]int64{18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1}
)

// cleanAMR keeps the frames; the format has no room for anything else.
func cleanAMR(f *file, keep *Pieces) error {
	start, frames := int64(len(narrowAMR)), narrowFrames
	if b, err := f.some(0, int64(len(wideAMR))); err != nil {
		return err
	} else if string(b) == wideAMR {
		start, frames = int64(len(wideAMR)), wideFrames
	}
	at := start
	for at < f.size {
		b, err := f.window(at)
		if err != nil {
			return err
		}
		n := frames[b[0]>>3&15]
		if n == 0 {
			return refuse(damagedSound)
		}
		if at+n > f.size {
			break
		}
		at += n
	}
	if at == start {
		return refuse(incomplete)
	}
	keep.keep(0, at)
	return nil
}

// Bits a second of the three layers, in thousands; the second half is for MPEG 2 and 2.5.
var (
	bitRates = [2][3][16]int64{
		{{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448}, {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384}, {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}},
		{{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256}, {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}, {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}},
	}
	sampleRates = [4][4]int64{{11025, 12000, 8000}, {}, {22050, 24000, 16000}, {44100, 48000, 32000}} // MPEG 2.5, none, 2, 1
)

// frameLength is how long the frame of MPEG sound is that begins with b, 0 where none does.
func frameLength(b []byte) int64 {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe0 != 0xe0 {
		return 0
	}
	version, layer := b[1]>>3&3, 4-int(b[1]>>1&3)
	rate := sampleRates[version][b[2]>>2&3]
	if rate == 0 || layer == 4 {
		return 0
	}
	older := 0
	if version != 3 {
		older = 1
	}
	bits, padding := bitRates[older][layer-1][b[2]>>4]*1000, int64(b[2]>>1&1)
	switch {
	case bits == 0:
		return 0
	case layer == 1:
		return (12*bits/rate + padding) * 4
	case layer == 3 && older == 1:
		return 72*bits/rate + padding
	}
	return 144*bits/rate + padding
}

// fewestFrames is how many frames of MPEG sound must follow each other, for a file that merely begins alike.
const fewestFrames = 4

// cleanMP3 keeps the frames of sound: tags at the start, at the end and in between are left out.
func cleanMP3(f *file, keep *Pieces) error {
	frames, lost := 0, int64(0)
	for at := int64(0); at < f.size; {
		b, err := f.window(at)
		if err != nil {
			return err
		}
		if tag := tagLength(b); tag > 0 {
			at += tag
			continue
		}
		n := frameLength(b)
		switch {
		case n == 0:
			at, lost = at+1, lost+1
		case at+n > f.size: // the last frame was cut off
			at = f.size
		default:
			keep.keep(at, n)
			at, frames = at+n, frames+1
		}
	}
	if frames < fewestFrames || lost > keep.Size() {
		return refuse(damagedSound)
	}
	return nil
}

// tagLength is how long the ID3 tag is that begins with b, 0 where none does.
func tagLength(b []byte) int64 {
	if len(b) < 10 || string(b[:3]) != "ID3" {
		return 0
	}
	n := int64(10)
	for i, c := range b[6:10] {
		n += int64(c&0x7f) << (7 * (3 - i))
	}
	return n
}
