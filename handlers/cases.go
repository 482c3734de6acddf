package handlers

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

// showCase is the page of a case.
func (a *App) showCase(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	page, err := a.casePage(c, id)
	if err != nil {
		return err
	}
	kept, others, err := a.drafts(c, recordPath("case", id)+"/")
	if err != nil {
		return err
	}
	page.drafts = a.draftOffers(c, others)
	page.restore(kept)
	return a.renderCase(c, http.StatusOK, page)
}

// restore puts what was kept of an action's form back into it.
func (p *casePage) restore(d *crm.Draft) {
	if d == nil {
		return
	}
	p.typedAction = crm.Action(strings.TrimPrefix(d.Form, recordPath("case", p.Case.ID)+"/"))
	p.typedValues, p.typedKey = d.Fields, d.Key
	if !slices.Contains(p.actions, p.typedAction) {
		p.Alert = "这份草稿是“" + p.typedAction.Label() + "”的，现在已不能这样办理"
	}
}

func (a *App) renderCase(c echo.Context, status int, p *casePage) error {
	v := p.view()
	return a.render(c, status, p.Case.No, views.CasePage(v), views.CasePart(v))
}

// casePage loads a case with what the person may do about it.
func (a *App) casePage(c echo.Context, id int64) (*casePage, error) {
	who := staff(c)
	ctx := c.Request().Context()
	page, err := a.Store.CaseByID(ctx, who, id)
	if err != nil {
		return nil, err
	}
	now := a.Now()
	p := &casePage{CasePage: page, who: who, now: now.Unix(), loc: a.zone(c), hotline: a.hotline(c)}
	p.actions = page.Case.ActionsFor(crm.Act{By: who, Now: p.now, Settings: page.Settings, Loc: p.loc})
	for _, action := range p.actions {
		if action == crm.DoAssign || action == crm.DoTransfer || action == crm.DoHandOver {
			if p.colleagues, err = a.Store.Colleagues(ctx, who, p.now); err != nil {
				return nil, err
			}
		}
		if action == crm.DoTarget {
			if p.staffers, err = a.Store.Staffers(ctx, who, p.now); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

// typed keeps what was typed into an action's form, with what is wrong with it or what changed meanwhile.
func (p *casePage) typed(action crm.Action, in *form, err error, message string, status int) {
	p.typedAction, p.typedValues, p.typedKey = action, in.Values, in.key()
	if status == http.StatusConflict || !slices.Contains(p.actions, action) {
		p.Alert = message
		if stale := asStale(err); stale != nil {
			p.changedSince(in.Version())
		}
		return
	}
	p.typedProblems = problemsOf(err)
}

// changedSince collects the newest log lines, as many saves back as the version has moved on.
func (p *casePage) changedSince(seen int64) {
	saves := p.Case.RowVersion - seen
	var last db.Line
	for i, l := range p.Log {
		if l.Kind == "printed" || l.Kind == "attachment_added" { // beside the case, without a version
			continue
		}
		if i == 0 || l.RecordedAt != last.RecordedAt || l.ActorID != last.ActorID {
			if saves--; saves < 0 {
				return
			}
		}
		p.changes, last = append(p.changes, l), l
	}
}
