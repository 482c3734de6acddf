package views

import "strconv"

// SheetView is a case, or with BackText something else, on its way to paper.
type SheetView struct {
	Title, Project, No string
	Back               string // the page it was printed from
	BackText           string // empty for a case
	Hotline            string
	QR, QRText         string // address of the code, and what it is good for
	Facts, Promises    []Fact // of the slip
	Case               *CaseView
	By, At             string // who printed it, and when
	Line               int64  // of the journal, where that stands
	Hash               string // of that line
}

func (v *SheetView) backText() string {
	if v.BackText != "" {
		return v.BackText
	}
	return "返回诉求"
}

// notedIn is where the printing is on record.
func (v *SheetView) notedIn() string {
	if v.BackText != "" {
		return "审计记录"
	}
	return "办理记录"
}

// mark is what stands across every page.
func (v *SheetView) mark() string {
	return v.By + " " + v.At + " 打印编号 " + strconv.FormatInt(v.Line, 10)
}

// foot is what stands at the end of a sheet.
func (v *SheetView) foot() string {
	return "打印编号 " + strconv.FormatInt(v.Line, 10) + " · " + v.By + " · " + v.At
}

// blankRows are lines to be written on.
var blankRows = []string{"1", "2", "3", "4", "5"}
