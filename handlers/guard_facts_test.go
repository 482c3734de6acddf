package handlers

import (
	"fmt"

	"linli/db"
	"linli/db/crm"
)

// fileFacts are the kinds of records of a customer's file that routes name, and the fields a project adds.
var fileFacts = []string{"need", "preference", "tag", "consent", "field"}

// facts gives the people of both projects something of each kind, and near a care tag that few may know of.
func (s *scene) facts() {
	s.t.Helper()
	for login, ids := range map[string]map[string]int64{"manager": s.near, "supervisor": s.far, "stranger": s.elsewhere} {
		for _, kind := range fileFacts {
			if kind != "field" || login != "supervisor" {
				ids[kind] = s.fact(s.by(login), ids["customer"], kind)
			}
		}
	}
	s.far["field"] = s.elsewhere["field"]
	s.ok(s.store.AddCare(s.t.Context(), s.by("manager"), s.near["customer"], nearCare, crm.Consent{Method: "paper", Evidence: "同意书一号"}))
	s.ok(s.store.AddCare(s.t.Context(), s.by("stranger"), s.elsewhere["customer"], "病患", crm.Consent{Method: "paper", Evidence: "同意书一号"}))
}

// nearCare is a care tag of the near customer.
const nearCare = "独居老人"

// fact puts something new of a kind on a customer's file.
func (s *scene) fact(by db.By, customer int64, kind string) (id int64) {
	s.t.Helper()
	ctx := s.t.Context()
	s.uploads++
	var err error
	switch kind {
	case "need":
		id, err = s.store.AddNeed(ctx, by, customer, crm.Need{Text: "楼道装扶手"})
	case "preference":
		id, err = s.store.AddPreference(ctx, by, customer, crm.Preference{Key: "other", Value: fmt.Sprint("喜好", s.uploads), Source: "told"})
	case "tag":
		id, err = s.store.AddTag(ctx, by, customer, fmt.Sprint("爱好", s.uploads))
	case "field":
		id, err = s.store.SaveExtraField(ctx, by, 0, crm.ExtraField{Name: fmt.Sprint("门禁卡", s.uploads), Kind: "text", Purpose: "补办时核对"})
		s.retireOthers(by, id)
	case "consent":
		id = s.consent(by, customer)
	}
	s.ok(err)
	return id
}

// consent is one to promotions, the old one withdrawn.
func (s *scene) consent(by db.By, customer int64) int64 {
	s.t.Helper()
	held := s.consentsOf(by, customer)
	if len(held) > 0 {
		f, err := s.store.CustomerHead(s.t.Context(), by.Staff, customer, by.Now.Format("2006-01-02"))
		s.ok(err)
		s.ok(s.store.WithdrawConsent(s.t.Context(), by, customer, f.Customer.RowVersion, held[0].ID, "call", "来电"))
	}
	s.ok(s.store.GiveConsent(s.t.Context(), by, customer, crm.Consent{Purpose: crm.ConsentPromotion, Method: "paper", Evidence: "同意书二号"}))
	return s.consentsOf(by, customer)[0].ID
}

// consentsOf are the consents to promotions that hold.
func (s *scene) consentsOf(by db.By, customer int64) (held []crm.Consent) {
	s.t.Helper()
	p, err := s.store.Profile(s.t.Context(), by.Staff, customer, by.Now.Format("2006-01-02"))
	s.ok(err)
	for _, k := range p.Consents {
		if k.Active() && k.Purpose == crm.ConsentPromotion {
			held = append(held, k)
		}
	}
	return held
}

// retireOthers keeps the number of fields below the limit.
func (s *scene) retireOthers(by db.By, but int64) {
	s.t.Helper()
	fields, err := s.store.ExtraFields(s.t.Context(), by.Staff)
	s.ok(err)
	for _, f := range fields[:max(0, len(fields)-20)] {
		if f.ID != but && f.RetiredAt == 0 {
			s.ok(s.store.RetireExtraField(s.t.Context(), by, f.RowVersion, f.ID))
		}
	}
}
