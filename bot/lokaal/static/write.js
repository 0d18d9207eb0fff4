// The place to write: it grows, completes commands, keeps what was typed per channel, and takes files by picking,
// dropping and pasting.

import { Listbox } from "./search.js";
import { send, toast } from "./post.js";
import { follow } from "./stream.js";

const commands = [...document.querySelectorAll("#commands option")].map((option) => ({
  text: option.value,
  help: option.label,
  usage: option.dataset.usage ?? "",
}));

export function startComposers(refresh) {
  const start = () => {
    for (const form of document.querySelectorAll("[data-composer]:not([data-started])")) compose(form, refresh);
    for (const area of document.querySelectorAll("[data-grow]")) grow(area);
  };
  start();
  return start;
}

function compose(form, refresh) {
  form.dataset.started = "";
  const area = form.querySelector("[data-text]");
  const files = form.querySelector("[data-files]");
  const store = `draft:${form.dataset.node}`;
  area.value = sessionStorage.getItem(store) || area.value; // what somebody typed goes before what a link proposes
  const list = new Listbox(area, form.querySelector("[data-completion]"), "Opdrachten", (command) => {
    area.value = `${command.text} `;
    area.setSelectionRange(area.value.length, area.value.length);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
  area.addEventListener("input", () => {
    grow(area);
    sessionStorage.setItem(store, area.value);
    complete(area, list);
  });
  area.addEventListener("keydown", (event) => {
    if (list.key(event) || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  files.addEventListener("change", () => chips(form, files));
  area.addEventListener("paste", (event) => addFiles(form, files, event.clipboardData.files, event));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    list.close();
    if (!area.value.trim() && !files.files.length) return area.focus();
    const show = follow(form);
    const done = await send(form, event.submitter);
    if (!done) return;
    area.value = ""; // also when a form opened: from then on the words are in the form
    files.value = "";
    sessionStorage.removeItem(store);
    chips(form, files);
    grow(area);
    if (done.opened) return;
    await refresh(done.location);
    show();
  });
  dropping(form, files);
}

function complete(area, list) {
  const words = area.value.toLowerCase().replace(/\s+/g, " ");
  if (!words.startsWith("/") || area.selectionStart !== area.value.length || area.value.includes("\n")) return list.close();
  const begins = commands.filter(({ text }) => text.startsWith(words));
  const tops = begins.filter(({ text }) => !text.includes(" "));
  const fitting = tops.length > 1 ? tops : begins;
  const begun = commands.filter(({ text, usage }) => usage && words.startsWith(`${text} `));
  const found = fitting.length ? fitting : begun.slice(-1);
  if (!found.length || (fitting.length === 1 && !fitting[0].usage && words.trim() === fitting[0].text)) return list.close();
  const whole = commands.some(({ text }) => text === words.trim()); // Enter sends what is a command already
  list.show(found, draw, fitting.length && !whole ? 0 : -1);
}

function draw(command) {
  const left = document.createElement("span");
  left.append(Object.assign(document.createElement("b"), { textContent: command.text }));
  if (command.usage) left.append(Object.assign(document.createElement("span"), { className: "soft", textContent: ` ${command.usage}` }));
  return [left, Object.assign(document.createElement("span"), { className: "soft", textContent: command.help })];
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

// --- files -----------------------------------------------------------------------------------------------------------

function addFiles(form, input, more, event) {
  if (!more.length) return;
  event.preventDefault();
  setFiles(form, input, [...input.files, ...more]);
}

function setFiles(form, input, files) {
  const held = new DataTransfer();
  for (const file of files) held.items.add(file);
  input.files = held.files;
  chips(form, input);
}

function chips(form, input) {
  const list = form.querySelector("[data-chosen]");
  list.hidden = !input.files.length;
  list.replaceChildren(...[...input.files].map((file) => chip(form, input, file)));
}

function chip(form, input, file) {
  const row = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "tool", textContent: "×" });
  button.setAttribute("aria-label", `Haal ${file.name} weg`);
  button.addEventListener("click", () => {
    setFiles(form, input, [...input.files].filter((one) => one !== file));
    form.querySelector("[data-text]").focus();
  });
  row.append(file.name, button);
  return row;
}

function dropping(form, input) {
  const zone = form.parentElement;
  if (zone.dataset.drop !== undefined) return;
  zone.dataset.drop = "";
  const composer = () => zone.querySelector("[data-composer]");
  zone.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files") || !composer()) return;
    event.preventDefault();
    zone.classList.add("dropping");
  });
  zone.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) zone.classList.remove("dropping");
  });
  zone.addEventListener("drop", (event) => {
    zone.classList.remove("dropping");
    const here = composer();
    if (here) addFiles(here, here.querySelector("[data-files]"), event.dataTransfer.files, event);
  });
}
