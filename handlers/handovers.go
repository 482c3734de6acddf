package handlers

import (
	"time"

	"github.com/labstack/echo/v4"

	"linli/db"
	"linli/db/crm"
	"linli/views"
)

func cardView(card *db.HandoverCard, zone *time.Location) views.HandoverView {
	v := views.HandoverView{Href: recordPath("handover", card.ID), Title: card.Shift.Label(), From: card.From, To: card.To, Note: card.Note,
		Written: views.DateTime(card.WrittenAt, zone), CanTake: card.CanTake, Hidden: card.Hidden}
	if card.TakenAt != 0 {
		v.Taken = views.DateTime(card.TakenAt, zone)
	}
	for _, i := range card.Items {
		v.Items = append(v.Items, views.HandoverLine{Href: recordPath("case", i.CaseID), No: i.No, Summary: i.Summary, Clock: crm.Label(crm.Clocks, string(i.Clock)),
			Due: views.DateTime(i.DueAt, zone), Late: i.DueAt < card.WrittenAt, State: crm.Label(crm.States, string(i.State)), Done: i.Done})
	}
	v.Tasks = handoverTasks(card.Tasks, card.WrittenAt, zone)
	return v
}

// handoverPreview is what a card would hand over that is written now.
func (a *App) handoverPreview(c echo.Context, end *db.ShiftEnd) *views.HandoverLists {
	v, now, zone := &views.HandoverLists{}, a.Now().Unix(), a.zone(c)
	for _, k := range end.Clocks {
		v.Items = append(v.Items, views.HandoverLine{Href: recordPath("case", k.CaseID), No: k.No, Summary: k.Summary, Clock: crm.Label(crm.Clocks, string(k.Name)),
			Due: views.DateTime(k.Clock.DueAt, zone), Late: k.Clock.DueAt < now, State: crm.Label(crm.States, string(k.State))})
	}
	v.Tasks = handoverTasks(end.Tasks, now, zone)
	return v
}

func handoverTasks(tasks []db.Task, at int64, zone *time.Location) (lines []views.HandoverTask) {
	for i := range tasks {
		t := &tasks[i]
		l := taskLine(t)
		line := views.HandoverTask{Title: l.Title, Summary: l.Summary, Whose: l.Whose, Due: views.DateTime(t.DueAt, zone), Late: t.DueAt < at, Done: t.DoneAt != 0}
		if t.Subject == "case" {
			line.Href, line.About = recordPath("case", t.SubjectID), t.SubjectNo
		}
		lines = append(lines, line)
	}
	return lines
}
