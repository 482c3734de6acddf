package handlers

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

var statuses = map[crm.Code]int{
	crm.Invalid: http.StatusUnprocessableEntity, crm.NotFound: http.StatusNotFound, crm.Forbidden: http.StatusForbidden,
	crm.Conflict: http.StatusConflict, crm.Full: http.StatusInsufficientStorage, crm.TooMany: http.StatusTooManyRequests, crm.Gone: http.StatusGone, crm.TooLarge: http.StatusRequestEntityTooLarge,
}

var sentences = map[int]string{
	http.StatusBadRequest:            "请求不完整，请返回重试",
	http.StatusForbidden:             "您没有查看或办理这项内容的权限",
	http.StatusNotFound:              "没有找到这个页面或记录",
	http.StatusMethodNotAllowed:      "这个地址不支持该操作",
	http.StatusRequestEntityTooLarge: "提交的内容过大，没有保存，请缩短后再提交",
	http.StatusTooManyRequests:       "操作太频繁，请稍后再试",
	http.StatusUnprocessableEntity:   "提交的内容无法识别，请检查后重试",
}

const unexpected = "系统出错了，内容可能没有保存。请重试；如仍然出错，请把编号告诉系统管理员"

// statusOf says what an error means to the person who asked.
func statusOf(err error, zone *time.Location) (status int, message string) {
	var refusal *crm.Error
	var stale *db.Stale
	var web *echo.HTTPError
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &refusal):
		message = refusal.Message
		if len(refusal.Fields) == 1 {
			for _, problem := range refusal.Fields {
				message = problem
			}
		}
		return statuses[refusal.Code], message
	case errors.As(err, &stale):
		return http.StatusConflict, staleSentence(stale, zone)
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge, sentences[http.StatusRequestEntityTooLarge]
	case errors.As(err, &web) && web.Code < 500:
		if s := sentences[web.Code]; s != "" {
			return web.Code, s
		}
		return web.Code, sentences[http.StatusBadRequest]
	}
	return http.StatusInternalServerError, unexpected
}

// staleSentence tells who was quicker.
func staleSentence(s *db.Stale, zone *time.Location) string {
	who := s.By
	if who == "" {
		who = "他人"
	}
	if s.At != 0 {
		who += "于" + time.Unix(s.At, 0).In(zone).Format("2006-01-02 15:04")
	}
	return "已被" + who + "修改，请核对后保存"
}

// answerError is the one place where an error becomes an answer; the chain goes to the log once, for what nobody expected.
func (a *App) answerError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	status, message := statusOf(err, a.zone(c))
	if status >= 500 {
		a.Log.Error("request failed", "error", err.Error(), "route", c.Path(), "request_id", requestID(c))
	}
	if status == http.StatusConflict && partial(c) { // pages swap a 409 in place, and a sentence is no form
		c.Response().Header().Set("HX-Retarget", "#notice")
		c.Response().Header().Set("HX-Reswap", "innerHTML")
	}
	if c.Request().Method == http.MethodHead {
		err = c.NoContent(status)
	} else {
		err = a.render(c, status, "提示", views.ErrorPage(status, message, requestID(c), unsent(c, status)), views.ErrorAlert(message, requestID(c)))
	}
	if err != nil {
		a.Log.Error("error page failed", "error", err.Error(), "request_id", requestID(c))
		if !c.Response().Committed {
			_ = c.NoContent(status) // no page, but no success either
		}
	}
}

// passwordFields are never shown to anybody.
var passwordFields = []string{"password", "current", "new", "repeat"}

// unsent is a form that could not be kept, for a browser without scripts to show and send again; nil where there is none, or one
// with a password.
func unsent(c echo.Context, status int) *views.Unsent {
	form := c.Request().PostForm
	if status < http.StatusInternalServerError || staff(c).ID == 0 || partial(c) || len(form) == 0 || slices.ContainsFunc(passwordFields, form.Has) {
		return nil
	}
	u := &views.Unsent{Path: c.Request().URL.EscapedPath()}
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, value := range form[name] {
			if name != "_csrf" {
				u.Names, u.Values = append(u.Names, name), append(u.Values, value)
			}
			if strings.ContainsFunc(value, func(r rune) bool { return r > unicode.MaxASCII }) {
				u.Words = append(u.Words, value)
			}
		}
	}
	return u
}

// asRepeated finds the first answer to a form that was sent before.
func asRepeated(err error) *db.Repeated {
	var r *db.Repeated
	if errors.As(err, &r) {
		return r
	}
	return nil
}

// asStale finds the save that came too late.
func asStale(err error) *db.Stale {
	var s *db.Stale
	if errors.As(err, &s) {
		return s
	}
	return nil
}

// problemsOf are the sentences at the fields of a refused form.
func problemsOf(err error) map[string]string {
	var refusal *crm.Error
	if errors.As(err, &refusal) {
		return refusal.Fields
	}
	return nil
}
