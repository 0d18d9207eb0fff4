// Everything that is sent: presses, messages, forms. A form that the bot asks opens as a dialog; a refused one comes
// back in it. The same gesture keeps the same id until it has arrived, so that trying again never does it twice.

import { enhanceSearch } from "./search.js";
import { check, showErrors } from "./check.js";
import { follow } from "./stream.js";

const dialog = document.getElementById("dialog");
const toasts = document.getElementById("toasts");
let opener = null;
let typed = false;

// Gives null when nothing came of it, `opened` when a form asks for more, and else where to go.
export async function send(form, submitter) {
  const button = submitter ?? form.querySelector("[type=submit]");
  if (form.getAttribute("aria-busy") === "true") return null;
  const body = new FormData(form, submitter);
  body.set("request", (form.dataset.request ??= crypto.randomUUID()));
  busy(form, button, true);
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { "X-Fetch": "1" }, redirect: "manual" });
    if (answer.status < 500) delete form.dataset.request;
    return await settle(answer, button);
  } catch {
    toast("Geen verbinding. Wat je typte staat er nog; probeer het zo opnieuw.");
    return null;
  } finally {
    busy(form, button, false);
  }
}

function busy(form, button, on) {
  for (const part of [form, button]) {
    if (on) part?.setAttribute("aria-busy", "true");
    else part?.removeAttribute("aria-busy");
  }
}

async function settle(answer, button) {
  const kind = answer.headers.get("Content-Type") ?? "";
  if (kind.startsWith("text/html") && (answer.ok || answer.status === 422)) {
    open(await answer.text(), button);
    return { opened: true };
  }
  if (!answer.ok && answer.type !== "opaqueredirect") {
    toast((kind.startsWith("text/plain") && (await answer.text())) || "Er ging iets mis. Probeer het opnieuw.");
    return null;
  }
  return { location: answer.headers.get("Location") ?? "" };
}

// --- the dialog ------------------------------------------------------------------------------------------------------

export function startDialogs(refresh) {
  dialog.addEventListener("input", () => (typed = true));
  dialog.addEventListener("close", closed);
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    if (form.matches("[data-form]")) {
      const problems = check(form);
      showErrors(form, problems);
      if (problems.length) return;
    }
    const show = follow(opener);
    const done = await send(form, event.submitter);
    if (!done || done.opened) return;
    typed = false;
    dialog.close();
    await refresh(done.location);
    show();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) {
      typed = false;
      dialog.close();
    }
  });
}

function open(html, button) {
  const again = dialog.open;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  dialog.replaceChildren(...fresh.body.childNodes);
  const form = dialog.querySelector("[data-form]"); // an answer that is stored nowhere opens without one
  if (form) form.noValidate = true;
  enhanceSearch(dialog);
  typed = again && form !== null;
  if (!again) {
    opener = button;
    dialog.className = `dialog ${[...document.getElementById("channel").classList].filter((name) => name.startsWith("kleur-")).join(" ")}`;
    dialog.showModal();
  }
  dialog.scrollTop = 0;
  const errors = dialog.querySelector("[data-errors]:not([hidden])");
  (errors ?? dialog.querySelector("[autofocus]") ?? dialog.querySelector("[type=submit]"))?.focus();
}

// Escape closes, and what was typed can be had back. A button in a popup is out of reach by now: what opens the popup is not.
function closed() {
  const back = opener?.closest("details[data-popup]")?.querySelector("summary") ?? opener;
  (back?.isConnected ? back : document.getElementById("text"))?.focus();
  if (!typed) return;
  toast("Het formulier is dicht, niets is opgeslagen.", "Weer openen", () => {
    dialog.showModal();
    dialog.querySelector("[autofocus]")?.focus();
  });
}

// --- small messages --------------------------------------------------------------------------------------------------

export function toast(text, label = "", act = null, seconds = 8) {
  const note = document.createElement("div");
  note.className = "toast";
  note.append(Object.assign(document.createElement("span"), { textContent: text }));
  if (label) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    button.addEventListener("click", () => (note.remove(), act()));
    note.append(button);
  }
  toasts.replaceChildren(note);
  if (seconds) setTimeout(() => note.remove(), seconds * 1000);
  return note;
}
