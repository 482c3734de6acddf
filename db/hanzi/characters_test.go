package hanzi

import (
	"slices"
	"strings"
	"testing"

	"github.com/mozillazg/go-pinyin"
)

func TestSoundsOf(t *testing.T) {
	for r, want := range map[rune][]string{
		'中': {"zhong"}, '曾': {"ceng", "zeng"}, '绿': {"lv", "lu"}, '欸': {"ai", "e", "xie"}, '〇': {"ling", "yuan", "xing"}, '〆': nil, '𠮷': nil, 'a': nil, 0: nil, 0x10ffff: nil,
	} {
		if got := soundsOf(r); !slices.Equal(got, want) {
			t.Errorf("%c sounds %q, want %q", r, got, want)
		}
	}
}

// TestCharacters holds that the table is that of the module, every line of it found.
func TestCharacters(t *testing.T) {
	last := rune(0)
	for line := range strings.Lines(single) {
		r := first(line)
		if r <= last {
			t.Errorf("%c stands behind %c", r, last)
		}
		last = r
		if want := pinyin.PinyinDict[int(r)]; want == "" || lineOf(r) != want {
			t.Errorf("%c: %q, want %q", r, lineOf(r), want)
		}
	}
	if lines := strings.Count(single, "\n"); lines != len(pinyin.PinyinDict) {
		t.Errorf("%d lines, the module has %d", lines, len(pinyin.PinyinDict))
	}
}
