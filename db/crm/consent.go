package crm

// Consent is what a customer agreed to, to which words, and how that can be shown (domain.md §9).
type Consent struct {
	ID                int64
	Purpose           string
	TextVersion       string
	GivenAt           int64
	Method, Evidence  string
	By                string
	WithdrawnAt       int64
	WithdrawnMethod   string
	WithdrawnEvidence string
}

// The purposes that rules ask for by name.
const (
	ConsentPromotion = "promotion"
	ConsentCare      = "care" // each care tag has its own
)

// ConsentPurpose is a purpose that needs consent, with the words people agree to and their version.
type ConsentPurpose struct{ Code, Label, Version, Text string }

// ConsentPurposes are all purposes. Whoever changes a text gives it a new version: what was agreed to stays what it was.
var ConsentPurposes = []ConsentPurpose{
	{ConsentPromotion, "优惠与增值服务推送", "2026-1", "同意物业服务中心通过本人留存的联系方式告知增值服务与优惠活动。不同意不影响物业服务，可随时撤回。"},
	{"greeting", "生日与节日问候", "2026-1", "同意物业服务中心在生日、节日时问候本人。不同意不影响物业服务，可随时撤回。"},
	{"photos", "活动照片使用", "2026-1", "同意物业服务中心在本小区公告栏、公众号使用本人参加社区活动的照片。可随时撤回，撤回后不再使用。"},
	{"named_survey", "实名问卷用于客户分级", "2026-1", "同意本人的实名问卷答案用于改进对本户的服务和客户分级。不同意仍可匿名作答，可随时撤回。"},
	{"third_party", "向第三方提供信息", "2026-1", "同意为办理本人申请的服务，将姓名、房号和联系电话提供给所告知的服务商。可随时撤回。"},
	{ConsentCare, "关怀信息（单独同意）", "2026-1", "单独同意物业服务中心记录本户的关怀信息，仅供管家、客服主管和项目经理在服务中照顾使用，不导出、不提供给他人，可随时撤回。"},
	{"guardian", "未满十四周岁未成年人信息（监护人同意）", "2026-1", "作为监护人，同意物业服务中心为社区活动和安全记录未满十四周岁家庭成员的称呼与年龄段。可随时撤回。"},
}

// ConsentMethods are how consent is given; withdrawn in the same ways, or over because its purpose is.
var (
	ConsentMethods = []Choice{{"paper", "书面签字"}, {"call", "电话录音"}, {"face", "当面口述"}, {"message", "短信/微信"}, {"online", "在线确认"}}
	ConsentEnds    = []Choice{{"paper", "书面"}, {"call", "电话"}, {"face", "当面"}, {"message", "短信/微信"}, {"online", "在线"},
		{ConsentOver, "不再需要"}, {ConsentMovedOut, "已迁出"}}
)

// The ends of a consent that nobody asked for.
const (
	ConsentOver     = "over"
	ConsentMovedOut = "moved_out"
)

// MaxEvidence is the longest text about evidence, in characters.
const MaxEvidence = 200

// PurposeOf finds a purpose by its code.
func PurposeOf(code string) (ConsentPurpose, bool) {
	for _, p := range ConsentPurposes {
		if p.Code == code {
			return p, true
		}
	}
	return ConsentPurpose{}, false
}

// PurposeChoices are the purposes for a list; care stands apart, with its tag.
func PurposeChoices() []Choice {
	var list []Choice
	for _, p := range ConsentPurposes {
		if p.Code != ConsentCare {
			list = append(list, Choice{p.Code, p.Label})
		}
	}
	return list
}

// PurposeLabel names a purpose.
func PurposeLabel(code string) string {
	p, _ := PurposeOf(code)
	return p.Label
}

// Active reports that the consent holds.
func (c Consent) Active() bool { return c.WithdrawnAt == 0 }

// Check finds what is wrong with a new consent, among those on file; without a version that of today's text is taken.
func (c *Consent) Check(known []Consent, now int64, p Problems) {
	purpose, ok := PurposeOf(c.Purpose)
	p.Check(ok, "purpose", "请选择同意的用途")
	if c.TextVersion == "" {
		c.TextVersion = purpose.Version
	}
	p.Check(!ok || c.TextVersion == purpose.Version, "text_version", "同意文本已更新，请刷新后按新文本征求同意")
	p.Check(Has(ConsentMethods, c.Method), "method", "请选择同意的方式")
	p.Check(c.Evidence != "", "evidence", "请写明凭证，例如文件编号、录音编号")
	p.Check(c.GivenAt <= now, "given_at", "同意时间不能晚于现在")
	for _, k := range known {
		p.Check(!k.Active() || k.Purpose != c.Purpose || c.Purpose == ConsentCare || k.TextVersion != c.TextVersion, "purpose", "这项同意已经在档并有效")
	}
}

// CheckEnd finds what is wrong with how a consent is withdrawn.
func CheckEnd(method, evidence string, p Problems) {
	p.Check(Has(ConsentEnds, method), "method", "请选择撤回的方式")
	p.Check(evidence != "", "evidence", "请写明凭证，例如来电时间、文件编号")
}

// SeesCare reports whether by may see care tags and the consents they stand on.
func SeesCare(by Staff) bool { return by.May(CustomerCare) }
