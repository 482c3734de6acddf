package handlers

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

func (a *App) preferenceForm(c echo.Context) (formPage, crm.CustomerHead, error) {
	p, h, err := a.fileForm(c, "记录偏好", "profile#likes", "preferences")
	p.fields = []views.Field{
		{Name: "key", Label: "类别", Type: "select", Empty: "请选择", Options: views.Choices(crm.PreferenceKeys), Required: true, Hint: "联系方式和时段在“编辑”里填写"},
		{Name: "value", Label: "内容", Max: crm.MaxPreference, Required: true, Hint: "是否接受上门、大字版填“是”或“否”"},
		{Name: "source", Label: "来源", Type: "select", Empty: "请选择", Options: views.Choices(crm.PreferenceSources), Required: true},
		{Name: "recorded_on", Label: "记录日期", Type: "date", Hint: "留空就是今天"}}
	return p, h, err
}

// newPreference asks what the customer likes.
func (a *App) newPreference(c echo.Context) error {
	p, _, err := a.preferenceForm(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, url.Values{"source": {"told"}}, 0)
}

// addPreference writes it down.
func (a *App) addPreference(c echo.Context) error {
	p, h, err := a.preferenceForm(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	like := crm.Preference{Key: in.Raw("key"), Value: in.Text("value", crm.MaxPreference), Source: in.Raw("source"), RecordedOn: in.Date("recorded_on")}
	if err = in.Err(); err == nil {
		_, err = a.Store.AddPreference(c.Request().Context(), a.by(c), h.Customer.ID, like)
	}
	return a.answerForm(c, p, in, nil, err, "偏好已记录")
}

func (a *App) tagForm(c echo.Context) (formPage, crm.CustomerHead, error) {
	p, h, err := a.fileForm(c, "添加标签", "profile#likes", "tags")
	var offered []string
	for _, t := range crm.OrdinaryTags {
		offered = append(offered, t.Label)
	}
	p.fields = []views.Field{{Name: "tag", Label: "标签", Max: 40, Required: true,
		Hint: "如 " + strings.Join(offered, "、") + "；不评价为人，不涉及健康、民族、宗教、政治"}}
	return p, h, err
}

// newTag asks for an ordinary tag.
func (a *App) newTag(c echo.Context) error {
	p, _, err := a.tagForm(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, nil, 0)
}

// addTag puts it on.
func (a *App) addTag(c echo.Context) error {
	p, h, err := a.tagForm(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	tag := in.Text("tag", 40)
	if err = in.Err(); err == nil {
		_, err = a.Store.AddTag(c.Request().Context(), a.by(c), h.Customer.ID, tag)
	}
	return a.answerForm(c, p, in, nil, err, "标签已添加")
}

func (a *App) careForm(c echo.Context) (formPage, crm.CustomerHead, error) {
	p, h, err := a.fileForm(c, "添加关怀标签", "profile#likes", "care")
	purpose, _ := crm.PurposeOf(crm.ConsentCare)
	p.lead += "。只有管家、客服主管和项目经理看得到；撤回同意即失效。请先念给客户听：" + purpose.Text
	p.fields = append([]views.Field{{Name: "tag", Label: "关怀标签", Type: "radio", Options: views.Choices(crm.CareTags), Required: true}}, consentFields()...)
	return p, h, err
}

// newCare asks for a care tag and for the consent it stands on.
func (a *App) newCare(c echo.Context) error {
	p, _, err := a.careForm(c)
	if err != nil {
		return err
	}
	return a.askForm(c, p, nil, 0)
}

// addCare puts it on.
func (a *App) addCare(c echo.Context) error {
	p, h, err := a.careForm(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	tag, consent := in.Raw("tag"), readConsent(in)
	if err = in.Err(); err == nil {
		err = a.Store.AddCare(c.Request().Context(), a.by(c), h.Customer.ID, tag, consent)
	}
	return a.answerForm(c, p, in, nil, err, "关怀标签已添加")
}

// endTag takes a tag off.
func (a *App) endTag(c echo.Context) error { return a.end(c, "tag", a.Store.EndTag, "标签已去掉") }

// endPreference says that a preference holds no longer.
func (a *App) endPreference(c echo.Context) error {
	return a.end(c, "preference", a.Store.EndPreference, "偏好已去掉")
}

// end ends something of a file by one button; somebody quicker is said above the tab.
func (a *App) end(c echo.Context, part string, end func(ctx context.Context, by db.By, customerID, seen, id int64) error, said string) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	partOf, err := partID(c, part)
	if err != nil {
		return err
	}
	in := a.input(c)
	seen := in.Version()
	if err := in.Err(); err != nil {
		return err
	}
	err = end(c.Request().Context(), a.by(c), id, seen, partOf)
	if stale := asStale(err); stale != nil {
		return a.showProfile(c, http.StatusConflict, id, staleSentence(stale, a.zone(c)))
	}
	if err != nil {
		return err
	}
	a.say(c, said)
	return a.redirect(c, recordPath("customer", id)+"/profile#likes")
}
