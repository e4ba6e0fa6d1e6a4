// The page of the machine's checks: says how far this browser's clock is from the server's, waits for a phone to scan.
const apart = document.getElementById("apart"), reached = document.getElementById("reached");
const until = Date.now() + Number(reached.dataset.wait) * 1000;

async function compare() {
  try {
    const answer = await fetch("/desk/doctor/clock", { method: "POST", body: new URLSearchParams({ browser: String(Date.now()) }) });
    if (!answer.ok) throw new Error(String(answer.status));
    const said = await answer.json();
    apart.textContent = said.mark + " " + said.says;
  } catch (_) {
    apart.textContent = apart.dataset.failed;
  }
}

async function look() {
  let said = { reached: false, own: false };
  try {
    const answer = await fetch("/reach/" + reached.dataset.code + "/seen");
    if (answer.ok) said = await answer.json();
  } catch (_) { /* the next look tries again */ }
  if (said.reached) reached.textContent = (said.own ? "! " : "✓ ") + said.says;
  if (said.reached && !said.own) return;
  if (Date.now() < until) setTimeout(look, 1000);
  else if (!said.reached) reached.textContent = reached.dataset.late;
}

compare();
look();
