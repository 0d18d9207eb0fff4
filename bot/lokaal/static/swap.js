// Makes a part of the page equal to what the server drew, touching only what differs: focus, scroll, open menus and
// typed text stay as they are. `data-node` names what is the same thing in both; `data-own` is ours, never the server's.

import { holdStreams } from "./stream.js";

const REGIONS = ["topbar", "sidebar", "channel", "panel"];

export function swapRegions(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  if (!fresh.getElementById("channel")) return false;
  const restore = holdStreams();
  for (const id of REGIONS) morph(document.getElementById(id), fresh.getElementById(id));
  document.title = document.getElementById("channel").dataset.title;
  restore();
  return true;
}

function morph(from, to) {
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  if (from.isEqualNode(to) || from.matches("[data-composer], .edit")) return;
  const before = chosen(from);
  attributes(from, to);
  children(from, to);
  if (from.localName === "select" && before !== chosen(to)) from.value = chosen(to);
}

function chosen(node) {
  return node.localName === "select" ? node.querySelector("option[selected]")?.value ?? "" : "";
}

function attributes(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !(name === "open" && from.localName === "details")) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
}

function children(from, to) {
  const wanted = [...to.childNodes];
  const names = new Set(wanted.map(nameOf).filter(Boolean));
  const known = new Map([...from.children].filter(nameOf).map((child) => [nameOf(child), child]));
  let spot = from.firstChild;
  for (const want of wanted) {
    spot = removeGone(spot, names);
    const match = nameOf(want) ? known.get(nameOf(want)) : similar(spot, want);
    if (!match) {
      from.insertBefore(document.importNode(want, true), spot);
      continue;
    }
    if (match === spot) spot = spot.nextSibling;
    else from.insertBefore(match, spot);
    if (match.localName !== want.localName) match.replaceWith(document.importNode(want, true));
    else morph(match, want);
  }
  while (spot) {
    const next = spot.nextSibling;
    if (!isOwn(spot)) spot.remove();
    spot = next;
  }
}

function removeGone(spot, names) {
  while (spot && (isOwn(spot) || (nameOf(spot) && !names.has(nameOf(spot))))) {
    const next = spot.nextSibling;
    if (!isOwn(spot)) spot.remove();
    spot = next;
  }
  return spot;
}

function similar(spot, want) {
  return spot && !nameOf(spot) && spot.nodeName === want.nodeName ? spot : null;
}

function nameOf(node) {
  return node.dataset?.node;
}

function isOwn(node) {
  return node.dataset?.own !== undefined;
}
