package hanzi

import (
	"slices"
	"strings"
	"testing"
)

func TestSpell(t *testing.T) {
	for _, test := range []struct {
		name   string
		person bool
		sorted string
		found  []string // typed, each finds the name
		not    []string
	}{
		{"单于晓", true, "chan yu xiao", []string{"chanyuxiao", "chanyu", "cyx", "syx", "dyx", "danyuxiao", "cyxiao", "chan y x", "单于x", "単于晓", "單於曉"}, []string{"yx", "于单", "单晓", "cx"}},
		{"长孙无忌", true, "zhang sun wu ji", []string{"zhangsun", "zswj", "cswj", "wuji", "wj"}, []string{"sunwj"}},
		{"曾曾", true, "zeng ceng", []string{"zengceng", "zengzeng", "zc", "cz"}, nil},
		{"吕布", true, "lv bu", []string{"lvbu", "lb", "lüb", "LV BU", "吕b"}, []string{"lubu"}},
		{"李Anna", true, "li anna", []string{"lianna", "la", "li anna", "李anna"}, nil},
		{"John Smith", true, "john smith", []string{"johnsmith", "js", "john s", "Ｊｏｈｎ"}, nil},
		{"重庆小面馆", false, "chong qing xiao mian guan", []string{"cqxmg", "zqxmg", "xiaomian", "xmg", "mianguan", "小m"}, []string{"m", "面x"}},
		{"欢迎使用汉语拼音", false, "huan ying shi yong han yu pin yin", []string{"hy", "yingshy", "hyupy", "欢yingsh", "huanyingshiyonghanyupinyin"}, []string{"yy"}},
		{"王晓军", true, "wang xiao jun", []string{"王xj", "wang晓军", "wangxj", "wxjun", "wang xj", "wxiaoj", "xiaojun", "xj", "晓j", "王x军"}, []string{"汪xj", "wangjun", "x军王", "xjw"}},
		{"张伟", true, "zhang wei", []string{"zw", "zhw", "zhangw", "zwei", "zhang'wei", "張偉", "张w"}, []string{"zhag", "chw"}},
		{"𠮷野文", true, "𠮷 ye wen", []string{"yw", "yewen", "𠮷y"}, nil},
		{"涡阳商会", false, "guo yang shang hui", []string{"gysh", "guoyang", "渦陽"}, nil},
		{"浒墅关小学", false, "xu shu guan xiao xue", []string{"xsgxx", "xushu"}, nil},
		{"甪直古鎮", false, "lu zhi gu zhen", []string{"lzgz", "luzhi"}, nil},
		{"西安", false, "xi an", []string{"xian", "xi'an", "xa"}, nil},
		{"乾隆", true, "qian long", []string{"ql", "gl", "乾隆", "干隆"}, nil},
		{"·", true, "", nil, []string{"a"}},
		{"", true, "", nil, []string{"a", ""}},
	} {
		sorted, entries := Spell(test.name, test.person)
		if sorted != test.sorted {
			t.Errorf("%s is sorted by %q, want %q", test.name, sorted, test.sorted)
		}
		for _, typed := range test.found {
			if _, ok := finds(test.name, test.person, typed); !ok {
				t.Errorf("%s is not found by %q: %v", test.name, typed, entries)
			}
		}
		for _, typed := range test.not {
			if hit, ok := finds(test.name, test.person, typed); ok {
				t.Errorf("%s is found by %q: %+v", test.name, typed, hit)
			}
		}
		if len(entries) > mostReadings+mostWithin+1 {
			t.Errorf("%s has %d entries", test.name, len(entries))
		}
	}
}

// TestFamilies holds how families call themselves, and that whoever reads the character as usual finds them too.
func TestFamilies(t *testing.T) {
	for name, want := range map[string]string{
		"单雄": "shan xiong", "解珍": "xie zhen", "仇英": "qiu ying", "曾巩": "zeng gong", "查良": "zha liang", "区大": "ou da", "朴树": "piao shu", "盖聂": "ge nie",
		"乐毅": "yue yi", "覃明": "qin ming", "翟让": "zhai rang", "缪斯": "miao si", "种师道": "chong shi dao", "折可适": "she ke shi", "黑明": "he ming", "员半千": "yun ban qian",
		"尉迟恭": "yu chi gong", "万俟卨": "mo qi xie", "澹台灭明": "tan tai mie ming", "令狐冲": "ling hu chong", "宇文化及": "yu wen hua ji", "鲜于通": "xian yu tong",
		"任盈盈": "ren ying ying", "冼星海": "xian xing hai", "纪晓岚": "ji xiao lan", "华佗": "hua tuo", "过江": "guo jiang", "那英": "na ying", "尹天": "yin tian",
		"瞿秋白": "qu qiu bai", "臧克家": "zang ke jia", "晁盖": "chao gai", "宁静": "ning jing", "牟其中": "mou qi zhong", "郗超": "xi chao", "莘野": "shen ye",
		"洗夫人": "xian fu ren", "句践": "gou jian", "燕青": "yan qing", "石秀": "shi xiu", "车晓": "che xiao", "沈从文": "shen cong wen", "贾宝玉": "jia bao yu",
		"张朝阳": "zhang chao yang", "王重阳": "wang chong yang", "李长春": "li chang chun", "刘长乐": "liu chang le", "伍员": "wu yun", "吕后": "lv hou", "歐陽修": "ou yang xiu", "單田芳": "shan tian fang",
	} {
		if sorted, _ := Spell(name, true); sorted != want {
			t.Errorf("%s is read %q, want %q", name, sorted, want)
		}
		var usual strings.Builder
		for _, r := range name {
			usual.WriteString(everyday(r)[0])
		}
		if _, ok := finds(name, true, usual.String()); !ok {
			t.Errorf("%s is not found by %q", name, usual.String())
		}
	}
}

// TestData holds that every entry has one syllable a character, and only syllables there are.
func TestData(t *testing.T) {
	for _, name := range []string{"families.txt", "words.txt"} {
		seen := map[string]bool{}
		for _, line := range lines(name) {
			fields := strings.Fields(line)
			if len([]rune(fields[0])) != len(fields)-1 || seen[fields[0]] {
				t.Errorf("%s: %s stands twice or has not one syllable a character", name, line)
			}
			seen[fields[0]] = true
			for _, sound := range strings.Split(strings.Join(fields[1:], "/"), "/") {
				if !syllables()[sound] {
					t.Errorf("%s: %s is no syllable", line, sound)
				}
			}
		}
	}
	for from := range usual() {
		if to := Usual(from); to != Usual(to) {
			t.Errorf("%c becomes %c, which becomes another", from, to)
		}
	}
	if read := toneless("lüè nǚ ér"); read != "lve nv er" {
		t.Errorf("without tones %q", read)
	}
}

func TestFold(t *testing.T) {
	for text, want := range map[string]string{"單於曉": "单于晓", "歐陽 脩": "欧阳修", "ＡＢＣ　有限公司": "abc有限公司", "裏裡里": "里里里", "王·小明": "王小明", "髙橋": "高桥", "": "", "%_": ""} {
		if got := Key(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestHitsInOrder(t *testing.T) {
	for typed, names := range map[string][]string{
		"张伟": {"张伟", "张伟民", "小张伟"}, "lin": {"林", "林伟", "李娜"}, "zw": {"张伟", "张伟民"}, "zengg": {"曾国藩", "郑曾刚"}, "dan": {"但", "但懋", "单强"}, "xiaoj": {"肖健", "王晓军"},
	} {
		var hits []Hit
		for _, name := range names {
			hit, ok := Parse(typed).Match(name, true)
			if !ok && name != "郑曾刚" {
				t.Errorf("%s does not match %s", typed, name)
			}
			if ok {
				hits = append(hits, hit)
			}
		}
		if !slices.IsSortedFunc(hits, Hit.Compare) {
			t.Errorf("%s: %+v", typed, hits)
		}
	}
}

// TestIdealIsReached holds that the cut by which a whole name is found knows that no hit is better.
func TestIdealIsReached(t *testing.T) {
	for typed, name := range map[string]string{"张伟": "张伟", "张w": "张伟", "zw": "张伟", "zhangw": "张伟", "zhangwei": "张伟", "li anna": "李Anna", "anna": "Anna", "zhswj": "长孙无忌",
		"huanyingshiyonghanyupinyin": "欢迎使用汉语拼音"} {
		p := Parse(typed)
		hit, ok := p.Match(name, true)
		ideals := []Hit{p.Ideal()}
		if p.Sounds() {
			ideals = nil
			for _, cut := range p.Cuts() {
				ideals = append(ideals, cut.Ideal())
			}
		}
		if !ok || !slices.ContainsFunc(ideals, func(ideal Hit) bool { return hit.Compare(ideal) == 0 }) {
			t.Errorf("%s fits %s by %+v, at best %+v", typed, name, hit, ideals)
		}
	}
}

// FuzzMatch holds that nothing typed takes long or breaks.
func FuzzMatch(f *testing.F) {
	f.Add("王xj", "王晓军")
	f.Add("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿")
	f.Add("xianxianxianxianxianxianxianxian", "西安西安西安西安西安西安西安西安西安")
	f.Fuzz(func(_ *testing.T, typed, name string) {
		p := Parse(typed)
		for _, person := range []bool{true, false} {
			p.Match(name, person)
			Spell(name, person)
		}
		p.Cuts()
	})
}
