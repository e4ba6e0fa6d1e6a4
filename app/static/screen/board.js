// The board in the hall: follows the stream, moves rows, turns pages, keeps the last frame while the line is down.
// begin(stage) takes over a stage that the server has drawn, end() lets go of it; settings are read as they stand.
const body = document.body;
const phone = matchMedia("(max-width: 760px)"), calm = matchMedia("(prefers-reduced-motion: reduce)");
const BATCH = 2000, GLIDE = 700, STAGGER = 40, LIFT = 1200, MOST_MOVES = 5, EASE = "cubic-bezier(.22,.8,.25,1)";
const COUNT_UP = 500, KEEP_WHEN_STILL = 5000, SILENT = 45000;

let stage, list, words, members, turns, turn, changing;
let shown, waiting, appliedAt, page, turnAt, holdUntil, heardAt, beat, passed;
let moves, ranks, figures = new WeakMap();

const still = () => calm.matches || body.classList.contains("still");
const pause = () => Number(stage.dataset.seconds || 15) * 1000;

const say = (sentence, facts) => sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
const two = (figure) => figure.toFixed(2);
const trim = (figure) => figure.toFixed(2).replace(/\.?0+$/, "");
const percent = (share) => (share * 100).toFixed(2) + "%";
const whole = (count) => Math.round(count).toString().replace(/\B(?=(\d{3})+$)/g, ",");
const span = (ms) => Math.floor(ms / 60000) + ":" + String(Math.floor(ms / 1000) % 60).padStart(2, "0");
const perPage = () => phone.matches ? Infinity : Number((/rows-(\d)/.exec(body.className) || [0, 8])[1]);

function size(name) {
  let width = 0;
  for (const sign of name) width += sign.codePointAt(0) > 0x2e7f ? 100 : 56;
  return width <= 1030 ? "" : width <= 1400 ? "mid" : width <= 1640 ? "long" : width <= 1800 ? "longer" : width <= 2100 ? "longest" : "two";
}

function clock(asOf) {
  const at = new Date(asOf), zone = stage.dataset.zone, day = { timeZone: zone, month: "numeric", day: "numeric" };
  const time = at.toLocaleTimeString("en-GB", { timeZone: zone, hour12: false });
  const today = new Date().toLocaleDateString(document.documentElement.lang, day);
  const then = at.toLocaleDateString(document.documentElement.lang, day);
  return then === today ? time : then + " " + time;
}

// --- one stage --------------------------------------------------------------------------------------------------

export function begin(node) {
  stage = node;
  list = stage.querySelector("#rows");
  words = JSON.parse(stage.dataset.words);
  members = stage.dataset.board === "members";
  turns = JSON.parse(stage.dataset.turns || "[]");
  turn = appliedAt = page = holdUntil = passed = 0;
  shown = waiting = null;
  changing = false;
  moves = new Map();
  ranks = new Map();
  turnAt = Date.now() + pause();
  connect(stage.dataset.stream);
  beat = setInterval(look, 250);
}

export function end() {
  clearInterval(beat);
  clearTimeout(fading);
  if (source) source.close();
  source = stage = shown = waiting = null;
  fading = 0;
}

// Another hall, another number of rows: the same board drawn anew.
export function settle() {
  if (shown) draw("at once");
}

// --- one row ----------------------------------------------------------------------------------------------------

function number(node, to, write) {
  const from = figures.get(node);
  figures.set(node, to);
  if (from === undefined || from === to || still() || document.hidden) { node.textContent = write(to); return; }
  const began = performance.now();
  const step = (now) => {
    if (figures.get(node) !== to) return;
    const part = Math.min(1, (now - began) / COUNT_UP);
    node.textContent = write(part < 1 ? from + (to - from) * part : to);
    if (part < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function mark(cell, by) {
  const sign = document.createElement("span");
  sign.className = by > 0 ? "up" : by < 0 ? "dn" : "eq";
  sign.textContent = by > 0 ? "▲ " + by : by < 0 ? "▽ " + -by : "–";
  sign.title = say(by > 0 ? words.up : by < 0 ? words.down : words.same, { count: Math.abs(by) });
  if (cell.textContent !== sign.textContent) cell.replaceChildren ? cell.replaceChildren(sign) : (cell.textContent = "", cell.appendChild(sign));
}

function fill(node, row) {
  const at = (name) => node.querySelector("." + name), passes = row.passes_gate !== false || !shown.divided;
  const hot = node.classList.contains("hot");
  node.className = "row" + (row.rank <= 3 && passes ? " m" + row.rank : "") + (passes ? "" : " below") + (hot ? " hot" : "");
  at("rk").firstElementChild.textContent = row.rank;
  at("rk").lastElementChild.textContent = row.shared ? words.shared : "";
  at("nm").className = "nm " + size(row.name);
  at("nm").firstElementChild.textContent = row.name;
  number(at("sc"), row.score, members ? trim : two);
  if (members) {
    at("og").textContent = row.organisation;
    at("du").textContent = span(row.duration_ms);
  } else {
    at("nn").textContent = whole(row.roll);
    number(at("pc"), row.participation, percent);
    number(at("me"), row.mean, two);
  }
  mark(at("mv"), moves.get(row.id) || 0);
}

function made(row) {
  const node = document.getElementById("line").content.firstElementChild.cloneNode(true);
  node.dataset.id = row.id;
  return node;
}

// --- one frame --------------------------------------------------------------------------------------------------

const listed = (board) => members ? board.rows : board.rows.filter((row) => row.participants > 0);

function head(board) {
  if (turns.length) document.getElementById("part").textContent = turns[turn].name;
  body.classList.toggle("frozen", board.frozen);
  body.classList.toggle("final", board.final);
  body.classList.toggle("nobody", !listed(board).length);
  number(document.getElementById("share"), board.participation, percent);
  number(document.getElementById("took"), board.participants, whole);
  document.getElementById("in").textContent = whole(board.participants);
  document.getElementById("chain").textContent = board.hash.slice(0, 8);
  foot();
}

function foot() {
  if (!stage || !shown) return;
  const rows = listed(shown), per = perPage(), first = rows[page * per], last = rows[Math.min(rows.length, (page + 1) * per) - 1];
  document.getElementById("page").textContent =
    first && per < Infinity ? say(first.rank === last.rank ? words.page_of_one : words.page, { from: first.rank, to: last.rank, count: rows.length }) : "";
  const lost = body.classList.contains("lost"), sentence = shown.final ? words.final : shown.frozen ? words.frozen : words.updated;
  document.getElementById("time").textContent =
    lost ? words.reconnecting : shown.as_of ? say(sentence, { time: clock(shown.as_of) }) : "";
}

function draw(how) {
  const rows = listed(shown), per = perPage();
  page = !turns.length && per < Infinity && page * per < rows.length ? page : 0;
  const wanted = per < Infinity ? rows.slice(page * per, (page + 1) * per) : rows;
  const there = new Map([...list.children].map((node) => [node.dataset.id, node]));
  const before = new Map([...there].map(([id, node]) => [id, node.offsetTop]));
  const changed = tangle(wanted.map((row) => row.id), [...there.keys()]);
  const glide = how === "move" && !still() && changed.moves <= MOST_MOVES && !phone.matches && !document.hidden;
  const put = () => {
    const nodes = wanted.map((row) => there.get(row.id) || made(row));
    nodes.forEach((node, i) => { fill(node, wanted[i]); if (list.children[i] !== node) list.insertBefore(node, list.children[i] || null); });
    while (list.children.length > nodes.length) list.lastElementChild.remove();
    return nodes;
  };
  if (changed.any && !glide && how !== "at once") {
    fade(put);
  } else {
    const nodes = put();
    if (glide && changed.any) flip(nodes, before, wanted);
  }
  if (changed.any && how === "move") holdUntil = Date.now() + LIFT + GLIDE;
  foot();
}

// Whoever is only passed steps down by one and is no move of its own.
function tangle(now, then) {
  const steps = now.map((id, i) => (then.includes(id) ? then.indexOf(id) : then.length) - i);
  return { any: now.join() !== then.join(), moves: steps.filter((by) => by > 0 || by < -1).length };
}

let fading = 0, later = null;
function fade(put) {
  later = put;
  if (fading) return;
  list.classList.add("turning");
  fading = setTimeout(() => { fading = 0; later(); list.classList.remove("turning"); }, still() ? 200 : 150);
}

function flip(nodes, before, wanted) {
  const bottom = list.offsetHeight, moving = [];
  nodes.forEach((node, i) => {
    const from = before.has(node.dataset.id) ? before.get(node.dataset.id) : bottom;
    const by = from - node.offsetTop;
    if (!by) return;
    node.style.transition = "none";
    node.style.transform = "translateY(" + by + "px)";
    moving.push(node);
    if ((moves.get(wanted[i].id) || 0) > 0 && by > 0) lift(node);
  });
  void list.offsetHeight;
  moving.forEach((node, i) => {
    node.style.transition = "transform " + GLIDE + "ms " + EASE + " " + i * STAGGER + "ms";
    node.style.transform = "";
  });
}

function lift(node) {
  node.classList.add("hot");
  setTimeout(() => node.classList.remove("hot"), LIFT + GLIDE);
}

function apply() {
  const next = waiting;
  waiting = null;
  appliedAt = Date.now();
  for (const row of listed(next)) {
    const was = ranks.get(row.id);
    ranks.set(row.id, row.rank);
    if (was === undefined || was === row.rank) continue;
    moves.set(row.id, was - row.rank);
    if (still()) setTimeout(() => { moves.delete(row.id); settle(); }, KEEP_WHEN_STILL);
  }
  if (shown && next.final && !shown.final) { page = 0; turnAt = appliedAt + pause(); } // the result is read from its top
  const how = changing ? "turn" : shown ? "move" : "at once";
  changing = false;
  shown = next;
  shown.divided = next.rows.some((row) => row.passes_gate);
  head(next);
  draw(how);
}

// --- time -------------------------------------------------------------------------------------------------------

function look() {
  const now = Date.now();
  if (waiting && now - appliedAt >= BATCH) apply();
  if (now >= turnAt && (now >= holdUntil || now >= turnAt + pause())) {
    turnAt = now + pause();
    if (stage.dataset.paging !== "off") forward();
  }
  if (now - heardAt > SILENT && source && source.readyState === 1) check();
}

// The next page; where districts take turns, the next district's first page.
function forward() {
  if (turns.length > 1) {
    turn = (turn + 1) % turns.length;
    changing = true;
    waiting = null;
    connect(turns[turn].stream);
    return;
  }
  const per = perPage(), pages = shown && !turns.length && per < Infinity ? Math.ceil(listed(shown).length / per) : 1;
  if (pages > 1) { page = (page + 1) % pages; draw("turn"); }
}

// --- the line ---------------------------------------------------------------------------------------------------

let source = null;

function lost(is) {
  body.classList.toggle("lost", is);
  foot();
}

function connect(address) {
  if (source) source.close();
  const mine = source = new EventSource(address);
  source.onopen = () => { heardAt = Date.now(); lost(false); };
  source.onerror = () => {
    if (mine !== source) return;
    lost(true);
    if (mine.readyState === 2) again(2000 + Math.random() * 3000);
  };
  source.addEventListener("board", (event) => {
    heardAt = Date.now();
    if (mine !== source) return;
    const next = JSON.parse(event.data), newest = waiting || (changing ? null : shown);
    if (newest && next.epoch === newest.epoch && next.entry < newest.entry) return;
    if (changing && !listed(next).length && ++passed < turns.length) { forward(); return; } // nobody there yet
    passed = 0;
    waiting = next;
    if (!shown || changing) apply();
  });
}

const again = (ms) => setTimeout((mine) => { if (source && mine === source) connect(mine.url); }, ms, source);

// Comments keep the line warm but are not seen here: now and then ask whether anybody is still there.
function check() {
  heardAt = Date.now();
  fetch(source.url.replace("/stream", ""), { cache: "no-cache" }).then(
    (answer) => { if (!answer.ok) throw answer; }
  ).catch(() => { lost(true); again(1000); });
}

phone.addListener(() => stage && settle());
