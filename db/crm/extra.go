package crm

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ExtraField is a field a project adds to its customers' files: for a purpose, for those who need it.
type ExtraField struct {
	ID         int64
	Name, Kind string
	Choices    []string
	Purpose    string
	Readers    []Role // who reads and writes it, none = whoever reads the file
	RetiredAt  int64
	RowVersion int64
}

// ExtraKinds are the kinds of extra fields.
var ExtraKinds = []Choice{{"text", "文字"}, {"number", "数字"}, {"date", "日期"}, {"choice", "单选"}, {"yes_no", "是/否"}}

// ExtraReaders are the roles that may be named: those who read the customer file.
var ExtraReaders = []Role{Clerk, Steward, Supervisor, Manager, Quality, PrivacyOfficer}

// The longest texts of extra fields, in characters, and how many a project may have.
const (
	MaxFieldName    = 20
	MaxFieldPurpose = 200
	MaxExtraValue   = 200
	MaxExtraFields  = 30
	maxChoices      = 20
)

// notCollected are what the customer file does not ask for (domain.md §2, §9).
var notCollected = strings.Fields(`身份证 证件号 护照 出生 生日 年龄 银行卡 密码 指纹 人脸 民族 宗教 信仰 政治 党员 病 健康 医疗 残疾 孕 收入 性取向 婚姻 维权 黑名单`)

// Check finds what is wrong with the field as a project defines it.
func (f *ExtraField) Check(p Problems) {
	p.Check(f.Name != "", "name", "请填写字段名称")
	p.Check(Has(ExtraKinds, f.Kind), "kind", "请选择字段类型")
	p.Check(utf8.RuneCountInString(f.Purpose) >= 4, "purpose", "请写明收集的目的，至少 4 个字")
	bare := bareWord(f.Name)
	for _, word := range notCollected {
		p.Check(!strings.Contains(bare, word), "name", "客户档案不收集“"+word+"”一类的信息")
	}
	if f.Kind != "choice" {
		f.Choices = nil
	} else {
		p.Check(len(f.Choices) >= 2, "choices", "单选至少要有两个选项，每行一个")
		p.Check(len(f.Choices) <= maxChoices, "choices", fmt.Sprintf("最多 %d 个选项", maxChoices))
	}
	for _, choice := range f.Choices {
		p.Check(utf8.RuneCountInString(choice) <= MaxFieldName, "choices", fmt.Sprintf("每个选项最多 %d 个字", MaxFieldName))
	}
	for _, reader := range f.Readers {
		p.Check(slices.Contains(ExtraReaders, reader), "readers", "请选择能看客户档案的角色")
	}
}

// ReadChoices are the choices of a text, one a line, each once.
func ReadChoices(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(list, line) {
			list = append(list, line)
		}
	}
	return list
}

// Open reports whether by may read and write the field.
func (f ExtraField) Open(by Staff) bool {
	return len(f.Readers) == 0 || by.Has(f.Readers...)
}

// ReadValue reads what was typed into the field; empty takes the value away.
func (f ExtraField) ReadValue(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	switch f.Kind {
	case "number":
		number := strings.TrimSpace(HalfWidth(text))
		if _, err := strconv.ParseFloat(number, 64); err != nil || strings.ContainsAny(number, "eExXnN_") {
			return "", Refuse(Invalid, "请填写数字")
		}
		return number, nil
	case "date":
		return ParseDate(text)
	case "choice":
		if !slices.Contains(f.Choices, text) {
			return "", Refuse(Invalid, "请从选项中选择")
		}
	case "yes_no":
		if !Has(YesNo, text) {
			return "", Refuse(Invalid, "请选择是或否")
		}
	}
	return text, nil
}

// ShowValue is a value as people read it.
func (f ExtraField) ShowValue(value string) string {
	if f.Kind == "yes_no" {
		return Label(YesNo, value)
	}
	return value
}
