package crm

// PersonLeft takes somebody whose account was disabled out of an open case: the department sees to it that it is worked on, and
// one about staff is led by somebody else. It reports whether anything of the case was theirs.
func (c *Case) PersonLeft(act Act, gone Staff, people Colleagues) bool {
	works := c.HandlerID == gone.ID && (c.State == AssignedState || c.worked())
	leads := c.OwnerID == gone.ID
	if gone.ID == 0 || !c.State.Open() || !works && !leads {
		return false
	}
	c.noteMisses(act)
	if works {
		c.HandlerID = 0
	}
	if leads {
		c.own(people)
	}
	c.log(act, "person_left", gone.Name+"的账号已停用，由他人接办")
	return true
}
