// What a form can tell before it is sent, in Dutch and in the same places where the server puts its own remarks.

export function check(form) {
  const problems = [];
  for (const field of form.querySelectorAll(".field")) {
    const sentence = wrong(field);
    if (sentence) problems.push({ field, sentence });
  }
  return problems;
}

function wrong(field) {
  const control = field.querySelector("input:not([type=hidden]), select, textarea");
  if (!control) return "";
  if (field.dataset.required !== undefined && !field.querySelector(":checked")) return "Kies er minstens één.";
  const over = control.dataset.longest ? [...control.value].length - control.dataset.longest : 0;
  if (over > 0) return `Dit is ${over} ${over === 1 ? "teken" : "tekens"} te lang.`;
  if (control.dataset.most && control.files.length > control.dataset.most) return `Kies hoogstens ${control.dataset.most} bestanden.`;
  if (control.validity.badInput) return "Dit is geen datum.";
  if (!control.validity.valueMissing) return "";
  return { radio: "Kies er één.", checkbox: "Zet hier een vinkje.", file: "Kies een bestand.", date: "Kies een datum." }[control.type]
    ?? (control.localName === "select" ? "Kies er één." : "Vul dit in.");
}

export function showErrors(form, problems) {
  for (const old of form.querySelectorAll(".field .error")) forget(old);
  const summary = form.querySelector("[data-errors]");
  summary.hidden = !problems.length;
  if (!problems.length) return;
  summary.querySelector("strong").textContent = problems.length === 1 ? "Nog één ding klopt niet" : "Nog niet alles klopt";
  summary.querySelector("ul").replaceChildren(...problems.map(({ field, sentence }) => row(field, sentence)));
  for (const problem of problems) mark(problem);
  summary.focus();
}

function target(field) {
  return field.matches("fieldset") ? field : field.querySelector("input:not([type=hidden]), select, textarea");
}

function row(field, sentence) {
  const link = document.createElement("a");
  link.href = `#${target(field).id}`;
  link.textContent = field.querySelector("label, legend").textContent.replace("(verplicht)", "").trim();
  const item = document.createElement("li");
  item.append(link, `: ${sentence}`);
  return item;
}

function mark({ field, sentence }) {
  const control = target(field);
  const note = document.createElement("p");
  note.className = "error";
  note.id = `${control.id}-error`;
  const sign = Object.assign(document.createElement("span"), { textContent: "!" });
  sign.setAttribute("aria-hidden", "true");
  note.append(sign, ` ${sentence}`);
  (field.querySelector(".hint") ?? field.querySelector("label, legend")).after(note);
  control.setAttribute("aria-invalid", "true");
  const ids = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== note.id);
  control.setAttribute("aria-describedby", [...ids, note.id].join(" "));
}

function forget(note) {
  const control = target(note.closest(".field"));
  control.removeAttribute("aria-invalid");
  const ids = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== note.id);
  if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
  note.remove();
}

// A counter that appears when a text comes near its end; nothing is ever cut off.
export function countLeft(control) {
  const left = control.dataset.longest - [...control.value].length;
  let note = control.nextElementSibling?.matches(".count-left") ? control.nextElementSibling : null;
  if (left > Math.min(60, control.dataset.longest / 4)) return note?.remove();
  if (!note) {
    note = Object.assign(document.createElement("p"), { className: "count-left" });
    note.setAttribute("role", "status");
    control.after(note);
  }
  note.classList.toggle("over", left < 0);
  note.textContent = left < 0 ? `${-left} te veel` : `nog ${left}`;
}
