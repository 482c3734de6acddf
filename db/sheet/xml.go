package sheet

import (
	"encoding/xml"
	"io"
	"strings"
)

// xmlReader walks through a part of a workbook piece by piece. It holds one piece at a time, refuses a document type
// (the door of entity bombs) and any piece too large to be honest.
type xmlReader struct {
	decoder *xml.Decoder
	source  *measured
	pieces  *int // still allowed in the workbook
}

func newXMLReader(r io.Reader, pieces *int) *xmlReader {
	source := &measured{r: r}
	return &xmlReader{xml.NewDecoder(source), source, pieces}
}

// next returns a start or end element or text, or io.EOF. Text is valid until the next call.
func (x *xmlReader) next() (xml.Token, error) {
	for {
		token, err := x.decoder.RawToken()
		if err == io.EOF {
			return nil, io.EOF
		}
		if err != nil {
			return nil, refusal(err)
		}
		x.source.taken = x.decoder.InputOffset()
		if *x.pieces--; *x.pieces < 0 {
			return nil, errTooMuch()
		}
		switch token.(type) {
		case xml.Directive:
			return nil, refuse("工作簿里有不允许的内容（DOCTYPE）")
		case xml.StartElement, xml.EndElement, xml.CharData:
			return token, nil
		}
	}
}

// each calls start for every element of the part.
func (x *xmlReader) each(start func(xml.StartElement) error) error {
	for {
		token, err := x.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if element, ok := token.(xml.StartElement); ok {
			if err := start(element); err != nil {
				return err
			}
		}
	}
}

// measured stops when more than maxToken bytes were handed out since the last finished piece.
type measured struct {
	r             io.Reader
	handed, taken int64
}

func (m *measured) Read(p []byte) (int, error) {
	if m.handed-m.taken > maxToken {
		return 0, refuse("工作簿里有过长的内容")
	}
	n, err := m.r.Read(p)
	m.handed += int64(n)
	return n, err
}

// attr is the value of an attribute by its name without prefix.
func attr(element xml.StartElement, name string) string {
	for _, a := range element.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func yes(value string) bool { return value == "1" || strings.EqualFold(value, "true") }
