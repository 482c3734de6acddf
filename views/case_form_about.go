package views

import "linli/db/crm"

// targetFields ask whom of the staff a complaint is about.
func targetFields(_ *crm.Case, texts *CaseTexts) []Field {
	return []Field{{Name: "target", Label: "涉及的员工", Type: "select", Empty: "请选择", Options: texts.Staffers, Required: true, Hint: "该员工此后看不到这件诉求，诉求改由其上级承办"}}
}
