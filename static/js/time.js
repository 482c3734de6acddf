// The time on the page is the server's: countdowns tick, revealed contact data goes away.
(() => {
  const at = Number(document.querySelector('meta[name="server-time"]')?.content)
  const skew = at ? at * 1000 - Date.now() : 0
  const now = () => Math.floor((Date.now() + skew) / 1000)
  const two = n => String(n).padStart(2, '0')

  // Says the same as LeftText in views/format.go.
  const left = (due, moment) => {
    const word = moment > due ? '已超 ' : '剩 '
    const s = Math.abs(due - moment)
    if (s >= 86400) return `${word}${Math.floor(s / 86400)}天${Math.floor(s / 3600) % 24}小时`
    if (s >= 3600) return `${word}${Math.floor(s / 3600)}小时${two(Math.floor(s / 60) % 60)}分`
    return `${word}${two(Math.floor(s / 60))}:${two(s % 60)}`
  }

  const clocks = new Set()
  class TimeLeft extends HTMLElement {
    static observedAttributes = ['due', 'soon']
    connectedCallback() { clocks.add(this) } // the parser has yet to add the server's text: the first tick replaces it
    disconnectedCallback() { clocks.delete(this) }
    attributeChangedCallback() { if (this.isConnected) this.tick(now()) }
    tick(moment) {
      const due = Number(this.getAttribute('due'))
      if (!due) return
      const text = left(due, moment)
      const state = moment > due ? 'missed' : moment >= Number(this.getAttribute('soon') || due) ? 'due_soon' : 'running'
      if (this.textContent !== text) this.textContent = text
      if (this.getAttribute('state') !== state) this.setAttribute('state', state)
    }
  }
  customElements.define('time-left', TimeLeft)

  // data-expires: the server's second after which a revealed value gives way to data-masked.
  const hideExpired = moment => {
    for (const el of document.querySelectorAll('[data-expires]')) {
      if (moment < Number(el.dataset.expires)) continue
      el.textContent = el.dataset.masked || '已隐藏'
      delete el.dataset.expires
    }
  }
  const tick = () => {
    const moment = now()
    for (const clock of clocks) clock.tick(moment)
    hideExpired(moment)
  }
  setInterval(tick, 1000)
  document.addEventListener('visibilitychange', tick)
})()
