package views

import "strconv"

// SheetView is a case on its way to paper.
type SheetView struct {
	Title, Project, No string
	Back               string // the page it was printed from
	Hotline            string
	QR, QRText         string // address of the code, and what it is good for
	Facts, Promises    []Fact // of the slip
	Case               *CaseView
	By, At             string // who printed it, and when
	Line               int64  // of the journal, where that stands
	Hash               string // of that line
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
