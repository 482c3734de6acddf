package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

func (o *online) askCode(c echo.Context) error {
	return o.page(c, http.StatusOK, "查询进度", views.OnlineAsk(&views.Form{Key: newKey()}))
}

func (o *online) status(c echo.Context) error {
	return o.answer(c, c.Request().PostFormValue("code"))
}

func (o *online) statusByLink(c echo.Context) error {
	return o.answer(c, c.Param("code"))
}

// answer shows the case of a code; a wrong code comes back in its field.
func (o *online) answer(c echo.Context, code string) error {
	found, err := o.byCode(c, code)
	if crm.Is(err, crm.NotFound) {
		_, problem := statusOf(err, nil)
		f := &views.Form{Labels: views.OnlineLabels, Key: newKey(), Values: map[string][]string{"code": {code}}, Problems: map[string]string{"code": problem}}
		return o.page(c, http.StatusNotFound, "查询进度", views.OnlineAsk(f))
	}
	if err != nil {
		return err
	}
	return o.show(c, http.StatusOK, found, onlineSaid{})
}

// byCode finds a case, counting codes that do not exist.
func (o *online) byCode(c echo.Context, code string) (db.OnlineCase, error) {
	device, now := deviceOf(c.RealIP()), o.Now().Unix()
	if o.misses.full(device, now) {
		return db.OnlineCase{}, crm.Refuse(crm.TooMany, "查询码输错次数过多，请一小时后再试")
	}
	found, err := o.Store.CaseByCode(c.Request().Context(), code, now)
	if crm.Is(err, crm.NotFound) {
		o.misses.count(device, now)
		return found, crm.Refuse(crm.NotFound, "没有这个查询码，请核对后再输入")
	}
	return found, err
}

// onlineSaid is what the page of a case answers to what was sent: a thank-you, or a form as it was typed.
type onlineSaid struct {
	thanks     string
	supplement *views.Form
	review     *views.Form
}

func (o *online) show(c echo.Context, status int, found db.OnlineCase, said onlineSaid) error {
	zone := found.Project.Zone()
	v := &views.OnlineCaseView{Code: found.QueryCode, No: found.No, Kind: crm.Label(crm.Kinds, string(found.Kind)), Step: crm.OnlineSteps[found.State], Summary: found.Summary, Said: said.thanks,
		Received: views.DateTime(found.ReceivedAt, zone), CanAdd: found.State.Open(), CanReview: found.CanReview, MergedNo: found.MergedNo, Hotline: found.Project.Hotline,
		Supplement: said.supplement, Review: said.review}
	if v.Supplement == nil {
		v.Supplement = &views.Form{Labels: views.OnlineLabels, Key: newKey()}
	}
	if v.Review == nil {
		v.Review = &views.Form{Labels: views.OnlineLabels, Key: newKey()}
	}
	y := found.Current()
	if y.Ack.At != 0 {
		v.Confirmed = views.DateTime(y.Ack.At, zone)
	}
	if y.Response.At != 0 {
		v.Answer, v.AnswerAt = found.ResponseText, views.DateTime(y.Response.At, zone)
	}
	if found.ResolvedAt != 0 {
		v.Result, v.ResultAt = found.Resolution, views.DateTime(found.ResolvedAt, zone)
	}
	for _, added := range found.Added {
		v.Added = append(v.Added, views.Fact{Label: views.DateTime(added.At, zone), Value: added.Text})
	}
	v.Reviewed = reviewWords(found.Case, zone)
	return o.page(c, status, "进度", views.OnlineCase(v))
}

// reviewWords says to who asked for a review how it stands.
func reviewWords(c *crm.Case, zone *time.Location) string {
	switch c.Review {
	case "asked":
		return "已申请，" + views.DateTime(c.ReviewDue(), zone) + " 前答复您"
	case "upheld":
		return "已复核，维持原来的结果"
	case "overturned":
		return "已复核，原来的结果撤销，重新办理"
	}
	return ""
}

func (o *online) supplement(c echo.Context) error {
	device, now := deviceOf(c.RealIP()), o.Now().Unix()
	in := o.input(c)
	found, err := o.byCode(c, in.Raw("code"))
	if err != nil {
		return err
	}
	text := in.Lines("text", 1000)
	if o.forms.full(device, now) {
		return o.show(c, http.StatusTooManyRequests, found, onlineSaid{supplement: in.again(views.OnlineLabels, nil, tooOften)})
	}
	err = in.send(func() error {
		return o.Store.SupplementOnline(c.Request().Context(), db.By{Now: o.Now(), Key: in.key(), Source: c.RealIP()}, found, text)
	})
	if problems := problemsOf(err); len(problems) > 0 {
		return o.show(c, http.StatusUnprocessableEntity, found, onlineSaid{supplement: in.again(views.OnlineLabels, problems, "")})
	}
	if err != nil && asRepeated(err) == nil {
		return err
	}
	o.forms.count(device, now)
	return o.showAgain(c, found, "已补充，工作人员会看到。")
}

func (o *online) review(c echo.Context) error {
	in := o.input(c)
	found, err := o.byCode(c, in.Raw("code"))
	if err != nil {
		return err
	}
	reason := in.Lines("reason", 1000)
	err = in.send(func() error {
		return o.Store.ReviewOnline(c.Request().Context(), db.By{Now: o.Now(), Key: in.key(), Source: c.RealIP()}, found, reason)
	})
	if problems := problemsOf(err); len(problems) > 0 {
		return o.show(c, http.StatusUnprocessableEntity, found, onlineSaid{review: in.again(views.OnlineLabels, problems, "")})
	}
	if err != nil && asRepeated(err) == nil {
		return err
	}
	return o.showAgain(c, found, "已申请复核，5天内答复您。")
}

// showAgain shows a case as it stands after a change.
func (o *online) showAgain(c echo.Context, changed db.OnlineCase, thanks string) error {
	found, err := o.byCode(c, changed.QueryCode)
	if err != nil {
		return err
	}
	return o.show(c, http.StatusOK, found, onlineSaid{thanks: thanks})
}
