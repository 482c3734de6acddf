package crm

// Stewardship is who answers for a customer from one day until before another; an empty end is open.
type Stewardship struct {
	ID, StaffID    int64
	Name           string
	StartOn, EndOn string
	Reason         string
}

// Holds reports whether it is so on a day.
func (w Stewardship) Holds(day string) bool {
	return w.StartOn <= day && (w.EndOn == "" || day < w.EndOn)
}

// CheckHandover finds what is wrong with handing a customer over on a day: it is not before the present steward began, and
// to somebody else.
func CheckHandover(present Stewardship, to int64, on string, p Problems) {
	p.Check(on != "", "start_on", "请填写交接日期")
	p.Check(to != 0, "steward", "请选择管家")
	p.Check(present.ID == 0 || on == "" || on >= present.StartOn, "start_on", "交接日期不能早于现任管家的开始日期")
	p.Check(present.ID == 0 || present.StaffID != to, "steward", "现任管家就是这一位")
}
