package crm

import "slices"

// Notice is one thing to know before speaking with a customer.
type Notice struct {
	Kind  string // of the constants below
	Text  string
	On    string // day it is about
	At    int64  // moment it is about
	Count int
	ID    int64 // record it is about
}

// The kinds of notices, in the order they are read.
const (
	NoticeQuiet    = "quiet"    // do not disturb
	NoticeLimit    = "limit"    // one channel only, Text, until At
	NoticeCare     = "care"     // a care tag
	NoticeBroken   = "broken"   // promises past their day, On the first of them
	NoticeLate     = "late"     // promises that were kept late
	NoticePromise  = "promise"  // a promise that runs
	NoticeNext     = "next"     // the next contact
	NoticeCases    = "cases"    // open cases
	NoticeRevisit  = "revisit"  // a revisit to be made
	NoticeNeeds    = "needs"    // open needs
	NoticeNoReach  = "no_reach" // no number that is known to work
	NoticeDoubtful = "doubtful" // numbers that are in doubt
	NoticeUnproven = "unproven" // the file has not been verified in time
	NoticeWindow   = "window"   // when to call
	NoticeHabit    = "habit"    // language, visits, large print
	NoticeTag      = "tag"      // an ordinary tag
)

var noticeOrder = []string{NoticeQuiet, NoticeLimit, NoticeCare, NoticeBroken, NoticePromise, NoticeCases, NoticeRevisit, NoticeNext, NoticeNeeds, NoticeNoReach, NoticeDoubtful,
	NoticeUnproven, NoticeLate, NoticeWindow, NoticeHabit, NoticeTag}

// FirstLook puts what the store found and what the file itself says in the order people should read it.
func FirstLook(k Customer, found []Notice, today string) []Notice {
	list := slices.Clone(found)
	if k.DoNotDisturb {
		list = append(list, Notice{Kind: NoticeQuiet})
	}
	if k.ContactWindow != "" {
		list = append(list, Notice{Kind: NoticeWindow, Text: k.ContactWindow})
	}
	if k.ValidUntilOn != "" && k.ValidUntilOn < today {
		list = append(list, Notice{Kind: NoticeUnproven, On: k.ValidUntilOn})
	}
	doubtful, good := 0, 0
	for _, p := range k.Contacts {
		if p.Doubtful || p.Status == "wrong" {
			doubtful++
		} else if p.Kind == ContactMobile || p.Kind == ContactLandline {
			good++
		}
	}
	switch {
	case good == 0:
		list = append(list, Notice{Kind: NoticeNoReach, Count: doubtful})
	case doubtful > 0:
		list = append(list, Notice{Kind: NoticeDoubtful, Count: doubtful})
	}
	slices.SortStableFunc(list, func(a, b Notice) int { return slices.Index(noticeOrder, a.Kind) - slices.Index(noticeOrder, b.Kind) })
	return list
}
