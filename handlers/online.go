package handlers

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"linli/db"
	"linli/db/crm"
	"linli/static"
	"linli/views"
)

// online is the owners' side: a form, and how a case stands under its code. It has no session and knows nobody.
type online struct {
	*App
	forms  *limiter // sent forms of a device
	misses *limiter // codes that do not exist
}

// OnlineRoutes is everything that the owners' listener answers.
func OnlineRoutes() []Route {
	list := make([]Route, len(onlineRoutes))
	for i, r := range onlineRoutes {
		list[i] = Route{Method: r.method, Path: r.path, Capability: crm.Public}
	}
	return list
}

var onlineRoutes = []struct {
	method, path string
	handle       func(*online, echo.Context) error
}{
	{"GET", "/", (*online).form},
	{"POST", "/", (*online).send},
	{"GET", "/p/{place}", (*online).form},
	{"POST", "/p/{place}", (*online).send},
	{"GET", "/q", (*online).askCode},
	{"POST", "/q", (*online).status},
	{"GET", "/q/{code}", (*online).statusByLink},
	{"POST", "/q/supplement", (*online).supplement},
	{"POST", "/q/review", (*online).review},
}

// OnlineHandler builds the owners' side.
func (a *App) OnlineHandler() http.Handler {
	o := &online{App: a, forms: newLimiter(5, 3600), misses: newLimiter(10, 3600)}
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = echo.ExtractIPDirect()
	e.HTTPErrorHandler = o.answerError
	e.Pre(middleware.RequestID(), o.logOnline, middleware.RecoverWithConfig(middleware.RecoverConfig{LogErrorFunc: a.logPanic}),
		middleware.SecureWithConfig(middleware.SecureConfig{ContentTypeNosniff: "nosniff", XFrameOptions: "DENY", ReferrerPolicy: "no-referrer", ContentSecurityPolicy: contentPolicy}),
		keepNothing, plainPaths, sameOrigin)
	e.GET("/static/*", echo.WrapHandler(static.Handler()))
	for _, r := range onlineRoutes {
		e.Add(r.method, echoPath(r.path), o.open(r.handle))
	}
	return e
}

// logOnline writes the pattern of a route and no address, which may be a code.
func (o *online) logOnline(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := next(c); err != nil {
			c.Error(err)
		}
		if !isStatic(c) {
			o.Log.Info("online", "method", c.Request().Method, "route", c.Path(), "status", c.Response().Status, "request_id", requestID(c))
		}
		return nil
	}
}

// open reads the form before a handler gets it.
func (o *online) open(handle func(*online, echo.Context) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := readForm(c, Route{Method: c.Request().Method, Path: c.Path()}); err != nil {
			return err
		}
		if c.Request().Method == http.MethodPost && !o.stamped(c) {
			return crm.Refuse(crm.Forbidden, "页面已过期，请刷新后重新提交")
		}
		return handle(o, c)
	}
}

// stamp marks a form as ours, with the second it was drawn.
func (o *online) stamp() string {
	at := strconv.FormatInt(o.Now().Unix(), 10)
	return at + "." + o.sign(at)
}

func (o *online) sign(at string) string {
	mac := hmac.New(sha256.New, []byte(o.CSRFKey))
	mac.Write([]byte("online " + at))
	return hex.EncodeToString(mac.Sum(nil))
}

const stampAge = 24 * 3600

func (o *online) stamped(c echo.Context) bool {
	at, mark, _ := strings.Cut(c.Request().PostFormValue("_csrf"), ".")
	drawn, err := strconv.ParseInt(at, 10, 64)
	now := o.Now().Unix()
	return err == nil && hmac.Equal([]byte(mark), []byte(o.sign(at))) && drawn <= now && now-drawn <= stampAge
}

// answerError says in a sentence what went wrong, without anything of the office.
func (o *online) answerError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	if asStale(err) != nil { // who was quicker is nobody's business here
		err = crm.Refuse(crm.Conflict, "这件诉求刚刚有了变化，请重新查询后再提交")
	}
	status, message := statusOf(err, nil)
	if status >= 500 {
		o.Log.Error("online", "error", err.Error(), "route", c.Path(), "request_id", requestID(c))
	}
	_ = o.page(c, status, "提示", views.OnlineMessage(message))
}

func (o *online) page(c echo.Context, status int, title string, body templ.Component) error {
	s := &views.Shell{Title: title, Path: c.Request().URL.Path, ServerTime: o.Now().Unix(), TestMode: o.TestMode, CSRF: o.stamp()}
	return send(c, s, status, views.OnlinePage(s, body))
}

// where is the project and the place of a form: by the code on a sheet, otherwise the project named, or the only one.
func (o *online) where(c echo.Context) (project db.Project, place string, err error) {
	if code := c.Param("place"); code != "" {
		place, project, err = o.Store.PlaceOf(c.Request().Context(), code)
		return project, place, err
	}
	all, err := o.Store.Projects(c.Request().Context())
	if err != nil {
		return project, "", err
	}
	for _, p := range all {
		if p.Code == c.FormValue("project") || len(all) == 1 {
			return p, "", nil
		}
	}
	return project, "", nil
}

func (o *online) form(c echo.Context) error {
	return o.drawForm(c, http.StatusOK, &views.Form{Key: newKey(), Values: url.Values{"kind": {"complaint"}}})
}

func (o *online) drawForm(c echo.Context, status int, f *views.Form) error {
	project, place, err := o.where(c)
	if err != nil {
		return err
	}
	v := &views.OnlineFormView{Form: f, Project: project.Name, Place: place, URL: c.Request().URL.Path, Hotline: project.Hotline, Notice: crm.PrivacyNotice}
	if project.ID == 0 {
		all, err := o.Store.Projects(c.Request().Context())
		if err != nil {
			return err
		}
		for _, p := range all {
			v.Projects = append(v.Projects, views.Option{Value: p.Code, Label: p.Name})
		}
	}
	f.Labels = views.OnlineLabels
	return o.page(c, status, "诉求登记", views.OnlineForm(v))
}

const tooOften = "提交过于频繁，请一小时后再试，或致电物业服务中心"

// send registers what was written. The code stands on the answer, once; nothing of it stands in an address.
func (o *online) send(c echo.Context) error {
	device, now := deviceOf(c.RealIP()), o.Now().Unix()
	project, place, err := o.where(c)
	if err != nil {
		return err
	}
	in := o.input(c)
	n := readOnline(in, place)
	if o.forms.full(device, now) {
		return o.drawForm(c, http.StatusTooManyRequests, in.again(nil, nil, tooOften))
	}
	if in.Raw("website") != "" { // no person sees this field
		return o.page(c, http.StatusOK, "已收到", views.OnlineMessage("已收到。"))
	}
	in.Problems.Check(project.ID != 0, "project", "请选择小区")
	in.Problems.Check(in.On("agree"), "agree", "请先阅读并同意个人信息处理说明")
	in.Problems.Check(n.Anonymous || n.CallerName != "" && n.CallerPhone != "", "caller_name", "请填写姓名和电话，或选择匿名")
	_, wrong := n.Check(crm.Act{Now: o.Now().Unix()})
	for name, problem := range problemsOf(wrong) {
		in.Problems.Check(name == "room" && n.Room != "" || name == "customer_id", name, problem) // these are found out by registering
	}
	var registered *crm.Case
	err = in.send(func() (err error) {
		registered, err = o.Store.RegisterOnline(c.Request().Context(), db.By{Now: o.Now(), Key: in.key(), Source: c.RealIP()}, project, n)
		return err
	})
	if first := asRepeated(err); first != nil {
		return o.page(c, http.StatusOK, "已收到", views.OnlineMessage("这份诉求已经收到，查询码在第一次提交后的页面上。"))
	}
	if problems := problemsOf(err); len(problems) > 0 {
		return o.drawForm(c, http.StatusUnprocessableEntity, in.again(nil, aboutProblems(problems), ""))
	}
	if err != nil {
		return err
	}
	o.forms.count(device, now)
	v := &views.OnlineSentView{No: registered.No, Code: registered.QueryCode, Until: views.DateTime(registered.Current().Ack.DueAt, project.Zone()), Hotline: project.Hotline}
	return o.page(c, http.StatusOK, "已收到", views.OnlineSent(v))
}

// aboutProblems are problems in the words of this form, which asks for category and sub-category in one.
func aboutProblems(problems map[string]string) map[string]string {
	named := make(map[string]string, len(problems))
	for name, problem := range problems {
		switch name {
		case "category", "sub_category":
			name, problem = "about", "请选择类别"
		case "summary":
			problem = "请用5到200个字说明"
		}
		named[name] = problem
	}
	return named
}

func readOnline(in *form, place string) db.NewCase {
	category, sub, _ := strings.Cut(in.Raw("about"), "|")
	n := db.NewCase{Room: in.Text("room", 60), CallerName: in.Text("caller_name", 60), CallerPhone: in.Text("caller_phone", 60), Registration: crm.Registration{
		Kind: crm.Kind(in.Raw("kind")), Channel: "web_form", Category: category, SubCategory: sub, Place: in.Text("place", 100),
		Anonymous: in.On("anonymous"), Summary: in.Text("summary", 200), Detail: in.Lines("detail", 5000), RemedyWanted: in.Text("remedy_wanted", 200)}}
	if place != "" {
		n.Channel, n.Place, n.Room = "qr", place, ""
	}
	if n.Anonymous {
		n.CallerName, n.CallerPhone = "", ""
	}
	return n
}
