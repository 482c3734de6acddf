package handlers

import (
	"bytes"
	"fmt"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"linli/db"
	"linli/db/crm"
)

func TestSheets(t *testing.T) {
	s, path := inHand(t)
	desk := s.login("clerk")
	for sheet, texts := range map[string][]string{
		"slip": {"受理凭条", "欧阳*", "3-2-***", nearText, "我们的承诺", "0571-86000000", path + "/qr.png"}, "work-order": {"派工单", nearName, nearRoom, "154****3412", "客户签字", "打印编号"},
		"dossier": {"案卷", nearName, "办理记录", "登记", "IMG_1.jpg", "时间和算法", "审计记录第"},
	} {
		page := desk.get(path+"/"+sheet).want(t, http.StatusOK, texts...)
		no := page.doc(t).Find(".paper-no").Text()
		if !strings.HasPrefix(no, "TS-LY-") {
			t.Errorf("%s: the number is %q", sheet, no)
		}
		page.lacks(t, nearPhone, "<style", "style=\"")
		if sheet == "slip" {
			page.lacks(t, nearName, nearRoom, "尉迟", "IMG_1")
		}
		log, err := s.store.SubjectLog(t.Context(), "case", s.near["case"])
		s.ok(err)
		last := log[len(log)-1]
		if last.Kind != "printed" || last.Note != crm.Label(crm.Sheets, sheet) || last.ActorID != s.staff["clerk"].ID {
			t.Errorf("%s: the last line is %s %q", sheet, last.Kind, last.Note)
		}
		if sheet == "dossier" && !strings.Contains(page.body, last.Hash) {
			t.Error("the hash at the foot is not that of its line")
		}
	}
	desk.get(path).want(t, http.StatusOK, path+"/slip", path+"/work-order", path+"/dossier")
	s.login("quality").get(path).want(t, http.StatusOK, path+"/dossier").lacks(t, path+"/slip", path+"/work-order")
	s.login("quality").get(path+"/dossier").want(t, http.StatusOK, "照片（只给经办人员看）").lacks(t, "IMG_1.jpg")
	s.login("handler").get(fmt.Sprint("/cases/", s.far["case"], "/work-order")).want(t, http.StatusNotFound)
	s.login("handler").get(path+"/slip").want(t, http.StatusForbidden)
}

// The code is a picture of its own under the strict policy; where owners have a listener it leads there.
func TestQRCode(t *testing.T) {
	s, path := inHand(t)
	c := s.login("clerk")
	plain := c.get(path+"/qr.png").want(t, http.StatusOK)
	if img, err := png.Decode(strings.NewReader(plain.body)); err != nil || img.Bounds().Dx() != qrPixels || plain.header.Get("Content-Type") != "image/png" {
		t.Fatalf("no picture: %v", err)
	}
	anonymous, err := s.store.RegisterCase(t.Context(), s.by("clerk"), db.NewCase{Registration: crm.Registration{Kind: crm.Complaint, Channel: "qr", Category: "cleaning", SubCategory: "楼道", Place: "东门", Anonymous: true, Summary: nearText}})
	s.ok(err)
	path = fmt.Sprint("/cases/", anonymous.ID)
	c.get(path+"/slip").want(t, http.StatusOK, "扫码得到编号", "查询码 "+anonymous.QueryCode)
	before := c.get(path + "/qr.png").body
	s.app.PublicBase = "https://linli.example"
	c.get(path+"/slip").want(t, http.StatusOK, "扫码查进度")
	if bytes.Equal([]byte(before), []byte(c.get(path+"/qr.png").body)) {
		t.Error("the code is still that of the number")
	}
}

// On paper that goes through many hands nobody reads who complains in confidence, whoever prints it.
func TestConfidentialSheets(t *testing.T) {
	s := newScene(t)
	c, err := s.store.RegisterCase(t.Context(), s.by("supervisor"), db.NewCase{Room: nearRoom, Registration: crm.Registration{Kind: crm.Complaint, Channel: "phone", Category: "noise", SubCategory: "装修",
		CustomerID: s.near["customer"], Summary: nearText, Confidential: "yes"}})
	s.ok(err)
	path := fmt.Sprint("/cases/", c.ID)
	lead := s.login("supervisor")
	lead.get(path+"/slip").want(t, http.StatusOK, "保密").lacks(t, "欧阳", "3-2-")
	lead.get(path+"/work-order").want(t, http.StatusOK, "保密投诉人", "房号保密").lacks(t, nearName, nearRoom, "154****3412")
	lead.get(path+"/dossier").want(t, http.StatusOK, nearName, nearRoom)
}
