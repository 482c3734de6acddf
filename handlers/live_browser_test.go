package handlers

import (
	"strings"
	"testing"

	"linli/db/crm"
)

func TestTwoClerksSideBySide(t *testing.T) {
	s := newScene(t)
	board, other := s.browse(t, "supervisor"), s.browse(t, "clerk")
	board.open("/cases?view=board")
	before := board.JS(`document.querySelector('[data-title-count]').dataset.titleCount`)
	clerk := s.login("clerk")
	path := clerk.register(complaint())
	card := "#card-" + strings.TrimPrefix(path, "/cases/")
	board.Wait(`document.querySelector('#column-1 ` + card + `')`)
	board.Wait(`document.title.startsWith('(' + document.querySelector('[data-title-count]').dataset.titleCount + ') ')`)
	if board.JS(`document.querySelector('[data-title-count]').dataset.titleCount`) == before {
		t.Error("the count of the tab stays")
	}
	board.open(path)
	other.open(path)
	board.Wait(`document.getElementById('presence').textContent.includes('也在看')`)
	other.did(path, crm.DoAcknowledge, "told_number", "on", "told_next_step", "今日派人查看", "summary_confirmed", "yes")
	board.Wait(`document.getElementById('presence').textContent.includes('更新了这个诉求')`)
	if other.JS(`document.getElementById('presence').textContent.includes('更新了这个诉求')`) == "true" {
		t.Error("who acted is told of the own change")
	}
	board.Clean()
	other.Clean()
}
