package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"linli/db"
	"linli/db/crm"
)

func TestAttachmentsAreForThoseWhoHandle(t *testing.T) {
	s, path := inHand(t)
	link := fmt.Sprint(path, "/attachments/", s.near["file"])
	for login, want := range map[string]int{"clerk": http.StatusOK, "supervisor": http.StatusOK, "manager": http.StatusOK, "handler": http.StatusOK, "dept_head": http.StatusOK, "quality": http.StatusForbidden,
		"executive": http.StatusForbidden, "privacy_officer": http.StatusForbidden, "committee": http.StatusForbidden, "sysadmin": http.StatusForbidden, "stranger": http.StatusNotFound} {
		c := s.login(login)
		c.get(link).want(t, want)
		if a := c.postFiles(path+"/attachments", nil, nil, file("a.jpg", somePhoto(t))); want != http.StatusOK && a.status != want {
			t.Errorf("%s adds a file: %d", login, a.status)
		}
	}
	s.login("quality").get(path).want(t, http.StatusOK, "照片（只给经办人员看）").lacks(t, "IMG_1.jpg", link, `name="file"`, "files-add")
	s.login("manager").get(fmt.Sprint("/cases/", s.far["case"], "/attachments/", s.near["file"])).want(t, http.StatusNotFound)
	s.login("handler").get(fmt.Sprint("/cases/", s.far["case"], "/attachments/", s.far["file"])).want(t, http.StatusNotFound)
}

// In a confidential case what tells who complains stays with the desk.
func TestPersonalAttachmentsOfConfidentialCases(t *testing.T) {
	s := newScene(t)
	c, err := s.store.RegisterCase(t.Context(), s.by("supervisor"), db.NewCase{Registration: crm.Registration{Kind: crm.Complaint, Channel: "paper", Category: "cleaning", SubCategory: "楼道", Place: "东门",
		CustomerID: s.near["customer"], Summary: nearText, Confidential: "yes"}})
	s.ok(err)
	s.confirmed(c.ID)
	s.change(c.ID, "supervisor", func(by db.By, seen int64) error {
		return s.store.AssignCase(t.Context(), by, c.ID, seen, crm.Dispatch{Department: "GC"}, "handler")
	})
	path := fmt.Sprint("/cases/", c.ID)
	desk, worker := s.login("clerk"), s.login("handler")
	desk.get(path).want(t, http.StatusOK, "能看出或听出诉求人是谁")
	desk.postFiles(path+"/attachments", url.Values{"personal": {"on"}}, nil, file("投诉信.jpg", somePhoto(t))).want(t, http.StatusSeeOther)
	desk.postFiles(path+"/attachments", nil, nil, file("楼道.jpg", somePhoto(t))).want(t, http.StatusSeeOther)
	page := worker.get(path).want(t, http.StatusOK, "楼道.jpg", "照片（只给经办人员看）").lacks(t, "投诉信.jpg", "能看出或听出诉求人是谁")
	if n := page.doc(t).Find("#files a[download]").Length(); n != 1 {
		t.Errorf("%d files are open to the handler", n)
	}
	all, err := s.store.CaseByID(t.Context(), s.staff["clerk"], c.ID)
	s.ok(err)
	for i, want := range []int{http.StatusForbidden, http.StatusOK} {
		worker.get(fmt.Sprint(path, "/attachments/", all.Files[i].ID)).want(t, want)
	}
}

// Files sent with a registration that is refused are still there when it is sent again.
func TestFilesOfARefusedRegistration(t *testing.T) {
	s := newScene(t)
	c := s.login("clerk")
	form := url.Values{"_key": {"form-1"}, "kind": {"complaint"}, "channel": {"phone"}, "category": {"cleaning"}, "sub_category": {"楼道"}, "place": {"东门"}, "customer_id": {fmt.Sprint(s.near["customer"])}, "summary": {"短"}}
	c.get("/cases/new").want(t, http.StatusOK, "multipart/form-data")
	refused := c.postFiles("/cases", form, nil, file("甲.jpg", somePhoto(t)), file("乙.jpg", somePhoto(t))).want(t, http.StatusUnprocessableEntity, "甲.jpg", "乙.jpg", "form-1")
	drop := refused.doc(t).Find("[name=drop_file]").Eq(0).AttrOr("value", "")
	s.login("supervisor").postFiles("/cases", form, nil).lacks(t, "甲.jpg") // another's form of the same key
	form.Set("summary", "楼道三天没有人打扫了")
	form.Set("drop_file", drop)
	a := c.postFiles("/cases", form, nil, file("丙.jpg", somePhoto(t)))
	if a.status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.status, notices(a.doc(t)))
	}
	page := c.get(a.location).want(t, http.StatusOK, "乙.jpg", "丙.jpg", "照片2个").lacks(t, "甲.jpg")
	if n := page.doc(t).Find("#files a[download]").Length(); n != 2 {
		t.Errorf("%d files", n)
	}
	again := c.postFiles("/cases", form, nil, file("丁.jpg", somePhoto(t))) // sent twice
	if again.status != http.StatusSeeOther || again.location != a.location {
		t.Errorf("the second time: %d %s", again.status, again.location)
	}
	c.get(a.location).lacks(t, "丁.jpg")
}

// A category that asks for a photograph gets one, or a reason stands on record.
func TestResultsWithoutAPhoto(t *testing.T) {
	s := newScene(t)
	propose := func(id int64, extra url.Values) answer {
		c, path := s.login("manager"), fmt.Sprint("/cases/", id)
		page := c.get(path)
		form := url.Values{"row_version": {page.doc(t).Find("#case").AttrOr("data-version", "")}, "resolution": {"已清扫"}, "root_causes": {"责任心"}, "responsibility": {"company"}, "validity": {"valid"}}
		for name, values := range extra {
			form[name] = values
		}
		c.post(path+"/proposal", form).want(t, http.StatusSeeOther)
		return c.get(path)
	}
	bare := s.accepted("manager")
	s.login("manager").get(fmt.Sprint("/cases/", bare)).want(t, http.StatusOK, "没有照片的原因", "要附照片")
	propose(bare, nil).want(t, http.StatusOK, "无照片："+crm.NoPhotoUnsaid)
	propose(s.accepted("manager"), url.Values{"no_photo_reason": {"夜间无法拍清"}}).want(t, http.StatusOK, "无照片：夜间无法拍清")
	shown := s.accepted("manager")
	s.wait(1e9)
	s.attached("manager", shown, "扫干净了.jpg")
	s.login("manager").get(fmt.Sprint("/cases/", shown)).want(t, http.StatusOK).lacks(t, "没有照片的原因", "要附照片")
	propose(shown, nil).want(t, http.StatusOK).lacks(t, "无照片")
}
