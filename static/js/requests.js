// What htmx asks and what comes back: errors, signing in again, dialogs, confirmation, uploads, forms left unsaved.
(() => {
  const on = (name, fn, where = document) => where.addEventListener(name, fn)
  const notice = text => {
    const alert = document.getElementById('alert-template')?.content.firstElementChild.cloneNode(true)
    if (!alert) return
    alert.querySelector('div').textContent = text
    document.getElementById('notice').replaceChildren(alert)
  }

  // A session that ended: the dialog comes by hx-status 401, afterwards the same request goes out again, once.
  let again = null
  on('htmx:response:error', e => {
    const {ctx} = e.detail
    keepDirty(ctx.sourceElement)
    if (ctx.response.status !== 401 || ctx.sourceElement.closest('dialog[data-login]')) return
    again = {el: ctx.sourceElement, submitter: ctx.request.submitter, type: ctx.sourceEvent?.type}
  })
  on('signed-in', e => {
    const a = again
    again = null
    document.body.setAttribute('hx-headers:inherited', JSON.stringify({'X-CSRF-Token': e.detail.value}))
    document.querySelectorAll('input[name=_csrf]').forEach(i => { i.value = e.detail.value })
    if (!a?.el.isConnected) return
    setTimeout(() => a.el.matches('form')
      ? a.el.requestSubmit(a.submitter?.isConnected ? a.submitter : undefined)
      : a.el.dispatchEvent(new Event(a.type || 'click', {bubbles: true, cancelable: true})))
  })
  on('htmx:error', e => {
    const {error, ctx} = e.detail
    keepDirty(ctx?.sourceElement)
    if (error?.name === 'AbortError') return
    notice(error === 'timeout' ? '等待超时，请稍后再试。已填写的内容还在。' : '网络不通，请检查连接后再试。已填写的内容还在。')
  })
  // A page kept by the browser may belong to a session that is over.
  on('pageshow', e => { if (e.persisted) location.reload() }, window)

  // While someone signs in again, and in a hidden tab, polls wait.
  on('htmx:before:request', e => {
    const login = document.querySelector('dialog[data-login][open]')
    if (login && !login.contains(e.target) || document.hidden && e.target.matches?.('[data-poll]') || keeps(e.target)?.sent) e.preventDefault()
    else e.detail.ctx.target?.setAttribute?.('aria-busy', 'true')
  })
  on('htmx:finally:request', e => e.detail.ctx.target?.removeAttribute?.('aria-busy'))

  // Filters keep addresses short; forms with a progress bar send so that it can follow.
  on('htmx:config:request', e => {
    const {ctx} = e.detail
    if (ctx.request.form && ctx.request.method === 'GET') {
      for (const [name, value] of [...ctx.request.body]) if (value === '') ctx.request.body.delete(name)
    }
    if (ctx.sourceElement.getAttribute('hx-encoding')) { // files are sent with their form only
      for (const [name, value] of [...ctx.request.body]) if (value instanceof File) ctx.request.body.delete(name)
    }
    const kept = keeps(ctx.sourceElement)
    if (kept) {
      kept.dirty = false
      ctx.request.keepalive = small(ctx.request.body)
    }
    const bar = ctx.sourceElement.querySelector?.('progress[data-upload]')
    if (bar && ctx.sourceElement.querySelector('input[type=file]').value) ctx.fetch = (url, r) => upload(url, r, bar)
  })
  const upload = (url, r, bar) => new Promise((resolve, reject) => {
    const x = new XMLHttpRequest()
    x.open(r.method, url)
    for (const [name, value] of new Headers(r.headers)) x.setRequestHeader(name, value)
    x.upload.onprogress = p => { if (p.lengthComputable) { bar.hidden = false; bar.max = p.total; bar.value = p.loaded } }
    x.onload = () => {
      const headers = new Headers(x.getAllResponseHeaders().trim().split(/\r?\n/).map(l => l.split(/: (.*)/).slice(0, 2)))
      resolve(new Response([204, 304].includes(x.status) ? null : x.response, {status: x.status, headers}))
    }
    x.onerror = () => reject(new TypeError('network'))
    x.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    r.signal?.addEventListener('abort', () => x.abort())
    x.send(r.body)
  })

  // Good news goes by itself, bad news stays until it is dismissed.
  const settle = () => document.querySelectorAll('#notice [data-alert=success]').forEach(a => setTimeout(() => a.remove(), 10000))
  on('DOMContentLoaded', settle)

  // Dialogs: a part with dialog[data-modal] opens, and is gone when closed.
  on('htmx:after:swap', () => {
    document.querySelectorAll('dialog[data-modal]:not([open])').forEach(d => {
      on('close', () => d.remove(), d)
      on('cancel', e => { if (d.matches('[data-login]')) e.preventDefault() }, d)
      d.showModal()
    })
    settle()
    document.querySelectorAll('form[data-draft]').forEach(f => { if (!f.sent && f.querySelector('[aria-invalid=true]')) f.dirty = true })
  })
  on('close-dialog', () => document.querySelectorAll('dialog[data-modal][open]').forEach(d => d.close()))
  on('htmx:confirm', e => {
    const ask = document.getElementById('ask')
    if (!ask) return
    e.preventDefault()
    document.getElementById('ask-text').textContent = e.detail.ctx.confirm
    ask.returnValue = 'no'
    ask.addEventListener('close', () => {
      if (ask.returnValue === 'yes') return e.detail.issueRequest()
      keepDirty(e.detail.ctx.sourceElement)
      e.detail.dropRequest()
    }, {once: true})
    ask.showModal()
  })

  const keeps = el => el?.matches?.('[data-keeps]') ? el.closest('form') : null
  // Nothing personal is kept in the browser's storage: leaving a form with unsent words is asked about instead.
  // A form with [data-keeps] is kept on the server while it is typed: what is on its way there is not unsent.
  const keepDirty = el => { const f = el?.closest?.('form[data-draft]'); if (f) { f.dirty = true; f.sent = false } }
  on('input', e => keepDirty(e.target))
  on('submit', e => {
    e.target.dirty = false
    e.target.sent = true
    e.target.querySelectorAll?.('[data-keeps]').forEach(k => k.dispatchEvent(new Event('htmx:abort')))
  })
  // What is kept goes on its way when the page is left, too; browsers carry no more than 64 KB then.
  const small = body => new URLSearchParams(body).toString().length < 60000
  const keepNow = f => {
    const body = new URLSearchParams([...new FormData(f)].filter(([, value]) => typeof value === 'string'))
    if (f.querySelector('[data-keeps]') && small(body)) fetch('/drafts', {method: 'POST', body, keepalive: true, headers: {'HX-Request-Type': 'partial'}}).catch(() => {})
  }
  on('beforeunload', e => {
    const unsent = [...document.forms].filter(f => f.dirty)
    unsent.forEach(keepNow)
    if (unsent.length) e.preventDefault()
  }, window)

  // On plain http browsers offer no clipboard object.
  const copyText = async el => {
    try { return await navigator.clipboard.writeText(el.dataset.copy) } catch { /* plain http, or a browser inside a chat that forbids it */ }
    const area = el.parentElement.appendChild(Object.assign(document.createElement('textarea'), {value: el.dataset.copy}))
    area.select()
    document.execCommand('copy')
    area.remove()
  }
  on('click', e => {
    const t = e.target
    t.closest?.('[data-dismiss]')?.closest('.alert')?.remove()
    if (t.closest?.('[data-print]')) print()
    const copy = t.closest?.('[data-copy]')
    if (copy) Promise.resolve(copyText(copy)).then(() => { copy.dataset.done = '已复制' })
    document.getElementById(t.closest?.('[data-opens]')?.dataset.opens)?.showModal()
    document.querySelectorAll('details[data-menu][open]').forEach(d => { if (!d.contains(t)) d.open = false })
  })
  on('change', e => { if (e.target.matches?.('[data-submits]')) e.target.form.requestSubmit() })
})()
