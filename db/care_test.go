package db

import (
	"context"
	"slices"
	"testing"

	"linli/db/crm"
)

// agreed is consent to care as it is written down.
func agreed() crm.Consent { return crm.Consent{Method: "paper", Evidence: "同意书 2026-017"} }

func TestCareTagStandsOnItsConsent(t *testing.T) {
	o, c, who := onFile(t)
	ctx, manager := context.Background(), who[crm.Manager]
	refused(t, o.store.AddCare(ctx, manager, c.ID, "独居老人", crm.Consent{}), "evidence")
	refused(t, o.store.AddCare(ctx, manager, c.ID, "爱养花", agreed()), "tag")
	if err := o.store.AddCare(ctx, who[crm.Clerk], c.ID, "独居老人", agreed()); !crm.Is(err, crm.Forbidden) {
		t.Errorf("a clerk: %v", err)
	}
	_, err := o.store.AddTag(ctx, who[crm.Clerk], c.ID, "独居老人")
	refused(t, err, "tag")
	refused(t, o.store.GiveConsent(ctx, who[crm.Clerk], c.ID, crm.Consent{Purpose: "care", Method: "paper", Evidence: "x"}), "purpose")
	o.ok(o.store.AddCare(ctx, who[crm.Steward], c.ID, "独居老人", agreed()))
	o.ok(o.store.AddCare(ctx, manager, c.ID, "行动不便", agreed()))
	refused(t, o.store.AddCare(ctx, manager, c.ID, "行动不便", agreed()), "tag")
	p := o.profile(manager, c.ID)
	if len(p.Tags) != 2 || p.Tags[0].ConsentID == p.Tags[1].ConsentID || len(p.Consents) != 2 {
		t.Fatalf("tags %+v, consents %+v", p.Tags, p.Consents)
	}
	o.ok(o.store.WithdrawConsent(ctx, manager, c.ID, 1, p.Tags[0].ConsentID, "call", "11-22 来电"))
	if left := o.profile(manager, c.ID).Tags; len(left) != 1 || left[0].Code != "行动不便" {
		t.Errorf("after the withdrawal: %+v", left)
	}
	if err := o.store.WithdrawConsent(ctx, manager, c.ID, 2, p.Tags[0].ConsentID, "call", "再次"); !crm.Is(err, crm.Conflict) {
		t.Errorf("withdrawn twice: %v", err)
	}
	o.ok(o.store.EndTag(ctx, manager, c.ID, 2, p.Tags[1].ID))
	p = o.profile(manager, c.ID)
	if len(p.Tags) != 0 || slices.ContainsFunc(p.Consents, crm.Consent.Active) || p.Consents[0].WithdrawnMethod == "" {
		t.Errorf("a tag that is over leaves its consent: %+v %+v", p.Tags, p.Consents)
	}
}

func TestCareIsForFew(t *testing.T) {
	o, c, who := onFile(t)
	ctx := context.Background()
	o.ok(o.store.AddCare(ctx, who[crm.Manager], c.ID, "病患", agreed()))
	_, err := o.store.AddTag(ctx, who[crm.Clerk], c.ID, "养宠")
	o.ok(err)
	for role, by := range who {
		sees := role == crm.Steward || role == crm.Supervisor || role == crm.Manager
		f, p := o.file(by, c.ID), o.profile(by, c.ID)
		if got := slices.Contains(kinds(f.First), crm.NoticeCare); got != sees {
			t.Errorf("%s first look: %v", role, got)
		}
		if got := slices.ContainsFunc(p.Tags, func(t crm.Tag) bool { return t.Code == "病患" }); got != sees || len(p.Tags) == 0 {
			t.Errorf("%s tags: %+v", role, p.Tags)
		}
		if got := len(p.Consents) == 1; got != (sees || role == crm.Quality || role == crm.PrivacyOfficer) {
			t.Errorf("%s consents: %+v", role, p.Consents)
		}
		if got := slices.ContainsFunc(f.Timeline, func(s crm.Story) bool {
			return s.Text == "病患" || s.Title == "同意：关怀信息（单独同意）"
		}); got != sees {
			t.Errorf("%s timeline: %v", role, got)
		}
		for _, group := range []string{"needs", "consents", "file"} {
			stories, _, err := o.store.Timeline(ctx, by.Staff, c.ID, group, crm.StoryKey{})
			o.ok(err)
			if !sees && slices.ContainsFunc(stories, func(s crm.Story) bool {
				return s.Text == "病患" || s.Title == "同意：关怀信息（单独同意）"
			}) {
				t.Errorf("%s finds care under %s", role, group)
			}
		}
	}
	tags := o.profile(who[crm.Manager], c.ID).Tags
	if err := o.store.EndTag(ctx, who[crm.Clerk], c.ID, 1, tags[0].ID); !crm.Is(err, crm.NotFound) {
		t.Errorf("a clerk takes off a care tag: %v", err)
	}
	consents := o.profile(who[crm.Manager], c.ID).Consents
	if err := o.store.WithdrawConsent(ctx, who[crm.Clerk], c.ID, 1, consents[0].ID, "call", "来电"); !crm.Is(err, crm.NotFound) {
		t.Errorf("a clerk finds the consent to care: %v", err)
	}
}

func TestConsentGivenAndWithdrawn(t *testing.T) {
	o, c, who := onFile(t)
	ctx, clerk := context.Background(), who[crm.Clerk]
	given := crm.Consent{Purpose: "promotion", Method: "call", Evidence: "录音 1123"}
	o.ok(o.store.GiveConsent(ctx, clerk, c.ID, given))
	refused(t, o.store.GiveConsent(ctx, clerk, c.ID, given), "purpose")
	held := o.profile(clerk, c.ID).Consents
	refused(t, o.store.WithdrawConsent(ctx, clerk, c.ID, 1, held[0].ID, "", ""), "method")
	o.ok(o.store.WithdrawConsent(ctx, clerk, c.ID, 1, held[0].ID, "message", "短信 11-22"))
	o.ok(o.store.GiveConsent(ctx, clerk, c.ID, given))
	held = o.profile(clerk, c.ID).Consents
	if len(held) != 2 || !held[0].Active() || held[1].Active() || held[1].WithdrawnEvidence != "短信 11-22" {
		t.Errorf("%+v", held)
	}
	refused(t, o.store.NotePrivacyNotice(ctx, clerk, c.ID, 2, "2026-11-23"), "privacy_notice_on")
	o.ok(o.store.NotePrivacyNotice(ctx, clerk, c.ID, 2, "2026-11-22"))
	if on := o.profile(clerk, c.ID).Customer.PrivacyNoticeOn; on != "2026-11-22" {
		t.Errorf("notice on %q", on)
	}
}

func TestExtraFieldsAreForTheirReaders(t *testing.T) {
	o, c, who := onFile(t)
	ctx, manager := context.Background(), who[crm.Manager]
	if _, err := o.store.SaveExtraField(ctx, who[crm.Clerk], 0, crm.ExtraField{Name: "门禁卡", Kind: "number", Purpose: "补办时核对"}); !crm.Is(err, crm.Forbidden) {
		t.Errorf("a clerk defines a field: %v", err)
	}
	cards, err := o.store.SaveExtraField(ctx, manager, 0, crm.ExtraField{Name: "门禁卡", Kind: "number", Purpose: "补办时核对"})
	o.ok(err)
	keys, err := o.store.SaveExtraField(ctx, manager, 0, crm.ExtraField{Name: "备用钥匙", Kind: "yes_no", Purpose: "紧急情况开门", Readers: []crm.Role{crm.Steward, crm.Manager}})
	o.ok(err)
	_, err = o.store.SaveExtraField(ctx, manager, 0, crm.ExtraField{Name: "门禁卡", Kind: "text", Purpose: "再来一个"})
	refused(t, err, "name")
	typed := func(values map[string]string) func(string) (string, bool) {
		return func(name string) (string, bool) { v, ok := values[name]; return v, ok }
	}
	refused(t, o.store.SaveExtras(ctx, who[crm.Clerk], c.ID, 1, typed(map[string]string{ExtraName(cards): "两张"})), ExtraName(cards))
	o.ok(o.store.SaveExtras(ctx, who[crm.Clerk], c.ID, 1, typed(map[string]string{ExtraName(cards): "2", ExtraName(keys): "yes"})))
	o.ok(o.store.SaveExtras(ctx, who[crm.Steward], c.ID, 2, typed(map[string]string{ExtraName(keys): "no"})))
	if p := o.profile(who[crm.Clerk], c.ID); len(p.Extras) != 1 || p.Extras[0].Value != "2" {
		t.Errorf("a clerk reads %+v", p.Extras)
	}
	if p := o.profile(manager, c.ID); len(p.Extras) != 2 || p.Extras[1].Value != "no" {
		t.Errorf("the manager reads %+v: what a clerk sent for a closed field must not count", p.Extras)
	}
	o.ok(o.store.SaveExtras(ctx, manager, c.ID, 3, typed(map[string]string{ExtraName(cards): ""})))
	if p := o.profile(manager, c.ID); p.Extras[0].Value != "" {
		t.Errorf("an emptied field still says %q", p.Extras[0].Value)
	}
	o.ok(o.store.RetireExtraField(ctx, manager, 1, keys))
	if p := o.profile(manager, c.ID); len(p.Extras) != 1 {
		t.Errorf("a retired field is shown: %+v", p.Extras)
	}
	if err := o.store.RetireExtraField(ctx, manager, 2, keys); !crm.Is(err, crm.Conflict) {
		t.Errorf("retired twice: %v", err)
	}
}
