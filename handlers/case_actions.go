package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
)

// change is one form of the case page sent in: what to read from it and which store call it is.
type change func(a *App, c echo.Context, in *form, id, seen int64) error

// act answers one action: the case again, for htmx as a part. A refused form comes back with what was typed.
func act(action crm.Action, do change) func(*App, echo.Context) error {
	return func(a *App, c echo.Context) error {
		id, err := pathID(c)
		if err != nil {
			return err
		}
		in := a.input(c)
		seen := in.Version()
		err = do(a, c, in, id, seen)
		if err == nil {
			return a.caseDone(c, id, action)
		}
		return a.caseAgain(c, in, id, action, err)
	}
}

// send runs the store call unless the form could not be read.
func (f *form) send(call func() error) error {
	if err := f.Err(); err != nil {
		return err
	}
	return call()
}

func readAck(in *form) crm.Acknowledgement {
	return crm.Acknowledgement{Method: in.Raw("method"), At: in.Moment("ack_at"), ToldNumber: in.On("told_number"), ToldNextStep: in.Text("told_next_step", 200),
		SummaryConfirmed: in.Raw("summary_confirmed"), PromisedOn: in.Date("promised_on"), Evidence: in.Text("evidence", 200)}
}

func acknowledge(a *App, c echo.Context, in *form, id, seen int64) error {
	ack := readAck(in)
	return in.send(func() error { return a.Store.Acknowledge(c.Request().Context(), a.by(c), id, seen, ack) })
}

func tryAck(a *App, c echo.Context, in *form, id, seen int64) error {
	at := in.Moment("at")
	return in.send(func() error {
		return a.Store.TryAck(c.Request().Context(), a.by(c), id, seen, in.Raw("method"), in.Raw("result"), at)
	})
}

func verifyMoment(a *App, c echo.Context, in *form, id, seen int64) error {
	cycle, note := in.Int("cycle"), in.Lines("note", 2000)
	return in.send(func() error {
		return a.Store.VerifyMoment(c.Request().Context(), a.by(c), id, seen, crm.ClockName(in.Raw("clock")), cycle, in.Raw("verdict"), note)
	})
}

func assignCase(a *App, c echo.Context, in *form, id, seen int64) error {
	dispatch := readDispatch(in)
	return in.send(func() error {
		return a.Store.AssignCase(c.Request().Context(), a.by(c), id, seen, dispatch, in.Raw("handler"))
	})
}

func readDispatch(in *form) crm.Dispatch {
	return crm.Dispatch{Department: in.Department("department"), Level: crm.Level(in.Raw("level")), ToldNewDate: in.Moment("told_new_date_at"), Note: in.Lines("note", 2000)}
}

func acceptCase(a *App, c echo.Context, in *form, id, seen int64) error {
	step := in.Lines("first_step", 2000)
	return in.send(func() error { return a.Store.AcceptCase(c.Request().Context(), a.by(c), id, seen, step) })
}

func returnCase(a *App, c echo.Context, in *form, id, seen int64) error {
	reason := in.Lines("reason", 2000)
	return in.send(func() error { return a.Store.ReturnCase(c.Request().Context(), a.by(c), id, seen, reason) })
}

func investigateCase(a *App, c echo.Context, in *form, id, seen int64) error {
	at, findings := in.Moment("at"), in.Lines("findings", 2000)
	return in.send(func() error { return a.Store.InvestigateCase(c.Request().Context(), a.by(c), id, seen, at, findings) })
}

func respondCase(a *App, c echo.Context, in *form, id, seen int64) error {
	r := crm.Response{At: in.Moment("at"), Method: in.Raw("method"), Text: in.Lines("text", 2000), ExpectedOn: in.Date("expected_on"), Evidence: in.Text("evidence", 200)}
	return in.send(func() error { return a.Store.RespondCase(c.Request().Context(), a.by(c), id, seen, r) })
}

func readProposal(in *form) crm.Proposal {
	return crm.Proposal{Resolution: in.Lines("resolution", 2000), RootCauses: in.Many("root_causes"), Responsibility: in.Raw("responsibility"),
		Validity: in.Raw("validity"), InvalidReason: in.Raw("invalid_reason"), CompensationFen: in.Yuan("compensation"), NoPhoto: in.Text("no_photo_reason", 200)}
}

func proposeResult(a *App, c echo.Context, in *form, id, seen int64) error {
	p := readProposal(in)
	return in.send(func() error { return a.Store.ProposeResult(c.Request().Context(), a.by(c), id, seen, p) })
}

func approveResult(a *App, c echo.Context, in *form, id, seen int64) error {
	reason := in.Lines("reason", 2000)
	return in.send(func() error {
		return a.Store.ApproveResult(c.Request().Context(), a.by(c), id, seen, in.Raw("verdict"), reason)
	})
}

func resolveCase(a *App, c echo.Context, in *form, id, seen int64) error {
	told := crm.Told{At: in.Moment("told_at"), Method: in.Raw("told_method"), Whom: in.Text("told_whom", 100), Evidence: in.Text("evidence", 200)}
	if in.Raw("resolution") != "" {
		p := readProposal(in)
		told.Proposal = &p
	}
	return in.send(func() error { return a.Store.ResolveCase(c.Request().Context(), a.by(c), id, seen, told) })
}

func recordRevisit(a *App, c echo.Context, in *form, id, seen int64) error {
	r := crm.RevisitReport{At: in.Moment("at"), Channel: in.Raw("channel"), Result: in.Raw("result"), Solved: in.Raw("solved"), Satisfaction: in.Int("satisfaction"),
		Expectation: in.Int("expectation"), Comment: in.Lines("comment", 2000), NewNeed: in.Text("new_need", 200), NextOn: in.Date("next_on"), Passed: in.Raw("passed"), Note: in.Lines("note", 2000)}
	in.Problems.Check(in.Raw("satisfaction") != "0", "satisfaction", "满意度为1到5，可不填")
	in.Problems.Check(in.Raw("expectation") != "0", "expectation", "期望为1到5，可不填")
	return in.send(func() error { return a.Store.RecordRevisit(c.Request().Context(), a.by(c), id, seen, r) })
}

func notifyRevisit(a *App, c echo.Context, in *form, id, seen int64) error {
	at := in.Moment("at")
	return in.send(func() error {
		return a.Store.NotifyRevisit(c.Request().Context(), a.by(c), id, seen, at, in.Raw("method"))
	})
}

func confirmDecline(a *App, c echo.Context, in *form, id, seen int64) error {
	note := in.Lines("note", 2000)
	return in.send(func() error { return a.Store.ConfirmDecline(c.Request().Context(), a.by(c), id, seen, note) })
}

func supervisorCall(a *App, c echo.Context, in *form, id, seen int64) error {
	at, note := in.Moment("at"), in.Lines("note", 2000)
	return in.send(func() error { return a.Store.SupervisorCall(c.Request().Context(), a.by(c), id, seen, at, note) })
}

func reworkCase(a *App, c echo.Context, in *form, id, seen int64) error {
	unresolved := in.Lines("unresolved", 2000)
	return in.send(func() error { return a.Store.ReworkCase(c.Request().Context(), a.by(c), id, seen, unresolved) })
}

func closeCase(a *App, c echo.Context, in *form, id, seen int64) error {
	note := in.Lines("note", 2000)
	return in.send(func() error { return a.Store.CloseCase(c.Request().Context(), a.by(c), id, seen, note) })
}

func reopenCase(a *App, c echo.Context, in *form, id, seen int64) error {
	told, reason := in.Moment("told_at"), in.Lines("reason", 2000)
	return in.send(func() error { return a.Store.ReopenCase(c.Request().Context(), a.by(c), id, seen, told, reason) })
}

func withdrawCase(a *App, c echo.Context, in *form, id, seen int64) error {
	w := crm.Withdrawal{At: in.Moment("at"), Method: in.Raw("method"), Reason: in.Lines("reason", 2000)}
	return in.send(func() error { return a.Store.WithdrawCase(c.Request().Context(), a.by(c), id, seen, w) })
}

func confirmWithdrawal(a *App, c echo.Context, in *form, id, seen int64) error {
	at := in.Moment("at")
	return in.send(func() error {
		return a.Store.ConfirmWithdrawal(c.Request().Context(), a.by(c), id, seen, at, in.Raw("method"), in.Raw("verdict"))
	})
}

func completeCase(a *App, c echo.Context, in *form, id, seen int64) error {
	done := crm.Completion{At: in.Moment("at"), Method: in.Raw("method"), Text: in.Lines("text", 2000), Decision: in.Raw("decision"), Department: in.Department("department"), Evidence: in.Text("evidence", 200)}
	return in.send(func() error { return a.Store.CompleteCase(c.Request().Context(), a.by(c), id, seen, done) })
}

func reportUp(a *App, c echo.Context, in *form, id, seen int64) error {
	problem, asked := in.Lines("problem", 2000), in.Lines("asked", 2000)
	return in.send(func() error { return a.Store.ReportUp(c.Request().Context(), a.by(c), id, seen, problem, asked) })
}

func addCaseNote(a *App, c echo.Context, in *form, id, seen int64) error {
	at, note := in.Moment("at"), in.Lines("note", 2000)
	return in.send(func() error { return a.Store.AddCaseNote(c.Request().Context(), a.by(c), id, seen, at, note) })
}

func addTranscript(a *App, c echo.Context, in *form, id, seen int64) error {
	agent, text := in.Text("chat_agent", 30), in.Lines("transcript", 2*crm.MaxTranscript)
	return in.send(func() error { return a.Store.AddTranscript(c.Request().Context(), a.by(c), id, seen, agent, text) })
}

// caseDone answers an action that went through.
func (a *App) caseDone(c echo.Context, id int64, action crm.Action) error {
	if action == crm.DoRecuse { // out of the person's sight now
		a.say(c, "已回避，这件诉求由其他人办理")
		return a.redirect(c, "/cases")
	}
	return a.caseSaid(c, id, "已保存："+action.Label())
}

// caseSaid answers a change of a case that went through.
func (a *App) caseSaid(c echo.Context, id int64, said string) error {
	path := recordPath("case", id)
	if !partial(c) {
		a.say(c, said)
		return c.Redirect(http.StatusSeeOther, path)
	}
	page, err := a.casePage(c, id)
	if crm.Is(err, crm.NotFound) { // handed on, out of the person's sight now
		return a.redirect(c, "/cases")
	}
	if err != nil {
		return err
	}
	page.Said = said
	return a.renderCase(c, http.StatusOK, page)
}

// caseAgain answers an action that was refused: the case as it is now with the form as typed. What concerns no form is an
// error like any other.
func (a *App) caseAgain(c echo.Context, in *form, id int64, action crm.Action, err error) error {
	status, message := statusOf(err, a.zone(c))
	if status != http.StatusUnprocessableEntity && status != http.StatusConflict || asRepeated(err) != nil {
		return err
	}
	page, loadErr := a.casePage(c, id)
	if loadErr != nil {
		return loadErr
	}
	page.typed(action, in, err, message, status)
	return a.renderCase(c, status, page)
}
