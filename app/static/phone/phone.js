// The pages around the paper: the branch list, the card's QR code, swapping people on one phone, sending what is left.
// Every page works without it.

const page = JSON.parse(document.getElementById('page').textContent)
const find = (selector, within) => (within || document).querySelector(selector)
const all = selector => [].slice.call(document.querySelectorAll(selector))
const say = (key, facts) => page.words[key].replace(/%\((\w+)\)s/g, (whole, name) => facts[name])
const BEFORE = 'cup.before'

import(page.kept).then(kept => {
  kept.elder(all('.big'))
  kept.sendOthers('', 0, () => all('[data-leave]').forEach(form => form.dispatchEvent(new Event('sent'))))
  all('[data-leave]').forEach(form => leaving(form, kept))
  greet()
  readCard()
  // A card scanned into the page that is open changes only what follows #.
  window.addEventListener('hashchange', () => /^#t=/.test(location.hash) && location.reload())
  device(kept)
  branches(kept)
  groupCode()
})

// --- swapping people ---------------------------------------------------------------------------------------------

// Signing out loses nothing (each paper sends by its own token), but a phone that is handed on and switched off would
// keep answers back: so the member is asked to wait for the green tick.
function leaving(form, kept) {
  const note = find('[data-unsent]', form)
  let warned = false
  const count = () => kept.records().reduce((sum, record) => sum + kept.unsent(record), 0)
  form.addEventListener('submit', event => {
    const left = count()
    if (left && !warned) {
      event.preventDefault()
      warned = true
      note.hidden = false
      note.textContent = '! ' + say('unsent', { who: page.who, n: left })
    } else if (form.hasAttribute('data-done')) {
      try { sessionStorage.setItem(BEFORE, page.who) } catch (refused) { /* then nobody is greeted */ }
    }
  })
  form.addEventListener('sent', () => {
    if (!warned || count()) return
    note.className = 'note right'
    note.textContent = page.words.sent
  })
}

function greet() {
  const note = find('[data-greeting]')
  let before = null
  try { before = sessionStorage.getItem(BEFORE) } catch (refused) { /* nothing is kept */ }
  if (!note || !before) return
  if (before !== page.who) {
    note.hidden = false
    note.textContent = say('swap_done', { who: before, now: page.who })
  }
  sessionStorage.removeItem(BEFORE)
}

// --- the card's QR code ------------------------------------------------------------------------------------------

// A card's address is /c/slug#t=TOKEN: what follows # never reaches a server log. It is taken from the address at once
// and posted. Another person's card on a phone that is signed in asks first.
function readCard() {
  const card = find('#card')
  const token = (/^#t=([a-z0-9]+)$/.exec(location.hash) || [])[1]
  if (!card || !token) return
  history.replaceState(null, '', location.pathname + location.search)
  card.elements.token.value = token
  if (!page.member) return card.submit()
  if (token.indexOf(page.member) === 0) return location.replace(page.here + '/start')
  const ask = find('#swap')
  ask.hidden = false
  find('#here').hidden = true
  find('[data-ask]', ask).textContent = say('swap_ask', { who: page.who })
  find('[data-yes]', ask).addEventListener('click', () => card.submit())
  find('[data-yes]', ask).focus()
}

// --- start: is the open paper on another phone? ------------------------------------------------------------------

function device(kept) {
  const act = find('[data-paper]')
  if (!act) return
  const here = kept.records().some(record => record.paper === act.getAttribute('data-paper'))
  if (here || act.getAttribute('data-lease') === '1') return
  find('[data-device]', act).textContent = page.words.device
  find('[data-go]', act).textContent = page.words.take_over
}

// --- the branch list ---------------------------------------------------------------------------------------------

// A combobox after the ARIA practices: typing asks the server, arrows move, Enter or a tap chooses.
function branches(kept) {
  const input = find('#branch')
  const list = find('#hits')
  if (!input || !list) return
  const key = find('[name=branch_key]')
  let asked = 0
  let at = -1
  let timer = 0
  const attributes = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': 'hits', 'aria-expanded': 'false' }
  Object.keys(attributes).forEach(name => input.setAttribute(name, attributes[name]))

  const close = () => {
    list.hidden = true
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
    at = -1
  }
  const choose = hit => {
    input.value = hit.name
    key.value = hit.key
    close()
    find('#branch-hint').textContent = hit.path || ''
    const name = find('#name')
    if (name) name.focus()
    else input.form.submit() // the names of this branch come next
  }
  const mark = place => {
    const rows = [].slice.call(list.children)
    at = (place + rows.length) % rows.length
    rows.forEach((row, i) => row.setAttribute('aria-selected', String(i === at)))
    input.setAttribute('aria-activedescendant', rows[at].id)
  }
  const show = found => {
    const hits = found.slice(0, 8)
    list.textContent = ''
    hits.forEach((hit, i) => {
      const row = document.createElement('li')
      row.id = 'hit-' + i
      row.setAttribute('role', 'option')
      row.setAttribute('aria-selected', 'false')
      row.append(hit.name)
      if (hit.path) row.append(Object.assign(document.createElement('small'), { textContent: hit.path }))
      row.addEventListener('mousedown', event => event.preventDefault())
      row.addEventListener('click', () => choose(hit))
      list.append(row)
      row.hit = hit
    })
    list.hidden = !hits.length
    input.setAttribute('aria-expanded', String(hits.length > 0))
    find('#branch-hint').textContent = hits.length
      ? say(found.length > hits.length ? 'hits_more' : 'hits', { n: hits.length })
      : page.words.none_found
    at = -1
  }
  const ask = () => {
    const mine = ++asked
    const text = input.value.trim()
    if (!text) return close()
    kept.request('GET', (input.getAttribute('data-branches') || page.here + '/branches') + '?q=' + encodeURIComponent(text)).then(reply => {
      if (mine === asked && reply.status === 200 && document.activeElement === input) show(reply.body)
    })
  }
  input.addEventListener('input', () => {
    key.value = ''
    clearTimeout(timer)
    timer = setTimeout(ask, 180)
  })
  input.addEventListener('blur', () => { asked++; close() })
  input.addEventListener('keydown', event => {
    if (list.hidden) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      mark(event.key === 'ArrowDown' ? at + 1 : at < 0 ? -1 : at - 1)
    } else if (event.key === 'Enter' && at >= 0) {
      event.preventDefault()
      choose(list.children[at].hit)
    } else if (event.key === 'Escape') {
      close()
    }
  })
}

// The code is printed 4-4 on the card: show it so while it is typed.
function groupCode() {
  const input = find('input.code[type=tel]')
  if (!input) return
  input.addEventListener('input', () => {
    const digits = input.value.replace(/\D/g, '').slice(0, 8)
    if (input.selectionStart < input.value.length) return
    input.value = digits.length > 4 ? digits.slice(0, 4) + ' ' + digits.slice(4) : digits
  })
}

// Going back may show a page as it was left, with what was typed in it: on a shared phone that is somebody else's.
window.addEventListener('pageshow', event => { if (event.persisted) location.replace(location.pathname + location.search) })
