package crm

import "testing"

func TestStep(t *testing.T) {
	stated, off := Clock{AnchorAt: 1, DueAt: 9, At: 5}, Clock{AnchorAt: 1, DueAt: 9, Off: true}
	owed := Clock{AnchorAt: 1, DueAt: 9}
	for _, test := range []struct {
		name  string
		state State
		ack   Clock
		want  Step
	}{
		{"registered", Registered, owed, ToConfirm},
		{"assigned before anybody confirmed", AssignedState, owed, ToConfirm},
		{"reopened", InProgress, owed, ToConfirm},
		{"confirmed", Acknowledged, stated, ToAssign},
		{"stated, to be verified", Acknowledged, Clock{AnchorAt: 1, DueAt: 9, At: 5, Pending: true}, ToAssign},
		{"no confirmation asked", Registered, off, ToAssign},
		{"without a due", Registered, Clock{}, ToAssign},
		{"handed over", AssignedState, stated, ToAccept},
		{"being done", InProgress, stated, InHand},
		{"held", OnHold, stated, InHand},
		{"done", PendingRevisit, stated, ToRevisit},
		{"closed, never confirmed", Closed, owed, ""},
		{"withdrawn", Withdrawn, owed, ""},
		{"merged", Merged, stated, ""},
		{"voided", Voided, off, ""},
	} {
		c := Case{State: test.state, Cycles: []Cycle{{No: 1, Ack: Clock{AnchorAt: 1, DueAt: 3, At: 2}}, {No: 2, Ack: test.ack}}}
		if got := c.Step(); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if got := (&Case{State: Registered}).Step(); got != "" {
		t.Errorf("before it has a cycle: %q", got)
	}
	for _, s := range States {
		c := Case{State: State(s.Code), Cycles: []Cycle{{No: 1}}}
		if State(s.Code).Open() != Has(Steps, string(c.Step())) {
			t.Errorf("%s stands in %q", s.Code, c.Step())
		}
	}
}
