// Runs before the first paint: marks that scripts work and sets the theme the person chose, else the system's.
(() => {
  const root = document.documentElement
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const chosen = () => { try { return localStorage.getItem('theme') } catch { return null } }
  const set = () => { root.dataset.bsTheme = chosen() || (dark.matches ? 'dark' : 'light') }
  root.classList.add('js')
  set()
  dark.addEventListener('change', set)
  addEventListener('storage', set)
  document.addEventListener('click', e => {
    if (!e.target.closest?.('[data-theme-toggle]')) return
    try { localStorage.setItem('theme', root.dataset.bsTheme === 'dark' ? 'light' : 'dark') } catch { /* private window: this page only */ }
    root.dataset.bsTheme = root.dataset.bsTheme === 'dark' ? 'light' : 'dark'
  })
})()
