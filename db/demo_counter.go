package db

import (
	"bytes"
	"database/sql"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"time"

	"linli/db/crm"
)

// What the office keeps beside its cases: places with a code to scan, a roster, hand-over cards, views of lists, photographs.

var (
	placeNames = []string{"南门岗亭", "北门岗亭", "1栋大堂", "2栋大堂", "地下车库B1", "中心花园", "儿童游乐区", "快递驿站"}
	demoViews  = []struct{ login, path, name, query string }{
		{"zhuguan", "/cases", "重要投诉", "kind=complaint&level=important&state=open"}, {"zhuguan", "/cases", "噪音", "category=noise"},
		{"qiantai", "/cases", "未结报修", "kind=repair&state=open"}, {"jingli", "/cases", "重大", "level=major"}, {"jingli", "/overdue", "确认超时", "clock=ack"},
	}
	cardNotes   = []string{"地库B1漏水维修人员晚上还会来，请留门。", "3栋客户约了晚上七点回电。", "无特别事项。", "两件微信诉求还没确认，请先办。"}
	supplements = []string{"今天又发生一次，已拍照。", "请下午三点以后联系。", "补充：是靠窗一侧。", "麻烦尽快，家里有老人。"}
)

// keepCounter plans what the office keeps, most of it of the last weeks.
func (d *demo) keepCounter() {
	d.add(d.opened.Unix()+10*3600, func(at int64) error {
		for _, place := range placeNames {
			if err := d.store.AddPlaceCode(d.ctx, d.by(d.staff.supervisors[0], at), place); err != nil {
				return err
			}
		}
		return nil
	})
	d.add(d.now.AddDate(0, 0, -6).Unix(), d.saveViews)
	today := time.Date(d.now.Year(), d.now.Month(), d.now.Day(), 0, 0, 0, 0, d.zone)
	for back := 21; back > -7; back-- {
		day := today.AddDate(0, 0, -back)
		d.add(day.AddDate(0, 0, -7).Unix()+11*3600, func(at int64) error { return d.drawUp(day.Format(time.DateOnly), at) })
		if back < 15 {
			d.add(day.Unix()+17*3600+d.between(20, 35)*60, d.leaveCard)
		}
	}
}

func (d *demo) saveViews(at int64) error {
	for _, v := range demoViews {
		if err := d.store.SaveView(d.ctx, d.by(d.login(v.login), at), SavedView{Path: v.path, Name: v.name, Query: v.query}); err != nil {
			return err
		}
	}
	return nil
}

// login is a member of the staff by log-in name.
func (d *demo) login(name string) crm.Staff {
	for _, s := range d.staff.all {
		if s.Login == name {
			return s
		}
	}
	return d.staff.manager
}

// drawUp puts two clerks on the roster of a day.
func (d *demo) drawUp(day string, at int64) error {
	by, early := d.by(d.staff.supervisors[0], at), d.desk()
	if err := d.store.SetDuty(d.ctx, by, day, "day", []string{early.Login}); err != nil {
		return err
	}
	return d.store.SetDuty(d.ctx, by, day, "evening", []string{d.one(d.staff.clerks, early.ID).Login})
}

// leaveCard leaves what is open to the next clerk, who signs for it.
func (d *demo) leaveCard(at int64) error {
	from := d.desk()
	to := d.one(d.staff.clerks, from.ID)
	id, err := d.store.WriteCard(d.ctx, d.by(from, at), to.Login, d.of(cardNotes))
	if err != nil {
		return fmt.Errorf("hand-over card: %w", err)
	}
	d.add(at+d.between(4, 25)*60, func(at int64) error { return d.store.TakeCard(d.ctx, d.by(to, at), id, 1) })
	return nil
}

// supplement adds words of the complainant to a case that came in by the owners' form.
func (d *demo) supplement(l *life, at int64) error {
	c := d.cases[l.id]
	if c == nil || !c.State.Open() {
		return nil
	}
	return d.store.SupplementOnline(d.ctx, By{Now: time.Unix(at, 0), Source: "demo"}, OnlineCase{Case: c, Project: d.project}, d.of(supplements))
}

// leaveDraft leaves a registration half written, as a clerk does who is called away. A draft belongs to no batch: it is kept at once.
func (d *demo) leaveDraft() error {
	draft, err := crm.NewDraft(d.text(), "/cases", map[string][]string{"kind": {"complaint"}, "channel": {"phone"}, "category": {"noise"}, "sub_category": {"装修"},
		"room": {d.modelHome().room.Code}, "summary": {"楼上装修午休时间打钻"}, "detail": {"客户说已连续三天，稍后回电补充楼层"}})
	if err != nil {
		return err
	}
	return d.store.SaveDraft(d.ctx, d.by(d.staff.clerks[0], d.now.Unix()-25*60), draft)
}

// mostPhotographs bounds how many open cases have a photograph: each is a file.
const mostPhotographs = 24

// photographs lets the handlers of some cases in work add a picture each.
func (d *demo) photographs(cases int) error {
	rows, err := d.store.reader(d.ctx).rows(`SELECT id, handler_id FROM service_case WHERE is_open = 1 AND handler_id IS NOT NULL AND state IN ('assigned', 'in_progress', 'on_hold', 'pending_revisit') ORDER BY id DESC LIMIT ?`,
		min(mostPhotographs, cases/20))
	list, err := collect(rows, err, func(rows *sql.Rows, c *crm.Case) error { return rows.Scan(&c.ID, &c.HandlerID) })
	if err != nil {
		return err
	}
	return d.batch(func() error {
		for i := range list {
			if err := d.photograph(&list[i]); err != nil {
				return fmt.Errorf("photograph of case %d: %w", list[i].ID, err)
			}
		}
		return nil
	})
}

func (d *demo) photograph(c *crm.Case) error {
	picture, err := d.picture()
	if err != nil {
		return err
	}
	files := func(yield func(NewFile, error) bool) {
		yield(NewFile{Name: "现场照片.jpg", Body: bytes.NewReader(picture)}, nil)
	}
	return d.store.AttachFiles(d.ctx, d.by(d.colleague(c.HandlerID), d.now.Unix()), c.ID, files)
}

// picture is a wall with a stain on it, another one each time.
func (d *demo) picture() ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	wall := color.RGBA{uint8(d.between(170, 220)), uint8(d.between(170, 215)), uint8(d.between(160, 205)), 255}
	x, y, size := int(d.between(60, 260)), int(d.between(50, 190)), int(d.between(20, 60))
	for i := range 320 * 240 {
		px, py := i%320, i/320
		shade := wall
		if dx, dy := px-x, py-y; dx*dx+2*dy*dy < size*size {
			shade = color.RGBA{wall.R - 60, wall.G - 60, wall.B - 70, 255}
		} else if py%40 == 0 || (px+py/40%2*30)%60 == 0 {
			shade = color.RGBA{wall.R - 25, wall.G - 25, wall.B - 25, 255}
		}
		img.SetRGBA(px, py, shade)
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 70})
	return b.Bytes(), err
}
