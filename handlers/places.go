package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
	qrcode "github.com/skip2/go-qrcode"

	"linli/db"
	"linli/views"
)

func placeForm() formPage {
	return formPage{title: "新增位置二维码", lead: "打印后贴在现场，业主扫码就能就这个位置提交诉求。", url: "/places", back: "/places",
		fields: []views.Field{{Name: "place", Label: "位置", Max: 60, Required: true, Autofocus: true, Hint: "如 东门岗亭、3栋1单元电梯厅"}}}
}

// placesPage lists the places that have a code to scan.
func (a *App) placesPage(c echo.Context) error {
	list, err := a.Store.PlaceCodes(c.Request().Context(), staff(c))
	if err != nil {
		return err
	}
	v := &views.PlacesView{Nav: fileTabs(c), Closed: a.PublicBase == ""}
	for _, p := range list {
		v.Lines = append(v.Lines, a.placeView(p))
	}
	page := views.PlacesPage(v)
	return a.render(c, http.StatusOK, "位置二维码", page, page)
}

func (a *App) placeView(p db.PlaceCode) views.PlaceLine {
	return views.PlaceLine{Href: recordPath("place", p.ID), Place: p.Place, Address: a.placeAddress(p), Form: &views.Form{Key: newKey(), Version: p.Version}}
}

// placeAddress is what the code of a place leads to, empty while owners have no address to come to.
func (a *App) placeAddress(p db.PlaceCode) string {
	if a.PublicBase == "" {
		return ""
	}
	return strings.TrimRight(a.PublicBase, "/") + "/p/" + p.Code
}

func (a *App) newPlace(c echo.Context) error { return a.askForm(c, placeForm(), url.Values{}, 0) }

func (a *App) addPlace(c echo.Context) error {
	in := a.input(c)
	place := in.Text("place", 60)
	err := in.send(func() error { return a.Store.AddPlaceCode(c.Request().Context(), a.by(c), place) })
	return a.answerForm(c, placeForm(), in, nil, err, "已新增："+place)
}

// placeCode is one of the project's by the number in the address.
func (a *App) placeCode(c echo.Context) (db.PlaceCode, error) {
	id, err := pathID(c)
	if err != nil {
		return db.PlaceCode{}, err
	}
	return a.Store.PlaceCode(c.Request().Context(), staff(c), id)
}

// placePage is the sheet for the wall.
func (a *App) placePage(c echo.Context) error {
	p, err := a.placeCode(c)
	if err != nil {
		return err
	}
	v := a.placeView(p)
	v.Project, v.Hotline, v.Ended = session(c).Project.Name, session(c).Project.Hotline, p.EndedAt != 0
	page := views.PlacePage(&v)
	return a.render(c, http.StatusOK, "位置二维码", page, page)
}

// placeQR is the code on the sheet.
func (a *App) placeQR(c echo.Context) error {
	p, err := a.placeCode(c)
	if err != nil {
		return err
	}
	text := a.placeAddress(p)
	if text == "" {
		text = p.Code
	}
	png, err := qrcode.Encode(text, qrcode.Medium, 2*qrPixels)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "image/png", png)
}

// endPlace takes a code out of use.
func (a *App) endPlace(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	seen := in.Version()
	if err := in.send(func() error { return a.Store.EndPlaceCode(c.Request().Context(), a.by(c), id, seen) }); err != nil {
		return err
	}
	a.say(c, "二维码已停用，请取下现场的那一张")
	return a.redirect(c, "/places")
}
