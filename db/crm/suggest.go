package crm

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Sorting is how an office has sorted its cases so far: which pairs of characters stand in what belongs where. The names of
// the categories, and what people usually say of them, count as a few cases each, so that an office without any is helped too. It proposes and never decides.
type Sorting struct {
	kinds []sortedKind
	pairs map[pair]*pairUse
	cases float64
}

// sortedKind is a category with one of its sub-categories.
type sortedKind struct {
	category, sub string
	cases, pairs  float64
}

type pair [2]rune

// pairUse is in how many cases of a kind a pair stands; named are the kinds whose name holds it.
type pairUse struct {
	total float64
	in    map[int]float64
	named []int
}

// SortedAs is where a text may belong and why: the words of it that decided, and how many earlier cases with the strongest
// of them were sorted so; 0 where only the name of the category speaks for it.
type SortedAs struct {
	Category, Sub string
	Words         []string
	Cases         int
}

// Label is the suggestion as the form names it.
func (s SortedAs) Label() string {
	if s.Sub == "" {
		return CategoryLabel(s.Category)
	}
	return CategoryLabel(s.Category) + " · " + s.Sub
}

// Why says what speaks for it, in one sentence.
func (s SortedAs) Why() string {
	text := "依据“" + strings.Join(s.Words, "”“") + "”"
	if s.Cases == 0 {
		return text + "，与类别名称相符"
	}
	return text + "，以往" + strconv.Itoa(s.Cases) + "件这样归类"
}

const (
	nameWeight  = 2   // cases that the name of a category counts as
	background  = 20  // how many pairs of the usual mix every kind is thought to hold besides its own
	tellingRate = 2.0 // how much likelier than usual a pair has to be to speak for a kind
	nearlyAs    = .2  // as likely as the likeliest, for a kind to be suggested beside it
	mostWords   = 3

	// MostSuggestions is how many kinds are suggested at once.
	MostSuggestions = 3
)

// NewSorting knows the names of the categories and no case.
func NewSorting() *Sorting {
	s := &Sorting{pairs: map[pair]*pairUse{}}
	for _, c := range Categories {
		subs := c.Subs
		if len(subs) == 0 {
			subs = []string{""}
		}
		for _, sub := range subs {
			s.kinds = append(s.kinds, sortedKind{category: c.Code, sub: sub})
			if c.Code != "other" {
				s.add(len(s.kinds)-1, c.Label+" "+sub, nameWeight)
				s.addWords(len(s.kinds)-1, usualWords[c.Code+" "+sub])
			}
		}
	}
	for _, use := range s.pairs {
		for kind := range s.kinds {
			if use.in[kind] > 0 {
				use.named = append(use.named, kind)
			}
		}
	}
	return s
}

// Add takes in how a case was sorted; a category that is no longer one is left out.
func (s *Sorting) Add(category, sub, text string) {
	if kind := slices.IndexFunc(s.kinds, func(k sortedKind) bool { return k.category == category && k.sub == sub }); kind >= 0 {
		s.add(kind, text, 1)
	}
}

func (s *Sorting) add(kind int, text string, weight float64) {
	s.kinds[kind].cases += weight
	s.cases += weight
	for p := range pairsOf(text) {
		use := s.pairs[p]
		if use == nil {
			use = &pairUse{in: map[int]float64{}}
			s.pairs[p] = use
		}
		use.in[kind] += weight
		use.total += weight
		s.kinds[kind].pairs += weight
	}
}

// addWords takes in what people say of a kind; how much there is to say of it makes no word of it weaker.
func (s *Sorting) addWords(kind int, words string) {
	for p := range pairsOf(words) {
		use := s.pairs[p]
		if use == nil {
			use = &pairUse{in: map[int]float64{}}
			s.pairs[p] = use
		}
		if use.in[kind] == 0 {
			use.in[kind], use.total = nameWeight, use.total+nameWeight
		}
	}
}

// Suggest proposes where a text may belong, the likeliest first; nothing where no word of it speaks for any kind.
func (s *Sorting) Suggest(text string) []SortedAs {
	var all float64
	for i := range s.kinds {
		all += s.kinds[i].pairs
	}
	weights := make([]float64, len(s.kinds))
	speaks := make([]map[pair]float64, len(s.kinds))
	for i := range s.kinds {
		weights[i] = math.Log((s.kinds[i].cases+1)/(s.cases+float64(len(s.kinds)))) / 2
		speaks[i] = map[pair]float64{}
	}
	for p := range pairsOf(text) {
		use := s.pairs[p]
		if use == nil {
			continue
		}
		usual := use.total / all
		for i := range s.kinds {
			rate := (use.in[i] + background*usual) / (s.kinds[i].pairs + background) / usual
			weights[i] += math.Log(rate) / 2 // neighbouring pairs say half of it twice
			if rate >= tellingRate && use.in[i] > 0 {
				speaks[i][p] = rate
			}
		}
	}
	return s.best(text, weights, speaks)
}

func (s *Sorting) best(text string, weights []float64, speaks []map[pair]float64) []SortedAs {
	order := make([]int, len(weights))
	for i := range weights {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(weights[b], weights[a]) })
	var list []SortedAs
	for _, i := range order[:MostSuggestions] {
		if math.Exp(weights[i]-weights[order[0]]) < nearlyAs || !s.enough(i, speaks[i]) {
			continue
		}
		k := s.kinds[i]
		list = append(list, SortedAs{k.category, k.sub, wordsOf(text, speaks[i]), s.earlier(i, speaks[i])})
	}
	return list
}

// enough reports whether more than one pair in one case speaks for a kind.
func (s *Sorting) enough(kind int, speaks map[pair]float64) bool {
	if len(speaks) > 1 {
		return true
	}
	for p := range speaks {
		return s.pairs[p].in[kind] > 1
	}
	return false
}

// earlier is how many cases of a kind hold the pair that speaks for it most often.
func (s *Sorting) earlier(kind int, speaks map[pair]float64) int {
	most := 0.0
	for p := range speaks {
		n := s.pairs[p].in[kind]
		if slices.Contains(s.pairs[p].named, kind) {
			n -= nameWeight
		}
		most = max(most, n)
	}
	return int(most)
}

// wordsOf are the stretches of a text that pairs cover, those that say most first.
func wordsOf(text string, speaks map[pair]float64) []string {
	type stretch struct {
		word string
		says float64
	}
	var found []stretch
	runes := []rune(fold(text))
	for i := 0; i+1 < len(runes); i++ {
		rate, ok := speaks[pair{runes[i], runes[i+1]}]
		if !ok {
			continue
		}
		end, says := i+2, rate
		for end < len(runes) {
			more, ok := speaks[pair{runes[end-1], runes[end]}]
			if !ok {
				break
			}
			says = max(says, more)
			end++
		}
		found = append(found, stretch{string(runes[i:end]), says})
		i = end - 2
	}
	slices.SortStableFunc(found, func(a, b stretch) int { return cmp.Compare(b.says, a.says) })
	var words []string
	for _, f := range found {
		if len(words) < mostWords && !slices.Contains(words, f.word) {
			words = append(words, f.word)
		}
	}
	return words
}

// pairsOf are the pairs of neighbouring Chinese characters of a text, each once. Numbers and names of rooms tell nothing.
func pairsOf(text string) map[pair]bool {
	pairs := map[pair]bool{}
	var last rune
	for _, r := range fold(text) {
		if !unicode.Is(unicode.Han, r) || strings.ContainsRune(silent, r) {
			last = 0
			continue
		}
		if last != 0 {
			pairs[pair{last, r}] = true
		}
		last = r
	}
	return pairs
}

// silent are characters that stand in any text and belong to no word that would tell: they part words.
const silent = "的了没吗呢吧啊一二三四五六七八九十两几个们我你您他她它在是有很就都也还和与及这那把被让给"

func fold(text string) string { return strings.ToLower(text) }
