package views

import (
	"strconv"

	"linli/db/crm"
)

// FilesView are the attachments of a case.
type FilesView struct {
	Files       []FileView
	Add         string // where to send new ones, empty for who may not
	Form        *Form
	AskPersonal bool   // whether a new one tells who complains
	Hint        string // a photograph is wanted
}

// FileView is one attachment. Without Href it is there, but not for this person.
type FileView struct {
	Kind, Icon, Name, Meta, Href, Hash string
	Photo                              bool
}

// AttachLabels name the fields of the upload for the summary of problems.
var AttachLabels = []Option{{Value: "file", Label: "文件"}, {Value: "personal", Label: "诉求人身份"}}

// fileTypes are what the browser offers. Telephones that take HEIC send JPEG when it is not among them.
const fileTypes = "image/jpeg,image/png,application/pdf,audio/mpeg,audio/mp4,audio/wav,.m4a,.amr"

const fileHint = "照片（JPG、PNG、HEIC）、扫描件（PDF）、录音（MP3、M4A、WAV、AMR），可多选；拍摄地点等信息自动清除"

// FileSize is how large a file is: 512 B, 38 KB, 4.2 MB.
func FileSize(n int64) string {
	switch {
	case n < 1<<10:
		return strconv.FormatInt(n, 10) + " B"
	case n < 1<<20:
		return strconv.FormatInt((n+512)>>10, 10) + " KB"
	}
	return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB"
}

// HeldFile is a file that waits for the form it was sent with.
type HeldFile struct{ ID, Name string }

// HeldFiles are what the form of a new case shows of them.
func HeldFiles(list []crm.Attachment) []HeldFile {
	held := make([]HeldFile, len(list))
	for i := range list {
		held[i] = HeldFile{strconv.FormatInt(list[i].ID, 10), list[i].Name + "（" + crm.Label(crm.AttachmentKinds, list[i].Kind) + "，" + FileSize(list[i].Size) + "）"}
	}
	return held
}
