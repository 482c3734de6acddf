package handlers

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// feesShown is how many fees the tab shows unless asked for all: three items a month for a year.
const feesShown = 36

// customerServices is the tab of fees, value-added services and referrals.
func (a *App) customerServices(c echo.Context) error {
	h, err := a.customerHead(c)
	if err != nil {
		return err
	}
	ctx, who, id, today := c.Request().Context(), staff(c), h.Customer.ID, a.today(c)
	fees, err := a.Store.Fees(ctx, who, id)
	if err != nil {
		return err
	}
	v := &views.CustomerServices{ID: strconv.FormatInt(id, 10), CanEdit: h.MayEdit}
	ratio := crm.OnTimeRatio(fees, today)
	v.OnTime, v.OnTimeWhy = ratio.String(), onTimeSentence(ratio, today)
	if len(fees) > feesShown && c.QueryParam("fees") != "all" {
		fees, v.MoreFees = fees[:feesShown], "/customers/"+v.ID+"/services?fees=all"
	}
	for _, f := range fees {
		v.Fees = append(v.Fees, feeRow(who, f, today))
	}
	usages, err := a.Store.Usages(ctx, who, id)
	if err != nil {
		return err
	}
	for _, u := range usages {
		v.Usages = append(v.Usages, views.UsageRow{Service: u.Service, On: u.UsedOn, Qty: strconv.FormatInt(u.Qty, 10), Amount: views.Yuan(u.AmountFen)})
	}
	if v.Referrals, err = a.referralRows(c, h); err != nil {
		return err
	}
	if v.Vehicles, err = a.Store.Vehicles(ctx, who, id); err != nil {
		return err
	}
	if v.Events, err = a.attendanceRows(c, id); err != nil {
		return err
	}
	own, around, err := a.Store.Rhythm(ctx, who, id, today, a.zone(c))
	if err != nil {
		return err
	}
	v.Rhythm = a.rhythmView(c, own, around)
	speed, err := a.Store.CustomerSpeed(ctx, who, id, a.Now().Unix())
	if err != nil {
		return err
	}
	if speed != nil {
		v.Speed = &views.CustomerSpeedView{None: speed.None, Own: speedCells(&speed.Own), All: speedCells(&speed.All)}
	}
	return a.customerTab(c, http.StatusOK, "services", headView(who, h), views.CustomerServicesTab(v))
}

// attendanceRows are the activities in the file of a customer.
func (a *App) attendanceRows(c echo.Context, customer int64) ([]views.AttendanceRow, error) {
	list, err := a.Store.CustomerActivities(c.Request().Context(), staff(c), customer)
	rows := make([]views.AttendanceRow, len(list))
	for i, x := range list {
		rows[i] = views.AttendanceRow{On: views.Date(x.StartsAt, a.zone(c)), Title: x.Title, Kind: crm.Label(crm.ActivityKinds, x.Kind), Status: views.AttendanceBadge(x.Status)}
		if x.Cancelled {
			rows[i].Status = views.ActivityBadge(crm.ActivityCancelled)
		}
		if staff(c).May(crm.ActivityEdit) {
			rows[i].Href = recordPath("activity", x.ActivityID)
		}
	}
	return rows, err
}

func onTimeSentence(r crm.Ratio, today string) string {
	from := crm.AddMonths(today, -12)
	if r.Den == 0 {
		return fmt.Sprintf("%s 之后至 %s 没有到期且无争议的物业费，按时率无从计算。", from, today)
	}
	return fmt.Sprintf("%s 之后至 %s 到期的 %d 笔无争议物业费中，%d 笔在应缴日前缴清。", from, today, r.Den, r.Num)
}

var feeTones = map[string]views.BadgeView{"not_due": {Tone: "gray", Icon: "clock"}, "paid": {Tone: "green", Icon: "circle-check"},
	"partly_paid": {Tone: "blue", Icon: "receipt"}, "overdue": {Tone: "orange", Icon: "alert-triangle"}, "disputed": {Tone: "purple", Icon: "message-report"}}

func feeRow(who crm.Staff, f crm.Fee, today string) views.FeeRow {
	status := f.Status(today)
	r := views.FeeRow{Room: f.Room, Item: crm.Label(crm.FeeItems, f.Item), Period: f.Period, Net: views.Yuan(f.NetFen()), Received: views.Yuan(f.ReceivedFen(today)), DueOn: f.DueOn, Status: feeTones[status]}
	r.Status.Text = crm.Label(crm.FeeStatuses, status)
	if f.Disputed && f.DisputedCase != 0 && who.May(crm.CaseRead) {
		r.CaseNo, r.CaseHref = f.DisputedCaseNo, recordPath("case", f.DisputedCase)
	}
	if who.May(crm.FeeDispute) {
		r.DisputeURL = fmt.Sprintf("/customers/%d/fees/%d/dispute", f.CustomerID, f.ID)
	}
	return r
}

var referralTones = map[string]views.BadgeView{"pending": {Tone: "blue", Icon: "clock"}, "successful": {Tone: "green", Icon: "circle-check"}, "void": {Tone: "gray", Icon: "ban"}}

func (a *App) referralRows(c echo.Context, h crm.CustomerHead) ([]views.ReferralRow, error) {
	list, err := a.Store.Referrals(c.Request().Context(), staff(c), h.Customer.ID)
	if err != nil {
		return nil, err
	}
	rows := make([]views.ReferralRow, len(list))
	for i, r := range list {
		rows[i] = views.ReferralRow{Who: r.OtherName, On: r.ReferredOn, Direction: "推荐了", Status: referralTones[r.Status], Why: r.Why}
		rows[i].Status.Text = crm.Label(crm.ReferralStatuses, r.Status)
		other := r.ReferredID
		if r.ReferrerID != h.Customer.ID {
			other, rows[i].Direction = r.ReferrerID, "由其推荐："
		} else if r.Status == "pending" && h.MayEdit {
			rows[i].DecideURL = fmt.Sprintf("/customers/%d/referrals/%d", h.Customer.ID, r.ID)
		}
		if r.Reached {
			rows[i].Href = recordPath("customer", other)
		}
	}
	return rows, nil
}

func (a *App) rhythmView(c echo.Context, own, around crm.Rhythm) views.RhythmView {
	v := views.RhythmView{Last: "没有诉求"}
	if own.Last != 0 {
		v.Last = "最近一次 " + views.Date(own.Last, a.zone(c))
	}
	if around.Customers > 0 {
		v.Around = around.Segment + "栋每百人"
	}
	month := crm.PeriodOf(a.Now().Unix(), a.zone(c))
	busiest := max(own.Busiest(), 1)
	for i := len(own.Months) - 1; i >= 0; i-- {
		n := own.Months[i]
		v.Months = append(v.Months, views.MonthCount{Label: strconv.Itoa(int(month.Month)) + "月", Count: strconv.FormatInt(n, 10), Share: n * 100 / busiest})
		month = month.Last()
	}
	for i, j := 0, len(v.Months)-1; i < j; i, j = i+1, j-1 {
		v.Months[i], v.Months[j] = v.Months[j], v.Months[i]
	}
	for _, line := range []struct {
		label  string
		figure func(crm.Rhythm) int64
	}{{"投诉", func(r crm.Rhythm) int64 { return r.Complaints }}, {"报修", func(r crm.Rhythm) int64 { return r.Repairs }},
		{"其他诉求", func(r crm.Rhythm) int64 { return r.Others }}, {"增值服务次数", func(r crm.Rhythm) int64 { return r.Uses }},
		{"参加活动次数", func(r crm.Rhythm) int64 { return r.Events }}} {
		v.Rows = append(v.Rows, views.RhythmRow{Label: line.label, Own: strconv.FormatInt(line.figure(own), 10), Around: around.PerHundred(line.figure(around))})
	}
	return v
}
