package crm

// DoVoid is T15.
const DoVoid Action = "voiding"

// VoidReasons are what a case may be voided for.
var VoidReasons = []Choice{{"test", "测试"}, {"wrong", "误登"}}

// voidFor is how long after registration a case may be voided.
const voidFor = 24 * hour

// Void takes a test or a wrong entry out of the cases (T15).
func (c *Case) Void(act Act, why, reason string) error {
	if err := c.may(DoVoid, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(Has(VoidReasons, why), "why", "只有测试和误登可以作废")
	p.Check(reason != "", "reason", "请写明作废的原因")
	if err := p.Err(); err != nil {
		return err
	}
	c.noteMisses(act)
	c.end(act, Voided)
	c.log(act, "voided", Label(VoidReasons, why)+"："+reason)
	return nil
}

func (c *Case) mayVoid(by Staff) (bool, string) {
	return c.leads(by) && by.ID != c.RegistrarID, "由登记人以外的客服主管或项目经理作废"
}

func (c *Case) voidable(act Act) (bool, string) {
	if c.State == Registered && act.Now > c.RegisteredAt+voidFor {
		return false, "登记超过24小时，不能作废"
	}
	return c.State == Registered, ""
}
