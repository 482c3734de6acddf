package crm

// Contract is a service contract of the project or of one customer (domain.md §2). Dates are local, the amount is a year's in fen.
type Contract struct {
	ID, CustomerID, ProjectID int64
	Customer                  string // name, as the reader may see it
	Kind, No                  string
	SignedOn, StartOn, EndOn  string
	FeeStandard, FileRef      string
	AmountFen                 int64
	RenewalOf                 int64
	RenewalNo                 string
	RowVersion                int64
	Done, Of                  int // how complete the customer's file is, in the worklist
}

// ContractKinds are those of the project first, then those of a customer.
var ContractKinds = []Choice{{"preliminary", "前期物业服务"}, {"assembly", "业主大会选聘"}, {"lease_services", "租赁服务"}, {"vas", "增值服务"}}

// OfProject reports whether contracts of a kind are the project's own.
func OfProject(kind string) bool { return kind == "preliminary" || kind == "assembly" }

// Check finds what is wrong with a contract.
func (c Contract) Check(today string, p Problems) {
	p.Check(Has(ContractKinds, c.Kind), "kind", "请选择合同类型")
	p.Check(c.No != "", "no", "请填写合同编号")
	p.Check(c.SignedOn != "", "signed_on", "请填写签订日期")
	p.Check(c.SignedOn <= today, "signed_on", "签订日期不能晚于今天")
	p.Check(c.StartOn == "" || c.EndOn == "" || c.StartOn <= c.EndOn, "end_on", "结束日期不能早于开始日期")
	p.Check(c.AmountFen >= 0, "amount", "金额不能为负")
	if Has(ContractKinds, c.Kind) {
		p.Check(c.CustomerID == 0 || !OfProject(c.Kind), "kind", "这类合同属于项目，不属于某位客户")
		p.Check(c.CustomerID != 0 || OfProject(c.Kind), "kind", "这类合同请在客户档案里登记")
	}
}

// State is 未开始, 履行中 or 已到期 on a day; the last day still counts.
func (c Contract) State(today string) string {
	switch {
	case c.StartOn != "" && today < c.StartOn:
		return "未开始"
	case c.EndOn != "" && today > c.EndOn:
		return "已到期"
	}
	return "履行中"
}
