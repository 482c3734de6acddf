package media

import "encoding/binary"

// boxes reads a file made of boxes, as MP4 and HEIC are: each begins with how long it is and what it is called.
type boxes struct {
	*file
	damaged string // what is said when there are too many
	count   int
}

// box reads the head of a box: its name, how long the head is and how long all of it.
func (b *boxes) box(at, end int64) (name string, head, length int64, err error) {
	if b.count++; b.count > maxParts {
		return "", 0, 0, refuse(b.damaged)
	}
	raw, err := b.bytes(at, 8)
	if err != nil {
		return "", 0, 0, err
	}
	name, head, length = string(raw[4:]), 8, int64(binary.BigEndian.Uint32(raw))
	switch length {
	case 0: // up to the end
		length = end - at
	case 1:
		if raw, err = b.bytes(at+8, 8); err != nil {
			return "", 0, 0, err
		}
		head, length = 16, int64(binary.BigEndian.Uint64(raw)) // #nosec G115 -- out of bounds is refused below
	}
	if length < head || length > end-at {
		return "", 0, 0, refuse(incomplete)
	}
	return name, head, length, nil
}

// numbers reads what a box says, one number after the other. Where it ends too early, wrong is set.
type numbers struct {
	left  []byte
	wrong bool
}

// next is a number of up to eight bytes.
func (n *numbers) next(bytes int) uint64 {
	if bytes > 8 || len(n.left) < bytes {
		n.wrong = true
		return 0
	}
	var b [8]byte
	copy(b[8-bytes:], n.left[:bytes])
	n.left = n.left[bytes:]
	return binary.BigEndian.Uint64(b[:])
}

// version is what most boxes begin with.
func (n *numbers) version() uint64 { return n.next(4) >> 24 }

// id is the number of an item.
func (n *numbers) id(wide bool) uint64 {
	if wide {
		return n.next(4)
	}
	return n.next(2)
}
