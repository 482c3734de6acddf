package crm

import (
	"slices"
	"strings"
)

// compare looks whether a row of somebody on file, whose room and numbers are known, says more than the file or something
// else. What the file lacks is filled; what it says otherwise stays, and the plan says so.
func (p *planner) compare(planned *Planned, who *resident, link KnownLink) {
	if who.id == 0 {
		planned.Outcome, planned.Why = RowUnchanged, "与"+who.title+"相同"
		return
	}
	row := planned.Row
	var fills, differs []string
	for _, f := range []struct {
		label, given string
		known, fill  *string
	}{
		{"称呼", row.Honorific, &who.gaps.Honorific, &planned.Facts.Honorific},
		{"统一社会信用代码", row.OrgCreditCode, &who.gaps.OrgCreditCode, &planned.Facts.OrgCreditCode},
		{"联系人", row.ContactPerson, &who.gaps.ContactPerson, &planned.Facts.ContactPerson},
		{"联系方式偏好", row.PreferredChannel, &who.gaps.PreferredChannel, &planned.Facts.PreferredChannel},
	} {
		switch {
		case f.given == "" || f.given == *f.known:
		case *f.known == "":
			*f.fill, *f.known = f.given, f.given
			fills = append(fills, f.label)
		default:
			differs = append(differs, f.label)
		}
	}
	moreFills, moreDiffers := who.compareStay(planned, link)
	fills, differs = append(fills, moreFills...), append(differs, moreDiffers...)
	planned.Outcome, planned.Why = RowUnchanged, "与"+who.title+"相同"
	if len(fills) > 0 {
		planned.Outcome, planned.Why = RowChanged, "为"+who.title+"补充"+strings.Join(fills, "、")
	}
	if len(differs) > 0 {
		planned.Why = strings.TrimPrefix(planned.Why+"；", "与"+who.title+"相同；") + strings.Join(differs, "、") + "与" + who.title + "的档案不同，没有改，请核对"
	}
}

// compareStay does the same for when somebody moved in and out.
func (r *resident) compareStay(planned *Planned, link KnownLink) (fills, differs []string) {
	for i, l := range r.links {
		if !l.covers(link) {
			continue
		}
		switch {
		case link.MovedInOn == "" || link.MovedInOn == l.MovedInOn:
		case l.MovedInOn == "" && l.ID != 0 && before(link.MovedInOn, l.MovedOutOn):
			planned.Began = LinkDay{l.ID, link.MovedInOn}
			r.links = slices.Clone(r.links)
			r.links[i].MovedInOn = link.MovedInOn
			fills = append(fills, "入住时间")
		default:
			differs = append(differs, "入住时间")
		}
		if link.MovedOutOn != "" && link.MovedOutOn != l.MovedOutOn {
			differs = append(differs, "迁出时间")
		}
		break
	}
	return fills, differs
}

// covers reports the same room and relation at some common time.
func (l KnownLink) covers(link KnownLink) bool {
	return l.Room == link.Room && l.Relation == link.Relation && before(l.MovedInOn, link.MovedOutOn) && before(link.MovedInOn, l.MovedOutOn)
}

// has reports a link to the same room in the same relation at some common time.
func (r *resident) has(link KnownLink) bool {
	for _, l := range r.links {
		if l.covers(link) {
			return true
		}
	}
	return false
}

// before compares the beginning of one stay with the end of another; no date is open on that side.
func before(in, out string) bool { return in == "" || out == "" || in < out }

// missing lists the contacts that the customer does not have.
func (r *resident) missing(contacts []ContactInput) []ContactInput {
	var lacking []ContactInput
	for _, c := range contacts {
		if !listed(r.contacts, c) {
			lacking = append(lacking, c)
		}
	}
	return lacking
}

// gain says what a row gives a customer.
func (r *resident) gain(link KnownLink, linked bool) string {
	if linked {
		return "，补充联系方式"
	}
	rooms := map[string]bool{link.Room: true}
	for _, l := range r.links {
		if l.Room == link.Room {
			return "，同一套房"
		}
		rooms[l.Room] = true
	}
	if len(rooms) == 1 {
		return "，补充房屋"
	}
	return "，第" + digitCount(len(rooms)) + "套房"
}
