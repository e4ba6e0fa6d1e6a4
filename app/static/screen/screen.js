// A screen in the hall: runs what is drawn on its stage and, where the desk controls it, draws itself again when the
// desk has changed something. What is shown stays until the next picture is there.
const body = document.body, MOVES = /^(?:lost|nobody|frozen|final)$/;
let board = null, counts = null, revision = null, wanted = null, asking = false;

const stage = () => document.getElementById("stage");
const whole = (count) => count.toString().replace(/\B(?=(\d{3})+$)/g, ",");

async function run() {
  const node = stage();
  if (node.dataset.stream) {
    board = board || await import(node.dataset.module);
    board.begin(node);
  } else if (node.dataset.counts) {
    counts = listen(node.dataset.counts, "board", (data) => {
      document.getElementById("took").textContent = whole(data.participants);
      document.getElementById("roll").textContent = whole(data.roll);
    });
  }
}

function rest() {
  if (board && stage().dataset.stream) board.end();
  if (counts) counts();
  counts = null;
}

// Server-sent events until the returned function is called; comes back by itself, also after a refusal.
function listen(address, name, heard) {
  let source = null, timer = 0;
  const open = () => {
    source = new EventSource(address);
    source.onopen = () => body.classList.remove("lost");
    source.onerror = () => {
      body.classList.add("lost");
      if (source.readyState === 2) timer = setTimeout(open, 2000 + Math.random() * 3000);
    };
    source.addEventListener(name, (event) => heard(JSON.parse(event.data)));
  };
  open();
  return () => { clearTimeout(timer); source.close(); };
}

// --- controlled from the desk -----------------------------------------------------------------------------------

async function renew() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.status === 404) { location.reload(); return; } // the desk has taken this screen away: say so
    if (!answer.ok) throw answer;
    await put(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch (failed) {
    setTimeout(renew, 2000 + Math.random() * 2000); // the last picture stays
  }
  asking = false;
  if (wanted !== revision && revision !== null) renew();
}

async function put(next) {
  const now = stage(), then = next.getElementById("stage");
  revision = then.dataset.revision;
  if (now.dataset.view === then.dataset.view) {
    settings(now, then, next.body.className);
    return;
  }
  rest();
  const calm = body.classList.contains("still") || matchMedia("(prefers-reduced-motion: reduce)").matches;
  now.classList.add("leaving");
  await new Promise((done) => setTimeout(done, calm ? 0 : 200));
  body.className = next.body.className;
  document.title = next.title;
  now.replaceWith(document.adoptNode(then));
  await run();
}

// The same picture with another line, another pace, other rows: nothing is torn down.
function settings(now, then, classes) {
  for (const name of ["revision", "paging", "seconds"]) now.dataset[name] = then.dataset[name] || "";
  const kept = body.className.split(/\s+/).filter((one) => MOVES.test(one));
  body.className = classes.split(/\s+/).filter((one) => !MOVES.test(one)).concat(kept).join(" ");
  document.getElementById("announcement").textContent = then.querySelector("#announcement").textContent;
  if (board && now.dataset.stream) board.settle();
}

run();
if (stage().dataset.control) {
  revision = stage().dataset.revision;
  listen(stage().dataset.control, "screen", (data) => {
    wanted = String(data.revision);
    if (wanted !== revision) renew();
  });
}
