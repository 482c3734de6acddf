package db

import (
	"context"
	"time"

	"linli/db/crm"
)

// caseTable lists cases with the columns of the screen, each as the person who asked may see it; in a masked file nobody has
// a given name.
func (s *Store) caseTable(ctx context.Context, by By, f CaseFilter, plain bool, zone *time.Location) exportTable {
	t := exportTable{heading: []any{"编号", "类型", "等级", "紧急", "摘要", "诉求人", "位置", "状态", "下一时限", "到期时间", "超时", "部门", "经办人", "受理时间"}}
	f.Limit = exportAtOnce
	now := by.Now.Unix()
	t.next = func() ([][]any, error) {
		list, err := s.Cases(ctx, by.Staff, f, now)
		if err != nil || len(list) == 0 {
			return nil, err
		}
		f.After = list[len(list)-1].Key()
		rows := make([][]any, len(list))
		for i := range list {
			if r := &list[i]; !plain && r.PersonKind != "" && r.PersonKind != "organisation" {
				r.Person = crm.MaskName(r.Person)
			}
			rows[i] = caseCells(&list[i], now, zone)
		}
		return rows, nil
	}
	return t
}

func caseCells(r *CaseRow, now int64, zone *time.Location) []any {
	var level, urgent, late, clock string
	if r.Kind == crm.Complaint {
		level = crm.Label(crm.Levels, string(r.Level))
	}
	if r.Urgent {
		urgent = "紧急"
	}
	switch {
	case !r.State.Open() && r.OnceMissed:
		late = "曾超时"
	case r.State.Open() && r.Next.DueAt != 0 && now > r.Next.DueAt:
		late = "已超时"
	}
	switch {
	case !r.State.Open() || r.Next.DueAt == 0:
	case r.Clock == "":
		clock = "外部时限"
	default:
		clock = crm.Label(crm.Clocks, string(r.Clock))
	}
	return []any{r.No, crm.Label(crm.Kinds, string(r.Kind)), level, urgent, r.Summary, r.Person, r.Place, crm.Label(crm.States, string(r.State)), clock,
		moment(r.Next.DueAt, clock != "", zone), late, crm.Label(crm.Departments, r.Department), r.Handler, moment(r.ReceivedAt, true, zone)}
}

func moment(at int64, shown bool, zone *time.Location) string {
	if at == 0 || !shown {
		return ""
	}
	return time.Unix(at, 0).In(zone).Format("2006-01-02 15:04")
}
