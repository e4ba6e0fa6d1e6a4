// The question page: one question a screen, saved at every tap, whatever the network does.
// Sections: words and nodes · the paper · clock · saving · rooms · back key · handing in · start.
// The server's HTML below works without this file; everything here only makes it faster and safer.

const page = JSON.parse(document.getElementById('page').textContent)
const words = page.words
const api = '/api/v1/'
let kept // the module kept.js, whose hashed address only the page knows

// --- words and nodes ---------------------------------------------------------------------------------------------

function say(key, facts) {
  return words[key].replace(/%\((\w+)\)s/g, (all, name) => facts[name])
}

function el(tag, attributes, ...children) {
  const node = document.createElement(tag)
  Object.keys(attributes || {}).forEach(name => {
    const value = attributes[name]
    if (name.indexOf('on') === 0) node.addEventListener(name.slice(2), value)
    else if (value === true) node.setAttribute(name, '')
    else if (value !== false && value != null) node.setAttribute(name, value)
  })
  children.forEach(child => child != null && node.append(child))
  return node
}

const find = id => document.getElementById(id)
const numbers = list => list.join(words.comma)

function fill(node, ...children) {
  node.textContent = ''
  children.forEach(child => child != null && node.append(child))
}

// Blanks in a stem are runs of underlines: draw them as a line that does not break.
function stem(text) {
  const parts = []
  text.split(/(_{2,})/).forEach(part => parts.push(/^__/.test(part)
    ? el('span', { class: 'gap' }, el('span', { class: 'only-read' }, words.gap)) : part))
  return parts
}

// --- the paper ---------------------------------------------------------------------------------------------------

const paper = {
  items: [],
  stands: {},   // n → what the server acknowledged last
  record: null, // what this phone keeps of this paper under this lease: see kept.js
  at: 1,
  over: false,
}

const item = n => paper.items[n - 1]
const isPending = n => Boolean(paper.record.pending[n])

function given(n) {
  const answer = paper.record.pending[n] || paper.stands[n] || {}
  return answer.choice || answer.texts || []
}

const isGiven = n => given(n).some(text => text !== '')
const all = () => paper.items.map(one => one.n)
const missing = () => all().filter(n => !isGiven(n))
const delivered = () => all().filter(n => isGiven(n) && !isPending(n)).length

function put(n, values) {
  const record = paper.record
  record.seq += 1
  const answer = { n: n, seq: record.seq }
  answer[item(n).kind === 'blank' ? 'texts' : 'choice'] = values
  record.pending[n] = answer
  kept.store(record)
  status()
  saving.soon(0)
}

// A page opened again gets a new lease. If it is this phone's last lease + 1, no other device came between, and what
// was kept counts as if it were typed now; otherwise it goes out under its old token and may only fill empty items.
// A lease that this phone had before comes only from a server that was restored from a backup: then what this phone
// was told is saved, and is not there, goes out once more.
function take(body) {
  const before = kept.records().filter(record => record.paper === body.paper)
  const ahead = before.filter(record => record.lease >= body.lease).sort((one, other) => other.lease - one.lease)[0]
  const mine = ahead || before.filter(record => record.lease === body.lease - 1)[0]
  const flags = before.reduce((found, record) => Object.assign(found, record.flags), {})
  const restored = body.restored || 0
  paper.items = body.items
  paper.stands = {}
  Object.keys(body.saved).forEach(n => { paper.stands[n] = body.saved[n] })
  if (mine) kept.forget(mine)
  paper.record = {
    paper: body.paper, lease: body.lease, send: body.send, who: page.who, slug: page.slug, flags: flags,
    pending: mine ? mine.pending : {}, seq: mine ? mine.seq : 0, at: mine ? mine.at : 0,
    stands: paper.stands, restored: restored,
  }
  kept.sendAgain(paper.record, ahead || mine && mine.restored !== restored ? mine.stands : {}, body.saved)
  kept.sendOthers(body.paper, body.lease, (record, reply) => {
    if (record.paper === body.paper && reply.status === 200) stand(reply.body.saved)
  })
}

// Every reply says when the server was last restored from a backup, if ever: what it acknowledged before may be gone.
function notice(body) {
  const restored = body.restored || 0
  if (restored === paper.record.restored) return
  paper.record.restored = restored
  kept.sendAgain(paper.record, paper.stands, {})
}

function stand(saved) {
  Object.keys(saved || {}).forEach(n => { paper.stands[n] = saved[n] })
  status()
}

// --- clock -------------------------------------------------------------------------------------------------------

// Only the server's clock counts: the end is its deadline carried over to performance.now(), which does not move when
// somebody sets the phone's clock. Every reply gives a lower bound for the end (asked + what remained); the largest is
// the truest, unless the deadline itself was moved.
const clock = {
  end: null,
  warned: {},
  sync(asked, remaining) {
    if (remaining == null) return
    const end = asked + remaining
    if (clock.end === null || end > clock.end || clock.end - end > 4000) clock.end = end
  },
  left: () => clock.end === null ? Infinity : clock.end - performance.now(),
  text() {
    const seconds = Math.max(0, Math.ceil(clock.left() / 1000))
    if (seconds >= 172800) return say('days', { n: Math.floor(seconds / 86400) })
    const two = number => (number < 10 ? '0' : '') + number
    const hours = Math.floor(seconds / 3600)
    const minutes = two(Math.floor(seconds / 60) % 60)
    return hours > 99 ? hours + ':' + minutes : (hours ? hours + ':' : '') + minutes + ':' + two(seconds % 60)
  },
  tick() {
    if (clock.end === null || paper.over) return
    find('clock').textContent = clock.text()
    ;[300, 60].forEach(mark => {
      if (clock.left() < mark * 1000 && clock.left() > (mark - 2) * 1000 && !clock.warned[mark]) {
        clock.warned[mark] = true
        announce(say('left', { minutes: mark / 60 }))
      }
    })
    if (clock.left() <= 0) timeUp()
  },
}

// --- saving ------------------------------------------------------------------------------------------------------

// One request in the air at a time; what is tapped meanwhile goes together in the next.
const saving = {
  flying: false,
  tries: 0,
  timer: 0,
  trouble: '', // '', 'offline' or 'busy'
  soon(delay) {
    clearTimeout(saving.timer)
    saving.timer = setTimeout(saving.now, delay)
  },
  now() {
    if (saving.flying || paper.over || handing.on || !kept.unsent(paper.record)) return
    const asked = performance.now()
    saving.flying = true
    kept.send(paper.record).then(reply => {
      saving.flying = false
      saving.take(reply, asked)
      status()
    })
  },
  take(reply, asked) {
    if (paper.over) return
    if (reply.status === 200) {
      saving.calm()
      notice(reply.body)
      stand(reply.body.saved)
      clock.sync(asked, reply.body.remaining_ms)
      if (reply.body.elsewhere) return show('away')
      if (kept.unsent(paper.record)) saving.soon(0)
    } else if (reply.status === 409) {
      closed(reply.body)
    } else if (reply.status === 404) {
      location.replace(page.start) // the secret key was changed, or this is no paper of this server
    } else {
      saving.again(reply)
    }
  },
  again(reply) {
    saving.tries += 1
    if (saving.trouble === '') announce(words.offline)
    saving.trouble = reply.status === 503 || reply.status === 429 ? 'busy' : 'offline'
    saving.soon(kept.pause(saving.tries, reply.wait))
  },
  calm() {
    if (saving.trouble) {
      saving.back = performance.now() + 5000
      setTimeout(status, 5100)
      announce(say('back', { n: delivered() }))
    }
    saving.trouble = ''
    saving.tries = 0
  },
  // After a sleep of the phone: repeating an acknowledged answer is harmless and brings the time that is left.
  wake() {
    if (paper.over || handing.on || !paper.record) return
    if (kept.unsent(paper.record)) return saving.soon(0)
    const asked = performance.now()
    kept.request('GET', api + 'papers/' + paper.record.paper).then(reply => {
      if (reply.status !== 200 || paper.over) return
      if (reply.body.state === 'closed') return finish([])
      clock.sync(asked, remaining(reply.body))
      notice(reply.body)
      stand(reply.body.saved)
      saving.soon(0)
    })
  },
}

const remaining = body => body.deadline ? Date.parse(body.deadline) - Date.parse(body.server_time) : null

function announce(sentence) {
  find('live').textContent = sentence
}

function status() {
  if (!paper.record || paper.over) return more()
  const waiting = kept.unsent(paper.record)
  const sent = delivered()
  document.body.classList.toggle('off', Boolean(saving.trouble))
  const saved = find('saved')
  if (saving.trouble) {
    fill(saved, el('span', {}, el('b', {}, words[saving.trouble === 'busy' ? 'busy_short' : 'offline_short']), el('br'),
      say('kept', { n: sent, m: waiting })))
  } else {
    const back = saving.back > performance.now()
    fill(saved, el('i', { class: 'ok' }, '✓'),
      back ? say('back', { n: sent }) : say('saved', { n: sent, all: paper.items.length }))
  }
  ticks()
  const list = find('list')
  if (list) fill(list, words.list, el('small', {}, say('missing', { n: missing().length })))
  if (room === 'sheet') rooms.sheet()
  more()
}

function ticks() {
  const row = find('ticks')
  if (paper.items.length > 50) return fill(row, el('progress', { max: paper.items.length, value: all().filter(isGiven).length }))
  fill(row, ...all().map(n => el('i', {
    class: (isPending(n) ? 'w' : isGiven(n) ? 'd' : '') + (n === paper.at && room === 'question' ? ' n' : ''),
  })))
}

// --- rooms: question, sheet, confirm, leave, away, closed, sending ------------------------------------------------

let room = ''
const main = find('room')
const bar = find('bar')

function show(name) {
  room = name
  document.body.setAttribute('data-room', name)
  rooms[name]()
  main.scrollTop = 0
  status()
  const heading = main.querySelector('[tabindex="-1"]')
  if (heading) heading.focus({ preventScroll: true })
}

const A_SHEET = 100
let sheetAt = 0 // the page of the sheet that was asked for; 0: the one the question at hand stands on

function sheetFrom() {
  return sheetAt || paper.at - (paper.at - 1) % A_SHEET
}

function sheetPages(from) {
  if (paper.items.length <= A_SHEET) return null
  const pages = all().filter(n => n % A_SHEET === 1)
  return el('nav', { class: 'letters', 'aria-label': words.list }, ...pages.map(first => button('', first + '–' +
    Math.min(first + A_SHEET - 1, paper.items.length), () => { sheetAt = first; rooms.sheet(); main.scrollTop = 0; more() },
    { 'aria-current': first === from ? 'true' : false })))
}

function button(kind, text, onclick, options) {
  return el('button', Object.assign({ type: 'button', class: kind, onclick: onclick }, options || {}), text)
}

const heading = text => el('h1', { tabindex: '-1' }, text)
const isLast = () => paper.at === paper.items.length

const rooms = {
  question() {
    const one = item(paper.at)
    fill(main, el('fieldset', {},
      el('legend', { tabindex: '-1' },
        el('span', { class: 'meta' }, el('span', { class: 'kind' }, words[one.kind]),
          el('b', {}, say('nth', { n: one.n, all: paper.items.length })), el('span', {}, say('marks', { n: one.marks }))),
        el('span', { class: 'stem' }, ...stem(one.stem),
          one.kind === 'multiple' ? el('em', { class: 'many' }, words.several) : null)),
      ...(one.kind === 'blank' ? blanks(one) : one.options.map(option => choice(one, option)))),
    el('p', { class: 'hint' }, words[one.kind === 'multiple' ? 'hint_multiple' : one.kind === 'blank' ? 'hint_blank' : 'hint']),
    flag(one.n))
    fill(bar, button('prev', words.previous, () => turn(paper.at - 1), { disabled: paper.at === 1 }),
      button('list', '', () => history.back(), { id: 'list' }),
      button('next', words[isLast() ? 'hand_in' : 'next'], () => isLast() ? ask() : turn(paper.at + 1)))
  },

  // Hundreds of numbers are shown a hundred at a time: the page that the question at hand stands on.
  sheet() {
    const first = paper.items.length > A_SHEET ? sheetFrom() : 1
    const numbers = all().slice(first - 1, paper.items.length > A_SHEET ? first - 1 + A_SHEET : undefined)
    const legend = ['sent', 'waiting', 'open', 'doubt'].map(mark => {
      const count = all().filter(n => marksOf(n).indexOf(mark) >= 0).length
      return el('li', {}, el('i', { class: 'cell ' + mark, 'aria-hidden': 'true' }), words[mark] + ' ' + count)
    })
    const held = document.activeElement && document.activeElement.getAttribute('data-n')
    fill(main, heading(words.list), el('ul', { class: 'legend' }, ...legend), sheetPages(first),
      el('ol', { class: 'cells', start: first }, ...numbers.map(n => el('li', {}, button('cell ' + marksOf(n).join(' '), String(n),
        () => enter(n), { 'data-n': n, 'aria-label': say('cell', { n: n, marks: marksOf(n).map(mark => words[mark]).join(words.comma) }) })))),
      saving.trouble ? el('p', { class: 'note wait' }, words.sheet_offline) : null)
    const again = held && main.querySelector('[data-n="' + held + '"]')
    if (again) again.focus()
    fill(bar, button('prev wide', words.on, () => enter(paper.at)), button('next', words.hand_in, ask))
  },

  confirm() {
    const open = missing()
    const waiting = kept.unsent(paper.record)
    fill(main, heading(words.hand_in), el('p', { class: 'count' }, el('b', {}, String(open.length)), words.open_count),
      el('p', { class: 'said' }, open.length > 20 ? say('confirm_many', { n: open.length }) : open.length
        ? say('confirm_missing', { n: open.length, list: numbers(open) }) : say('confirm_all', { n: paper.items.length })),
      el('p', { class: 'note' }, words.confirm_next),
      waiting && saving.trouble ? el('p', { class: 'note wait' }, words.sheet_offline) : null)
    if (open.length) {
      fill(bar, button('prev wide', words.hand_in_now, () => handing.start(false)),
        button('next', words.back_to_answer, () => turnFromConfirm(open[0])))
    } else {
      fill(bar, button('prev wide', words.look_again, () => turnFromConfirm(paper.at)),
        button('next', words.confirm_hand_in, () => handing.start(false)))
    }
  },

  leave() {
    fill(main, heading(words.leave_title), el('p', { class: 'said' }, words.leave_text))
    fill(bar, button('prev wide', words.leave, () => location.replace(page.start)),
      button('next', words.stay, () => enterFromLeave()))
  },

  away() {
    paper.over = true
    fill(main, heading(words.away_title), el('p', { class: 'said' }, words.away_text))
    fill(bar, el('a', { class: 'button prev wide', href: page.start }, words.away_leave),
      button('next', words.away_take, open))
  },

  sending() {
    const inTime = clock.left() > -page.grace_ms
    fill(main, heading(words[handing.timed ? 'time_up' : 'sending']),
      el('p', { class: 'said' }, words[!handing.tries ? 'sending_text' : inTime ? 'sending_in_time' : 'sending_late']))
    fill(bar, handing.timed ? null : button('prev wide', words.cancel, handing.cancel))
  },
}

function choice(one, option) {
  const many = one.kind === 'multiple'
  const input = el('input', {
    type: many ? 'checkbox' : 'radio', name: 'choice', value: option.key, onchange: () => put(one.n, picked()),
  })
  input.checked = given(one.n).indexOf(option.key) >= 0
  const letter = one.kind === 'true_false' ? { T: '✓', F: '✗' }[option.key] : option.key
  return el('label', { class: 'opt' }, input, el('i', { class: 'frame' }), el('span', { class: 'l' }, letter),
    el('span', { class: 'x' }, option.text), el('span', { class: 'y' }, '✓ ' + words.chosen))
}

const picked = () => [].map.call(main.querySelectorAll('input:checked'), input => input.value)

function blanks(one) {
  const texts = given(one.n)
  const clean = text => text.replace(/\u0000/g, '').replace(/[\ud800-\udfff]/g, '')
  const inputs = []
  for (let i = 0; i < one.blanks; i++) {
    let timer = 0
    const read = () => {
      clearTimeout(timer)
      const values = inputs.map(input => clean(input.value))
      if (values.join('\n') !== given(one.n).join('\n')) put(one.n, values)
    }
    // Typing saves after a short rest; leaving the field or the question saves at once.
    const input = el('input', {
      type: 'text', class: 'blank', maxlength: '100', autocomplete: 'off', 'aria-label': say('nth_gap', { n: i + 1 }),
      placeholder: say('nth_gap', { n: i + 1 }), onchange: read,
      oninput: () => { clearTimeout(timer); timer = setTimeout(read, 700) },
    })
    input.value = texts[i] || ''
    inputs.push(input)
  }
  return inputs
}

function flag(n) {
  const flags = paper.record.flags
  return button('flag', words[flags[n] ? 'doubted' : 'doubting'], event => {
    flags[n] = !flags[n]
    kept.store(paper.record)
    event.target.textContent = words[flags[n] ? 'doubted' : 'doubting']
    event.target.setAttribute('aria-pressed', String(Boolean(flags[n])))
  }, { 'aria-pressed': String(Boolean(flags[n])) })
}

function marksOf(n) {
  const marks = [isPending(n) ? 'waiting' : isGiven(n) ? 'sent' : 'open']
  if (paper.record.flags[n]) marks.push('doubt')
  return marks
}

function turn(n) {
  if (document.activeElement) document.activeElement.blur() // a blank that is being typed is saved by its change
  sheetAt = 0
  paper.at = paper.record.at = Math.min(Math.max(n, 1), paper.items.length)
  kept.store(paper.record)
  show('question')
}

// What is below the fold is announced: options that are hidden by more than their border, or cells of the sheet.
function more() {
  const last = [].slice.call(main.querySelectorAll('.opt, .blank, .cells li')).pop()
  const strip = find('more')
  const bottom = main.getBoundingClientRect().bottom + (strip.hidden ? 0 : strip.offsetHeight)
  strip.hidden = !last || last.getBoundingClientRect().bottom - bottom < 8
  strip.textContent = words[room === 'sheet' ? 'more_cells' : 'more_options']
}

// --- back key ----------------------------------------------------------------------------------------------------

// The history holds leave ← sheet ← question (or confirm): Android's back key goes to the question list first, and
// asks before it leaves. A reload finds the stack as it was.
function build() {
  const was = history.state && history.state.room
  if (!was) history.replaceState({ room: 'leave' }, '')
  if (!was || was === 'leave') history.pushState({ room: 'sheet' }, '')
  if (was === 'question' || was === 'confirm') history.replaceState({ room: 'question' }, '')
  else history.pushState({ room: 'question' }, '')
}

function enter(n) {
  history.pushState({ room: 'question' }, '')
  turn(n)
}

function enterFromLeave() {
  history.pushState({ room: 'sheet' }, '')
  enter(paper.at)
}

function ask() {
  if (document.activeElement) document.activeElement.blur()
  if (room === 'sheet') history.pushState({ room: 'confirm' }, '')
  else history.replaceState({ room: 'confirm' }, '')
  show('confirm')
}

function turnFromConfirm(n) {
  history.replaceState({ room: 'question' }, '')
  turn(n)
}

window.addEventListener('popstate', event => {
  const next = event.state && event.state.room
  if (paper.over || handing.on || !paper.record || !rooms[next]) return
  if (next === 'question') turn(paper.at)
  else show(next)
})

// --- handing in --------------------------------------------------------------------------------------------------

const handing = {
  on: false,
  timed: false,
  tries: 0,
  start(timed) {
    handing.on = true
    handing.timed = timed
    handing.tries = 0
    show('sending')
    // At the limit phones spread over the first half of the grace, so that a hall does not hand in at one instant.
    if (timed) setTimeout(handing.now, Math.random() * Math.max(0, Math.min(page.grace_ms / 2, page.grace_ms - 3000)))
    else handing.now()
  },
  now() {
    if (!handing.on || handing.flying) return
    if (kept.unsent(paper.record) > kept.MOST) return handing.sendFirst()
    const answers = kept.answersOf(paper.record)
    const body = { send: paper.record.send, answers: answers, restored: paper.record.restored }
    handing.flying = true
    kept.request('POST', api + 'papers/' + paper.record.paper + '/hand-in', body)
      .then(reply => {
        handing.flying = false
        handing.take(reply, answers)
      })
  },
  // One request takes 300 answers: of a long paper that was answered offline the rest goes ahead.
  sendFirst() {
    handing.flying = true
    kept.send(paper.record).then(reply => {
      handing.flying = false
      if (reply.status === 200 && !reply.body.elsewhere) {
        notice(reply.body)
        return handing.now()
      }
      handing.take(reply.status === 200 ? { status: 409, body: { key: 'paper.elsewhere' } } : reply, [])
    })
  },
  take(reply, answers) {
    if (reply.status === 200) {
      const late = reply.body.late || []
      kept.settle(paper.record, answers.filter(answer => late.indexOf(answer.n) < 0))
      return finish(late)
    }
    if (reply.status === 409 && reply.body.key === 'paper.restored') {
      notice(reply.body)
      return handing.on ? handing.now() : saving.soon(0)
    }
    if (reply.status === 409) return closed(reply.body)
    if (reply.status === 404) return location.replace(page.start)
    if (!handing.on) return saving.soon(0)
    handing.tries += 1
    show('sending')
    handing.timer = setTimeout(handing.now, kept.pause(handing.tries, reply.wait))
  },
  cancel() {
    clearTimeout(handing.timer)
    handing.on = false
    show('confirm')
    saving.soon(0)
  },
}

function timeUp() {
  if (handing.on && handing.timed) return
  if (document.activeElement) document.activeElement.blur()
  clearTimeout(handing.timer)
  handing.start(true)
}

// 409: another device has the paper, or it is closed; what came late is named and kept as evidence by the server.
function closed(body) {
  handing.on = false
  if (body.key === 'paper.elsewhere') return show('away')
  finish(body.late || [])
}

function finish(late) {
  const valid = all().filter(n => ((paper.stands[n] || {}).choice || (paper.stands[n] || {}).texts || []).length).length
  paper.over = true
  kept.records().filter(record => record.paper === paper.record.paper).forEach(kept.forget)
  const result = page.result + '?paper=' + paper.record.paper
  if (!late.length) return location.replace(result)
  document.body.setAttribute('data-room', 'closed')
  fill(main, heading(words.time_up),
    el('p', { class: 'said' }, say('late', { n: valid, list: numbers(late) })))
  fill(bar, el('a', { class: 'button next', href: result }, words.see_result))
}

// --- start -------------------------------------------------------------------------------------------------------

// Opening gives this device a new lease. Should the paper have been collected meanwhile, the page goes to the result
// and never starts another attempt by itself.
function open() {
  const asked = performance.now()
  if (page.left_ms !== null && asked > page.left_ms) return location.replace(page.result)
  kept.request('POST', api + 'contests/' + page.slug + '/papers', { paper: page.paper }).then(reply => {
    if (reply.status !== 200 && reply.status !== 201) return openAgain(reply)
    paper.over = false
    handing.on = false
    saving.calm()
    clock.sync(asked, remaining(reply.body))
    take(reply.body)
    const first = missing()[0] || 1
    const typed = typedBefore()
    if (!room) build()
    turn(typed ? typed.n : page.asked || paper.record.at || first)
    if (typed) { put(typed.n, typed.values); rooms.question() }
    saving.soon(0)
  })
}

function openAgain(reply) {
  if (reply.status === 401) return location.replace(page.door)
  if (reply.status === 409 || reply.status === 404) return location.replace(page.result)
  saving.tries += 1
  document.body.classList.add('off')
  fill(find('saved'), el('span', {}, el('b', {}, words[reply.status === 503 ? 'busy_short' : 'not_fetched'])))
  saving.trouble = 'offline'
  setTimeout(open, kept.pause(saving.tries, reply.wait))
}

// Whoever tapped in the server's form before this file had loaded loses nothing.
function typedBefore() {
  const form = document.getElementById('plain')
  if (!form || room) return null
  const changed = [].some.call(form.querySelectorAll('input'), input =>
    input.type === 'text' ? input.value !== input.defaultValue : input.checked !== input.defaultChecked)
  return changed ? { n: page.n, values: item(page.n).kind === 'blank'
    ? [].map.call(form.querySelectorAll('input.blank'), input => input.value) : picked() } : null
}

import(page.kept).then(module => {
  kept = module
  const plain = find('plain')
  plain.addEventListener('submit', event => event.preventDefault())
  kept.elder(document.querySelectorAll('.big'))
  find('more').addEventListener('click', () => { main.scrollTop += main.clientHeight * .8 })
  main.addEventListener('scroll', more)
  window.addEventListener('resize', more)
  window.addEventListener('online', () => { saving.tries = 0; saving.soon(0) })
  window.addEventListener('pageshow', event => { if (event.persisted) saving.wake() })
  window.addEventListener('pagehide', lastWord)
  document.addEventListener('visibilitychange', () => document.hidden ? lastWord() : saving.wake())
  setInterval(clock.tick, 250)
  open()
})

// The page may never come back: try to send what is left without waiting for the answer. It stays kept all the same.
function lastWord() {
  if (!paper.record || paper.over || !kept.unsent(paper.record) || !navigator.sendBeacon) return
  const body = JSON.stringify({ send: paper.record.send, answers: kept.answersOf(paper.record) })
  navigator.sendBeacon(api + 'papers/' + paper.record.paper + '/answers', new Blob([body], { type: 'application/json' }))
}
