// Package handlers answers requests: who asks, what is asked, one store call, which view.
package handlers

import (
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"linli/db"
	"linli/db/crm"
	"linli/static"
)

// App answers requests with a store, a log and a clock.
type App struct {
	Store *db.Store
	Log   *slog.Logger
	Now   func() time.Time
	// Base is the configured address people use; https makes cookies Secure. Links are never built from Host.
	Base     string
	TestMode bool // a banner on every page
	// PublicBase is the address of the owners' own listener; empty while there is none.
	PublicBase string
	CSRFKey    string
	Counts     Counts
	Trouble    func() Trouble // nil = none ever
	// LastBackup is when the data was last copied by itself, zero for never; nil where nobody does.
	LastBackup func() (time.Time, error)

	hub     *hub
	boards  boardCache
	once    onceBox
	notices sync.Map // hash of the session's id → what its next page says
}

// Trouble is what is wrong with the machine, in sentences for people.
type Trouble struct {
	Stops string // why nothing can be saved; empty when things can
	Warns string // for those who look after the machine
}

func (a *App) trouble() Trouble {
	if a.Trouble == nil {
		return Trouble{}
	}
	return a.Trouble()
}

// Counts are kept since the start, for a monitor.
type Counts struct {
	Answers [6]atomic.Int64 // by the first digit of the status
	Panics  atomic.Int64
}

// contentPolicy allows what is embedded and nothing else, on errors too.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"

// Handler builds the web side of the product. It fails when a route declares no right.
func (a *App) Handler() (http.Handler, error) {
	a.hub = newHub(a.Now())
	a.Store.Moved = a.hub.moved
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = echo.ExtractIPDirect()
	e.HTTPErrorHandler = a.answerError
	e.Pre(middleware.RequestID(), a.logRequests,
		middleware.RecoverWithConfig(middleware.RecoverConfig{LogErrorFunc: a.logPanic}),
		middleware.SecureWithConfig(middleware.SecureConfig{ContentTypeNosniff: "nosniff", XFrameOptions: "DENY", ReferrerPolicy: "no-referrer", ContentSecurityPolicy: contentPolicy}),
		keepNothing, plainPaths, sameOrigin)
	e.Use(middleware.GzipWithConfig(middleware.GzipConfig{Level: 1, MinLength: 1024, Skipper: unpacked}), a.identify)
	e.GET("/static/*", echo.WrapHandler(static.Handler()))
	e.HEAD("/static/*", echo.WrapHandler(static.Handler()))
	for _, r := range Routes() {
		if !crm.KnownCapability(r.Capability) {
			return nil, &routeError{r}
		}
		e.Add(r.Method, echoPath(r.Path), a.guard(r))
	}
	return e, nil
}

type routeError struct{ r Route }

func (e *routeError) Error() string {
	return "route " + e.r.Method + " " + e.r.Path + " declares no known right"
}

// Stop ends the streams of open pages, so that the program can end; pages that are being answered go on.
func (a *App) Stop() { a.hub.stop() }

// unpacked are answers that are not compressed on their way: packed files, and events that must not wait for each other.
func unpacked(c echo.Context) bool {
	return isStatic(c) || c.Request().URL.Path == "/events" || takesPacked(c) || c.Path() == echoPath("/cases/{id}/attachments/{file}")
}

func isStatic(c echo.Context) bool { return strings.HasPrefix(c.Request().URL.Path, "/static/") }

// keepNothing tells browsers to store no answer but the static files, which say so themselves.
func keepNothing(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !isStatic(c) {
			c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
		}
		return next(c)
	}
}

// echoPath turns /cases/{id} into Echo's /cases/:id.
func echoPath(path string) string { return strings.NewReplacer("{", ":", "}", "").Replace(path) }

// plainPaths refuses other spellings of a path: encoded slashes, doubled ones, dots.
func plainPaths(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		u := c.Request().URL
		if strings.Contains(strings.ToLower(u.RawPath), "%2f") || strings.Contains(u.Path, "//") || strings.Contains(u.Path, "/.") || strings.ContainsAny(u.Path, "\\\x00") {
			return echo.ErrNotFound
		}
		return next(c)
	}
}

// sameOrigin refuses changes sent by a page of another origin, whatever token they carry.
func sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	cross := http.NewCrossOriginProtection()
	return func(c echo.Context) error {
		if err := cross.Check(c.Request()); err != nil {
			return echo.ErrForbidden
		}
		return next(c)
	}
}

// logRequests writes one line a request: the route's pattern, never an address that may hold a name.
func (a *App) logRequests(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		if err := next(c); err != nil {
			c.Error(err)
		}
		if class := c.Response().Status / 100; class < len(a.Counts.Answers) {
			a.Counts.Answers[class].Add(1)
		}
		if isStatic(c) {
			return nil
		}
		a.Log.LogAttrs(c.Request().Context(), slog.LevelInfo, "request", slog.String("method", c.Request().Method), slog.String("route", c.Path()),
			slog.Int("status", c.Response().Status), slog.Int64("duration_ms", time.Since(start).Milliseconds()),
			slog.Int64("staff", staff(c).ID), slog.String("request_id", requestID(c)))
		return nil
	}
}

func (a *App) logPanic(c echo.Context, err error, stack []byte) error {
	a.Counts.Panics.Add(1)
	a.Log.Error("panic", "error", err.Error(), "stack", string(stack), "request_id", requestID(c))
	return err
}

func requestID(c echo.Context) string { return c.Response().Header().Get(echo.HeaderXRequestID) }
