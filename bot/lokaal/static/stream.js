// Where a list of messages stands. Whoever is at its end sees what is new: whole, or from its top where it is taller than
// the view. Whoever reads further up, types or has a popup open keeps what is in view, whatever comes or grows; a button
// leads to what is new. The channel's list lies bottom up (scrollTop 0 is its end, above it is negative), a thread top down.

const NEAR = 40; // as many pixels from the end still are the end
const BELOW = 18; // what the list leaves free under its last message
const ABOVE = 14; // what stays free above a message that is shown from its top: its tools stick out there

// Of each list: how it finds its place (`aim`), its size then, and where that was.
const places = new WeakMap();

export function startStreams() {
  for (const stream of document.querySelectorAll("[data-stream]")) if (!places.has(stream)) start(stream);
}

function start(stream) {
  keep(stream, isReversed(stream) ? toNew(idOf(messages(stream).at(-2))) : aimNow(stream));
  stream.addEventListener("scroll", () => settle(stream), { passive: true });
  const observer = new ResizeObserver(() => settle(stream));
  for (const part of [stream, ...stream.children]) observer.observe(part);
}

// Call before the lists change, and what it gives afterwards.
export function holdStreams() {
  const restores = [...document.querySelectorAll("[data-stream]")].map(hold);
  return () => restores.forEach((restore) => restore());
}

function hold(stream) {
  settle(stream);
  const last = newest(stream);
  const busy = isBusy();
  const follows = isAtEnd(stream) && !busy;
  const aim = busy ? toMessage(stream) : places.get(stream).aim;
  return () => {
    if (!stream.isConnected) return;
    const isNew = newest(stream) !== last;
    keep(stream, isNew && follows ? toNew(last) : aim);
    if (isNew && !isNewestInView(stream)) offerJump(stream, last);
  };
}

// Call before somebody's own step, and what it gives afterwards: whoever does something sees what came of it. Only a press
// on a message further up leaves the list where it is.
export function follow(element) {
  const own = element.closest("#channel, #panel")?.querySelector("[data-stream]");
  const stream = own ?? document.querySelector("#channel [data-stream]");
  const last = newest(stream);
  const message = idOf(element.closest("[data-message]"));
  if (message && message !== last) return () => {};
  return () => {
    if (stream.isConnected && (newest(stream) !== last || element.closest("[data-composer]"))) show(stream, last);
  };
}

// Call before another page is shown, and what it gives afterwards. A list that was not there yet has found its place itself.
export function followAll() {
  const lasts = [...document.querySelectorAll("[data-stream]")].map((stream) => [stream, newest(stream)]);
  return () => lasts.forEach(([stream, last]) => stream.isConnected && show(stream, last));
}

function show(stream, last) {
  keep(stream, toNew(last));
  settleJump(stream);
}

// --- the place of a list -------------------------------------------------------------------------------------------------

function keep(stream, aim) {
  aim(stream);
  places.set(stream, { aim, size: sizeOf(stream), top: stream.scrollTop });
}

// A list whose size changed goes back to its place; otherwise it was scrolled, and where it is now becomes its place.
function settle(stream) {
  const { aim, size, top } = places.get(stream);
  if (size !== sizeOf(stream)) keep(stream, aim);
  else if (Math.abs(stream.scrollTop - top) >= 1) keep(stream, aimNow(stream));
  settleJump(stream);
}

function aimNow(stream) {
  if (!isAtEnd(stream)) return toMessage(stream);
  return isTall(stream, messages(stream).at(-1)) ? toEnd : toNew(idOf(messages(stream).at(-2)));
}

function toEnd(stream) {
  stream.scrollTop = isReversed(stream) ? 0 : stream.scrollHeight;
}

// To the end, but not past the top of a message after `last` that is taller than the view.
function toNew(last) {
  return (stream) => {
    toEnd(stream);
    const tall = messagesAfter(stream, last).find((message) => isTall(stream, message));
    if (tall) stream.scrollTop += offsetOf(stream, tall) - ABOVE;
  };
}

// To the message that is at the top of the view now, at the same height.
function toMessage(stream) {
  const message = messages(stream).find((each) => offsetOf(stream, each) + each.offsetHeight > ABOVE);
  if (!message) return toEnd;
  const id = idOf(message);
  const offset = offsetOf(stream, message);
  return (list) => {
    const found = messages(list).find((each) => idOf(each) === id);
    if (found) list.scrollTop += offsetOf(list, found) - offset;
  };
}

// --- what is measured ----------------------------------------------------------------------------------------------------

function isReversed(stream) {
  return getComputedStyle(stream).flexDirection === "column-reverse";
}

function isAtEnd(stream) {
  const { scrollTop, scrollHeight, clientHeight } = stream;
  return (isReversed(stream) ? -scrollTop : scrollHeight - clientHeight - scrollTop) < NEAR;
}

function sizeOf(stream) {
  return [stream.clientWidth, stream.clientHeight, stream.scrollHeight].join();
}

function offsetOf(stream, message) {
  return message.getBoundingClientRect().top - stream.getBoundingClientRect().top;
}

function isTall(stream, message) {
  return message !== undefined && message.offsetHeight > stream.clientHeight - BELOW;
}

function messages(stream) {
  return [...stream.querySelectorAll("[data-message]")];
}

function messagesAfter(stream, last) {
  const all = messages(stream);
  const at = all.findIndex((message) => idOf(message) === last);
  return last && at < 0 ? [] : all.slice(at + 1);
}

function idOf(message) {
  return message?.dataset.message ?? "";
}

function newest(stream) {
  return idOf(messages(stream).at(-1));
}

function isNewestInView(stream) {
  const message = messages(stream).at(-1);
  return !message || offsetOf(stream, message) < stream.clientHeight - NEAR;
}

// Nothing moves by itself under somebody who types, or who is about to press something in a popup.
function isBusy() {
  const field = document.activeElement;
  const types = Boolean(field?.matches("textarea, input[type=text]") && field.value);
  return types || document.querySelector("details[data-popup][open]") !== null;
}

// --- the button that leads to what is new --------------------------------------------------------------------------------

function offerJump(stream, last) {
  const composer = composerOf(stream);
  if (!composer || composer.querySelector(".jump")) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button jump", textContent: "Nieuwe berichten" });
  button.addEventListener("click", () => {
    stream.focus({ preventScroll: true });
    button.remove();
    show(stream, last);
  });
  composer.append(button);
}

function settleJump(stream) {
  if (isNewestInView(stream)) composerOf(stream)?.querySelector(".jump")?.remove();
}

function composerOf(stream) {
  return stream.parentElement.querySelector("[data-composer]");
}
