// 我的支部: the reminder is copied, the summary drawn as a picture to keep. Without this the text can be selected by
// hand and the summary printed. Nothing here needs a secure context.

const words = JSON.parse(document.getElementById('branch-words').textContent)
const find = selector => document.querySelector(selector)

copying()
drawing()

// --- the reminder ------------------------------------------------------------------------------------------------

function copying() {
  const text = find('#reminder')
  const button = find('[data-copy]')
  if (!text || !button) return
  const said = find('[data-copied]')
  button.hidden = false
  const fit = () => {
    text.style.height = 'auto'
    text.style.height = text.scrollHeight + 4 + 'px'
  }
  fit()
  window.addEventListener('resize', fit)
  find('[data-by-hand]').hidden = true
  button.addEventListener('click', () => {
    text.focus()
    text.select()
    text.setSelectionRange(0, text.value.length)
    let done = false
    try { done = document.execCommand('copy') } catch (refused) { /* the text stands selected */ }
    said.hidden = false
    said.className = done ? 'note right' : 'note wait'
    said.textContent = done ? '✓ ' + words.copied : '! ' + words.copy_hint
  })
}

// --- the picture -------------------------------------------------------------------------------------------------

const WIDE = 900
const HIGH = 1200
const SANS = '"PingFang SC", "HarmonyOS Sans SC", "MiSans", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif'
const SERIF = '"STZhongsong", "Source Han Serif SC", "Noto Serif CJK SC", "Songti SC", "SimSun", serif'

function drawing() {
  const box = find('#picture')
  const facts = find('#summary').dataset
  if (!document.createElement('canvas').getContext) return
  box.hidden = false
  find('[data-draw]').addEventListener('click', () => {
    const old = box.querySelector('img')
    if (old) box.removeChild(old)
    const image = document.createElement('img')
    image.alt = [words.picture_alt, facts.branch, facts.count, facts.rate, facts.asOf].join(' ')
    image.src = draw(facts).toDataURL('image/png')
    box.append(image)
    if (!box.querySelector('.hint')) {
      const hint = document.createElement('p')
      hint.className = 'hint'
      hint.textContent = words.picture_hint
      box.append(hint)
    }
  })
}

function draw(facts) {
  const canvas = document.createElement('canvas')
  canvas.width = WIDE
  canvas.height = HIGH
  const on = canvas.getContext('2d')
  fill(on, '#fbf6ec', 0, 0, WIDE, HIGH)
  head(on, facts)
  on.textAlign = 'center'
  let y = lines(on, facts.branch, 'bold 46px ' + SERIF, '#211a16', 470, 60)
  say(on, facts.count, 'bold 190px ' + SANS, '#b3161e', (y += 200))
  say(on, facts.said, '34px ' + SANS, '#5c5149', (y += 76))
  bar(on, Number(facts.part), (y += 46))
  say(on, facts.rate, 'bold 64px ' + SANS, '#211a16', (y += 120))
  const last = facts.all || facts.rank
  if (last) say(on, last, 'bold 46px ' + SANS, facts.all ? '#0a6b57' : '#80540a', y + 84)
  say(on, facts.asOf, '30px ' + SANS, '#5c5149', HIGH - 48)
  return canvas
}

// Red with the lattice, the seal, the cup's title, and the wall below.
function head(on, facts) {
  const ground = on.createLinearGradient(0, 0, 0, 380)
  ground.addColorStop(0, '#b3161e')
  ground.addColorStop(1, '#7c0d16')
  fill(on, ground, 0, 0, WIDE, 380)
  on.strokeStyle = 'rgba(242, 190, 92, .1)'
  on.lineWidth = 2
  for (let x = -380; x < WIDE + 380; x += 44) {
    stroke(on, x, 0, x + 380, 380)
    stroke(on, x + 380, 0, x, 380)
  }
  seal(on, facts.seal)
  on.textAlign = 'center'
  lines(on, facts.title, 'bold 48px ' + SERIF, '#ffffff', 262, 62)
  for (let x = 0; x < WIDE; x += 52) fill(on, '#fbf6ec', x, 362, 30, 18)
}

function seal(on, name) {
  const size = 46
  const high = size * name.length + 24
  fill(on, '#fff6e2', (WIDE - size - 24) / 2, 36, size + 24, high)
  on.textAlign = 'center'
  name.split('').forEach((letter, i) => say(on, letter, 'bold ' + size + 'px ' + SERIF, '#b3161e', 36 + 8 + size * (i + 1)))
}

function bar(on, part, y) {
  fill(on, '#efe6d8', 100, y, WIDE - 200, 28)
  fill(on, '#b3161e', 100, y, (WIDE - 200) * Math.min(part, 10000) / 10000, 28)
}

function fill(on, colour, x, y, wide, high) {
  on.fillStyle = colour
  on.fillRect(x, y, wide, high)
}

function stroke(on, fromX, fromY, toX, toY) {
  on.beginPath()
  on.moveTo(fromX, fromY)
  on.lineTo(toX, toY)
  on.stroke()
}

function say(on, text, font, colour, y) {
  on.font = font
  on.fillStyle = colour
  on.fillText(text, WIDE / 2, y, WIDE - 80)
}

// A long name on two lines; gives where the last one stands.
function lines(on, text, font, colour, y, step) {
  on.font = font
  const width = WIDE - 100
  if (on.measureText(text).width <= width) {
    say(on, text, font, colour, y)
    return y
  }
  let cut = text.length
  while (cut > 1 && on.measureText(text.slice(0, cut)).width > width) cut--
  say(on, text.slice(0, cut), font, colour, y)
  say(on, text.slice(cut), font, colour, y + step)
  return y + step
}
