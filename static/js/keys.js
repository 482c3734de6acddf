// The keyboard: type-ahead, the search list, single-key shortcuts that can be switched off.
(() => {
  const on = (name, fn) => document.addEventListener(name, fn)
  const typed = el => { if (el.matches?.('[data-typed]')) el.dispatchEvent(new CustomEvent('typed', {bubbles: true})) }
  on('input', e => { if (!e.isComposing) typed(e.target) })
  on('compositionend', e => typed(e.target))

  // A combobox and the listbox it controls: options are links with an id.
  const list = box => document.getElementById(box.getAttribute('aria-controls'))
  const mark = (box, option) => {
    list(box)?.querySelectorAll('[aria-selected=true]').forEach(o => o.setAttribute('aria-selected', 'false'))
    option?.setAttribute('aria-selected', 'true')
    option?.scrollIntoView({block: 'nearest'})
    if (option) box.setAttribute('aria-activedescendant', option.id)
    else box.removeAttribute('aria-activedescendant')
  }
  const expand = (box, open) => box.setAttribute('aria-expanded', String(open))
  const close = box => { list(box)?.replaceChildren(); mark(box, null); expand(box, false) }
  on('htmx:after:swap', () => document.querySelectorAll('[role=combobox]').forEach(box => {
    if (box.value === '') close(box)
    expand(box, Boolean(list(box)?.querySelector('[role=option]')))
    box.removeAttribute('aria-activedescendant')
  }))
  on('focusout', e => {
    const form = e.target.closest?.('form')
    const box = form?.querySelector('[role=combobox]')
    if (box && e.relatedTarget && !form.contains(e.relatedTarget)) close(box)
  })
  const inBox = (e, box) => {
    const options = [...list(box)?.querySelectorAll('[role=option]') ?? []]
    const at = options.findIndex(o => o.getAttribute('aria-selected') === 'true')
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      if (!options.length) return
      e.preventDefault()
      mark(box, options[(at + (e.key === 'ArrowDown' ? 1 : at < 0 ? 0 : -1) + options.length) % options.length])
    } else if (e.key === 'Enter' && at >= 0) {
      e.preventDefault()
      options[at].click()
    } else if (e.key === 'Escape') {
      box.dispatchEvent(new Event('htmx:abort'))
      box.value = ''
      close(box)
    }
  }

  // A type-ahead inside a form: Enter takes the one found and goes on to the field that [data-next] names; of several the first
  // is marked, to be chosen by the arrows and Enter. Nobody found: on to [data-otherwise]. An Enter that came before the
  // answer waits for it.
  const goOn = el => document.querySelector(el.closest('[data-next]')?.dataset.next)?.focus()
  const take = box => {
    const target = box.getAttribute('hx-target')
    if (!target) return
    box.entered = box.closest('[data-next]') && box.value !== (box.answered ?? '')
    if (box.entered) return
    const found = [...document.querySelectorAll(target + ' [type=radio]')].filter(f => f.value)
    const taken = found.find(f => f.checked) ?? found[0]
    if (taken) {
      taken.click()
      found.length > 1 ? taken.focus() : goOn(box)
    } else if (box.value.trim()) {
      const field = document.querySelector(box.closest('[data-otherwise]')?.dataset.otherwise)
      field?.closest('details')?.setAttribute('open', '')
      if (field?.value === '' && !/\d/.test(box.value)) field.value = box.value.trim() // a name is not typed twice
      field?.focus()
    }
  }
  const searched = e => e.detail.ctx.sourceElement?.matches?.('[data-next] [data-typed]') ? e.detail.ctx.sourceElement : null
  on('htmx:before:request', e => { const box = searched(e); if (box) box.asked = box.value })
  on('htmx:finally:request', e => {
    const box = searched(e)
    if (e.detail.ctx.status !== 'swapped' || !box) return
    box.answered = box.asked
    if (box.entered && box.answered === box.value) take(box)
  })

  const enabled = () => { try { return localStorage.getItem('keys') !== 'off' } catch { return true } }
  const step = by => {
    const links = [...document.querySelectorAll('main tbody tr, main [data-row]')].map(r => r.querySelector('a[href]')).filter(Boolean)
    if (!links.length) return
    const at = links.findIndex(a => a.closest('tr, [data-row]').contains(document.activeElement))
    links[Math.min(Math.max(at + by, 0), links.length - 1)].focus()
  }
  const keys = {
    '/': () => { const q = document.querySelector('[data-slash]') ?? document.getElementById('q'); q?.focus(); q?.select() },
    '?': () => document.getElementById('help')?.showModal(),
    n: () => document.querySelector('[data-new]')?.click(),
    j: () => step(1),
    k: () => step(-1),
  }
  on('keydown', e => {
    if (e.isComposing || e.keyCode === 229) return
    if (e.target.matches?.('[role=combobox]')) return inBox(e, e.target)
    if (e.key === 'Enter' && e.target.matches?.('form[method=post] [data-typed]')) { // the form is sent by its button
      e.preventDefault()
      take(e.target)
      return
    }
    if (e.key === 'Enter' && e.target.matches?.('[data-next] [type=radio]')) {
      e.preventDefault()
      goOn(e.target)
      return
    }
    if (e.key === 'Escape') document.querySelectorAll('details[data-menu][open]').forEach(d => { d.open = false; d.querySelector('summary').focus() })
    if (e.ctrlKey || e.metaKey || !enabled() || document.querySelector('dialog[open]')) return
    if (e.altKey) {
      const button = document.querySelector(`[data-alt="${e.code.replace('Digit', '')}"]`)
      if (button) { e.preventDefault(); button.click() }
      return
    }
    if (e.target.closest?.('input, textarea, select, [contenteditable]') || !Object.hasOwn(keys, e.key)) return
    e.preventDefault()
    keys[e.key]()
  })

  on('DOMContentLoaded', () => { const box = document.getElementById('keys-on'); if (box) box.checked = enabled() })
  on('change', e => {
    if (e.target.id !== 'keys-on') return
    try { localStorage.setItem('keys', e.target.checked ? 'on' : 'off') } catch { /* private window */ }
  })
})()
