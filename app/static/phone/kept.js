// What this phone keeps: for every paper and lease the answers that the server does not have yet and those that it
// has acknowledged, with the send token, and the elder view. Loaded by paper.js and phone.js; both get its address from
// their page. The acknowledged ones go out again when the server was restored from a backup that lacks them.
//
// The send token opens a paper for saving and nothing else, so on a shared phone the first member's answers still go
// out while another is signed in. Plain HTTP at a LAN name: nothing here needs a secure context.

const PREFIX = 'cup.paper.'
const memory = {}

// Private windows of old iPhones refuse to store; then the page itself remembers.
export function store(record) {
  const key = PREFIX + record.paper + '.' + record.lease
  record.kept = Date.now() // only to throw away empty records after days: nothing else asks the phone's clock
  memory[key] = record
  try { localStorage.setItem(key, JSON.stringify(record)) } catch (refused) { /* memory has it */ }
}

export function forget(record) {
  const key = PREFIX + record.paper + '.' + record.lease
  delete memory[key]
  try { localStorage.removeItem(key) } catch (refused) { /* nothing was stored */ }
}

export function records() {
  const found = Object.assign({}, memory)
  try {
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i)
      if (key.indexOf(PREFIX) === 0 && !found[key]) found[key] = JSON.parse(localStorage.getItem(key))
    }
  } catch (refused) { /* only memory */ }
  return Object.keys(found).map(key => Object.assign(found[key], { stands: found[key].stands || {} }))
}

export function unsent(record) {
  return Object.keys(record.pending).length
}

// XMLHttpRequest because it has a timeout on every engine we serve. Never rejects: status 0 is "no connection".
export function request(method, url, body) {
  return new Promise(done => {
    const call = new XMLHttpRequest()
    call.open(method, url)
    call.timeout = 12000
    call.setRequestHeader('Accept', 'application/json')
    if (body) call.setRequestHeader('Content-Type', 'application/json')
    call.onloadend = () => {
      let answer = {}
      try { answer = JSON.parse(call.responseText || '{}') } catch (broken) { /* a proxy's page */ }
      const wait = parseInt(call.status ? call.getResponseHeader('Retry-After') : '', 10)
      done({ status: call.status, body: answer, wait: isNaN(wait) ? 0 : wait })
    }
    call.send(body ? JSON.stringify(body) : null)
  })
}

// Half of the phones of a hall lose the same access point at the same moment: they must not return together.
export function pause(tries, wait) {
  const seconds = wait || Math.min(15, Math.pow(2, tries) / 2)
  return (seconds + Math.random() * Math.max(1, seconds / 2)) * 1000
}

export const MOST = 300 // answers in one request, as the server takes them

export function answersOf(record) {
  return Object.keys(record.pending).slice(0, MOST).map(n => record.pending[n])
}

// Sends what is pending once and takes back what the server holds. An answer that changed meanwhile stays pending.
export function send(record) {
  const answers = answersOf(record)
  return request('POST', '/api/v1/papers/' + record.paper + '/answers', { send: record.send, answers: answers })
    .then(reply => {
      if (reply.status === 200) settle(record, answers)
      return reply
    })
}

export function settle(record, answers) {
  answers.forEach(answer => {
    const there = record.pending[answer.n]
    if (there && there.seq === answer.seq) delete record.pending[answer.n]
    record.stands[answer.n] = answer
  })
  store(record)
}

// Everything in `given` that does not stand so on the server is pending once more, as if it were typed now.
export function sendAgain(record, given, standing) {
  Object.keys(given).forEach(n => {
    if (record.pending[n] || same(given[n], standing[n])) return
    record.seq += 1
    record.pending[n] = given[n].texts ? { n: Number(n), seq: record.seq, texts: given[n].texts }
      : { n: Number(n), seq: record.seq, choice: given[n].choice || [] }
  })
  store(record)
}

const same = (one, other) => Boolean(other) && String(one.choice || one.texts) === String(other.choice || other.texts)

// Papers other than the one on this page: send what is left in the background. What the server refuses for good
// (closed, handed in) needs no keeping: it has been stored there as late evidence, or does not count. A paper that is
// gone may come back when its member starts again: see take() in paper.js.
export function sendOthers(paper, lease, onChange) {
  const others = records().filter(record => !(record.paper === paper && record.lease === lease))
  others.forEach(record => {
    if (unsent(record)) sendUntilGone(record, 0, paper, onChange || (() => {}))
    else if (record.paper === paper || Date.now() - record.kept > 2 * 86400000) forget(record)
  })
}

function sendUntilGone(record, tries, paper, onChange) {
  send(record).then(reply => {
    const temporary = reply.status === 0 || reply.status === 429 || reply.status >= 500
    const done = !temporary && (reply.status !== 200 || !unsent(record))
    if (reply.status === 404) settle(record, answersOf(record))
    else if (done && (reply.status !== 200 || record.paper === paper)) forget(record)
    onChange(record, reply)
    if (!done) setTimeout(() => sendUntilGone(record, tries + 1, paper, onChange), pause(tries, reply.wait))
  })
}

// The elder view stands in a cookie, so that the server's first paint already has it and pages without scripts too.
export function elder(buttons) {
  const page = document.documentElement
  const label = () => [].forEach.call(buttons, button => {
    button.textContent = button.getAttribute(page.classList.contains('elder') ? 'data-off' : 'data-on')
  })
  ;[].forEach.call(buttons, button => button.addEventListener('click', event => {
    event.preventDefault()
    const on = page.classList.toggle('elder')
    document.cookie = 'cup_elder=' + (on ? 1 : 0) + '; path=/; max-age=31536000; samesite=lax'
    label()
    window.dispatchEvent(new Event('resize'))
  }))
}
