// Lists to choose from with the keyboard: `Listbox` is the list itself, `enhanceSearch` puts a search field above a
// choice that is longer than what the page shows. Without script the choice itself still works.

let numbers = 0;

export class Listbox {
  // `control` keeps the focus; `list` shows the options; `pick(option)` gets the one that was chosen.
  constructor(control, list, label, pick) {
    Object.assign(this, { control, list, pick, options: [], at: -1 });
    list.id ||= `list-${++numbers}`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label);
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.choose([...list.children].indexOf(row));
    });
    control.addEventListener("blur", () => this.close());
  }

  get open() {
    return !this.list.hidden;
  }

  show(options, draw, first = 0) {
    this.options = options;
    this.list.replaceChildren(...options.map((option, place) => this.row(draw(option), place)));
    this.list.hidden = false;
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "true", "aria-controls": this.list.id })) {
      this.control.setAttribute(name, value);
    }
    this.move(first);
  }

  row(content, place) {
    const row = document.createElement("div");
    row.setAttribute("role", "option");
    row.id = `${this.list.id}-${place}`;
    row.append(...content);
    return row;
  }

  move(at) {
    this.at = at;
    for (const [place, row] of [...this.list.children].entries()) row.setAttribute("aria-selected", String(place === at));
    const row = this.list.children[at];
    if (row) this.control.setAttribute("aria-activedescendant", row.id);
    else this.control.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  }

  choose(at) {
    const option = this.options[at];
    this.close();
    if (option) this.pick(option);
  }

  close() {
    if (!this.open) return;
    this.list.hidden = true;
    for (const name of ["role", "aria-autocomplete", "aria-controls", "aria-activedescendant", "aria-expanded"]) this.control.removeAttribute(name);
  }

  // Says whether the key was meant for the list.
  key(event) {
    if (!this.open || event.isComposing) return false;
    const count = this.options.length;
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowDown") this.move((this.at + 1) % count);
    else if (event.key === "ArrowUp") this.move((this.at - 1 + count) % count);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && this.at >= 0) this.choose(this.at);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}

export function enhanceSearch(root) {
  for (const select of root.querySelectorAll("select[data-search]")) {
    const name = root.querySelector(`label[for="${select.id}"]`) ?? select.closest("label")?.querySelector(".label");
    add(select, select.dataset.search, name, (option) => choose(select, option));
  }
  for (const box of root.querySelectorAll("[data-search-many]")) {
    add(box, box.dataset.searchMany, box.closest("fieldset").querySelector("legend"), (option) => tick(box, option));
  }
}

function add(target, action, name, pick) {
  if (target.previousElementSibling?.matches(".combobox")) return;
  const box = Object.assign(document.createElement("span"), { className: "combobox" });
  box.dataset.own = "";
  const input = Object.assign(document.createElement("input"), { type: "text", placeholder: "Zoek", autocomplete: "off" });
  input.setAttribute("aria-label", `Zoek: ${name?.textContent.trim() ?? "kies"}`);
  const list = Object.assign(document.createElement("div"), { className: "listbox", hidden: true });
  box.append(input, list);
  target.before(box);
  const options = new Listbox(input, list, "Gevonden", (option) => {
    input.value = "";
    pick(option);
  });
  let waiting = 0;
  input.addEventListener("keydown", (event) => {
    if (!options.key(event) && event.key === "Enter") event.preventDefault();
  });
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    clearTimeout(waiting);
    waiting = setTimeout(() => look(input, action, options), 180);
  });
}

async function look(input, action, options) {
  const words = input.value.trim();
  if (!words) return options.close();
  const channel = document.getElementById("channel").dataset.channel;
  const url = `${document.body.dataset.searchUrl}?${new URLSearchParams({ action, q: words, channel })}`;
  let found = [];
  try {
    found = await (await fetch(url, { headers: { "X-Person": document.getElementById("channel")?.dataset.shown ?? "" } })).json();
  } catch {
    found = [];
  }
  if (input.value.trim() !== words) return;
  if (found.length) options.show(found, (option) => [option.label, ...(option.note ? [note(option.note)] : [])]);
  else options.show([null], () => [note("Niets gevonden")], -1);
}

function note(text) {
  return Object.assign(document.createElement("span"), { className: "soft", textContent: ` ${text}` });
}

function choose(select, option) {
  const known = [...select.options].find((one) => one.value === option.value);
  if (!known) select.append(new Option(option.label, option.value));
  select.value = option.value;
  select.dispatchEvent(new Event("input", { bubbles: true }));
  select.focus();
}

function tick(box, option) {
  let input = [...box.querySelectorAll("input")].find((one) => one.value === option.value);
  if (!input) {
    const row = Object.assign(document.createElement("label"), { className: "pick" });
    const name = box.closest("fieldset").querySelector("input[name=several]").value;
    input = Object.assign(document.createElement("input"), { type: "checkbox", name: `field.${name}`, value: option.value });
    row.append(input, Object.assign(document.createElement("span"), { textContent: option.label }));
    box.querySelector("p")?.remove();
    box.prepend(row);
  }
  input.checked = true;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}
