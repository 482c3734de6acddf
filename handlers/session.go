package handlers

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
)

// browserStore is a gorilla store whose cookie is a random id and nothing else. What belongs to the id is kept by db, so
// that signing out, disabling an account and role changes act with the next request.
type browserStore struct {
	name   string
	secure bool
}

// Get returns the request's session from gorilla's registry.
func (b browserStore) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(b, name)
}

// New reads the id from the cookie; without a well-formed one the session is new and has no id.
func (b browserStore) New(r *http.Request, name string) (*sessions.Session, error) {
	s := sessions.NewSession(b, name)
	s.Options = &sessions.Options{Path: "/", HttpOnly: true, Secure: b.secure, SameSite: http.SameSiteLaxMode}
	s.IsNew = true
	if c, err := r.Cookie(name); err == nil && len(c.Value) == idLength {
		s.ID, s.IsNew = c.Value, false
	}
	return s, nil
}

// Save sends the id; MaxAge below zero takes it back.
func (b browserStore) Save(_ *http.Request, w http.ResponseWriter, s *sessions.Session) error {
	http.SetCookie(w, sessions.NewCookie(s.Name(), s.ID, s.Options))
	return nil
}

const idLength = 64

// newID is 256 random bits.
func newID() string {
	b := make([]byte, idLength/2)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// secure reports whether people reach the product over https.
func (a *App) secure() bool { return strings.HasPrefix(a.Base, "https://") }

// browser is the session of the browser that asks, known or not.
func (a *App) browser(c echo.Context) *sessions.Session {
	name := "linli"
	if a.secure() {
		name = "__Host-linli"
	}
	s, _ := browserStore{name, a.secure()}.Get(c.Request(), name) // New has no error
	return s
}

// setID gives the browser a fresh id; an empty one removes the cookie.
func (a *App) setID(c echo.Context, id string) error {
	s := a.browser(c)
	s.ID = id
	s.Options.MaxAge = 0
	if id == "" {
		s.Options.MaxAge = -1
	}
	return s.Save(c.Request(), c.Response())
}

// csrfToken belongs to the browser's id: nobody else can compute it, and it ends with the id.
func (a *App) csrfToken(c echo.Context) string {
	id := a.browser(c).ID
	if id == "" {
		return ""
	}
	mac := hmac.New(sha256.New, []byte(a.CSRFKey))
	mac.Write([]byte(id))
	return hex.EncodeToString(mac.Sum(nil))
}

func (a *App) tokenFits(c echo.Context) bool {
	want := a.csrfToken(c)
	got := c.Request().Header.Get("X-CSRF-Token")
	if got == "" {
		got = c.Request().PostFormValue("_csrf")
	}
	return want != "" && hmac.Equal([]byte(want), []byte(got))
}

func session(c echo.Context) db.Session {
	s, _ := c.Get("session").(db.Session)
	return s
}

// staff is who asks; the zero value is nobody.
func staff(c echo.Context) crm.Staff { return session(c).Staff }

// by is the actor, the moment and the key of a change.
func (a *App) by(c echo.Context) db.By {
	key := ""
	if c.Request().PostForm != nil {
		key = c.Request().PostForm.Get("_key")
	}
	return db.By{Staff: staff(c), Now: a.Now(), Key: key, Source: c.RealIP()}
}

// identify finds out who asks. Idle too long or past the absolute limit counts as nobody; requests a page sends by itself
// (X-Background) are no use.
func (a *App) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		id := a.browser(c).ID
		if id == "" || isStatic(c) {
			return next(c)
		}
		ctx, now := c.Request().Context(), a.Now().Unix()
		ses, err := a.Store.SessionByHash(ctx, db.HashID(id), now)
		if crm.Is(err, crm.NotFound) {
			return next(c)
		}
		if err != nil {
			return err
		}
		settings, err := a.Store.Settings(ctx, ses.Project.ID)
		if err != nil {
			return err
		}
		if ses.Expired(settings, now) {
			c.Set("expired", true)
			return next(c)
		}
		a.noteUse(c, ses, now-ses.UsedAt)
		c.Set("session", ses)
		return next(c)
	}
}

// noteUse keeps the session's mark. A full disk must not take the pages away, so a failure is only logged.
func (a *App) noteUse(c echo.Context, ses db.Session, idle int64) {
	if idle < 60 || c.Request().Header.Get("X-Background") != "" {
		return
	}
	if err := a.Store.TouchSession(c.Request().Context(), ses.IDHash, a.Now().Unix()); err != nil {
		a.Log.Error("session", "error", err.Error(), "request_id", requestID(c))
	}
}
