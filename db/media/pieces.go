package media

import (
	"bytes"
	"io"
)

// Pieces are the bytes of a file that may be kept, with a few written anew.
type Pieces struct {
	from io.ReaderAt
	list []piece
}

// piece is a stretch of the file, or, where own is set, bytes of ours.
type piece struct {
	at, n int64
	own   []byte
}

// Size is how long the cleaned file is.
func (p *Pieces) Size() (n int64) {
	for _, piece := range p.list {
		n += piece.n
	}
	return n
}

// WriteTo writes the cleaned file.
func (p *Pieces) WriteTo(w io.Writer) (total int64, err error) {
	for _, piece := range p.list {
		if piece.own != nil {
			n, err := w.Write(piece.own)
			total += int64(n)
			if err != nil {
				return total, err
			}
			continue
		}
		n, err := io.Copy(w, io.NewSectionReader(p.from, piece.at, piece.n))
		total += n
		if err == nil && n < piece.n {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// keep adds a stretch of the file.
func (p *Pieces) keep(at, n int64) {
	if last := len(p.list) - 1; last >= 0 && p.list[last].own == nil && p.list[last].at+p.list[last].n == at {
		p.list[last].n += n
		return
	}
	if n > 0 {
		p.list = append(p.list, piece{at: at, n: n})
	}
}

// write adds bytes of ours.
func (p *Pieces) write(own []byte) {
	if len(own) > 0 {
		p.list = append(p.list, piece{n: int64(len(own)), own: own})
	}
}

// blank adds n bytes of nothing, so that what follows stays where it was.
func (p *Pieces) blank(n int64, with byte) {
	b := bytes.Repeat([]byte{with}, int(max(0, min(n, 64<<10)))) // #nosec G115 -- small
	for ; n > 0; n -= int64(len(b)) {
		b = b[:min(n, int64(len(b)))]
		p.write(b)
	}
}
