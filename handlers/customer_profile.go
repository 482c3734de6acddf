package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"linli/views"
)

// customerProfile is the tab of what is known about the customer.
func (a *App) customerProfile(c echo.Context) error {
	h, err := a.customerHead(c)
	if err != nil {
		return err
	}
	v := &views.CustomerProfile{Facts: a.customerFacts(c, h.Customer), Note: h.Customer.Note}
	return a.customerTab(c, http.StatusOK, "profile", headView(staff(c), h), views.CustomerProfileTab(v))
}
