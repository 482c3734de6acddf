package db

import (
	"context"

	"linli/db/crm"
)

// Profile is what is known about a customer beside who it is.
type Profile struct {
	crm.CustomerHead
	Notes       []crm.ContactNote // the latest
	Needs       []crm.Need
	Preferences []crm.Preference
	Tags        []crm.Tag
	Consents    []crm.Consent
	Extras      []ExtraValue
}

// ShownNotes is how many conversations the tab shows; the others stand in the timeline.
const ShownNotes = 10

// Profile reads the second tab of a customer's page. today is the local date.
func (s *Store) Profile(ctx context.Context, by crm.Staff, customerID int64, today string) (p Profile, err error) {
	q, care := s.reader(ctx), crm.SeesCare(by)
	if p.CustomerHead, err = customerHead(q, by, customerID, today); err != nil {
		return p, err
	}
	if p.Notes, err = notesOf(q, by, customerID, ShownNotes+1); err != nil {
		return p, err
	}
	if p.Needs, err = needsOf(q, by, customerID, ""); err != nil {
		return p, err
	}
	if p.Preferences, err = preferencesOf(q, customerID); err != nil {
		return p, err
	}
	if p.Tags, err = tagsOf(q, customerID, care); err != nil {
		return p, err
	}
	if p.Consents, err = consentsOf(q, customerID, care || by.Reach(crm.AuditRead) == crm.All); err != nil {
		return p, err
	}
	p.Extras, err = extraValues(q, by, customerID)
	return p, err
}

// ExtrasOf reads the extra fields of one customer, for their form.
func (s *Store) ExtrasOf(ctx context.Context, by crm.Staff, customerID int64) ([]ExtraValue, error) {
	q := s.reader(ctx)
	if _, err := customerInScope(q, by, customerID); err != nil {
		return nil, err
	}
	return extraValues(q, by, customerID)
}
