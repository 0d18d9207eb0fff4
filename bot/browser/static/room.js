// The page of a room, live: it follows the room, counts down, sends without leaving the page, and keeps what was typed.
// Without this script all of it works too, one page at a time.

const wall = document.body.classList.contains("wall");
const here = location.pathname;
const by = (id) => document.getElementById(id);
const openForm = () => by("inhoud").querySelector("form[data-form]");
let ends = null;
let said = null;

document.documentElement.classList.add("live");

// --- where the room stands -----------------------------------------------------------------------------------------------

function follow() {
  const source = new EventSource(`${here.replace(/\/scherm$/, "")}/live`);
  source.addEventListener("stand", (event) => stand(JSON.parse(event.data), source));
  source.addEventListener("error", () => source.readyState === EventSource.CLOSED && setTimeout(follow, 15000));
}

function stand(told, source) {
  if (told.gone) source.close();
  else {
    put("fase", told.phase);
    put("stap", told.step);
    put("teller", told.counter);
    countFrom(told.left);
    if (told.revision === by("inhoud").dataset.revision) return by("veranderd")?.setAttribute("hidden", "");
  }
  if (isBusy()) by("veranderd").hidden = false;
  else setTimeout(() => (isBusy() ? (by("veranderd").hidden = false) : refresh()), wall ? 0 : Math.random() * 1200);
}

function put(id, text) {
  if (by(id).textContent !== text) by(id).textContent = text;
}

// Somebody types, chooses, or is asked whether they are sure: nothing changes under their hands.
function isBusy() {
  if (wall) return false;
  return Boolean(openForm() || by("inhoud").querySelector("details.confirm[open]") || document.activeElement?.matches("input, select, textarea"));
}

function countFrom(left) {
  ends = left === null || left === undefined ? null : performance.now() + left * 1000;
  if (ends === null) put("over", "");
  else tick();
}

// The same words as the server's; the seconds are for the eye, the ear hears only when little is left.
function tick() {
  if (ends === null) return;
  const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
  put("over", words(left));
  const mark = [0, 30, 60, 300].find((each) => left <= each);
  if (mark !== undefined && said !== null && mark < said) put("gezegd", words(left));
  said = mark ?? Infinity;
}

function words(left) {
  if (left <= 0) return "de tijd is om";
  if (left < 120) return left === 1 ? "nog 1 seconde" : `nog ${left} seconden`;
  if (left < 7200) return `nog ${Math.ceil(left / 60)} minuten`;
  return left < 172800 ? `nog ${Math.ceil(left / 3600)} uur` : `nog ${Math.ceil(left / 86400)} dagen`;
}

// --- another page in the place of this one -------------------------------------------------------------------------------

async function refresh() {
  try {
    const answer = await fetch(here, { cache: "no-store" });
    const held = document.activeElement?.closest("main button, main a, main summary")?.textContent;
    swap(await answer.text(), { keepAnswers: true });
    if (held) [...by("inhoud").querySelectorAll("button, a, summary")].find((each) => each.textContent === held)?.focus({ preventScroll: true });
  } catch {
    // the stream tells again once there is a connection
  }
}

function swap(html, { keepAnswers = false } = {}) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const [old, now] = [by("inhoud"), fresh.getElementById("inhoud")];
  if (!now) return;
  const promise = now.querySelector(".promise");
  if (promise && old.querySelector(".promise[open]")) promise.open = true;
  if (keepAnswers) (promise ?? now.querySelector("h1")).after(...old.querySelectorAll(".answer"));
  for (const each of now.querySelectorAll("[autofocus]")) {
    each.removeAttribute("autofocus"); // that is for a page that is loaded
    each.dataset.first = "";
  }
  const phase = by("fase")?.textContent;
  old.replaceWith(document.adoptNode(now));
  const bar = fresh.getElementById("balk");
  if (bar) by("balk").replaceChildren(...bar.childNodes);
  else by("balk")?.remove(); // this is no room any more
  document.title = fresh.title;
  if (by("veranderd")) by("veranderd").hidden = true;
  begin();
  if (phase && by("fase") && by("fase").textContent !== phase) put("gezegd", `Nu: ${by("fase").textContent}`);
}

function begin() {
  const left = by("balk")?.querySelector("[data-left]")?.dataset.left;
  countFrom(left === undefined ? null : Number(left));
  if (wall) return;
  const form = openForm();
  if (form) open(form);
  else showUnsent();
}

// --- sending -------------------------------------------------------------------------------------------------------------

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-post], [data-form]") || !by("balk")) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true" || (form.matches("[data-form]") && !isWhole(form))) return;
  const button = event.submitter ?? form.querySelector("[type=submit]");
  form.setAttribute("aria-busy", "true");
  button?.setAttribute("aria-busy", "true");
  by("mislukt").hidden = true;
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new FormData(form) });
    if (answer.ok && form.matches("[data-form]")) forget(form);
    swap(await answer.text());
    scrollTo(0, 0);
    look();
  } catch {
    by("mislukt").textContent = "Geen verbinding. Wat je invulde staat er nog; probeer het zo opnieuw.";
    by("mislukt").hidden = false;
  } finally {
    form.removeAttribute("aria-busy");
    button?.removeAttribute("aria-busy");
  }
});

// Where the eye and the ear go next: to what is wrong, the question, or the answer.
function look() {
  const wrong = by("inhoud").querySelector("[data-errors]:not([hidden])");
  (wrong ?? by("inhoud").querySelector("[data-first]") ?? by("inhoud")).focus({ preventScroll: !wrong });
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) {
    event.preventDefault();
    const details = event.target.closest("details.confirm");
    if (details) {
      details.open = false;
      details.querySelector("summary").focus();
    } else refresh();
  } else if (event.target.closest("#veranderd a, .back a") && event.target.getAttribute("href") === here.split("/").pop()) {
    event.preventDefault();
    refresh();
  }
});

// --- a form: one question at a time, and nothing that was typed is lost --------------------------------------------------

function open(form) {
  form.noValidate = true;
  for (const button of form.querySelectorAll("[data-close]")) button.hidden = false;
  const isWrong = form.querySelector("[data-errors]:not([hidden])");
  if (!isWrong) restore(form);
  form.addEventListener("input", () => keep(form));
  const fields = [...form.querySelectorAll(".field")];
  if (fields.length < 2) return;
  const steps = Object.assign(document.createElement("p"), { className: "steps" });
  const count = Object.assign(document.createElement("strong"), { role: "status" });
  const all = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Toon alles" });
  const [back, next] = ["Vorige", "Volgende"].map((text) => Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text }));
  next.classList.add("primary");
  steps.append(count, all);
  form.querySelector(".fields").before(steps);
  form.querySelector(".form-end").prepend(next, back);
  const submit = form.querySelector("[type=submit]");
  const show = (at, focus = true) => {
    form.dataset.at = at;
    fields.forEach((field, place) => (field.hidden = place !== at));
    count.textContent = `Vraag ${at + 1} van ${fields.length}`;
    back.hidden = at === 0;
    next.hidden = at === fields.length - 1;
    submit.hidden = !next.hidden;
    form.classList.toggle("later", at > 0);
    if (focus) first(fields[at]).focus();
  };
  form.showField = (field) => "at" in form.dataset && show(fields.indexOf(field));
  next.addEventListener("click", () => isRight(fields[Number(form.dataset.at)]) && show(Number(form.dataset.at) + 1));
  back.addEventListener("click", () => show(Number(form.dataset.at) - 1));
  all.addEventListener("click", () => {
    delete form.dataset.at;
    for (const each of [...fields, submit]) each.hidden = false;
    for (const each of [steps, back, next]) each.remove();
    form.classList.remove("later");
    first(fields[0]).focus();
  });
  form.querySelector("[data-errors]")?.addEventListener("click", (event) => {
    const field = event.target.closest("a") && form.querySelector(event.target.closest("a").getAttribute("href"))?.closest(".field");
    if (field) form.showField(field);
  });
  const at = fields.findIndex((field) => field.querySelector(".error"));
  show(Math.max(at, 0), false);
}

function first(field) {
  return field.querySelector("input:checked, input:not([type=hidden]), select, textarea") ?? field;
}

// The browser says what is wrong with the first control that is.
function isRight(field) {
  const group = field.matches("[data-required]") ? field.querySelector("[type=checkbox]") : null;
  group?.setCustomValidity(field.querySelector(":checked") ? "" : "Kies er minstens één.");
  const wrong = [...field.querySelectorAll("input, select, textarea")].find((each) => !each.checkValidity());
  if (!wrong) return true;
  wrong.closest("form").showField?.(field);
  wrong.reportValidity();
  return false;
}

function isWhole(form) {
  return [...form.querySelectorAll(".field")].every(isRight);
}

// Drafts stay in this tab and nowhere else; they go when the form has arrived.
const draftOf = (form) => `kamer ${here} ${form.elements.action.value}`;

function keep(form) {
  const filled = [...new FormData(form)].filter(([name, value]) => name.startsWith("field.") && typeof value === "string");
  const typed = [...form.querySelectorAll("textarea, input[type=text]")].map((each) => each.value.trim()).filter(Boolean);
  attempt(() => sessionStorage.setItem(draftOf(form), JSON.stringify({ filled, typed })));
}

function restore(form) {
  const draft = attempt(() => JSON.parse(sessionStorage.getItem(draftOf(form))));
  for (const control of draft ? form.querySelectorAll("[name^='field.']") : []) {
    const values = draft.filled.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.matches("[type=radio], [type=checkbox]")) control.checked = values.includes(control.value);
    else if (control.type !== "file" && values.length) control.value = values[0];
  }
}

function forget(form) {
  attempt(() => sessionStorage.removeItem(draftOf(form)));
}

function attempt(work) {
  try {
    return work();
  } catch {
    return null; // a browser that keeps nothing
  }
}

// What was typed in a form that is not open (any more): to copy, or to throw away.
function showUnsent() {
  const keys = attempt(() => Object.keys(sessionStorage).filter((each) => each.startsWith(`kamer ${here} `))) ?? [];
  const typed = keys.flatMap((key) => attempt(() => JSON.parse(sessionStorage.getItem(key)).typed) ?? []);
  if (!typed.length) return;
  const box = Object.assign(document.createElement("section"), { className: "part unsent" });
  box.append(Object.assign(document.createElement("h2"), { textContent: "Dit heb je nog niet verstuurd" }));
  for (const text of typed) box.append(Object.assign(document.createElement("p"), { className: "typed text", textContent: text }));
  const away = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Gooi weg" });
  away.addEventListener("click", () => {
    for (const key of keys) attempt(() => sessionStorage.removeItem(key));
    box.remove();
    by("inhoud").focus();
  });
  box.append(away);
  by("inhoud").append(box);
}

begin();
setInterval(tick, 1000);
follow();
