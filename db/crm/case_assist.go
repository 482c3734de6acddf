package crm

import "strings"

// Help of other departments (协办), until the result is told.
const (
	DoAssist     Action = "assists"
	DoAssistDone Action = "assists/completion"
)

// Assist is what a department was asked to do for a case.
type Assist struct {
	ID         int64
	Department string
	Task       string
	DueAt      int64
	AskedBy    string
	AskedAt    int64
	Result     string
	DoneBy     string
	DoneAt     int64
}

// assistFor is how long an assisting department has where nothing else is said.
const assistFor = 48 * hour

// AskAssist asks another department for help; one thing at a time.
func (c *Case) AskAssist(act Act, department, task string, due Moment) (Assist, error) {
	if err := c.may(DoAssist, act); err != nil {
		return Assist{}, err
	}
	a := Assist{Department: department, Task: task, DueAt: due.At, AskedAt: act.Now}
	if a.DueAt == 0 {
		a.DueAt = act.Now + assistFor
	}
	p := Problems{}
	p.Check(Has(Departments, department), "department", "请选择协办部门")
	p.Check(department != c.Department, "department", "该部门就是责任部门")
	p.Check(!contains(c.Assisting, department), "department", "该部门已有未完成的协办")
	p.Check(task != "", "task", "请写明请该部门做什么")
	p.Check(a.DueAt > act.Now, "due_at", "完成时间必须在现在之后")
	if err := p.Err(); err != nil {
		return Assist{}, err
	}
	c.noteMisses(act)
	c.Assisting = addItem(c.Assisting, department)
	c.log(act, "assisted", "请"+Label(Departments, department)+"协办："+task)
	return a, nil
}

// FinishAssist records what an assisting department has done.
func (c *Case) FinishAssist(act Act, department, result string) error {
	if err := c.may(DoAssistDone, act); err != nil {
		return err
	}
	p := Problems{}
	p.Check(contains(c.Assisting, department), "department", "请选择未完成的协办")
	p.Check(result != "", "result", "请写明协办的结果")
	if err := p.Err(); err != nil {
		return err
	}
	if !c.WorksOn(act.By) && !c.leads(act.By) && !act.By.WorksIn(department) {
		return Refuse(Forbidden, "由协办部门填写")
	}
	c.noteMisses(act)
	rest := split(c.Assisting)
	for i, d := range rest {
		if d == department {
			rest = append(rest[:i:i], rest[i+1:]...)
			break
		}
	}
	c.Assisting = strings.Join(rest, ",")
	c.log(act, "assisted", Label(Departments, department)+"完成协办："+result)
	return nil
}

// Assistants are the departments whose help is still outstanding.
func (c *Case) Assistants() []string { return split(c.Assisting) }

func (c *Case) mayAssist(by Staff) (bool, string) {
	return c.WorksOn(by) || c.leads(by), "由经办人或客服主管请求协办"
}

func (c *Case) mayFinishAssist(by Staff) (bool, string) {
	for _, d := range c.Assistants() {
		if by.WorksIn(d) {
			return true, ""
		}
	}
	return c.WorksOn(by) || c.leads(by), "由协办部门填写"
}

func (c *Case) assistable(Act) (bool, string) {
	return c.State.Open() && c.handled() && c.ResolvedAt == 0, "处理完成前才能请求协办"
}

func (c *Case) assisted(Act) (bool, string) {
	return c.State.Open() && c.Assisting != "", "没有未完成的协办"
}
