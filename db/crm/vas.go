package crm

import "strings"

// ContactLevels say how close a value-added service comes to the customer (domain.md §11).
var ContactLevels = []Choice{{"high", "高接触"}, {"medium", "中接触"}, {"low", "低接触"}}

// InterestKey is the preference that names a value-added service somebody would like.
const InterestKey = "interest"

// Service is a value-added service of the project's catalogue.
type Service struct {
	ID           int64
	Name         string
	ContactLevel string
	Retired      bool
	RowVersion   int64

	Users, Uses, AmountFen int64 // of the twelve months up to the day asked for
	Interested             int64 // customers who said so
}

// Services is the catalogue a project starts with.
var Services = []Service{
	{Name: "家政保洁", ContactLevel: "high"}, {Name: "入户维修", ContactLevel: "high"}, {Name: "房屋租售", ContactLevel: "high"}, {Name: "健身房", ContactLevel: "medium"},
	{Name: "游泳池", ContactLevel: "medium"}, {Name: "代收代办", ContactLevel: "medium"}, {Name: "团购礼品", ContactLevel: "low"},
}

// Usage is one use of a value-added service. UsedOn is a local date, the amount is in fen.
type Usage struct {
	ID, ServiceID int64
	Service       string
	UsedOn        string
	Qty           int64
	AmountFen     int64
}

// Check finds what is wrong with a use that is typed on a day.
func (u Usage) Check(today string, p Problems) {
	p.Check(u.ServiceID != 0, "service_id", "请选择服务")
	p.Check(u.UsedOn != "", "used_on", "请填写使用日期")
	p.Check(u.UsedOn <= today, "used_on", "使用日期不能晚于今天")
	p.Check(u.Qty >= 1 && u.Qty <= 999, "qty", "次数应在 1 至 999 之间")
	p.Check(u.AmountFen >= 0 && u.AmountFen <= 100_000_000, "amount", "金额应在 0 至 1000000 元之间")
}

// Check finds what is wrong with an entry of the catalogue.
func (s Service) Check(p Problems) {
	p.Check(strings.TrimSpace(s.Name) != "", "name", "请填写服务名称")
	p.Check(Has(ContactLevels, s.ContactLevel), "contact_level", "请选择接触程度")
}

// ReferralStatuses are the states of a referral.
var ReferralStatuses = []Choice{{"pending", "待成交"}, {"successful", "已成交/入住"}, {"void", "无效"}}

// Referral is a customer who came by the word of another.
type Referral struct {
	ID, ReferrerID, ReferredID int64
	OtherName                  string // the one of the two whose page it is not, as the reader may see it
	Reached                    bool   // whether the reader may open the other's file
	ReferredOn, Status, Why    string
	RowVersion                 int64
}

// Acquaintance is what two customers share that makes a referral void.
type Acquaintance struct{ Room, Mobile bool }

// Judge gives the status a referral begins with, and why it is void (domain.md §2).
func (r Referral) Judge(shared Acquaintance) (status, why string) {
	switch {
	case r.ReferrerID == r.ReferredID:
		return "void", "不能推荐自己"
	case shared.Room:
		return "void", "双方属于同一房屋"
	case shared.Mobile:
		return "void", "双方手机号码相同"
	}
	return "pending", ""
}
