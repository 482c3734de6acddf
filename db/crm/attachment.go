package crm

// What an attachment may be.
const (
	Photo = "photo"
	Scan  = "scan"
	Audio = "audio"
)

// AttachmentKinds name them.
var AttachmentKinds = []Choice{{Photo, "照片"}, {Scan, "扫描件"}, {Audio, "录音"}}

// Attachment is a file that belongs to a case, as far as its record goes.
type Attachment struct {
	ID       int64
	CaseID   int64 // 0 while the case it was uploaded for is not registered
	Kind     string
	Type     string // as HTTP says it
	Ext      string
	Name     string // as the file was called; may say anything
	Size     int64
	SHA256   string // of the file as it is kept
	Personal bool   // shows or tells who complains
	At       int64
	ByID     int64
	ByName   string
	Shut     bool // the reader may know that it is there, and no more
}

// HEIC is the type of photographs that browsers cannot draw.
const HEIC = "image/heic"

// Drawn reports whether a page can show the file as a picture.
func (f *Attachment) Drawn() bool { return f.Kind == Photo && f.Type != HEIC }

// SeesFiles reports whether by belongs to those who handle the case: who works on it, and the desk that takes it in. Others
// who may read the case know that there are files, and no more (domain.md §3.8).
func (c *Case) SeesFiles(by Staff) bool { return by.CaseDesk() || c.WorksOn(by) }

// SeesFile adds that what tells who complains stays with those who may know it.
func (c *Case) SeesFile(by Staff, f *Attachment) bool {
	return c.SeesFiles(by) && (!f.Personal || c.SeesPerson(by))
}

// MayAttach reports whether by may add a file now, and why not.
func (c *Case) MayAttach(by Staff) (bool, string) {
	switch {
	case !c.SeesFiles(by):
		return false, noRight
	case c.State == "merged" || c.State == "voided":
		return false, "诉求" + Label(States, string(c.State)) + "，不能再添加附件"
	}
	return true, ""
}

// PhotoWanted reports whether the category asks for a photograph with the result of a complaint or a repair.
func (c *Case) PhotoWanted() bool {
	category, _ := CategoryOf(c.Category)
	return category.Photo && c.handled()
}

// NoPhotoUnsaid stands where nobody said why there is no photograph.
const NoPhotoUnsaid = "未说明原因"

// withoutPhoto adds to a result that it is not shown in a photograph.
func (c *Case) withoutPhoto(result string) string {
	if c.NoPhoto == "" {
		return result
	}
	return result + "（无照片：" + c.NoPhoto + "）"
}

// Sheets are what a case is printed as.
var Sheets = []Choice{{"slip", "受理凭条"}, {"work-order", "派工单"}, {"dossier", "案卷"}}
