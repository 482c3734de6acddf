package handlers

import (
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"linli/db/crm"
	"linli/views"
)

// attachFiles adds files to a case, read while they arrive.
func (a *App) attachFiles(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	in := a.input(c)
	err = a.Store.AttachFiles(c.Request().Context(), a.by(c), id, files(c, in.On("personal")))
	if err == nil {
		return a.caseSaid(c, id, "附件已保存")
	}
	if !crm.Is(err, crm.Invalid) && !crm.Is(err, crm.TooLarge) {
		return err
	}
	status, _ := statusOf(err, a.zone(c))
	page, loadErr := a.casePage(c, id)
	if loadErr != nil {
		return loadErr
	}
	page.fileForm = in.again(views.AttachLabels, problemsOf(err), "附件没有保存")
	return a.renderCase(c, againStatus(c, status), page)
}

// filePolicy lets a file do nothing, should a browser show it as a page.
const filePolicy = "sandbox; default-src 'none'"

// attachment sends a file of a case; never as something to be run or shown as a page.
func (a *App) attachment(c echo.Context) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	file, err := partID(c, "file")
	if err != nil {
		return err
	}
	f, body, err := a.Store.OpenFile(c.Request().Context(), staff(c), id, file)
	if err != nil {
		return err
	}
	defer body.Close()
	res := c.Response()
	if err := http.NewResponseController(res).SetWriteDeadline(time.Now().Add(downloadTime)); err != nil {
		return err
	}
	name := strings.TrimSuffix(f.Name, path.Ext(f.Name)) + f.Ext
	res.Header().Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	res.Header().Set(echo.HeaderContentType, echo.MIMEOctetStream)
	res.Header().Set(echo.HeaderContentSecurityPolicy, filePolicy)
	http.ServeContent(res, c.Request(), "", time.Time{}, body)
	return nil
}

// files are the attachments of the case as far as the person may see them, with the way to add some.
func (p *casePage) files() *views.FilesView {
	v := &views.FilesView{Form: p.fileForm}
	if v.Form == nil {
		v.Form = &views.Form{Labels: views.AttachLabels, Key: newKey(), Values: map[string][]string{"personal": {"on"}}}
	}
	for i := range p.Files {
		v.Files = append(v.Files, p.file(&p.Files[i]))
	}
	if ok, _ := p.Case.MayAttach(p.who); ok {
		v.Add = recordPath("case", p.Case.ID) + "/attachments"
	}
	v.AskPersonal = p.Case.Confidential && p.Case.SeesPerson(p.who)
	if p.Case.PhotoWanted() && p.Case.State.Open() && !p.hasPhoto() {
		v.Hint = "这个类别的处理结果要附照片；没有照片的，请在处理结果里写明原因。"
	}
	return v
}

// hasPhoto reports whether a photograph was taken since the case came in.
func (p *casePage) hasPhoto() bool {
	since := max(p.Case.RegisteredAt, p.Case.Current().AnchorAt)
	for i := range p.Files {
		if p.Files[i].Kind == crm.Photo && p.Files[i].At > since {
			return true
		}
	}
	return false
}

func (p *casePage) file(f *crm.Attachment) views.FileView {
	v := views.FileView{Kind: crm.Label(crm.AttachmentKinds, f.Kind), Icon: fileIcons[f.Kind], Meta: views.DateTime(f.At, p.loc)}
	if f.Shut {
		v.Name = v.Kind + "（只给经办人员看）"
		return v
	}
	v.Name, v.Photo = f.Name, f.Drawn()
	v.Meta = views.FileSize(f.Size) + " · " + v.Meta + " · " + f.ByName
	if f.Personal && p.Case.Confidential {
		v.Meta += " · 含诉求人身份"
	}
	if f.Type == crm.HEIC {
		v.Meta += " · HEIC 照片，浏览器不能直接显示，请下载查看"
	}
	v.Hash = f.SHA256
	v.Href = recordPath("case", p.Case.ID) + "/attachments/" + strconv.FormatInt(f.ID, 10)
	return v
}

var fileIcons = map[string]string{crm.Photo: "paperclip", crm.Scan: "clipboard-text", crm.Audio: "speakerphone"}

// holdFiles keeps the files of a registration under the key of its form, so that a refused one need not send them again, and
// lets go of those that are not wanted any more.
func (a *App) holdFiles(c echo.Context, in *form) error {
	if in.Raw("_key") == "" {
		in.Values.Set("_key", newKey())
	}
	by, ctx := a.by(c), c.Request().Context()
	if unwanted := in.IDs("drop_file"); len(unwanted) > 0 {
		if err := a.Store.DropHeldFiles(ctx, by, unwanted); err != nil {
			return err
		}
	}
	if !hasFiles(c) {
		return nil
	}
	return a.Store.HoldFiles(ctx, by, files(c, false))
}
