// Pages that hear of changes: the stream waits in hidden tabs and while someone signs in again; the tab's title counts.
(() => {
  const on = (name, fn) => document.addEventListener(name, fn)
  on('htmx:before:request', e => {
    if (!e.target.matches?.('[data-stream]')) return
    if (document.hidden || e.target.dataset.stop || document.querySelector('dialog[data-login][open]')) e.preventDefault()
  })
  on('htmx:sse:error', e => { if (e.detail.status === 401) e.target.dataset.stop = '1' })
  on('htmx:sse:before:connection', e => { if (e.target.dataset.stop) e.preventDefault() })
  on('htmx:sse:close', e => { delete e.target.dataset.stop })

  const plain = document.title
  const count = () => {
    const n = document.querySelector('[data-title-count]')?.dataset.titleCount
    document.title = n && n !== '0' ? `(${n}) ${plain}` : plain
  }
  on('DOMContentLoaded', count)
  on('htmx:after:swap', count)
})()
