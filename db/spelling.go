package db

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"

	"linli/db/crm"
)

// surnames are family names that are read otherwise than the character usually is, ü as v; of several readings the first
// is the commonest. Compound names stand by syllable.
var surnames = func() map[string][][]string {
	const table = `
		单于 chan yu|尉迟 yu chi|万俟 mo qi|长孙 zhang sun|澹台 tan tai|令狐 ling hu|宇文 yu wen|鲜于 xian yu|独孤 du gu|拓跋 tuo ba|
		乐正 yue zheng|宰父 zai fu|亓官 qi guan|夏侯 xia hou|皇甫 huang fu|濮阳 pu yang|欧阳 ou yang|诸葛 zhu ge|司徒 si tu|上官 shang guan|
		单 shan|解 xie|仇 qiu|曾 zeng|查 zha|区 ou|朴 piao|盖 ge,gai|乐 yue,le|翟 zhai,di|任 ren|沈 shen|覃 qin,tan|缪 miao|冼 xian|
		洗 xian|折 she|黑 he,hei|员 yun|贠 yun|召 shao|宓 mi,fu|卜 bu|秘 bi|祭 zhai|种 chong|重 chong|繁 po|隗 wei,kui|郗 xi,chi|都 du|
		佴 nai|尉 wei,yu|晁 chao|柏 bai|薄 bo|褚 chu|纪 ji|那 na|宁 ning|牟 mu,mou|莘 shen,xin|殷 yin|於 yu|臧 zang|车 che|石 shi|
		盛 sheng|余 yu|谷 gu|瞿 qu|占 zhan|行 xing|藏 zang|郇 xun,huan|乜 nie|嵇 ji|提 di|万 wan|长 chang|令 ling|哈 ha|谌 chen,shen|
		逄 pang|句 gou|过 guo|贾 jia|曲 qu|强 qiang|相 xiang|曹 cao|夏 xia|粘 nian|隽 juan|适 kuo|角 jue|费 fei,bi|娄 lou|俞 yu|
		葛 ge|阚 kan|幸 xing|应 ying|燕 yan|华 hua|邵 shao|鲍 bao|仉 zhang|妫 gui|郄 qie,xi|麴 qu|訾 zi|撒 sa|弥 mi|炅 gui|能 nai`
	names := map[string][][]string{}
	for _, entry := range strings.Split(strings.Join(strings.Fields(table), " "), "|") {
		fields := strings.Fields(entry)
		for _, syllable := range fields[1:] {
			names[fields[0]] = append(names[fields[0]], strings.Split(syllable, ","))
		}
	}
	return names
}()

// phrases are words in the names of organisations and places that are read otherwise than their characters usually are.
var phrases = map[string]string{"重庆": "chong qing", "厦门": "xia men", "长沙": "chang sha", "长春": "chang chun", "长江": "chang jiang",
	"银行": "yin hang", "音乐": "yin yue", "会计": "kuai ji", "朝阳": "chao yang", "成都": "cheng du", "大都": "da du", "重工": "zhong gong"}

const (
	maxSpellings = 24 // of one name: rare readings of rare names are left out
	maxLetters   = 40
	maxInitials  = 16
)

var allReadings = pinyin.Args{Style: pinyin.Normal, Heteronym: true}

// spell gives the key a name is sorted by and what may be typed for it: whole pinyin and initials in every reading. The
// family name of a person is read as one.
func spell(name string, person bool) (sortKey string, keys []string) {
	slots, words := readings(name, person)
	sortKey = strings.Join(words, " ")
	seen := map[string]bool{}
	add := func(key string, limit int) {
		key = key[:min(len(key), limit)]
		if key != "" && !seen[key] {
			seen[key] = true
			keys = append(keys, key)
		}
	}
	for deviations, combos := 0, 0; deviations <= len(slots) && combos < maxSpellings; deviations++ {
		combine(slots, deviations, nil, func(syllables []string) {
			if combos++; combos > maxSpellings {
				return
			}
			var full, initials strings.Builder
			for _, s := range syllables {
				full.WriteString(s)
				initials.WriteByte(s[0])
			}
			add(full.String(), maxLetters)
			add(initials.String(), maxInitials)
		})
	}
	return sortKey, keys
}

// combine calls use with every choice of readings in which exactly n slots take another than their first.
func combine(slots [][]string, n int, chosen []string, use func([]string)) {
	switch {
	case n > len(slots):
		return
	case len(slots) == 0:
		if len(chosen) > 0 {
			use(chosen)
		}
		return
	}
	for i, reading := range slots[0] {
		if i > 0 && n == 0 {
			break
		}
		combine(slots[1:], n-min(i, 1), append(chosen, reading), use)
	}
}

// readings lists what each character may be read as, the likeliest first, and the words the name is sorted by. Letters
// and digits stay together; what cannot be read is sorted by itself and cannot be typed.
func readings(name string, person bool) (slots [][]string, words []string) {
	runes := []rune(strings.ToLower(crm.HalfWidth(name)))
	known := familyReadings(runes, person)
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			from := i
			for i+1 < len(runes) && runes[i+1] < unicode.MaxASCII && (unicode.IsLetter(runes[i+1]) || unicode.IsDigit(runes[i+1])) {
				i++
			}
			slots, words = append(slots, []string{string(runes[from : i+1])}), append(words, string(runes[from:i+1]))
		case unicode.Is(unicode.Han, r):
			heard := known[i]
			if !person {
				heard = phraseReading(runes, i)
			}
			heard = merge(heard, pinyin.SinglePinyin(r, allReadings))
			if len(heard) == 0 {
				words = append(words, string(r))
				continue
			}
			slots, words = append(slots, heard), append(words, heard[0])
		case unicode.IsLetter(r):
			words = append(words, string(r))
		}
	}
	return slots, words
}

// familyReadings are the readings of the characters of the family name, by their place.
func familyReadings(runes []rune, person bool) map[int][]string {
	known := map[int][]string{}
	for _, length := range []int{2, 1} {
		if !person || len(runes) < length {
			continue
		}
		if syllables, ok := surnames[string(runes[:length])]; ok {
			for i, s := range syllables {
				known[i] = s
			}
			break
		}
	}
	return known
}

// phraseReading is how the character at i is read inside a known word.
func phraseReading(runes []rune, i int) []string {
	for _, from := range []int{i, i - 1} {
		if from < 0 || from+2 > len(runes) {
			continue
		}
		if read, ok := phrases[string(runes[from:from+2])]; ok {
			return strings.Fields(read)[i-from : i-from+1]
		}
	}
	return nil
}

// merge puts the first list before what only the second one has.
func merge(first, second []string) []string {
	all := append([]string(nil), first...)
	for _, s := range second {
		known := false
		for _, f := range all {
			known = known || f == s
		}
		if !known {
			all = append(all, s)
		}
	}
	return all
}
