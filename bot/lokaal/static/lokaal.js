// The workspace without reloads: every address and form here also works without this script. It listens to what changes,
// fetches the same pages as fragments and swaps what differs.

import { countLeft } from "./check.js";
import { closePopup, startPopups } from "./popups.js";
import { send, startDialogs, toast } from "./post.js";
import { enhanceSearch } from "./search.js";
import { follow, followAll, startStreams } from "./stream.js";
import { swapRegions } from "./swap.js";
import { startComposers } from "./write.js";

document.documentElement.classList.add("script");
startPopups();
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

// Where a step leads that is under way. The address bar follows when the page is there; what is sent meanwhile shows this
// page, and not the one that somebody has just left.
let heading = "";

async function reload() {
  const left = Boolean(heading);
  const landed = await load(heading || location.href);
  if (!landed) return;
  heading = "";
  if (landed !== location.href) history[left ? "pushState" : "replaceState"](null, "", landed);
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
  const show = followAll();
  heading = url;
  try {
    const landed = await load(url);
    if (!landed) return;
    heading = "";
    if (landed !== location.href) history.pushState(null, "", landed);
    arrive(kind);
    if (kind === "channel") show();
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
  if (document.body.classList.contains("show-nav") && !event.target.closest("#sidebar, [data-nav]")) document.body.classList.remove("show-nav");
  const link = event.target.closest("a[data-go], a[data-nav]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  closePopup(link.closest("details[data-popup]"));
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
  const show = follow(form);
  const done = await send(form, event.submitter);
  closePopup(form.closest("details[data-popup]"));
  if (!done || done.opened) return;
  if (form.matches("[data-person]")) shown = "";
  if (form.matches(".edit")) return go(form.elements.back.value, "edit");
  await refresh(done.location);
  show();
});

document.addEventListener("change", (event) => {
  event.target.closest("form[data-person]")?.requestSubmit();
});

document.addEventListener("input", (event) => {
  if (event.target.dataset?.longest) countLeft(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && document.body.classList.contains("show-nav")) toggleNav(false);
});

addEventListener("popstate", () => {
  heading = "";
  refresh();
});

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
  startStreams();
}

startDialogs(refresh);
ready();
listen();
const draft = new URL(location.href).searchParams.get("concept");
if (draft !== null) startDraft(draft);
