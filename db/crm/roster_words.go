package crm

import (
	"regexp"
	"strings"
)

// The relations of a customer to a room.
const (
	RelationOwner    = "owner"
	RelationCoOwner  = "co_owner"
	RelationTenant   = "tenant"
	RelationOccupant = "occupant"
)

// The kinds of a customer.
const (
	CustomerPerson       = "person"
	CustomerOrganisation = "organisation"
)

// wordList maps the words of one meaning to its code.
type wordList []struct{ code, words string }

func (l wordList) index() map[string]string {
	all := map[string]string{}
	for _, group := range l {
		for _, word := range strings.Fields(group.words) {
			all[word] = group.code
		}
	}
	return all
}

var relationWords = wordList{
	{RelationOwner, "业主 产权人 房主 户主 房东 本人 业主本人 所有权人 所有人 产权所有人 买受人 购房人 主业主 第一业主 OWNER"},
	{RelationCoOwner, "共有人 产权共有人 共有产权人 共同共有人 按份共有人 共同业主 共有业主 共有 第二业主 CO_OWNER"},
	{RelationTenant, "租户 租客 承租人 承租方 租赁户 租住 租赁 承租 租房 租 TENANT"},
	{RelationOccupant, "同住人 家属 家人 家庭成员 同住家属 住户 常住人 使用人 居住人 配偶 妻子 丈夫 爱人 父母 父亲 母亲 子女 儿子 女儿 " +
		"亲属 亲戚 朋友 室友 保姆 同住 OCCUPANT"},
}.index()

// relationParts decides longer texts (业主家属, 业主/产权人); the first that fits.
var relationParts = []struct {
	pattern  *regexp.Regexp
	relation string
}{
	{regexp.MustCompile(`共有|共同`), RelationCoOwner},
	{regexp.MustCompile(`家属|家人|亲属|亲戚|同住|家庭成员|配偶|妻子|丈夫|爱人|父母|父亲|母亲|子女|儿子|女儿|保姆|室友|朋友`), RelationOccupant},
	{regexp.MustCompile(`租客|租户|承租|租赁`), RelationTenant},
	{regexp.MustCompile(`业主|产权|房主|户主|房东`), RelationOwner},
}

// readRelation reads the usual words; empty where there are none.
func readRelation(cell string) (relation string, known bool) {
	text := strings.ReplaceAll(wordOf(cell), " ", "")
	if text == "" {
		return "", true
	}
	for _, form := range []string{text, bracketText.ReplaceAllString(text, "")} {
		if relation, ok := relationWords[form]; ok {
			return relation, true
		}
	}
	for _, part := range relationParts {
		if part.pattern.MatchString(text) {
			return part.relation, true
		}
	}
	return "", false
}

var customerKindWords = wordList{
	{CustomerPerson, "个人 自然人 私人 个人业主 个人客户 PERSON"},
	{CustomerOrganisation, "单位 公司 企业 法人 组织 机构 商户 单位业主 企业业主 企业客户 公司客户 单位客户 法人单位 ORGANISATION ORGANIZATION"},
}.index()

var roomKindWords = wordList{
	{RoomResidential, "住宅 住房 普通住宅 公寓 别墅 居住 RESIDENTIAL"},
	{RoomShop, "商铺 店铺 商业 门面 底商 商用 SHOP"},
	{RoomOffice, "办公 写字楼 办公室 OFFICE"},
	{RoomParking, "车位 停车位 车库 地下车位 产权车位 PARKING"},
	{RoomStorage, "储藏室 储藏间 储物间 STORAGE"},
	{RoomPublic, "公共区域 公共 公区 PUBLIC"},
}.index()

// The preferred ways of contact, with the words a roster uses for them.
var channelWords = wordList{
	{"phone", "电话 手机 打电话 来电 PHONE"},
	{"wechat", "微信 WECHAT"},
	{"message", "短信 信息 MESSAGE"},
	{"visit", "上门 面谈 当面 VISIT"},
	{"email", "邮件 邮箱 电子邮件 EMAIL"},
}.index()

var honorificWords = map[string]string{"先生": "先生", "女士": "女士", "小姐": "女士", "太太": "女士", "男": "先生", "女": "女士", "男士": "先生"}

var organisationName = regexp.MustCompile(`.{2,}(?:公司|集团|银行|合作社|委员会|事务所|学校|医院|幼儿园|工厂|商行|经营部|服务部|分店|中心)(?:[（(].*[)）])?$`)

// customerKind is what the file says, else what the name looks like.
func customerKind(name, creditCode string) string {
	if creditCode != "" || organisationName.MatchString(name) {
		return CustomerOrganisation
	}
	return CustomerPerson
}

var (
	totalText     = regexp.MustCompile(`^.{0,8}(?:合计|总计|小计|共计|累计|总和)(?:[:(].*|[0-9.,]*(?:户|人|套|条|间)?)$|^共[0-9]+(?:户|人|套|条|间)$`)
	signatureText = regexp.MustCompile(`^(?:制表|填表|审核|审批|复核|核对|签名|签字|签章|经办|负责人|打印|盖章|录入|登记人|填报)(?:人|员|者|日期|时间|单位|部门)?(?:[:(].*)?$`)
	remarkText    = regexp.MustCompile(`^(?:注|备注|说明|填表说明|填写说明)[0-9]*:|^第[0-9]+页|^共[0-9]+页|^以下空白$`)
	bareTotal     = words("合计 总计 小计 共计 累计 本页合计 本页小计")
	vacantName    = words("空置 空房 空关 空户 未售 待售 未交付 未入住 未交房")
)

// longestRemark is how long a cell may be, in bytes, to be looked at as a remark under the table.
const longestRemark = 600

// notARow tells rows that are no customers: totals, signatures and remarks under the table.
func notARow(cell string) string {
	if len(cell) > longestRemark {
		return ""
	}
	text := strings.ReplaceAll(cellValue(Simplified(cell)), " ", "")
	switch {
	case text == "" || plainASCII(text):
		return ""
	case totalText.MatchString(text):
		return "合计行"
	case signatureText.MatchString(text):
		return "签名行"
	case remarkText.MatchString(text):
		return "说明行"
	}
	return ""
}
