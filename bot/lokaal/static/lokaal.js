// The workspace without reloads: every address and form here also works without this script. It listens to what changes,
// fetches the same pages as fragments and swaps what differs.

import { countLeft } from "./check.js";
import { send, startDialogs, toast } from "./post.js";
import { enhanceSearch } from "./search.js";
import { swapRegions, toEnd } from "./swap.js";
import { startComposers } from "./write.js";

document.documentElement.classList.add("script");
const text = () => document.getElementById("text");
const roomy = matchMedia("(hover: hover)");
let came = "";

// --- fetching ------------------------------------------------------------------------------------------------------------

let turn = 0;
let underWay = 0;
// This tab goes on showing whom it shows, whatever another tab chose since; only a switch here changes that.
let shown = document.getElementById("channel").dataset.shown;

async function load(url) {
  const mine = ++turn;
  if (new URL(url, location.href).searchParams.has("als")) shown = "";
  underWay += 1;
  try {
    const answer = await fetch(url, { headers: { "X-Fragment": "1", "X-Person": shown } });
    if (!answer.ok) throw new Error(String(answer.status));
    const html = await answer.text();
    if (mine !== turn) return false;
    if (!swapRegions(html)) location.assign(url);
    shown = document.getElementById("channel").dataset.shown;
    ready();
    return answer.url;
  } finally {
    underWay -= 1;
  }
}

async function reload() {
  const landed = await load(location.href);
  if (landed && landed !== location.href) history.replaceState(null, "", landed);
}

// Shows the page again, or another page where the server says so.
async function refresh(where = "") {
  if (where) return go(where, "channel");
  try {
    await reload();
  } catch {
    toast("Geen verbinding. We proberen het zo opnieuw.");
  }
}

async function go(url, kind = "channel") {
  try {
    const landed = await load(url);
    if (!landed) return;
    if (landed !== location.href) history.pushState(null, "", landed);
    arrive(kind);
  } catch {
    location.assign(url);
  }
}

function arrive(kind) {
  document.body.classList.remove("show-nav");
  const draft = new URL(location.href).searchParams.get("concept");
  if (draft !== null) return startDraft(draft);
  const panel = document.getElementById("panel");
  const spots = {
    channel: roomy.matches ? text() : document.getElementById("channel"),
    panel: (roomy.matches && panel.querySelector("[data-text]")) || panel,
    close: document.querySelector(`a[href="${CSS.escape(came)}"]`) ?? text(),
    edit: document.getElementById("edit-text") ?? text(),
  };
  spots[kind]?.focus({ preventScroll: kind === "channel" });
  if (kind === "channel") document.querySelectorAll("[data-stream]").forEach(toEnd);
}

// A draft in the address is used once, so that it does not come back at every look. What somebody typed stays.
function startDraft(draft) {
  const url = new URL(location.href);
  url.searchParams.delete("concept");
  history.replaceState(null, "", url);
  const area = text();
  if (!area) return;
  area.focus();
  if (!area.value || area.value === draft) return put(area, draft);
  toast("Wat je al had getypt, staat er nog.", "Neem het voorbeeld", () => put(text(), draft), 20);
}

function put(area, words) {
  area.value = words;
  area.focus();
  area.setSelectionRange(words.length, words.length);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

// --- what people do ------------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  closePopups(event.target);
  const link = event.target.closest("a[data-go], a[data-nav]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  link.closest("details[data-popup]")?.removeAttribute("open");
  if (link.dataset.nav) return toggleNav(link.dataset.nav === "open");
  if (link.dataset.go === "panel") came = link.getAttribute("href");
  go(link.href, link.dataset.go);
});

function toggleNav(on) {
  document.body.classList.toggle("show-nav", on);
  (on ? document.getElementById("sidebar") : document.querySelector("[data-nav=open]")).focus();
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-post]");
  if (!form) return;
  event.preventDefault();
  const done = await send(form, event.submitter);
  form.closest("details[data-popup]")?.removeAttribute("open");
  if (!done || done.opened) return;
  if (form.matches("[data-person]")) shown = "";
  if (form.matches(".edit")) return go(form.elements.back.value, "edit");
  await refresh(done.location);
});

document.addEventListener("change", (event) => {
  event.target.closest("form[data-person]")?.requestSubmit();
});

document.addEventListener("input", (event) => {
  if (event.target.dataset?.longest) countLeft(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const popup = event.target.closest("details[data-popup][open]");
  if (popup) {
    popup.open = false;
    popup.querySelector("summary").focus();
  } else if (document.body.classList.contains("show-nav")) toggleNav(false);
});

function closePopups(target) {
  for (const popup of document.querySelectorAll("details[data-popup][open]")) {
    if (!popup.contains(target) || target.closest("[data-close]")) popup.open = false;
  }
  if (document.body.classList.contains("show-nav") && !target.closest("#sidebar, [data-nav]")) document.body.classList.remove("show-nav");
}

// A popup that would fall off its scroller opens upwards.
document.addEventListener("toggle", (event) => {
  const details = event.target;
  if (!details.matches?.("details[data-popup]") || !details.open) return;
  details.classList.remove("up", "down");
  const frame = (details.closest(".stream, .panel-scroll, .dialog") ?? document.documentElement).getBoundingClientRect();
  const popup = details.querySelector(".popup").getBoundingClientRect();
  const above = details.getBoundingClientRect().top - frame.top;
  details.classList.add(popup.bottom > frame.bottom && above > popup.height ? "up" : "down");
}, true);

document.addEventListener("unseen", (event) => {
  const composer = event.target.parentElement.querySelector("[data-composer]");
  if (!composer || composer.querySelector(".jump")) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button jump", textContent: "Nieuwe berichten" });
  const done = () => button.remove();
  button.addEventListener("click", () => (toEnd(event.target), done()));
  event.target.addEventListener("scroll", () => event.target.scrollTop > -40 && done(), { passive: true });
  composer.append(button);
});

addEventListener("popstate", () => refresh());

// --- what happens elsewhere --------------------------------------------------------------------------------------------

let planned = 0;
let missed = false;
let lost = null;

function changed() {
  if (document.hidden) {
    missed = true;
    return;
  }
  clearTimeout(planned);
  planned = setTimeout(() => (underWay ? changed() : reload().catch(() => {})), 70); // never in the way of a step somebody takes
}

function listen() {
  const source = new EventSource(document.body.dataset.live);
  source.addEventListener("changed", changed);
  source.addEventListener("open", () => {
    clearTimeout(lost?.timer);
    lost?.note?.remove();
    if (lost) changed();
    lost = null;
  });
  source.addEventListener("error", () => {
    if (!lost) lost = { timer: setTimeout(() => (lost.note = toast("Geen verbinding. We proberen het opnieuw.", "", null, 0)), 3000) };
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden || !missed) return;
  missed = false;
  changed();
});

const composers = startComposers(refresh);

function ready() {
  composers();
  enhanceSearch(document);
}

startDialogs(refresh);
ready();
listen();
const draft = new URL(location.href).searchParams.get("concept");
if (draft !== null) startDraft(draft);
