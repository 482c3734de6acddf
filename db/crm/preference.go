package crm

// Preference is what a customer likes, with where it is known from.
type Preference struct {
	ID         int64
	Key, Value string
	Source     string
	RecordedOn string
}

// PreferenceKeys are what may be liked (domain.md §2). How and when to reach somebody are fields of the file itself.
var (
	PreferenceKeys = []Choice{{"language", "语言方言"}, {"home_visits", "是否接受上门"}, {"large_print", "大字版"}, {"living", "居住偏好"},
		{"interest", "感兴趣的增值服务"}, {"other", "其他"}}
	PreferenceSources = []Choice{{"told", "本人告知"}, {"family", "家人告知"}, {"observed", "服务中了解"}, {"survey", "问卷"}}
)

// MaxPreference is the longest value, in characters.
const MaxPreference = 100

// Single reports that a key has one value at a time: a new one takes the place of the old.
func (p Preference) Single() bool {
	return p.Key == "language" || p.YesNo()
}

// YesNo reports that the value is yes or no.
func (p Preference) YesNo() bool { return p.Key == "home_visits" || p.Key == "large_print" }

// Shown is the value as people read it.
func (p Preference) Shown() string {
	if p.YesNo() {
		return Label(YesNo, p.Value)
	}
	return p.Value
}

// Check finds what is wrong with a new preference; yes and no are taken as words too.
func (p *Preference) Check(today string, problems Problems) {
	problems.Check(Has(PreferenceKeys, p.Key), "key", "请选择偏好类别")
	problems.Check(Has(PreferenceSources, p.Source), "source", "请选择来源")
	problems.Check(p.Value != "", "value", "请填写偏好内容")
	problems.Check(p.RecordedOn <= today, "recorded_on", "记录日期不能晚于今天")
	if p.YesNo() && p.Value != "" {
		if code := map[string]string{"是": "yes", "否": "no", "接受": "yes", "不接受": "no", "要": "yes", "不要": "no"}[p.Value]; code != "" {
			p.Value = code
		}
		problems.Check(Has(YesNo, p.Value), "value", "请填写“是”或“否”")
	}
}
