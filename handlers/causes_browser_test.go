package handlers

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestOutageByKeyboard takes in 25 homes without water by their room numbers, hands on the keyboard all the time, and then
// confirms to all of them in one save.
func TestOutageByKeyboard(t *testing.T) {
	w := newWorld(t)
	const homes = 25
	for i := range homes {
		w.onFile("住户"+string(rune('甲'+i)), fmt.Sprintf("154000002%02d", i), fmt.Sprintf("3-1-%d", 101+i))
	}
	v := w.browse(t, "clerk")
	v.open("/causes/new")
	v.Run(chromedp.SetValue("#f-category", "facilities", chromedp.ByQuery), chromedp.SetValue("#f-sub_category", "供水供电", chromedp.ByQuery),
		chromedp.SendKeys("#f-place", "3栋", chromedp.ByQuery), chromedp.SendKeys("#f-summary", "三栋停水没有通知", chromedp.ByQuery), chromedp.SendKeys("#f-tell", "今晚八点前恢复", chromedp.ByQuery))
	v.Run(chromedp.Click("#form-page button.btn-primary", chromedp.ByQuery))
	v.Wait("document.activeElement.id === 'f-room'")

	typed := func(room string) {
		t.Helper()
		v.Do(chromedp.KeyEvent(room + kb.Enter))
		v.Wait("document.activeElement.id === 'f-room'")
	}
	began := time.Now()
	for i := range homes {
		typed(fmt.Sprintf("3-1-%d", 101+i))
		v.Is("document.getElementById('f-room').value", "")
	}
	if took := time.Since(began); took > time.Minute {
		t.Errorf("%d homes took %s", homes, took)
	}
	v.Is("String(document.querySelectorAll('#cause tbody tr').length)", fmt.Sprint(homes))
	typed("3-1-999")
	v.Is("document.getElementById('f-room').value", "3-1-999")
	v.Wait("document.querySelector('#f-room-problem').textContent.includes('没有房号 3-1-999')")

	v.open("/causes/1?do=acknowledgement")
	v.Do(chromedp.Click("#cause form button.btn-primary", chromedp.ByQuery))
	v.Wait("document.querySelector('.problems') && document.activeElement.id === 'f-all-told_number'")
	v.Run(chromedp.KeyEvent(" "))
	v.Run(chromedp.Click("#cause form button.btn-primary", chromedp.ByQuery))
	v.Wait("location.search === '' && [...document.querySelectorAll('#cause tbody tr')].filter(r => r.textContent.includes('已确认')).length === " + fmt.Sprint(homes))
	v.Clean("422")
}
