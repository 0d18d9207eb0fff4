// Popups: the question behind a button, a menu, a list of what was found. One function puts each of them beside what
// opened it, wholly in view, and another closes it. Without script a popup opens in the flow of its card instead.

const GAP = 6; // between a popup and what opened it
const EDGE = 8; // between a popup and the edge of what is in view: a focus ring fits in it
const DETAILS = "details[data-popup][open]";
const OPEN = `${DETAILS} > .popup, .combobox > .listbox:not([hidden])`;

export function startPopups() {
  // An observer runs before the next frame is drawn, so that a popup is never seen in a wrong place first.
  new MutationObserver(placeAll).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["open", "hidden"] });
  document.addEventListener("click", (event) => closeOthers(event.target, event.target.closest("[data-close]")));
  document.addEventListener("focusin", (event) => closeOthers(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && closePopup(document.querySelector(DETAILS))) event.preventDefault();
  });
}

// --- where they stand ----------------------------------------------------------------------------------------------------

let frame = 0;

// As long as one is open it is placed again at every frame: it goes along with whatever moves its button (the list, the
// window, a picture that loads, a page that is swapped) and with whatever makes it larger itself.
function placeAll() {
  cancelAnimationFrame(frame);
  const popups = document.querySelectorAll(OPEN);
  for (const popup of popups) place(popup, popup.previousElementSibling);
  if (popups.length) frame = requestAnimationFrame(placeAll);
}

function place(popup, button) {
  const at = button.getBoundingClientRect();
  set(popup, "--button-width", at.width);
  const { offsetWidth: width, offsetHeight: height } = popup;
  const screen = inset({ top: 0, left: 0, bottom: innerHeight, right: document.documentElement.clientWidth });
  const left = at.left + width <= screen.right ? at.left : at.right - width;
  set(popup, "left", between(screen.left, left, screen.right - width));
  set(popup, "top", topOf(height, at, [frameOf(button, screen), screen]));
}

// Below the button or else above it, in the first area that has room there. Only where no area has room it lies over its
// button: what asks to be sure must not appear under a finger that presses twice.
function topOf(height, at, areas) {
  for (const { top, bottom } of areas) {
    const below = between(top, at.bottom, bottom) + GAP; // a button that was scrolled away lies at the edge
    if (below + height <= bottom) return below;
    const above = between(top, at.top, bottom) - GAP - height;
    if (above >= top) return above;
  }
  const { top, bottom } = areas.at(-1);
  return between(top, at.bottom + GAP, bottom - height);
}

// The part of the screen in which the button can be scrolled: for a card that is between the head and the place to write.
function frameOf(button, screen) {
  const scroller = button.closest(".stream, .panel-scroll, .dialog");
  if (!scroller) return screen;
  const { top, bottom } = inset(scroller.getBoundingClientRect());
  return { top: Math.max(top, screen.top), bottom: Math.min(bottom, screen.bottom) };
}

function inset({ top, left, bottom, right }) {
  return { top: top + EDGE, left: left + EDGE, bottom: bottom - EDGE, right: right - EDGE };
}

function between(low, value, high) {
  return Math.max(low, Math.min(value, high));
}

function set(popup, name, value) {
  const pixels = `${Math.round(value)}px`;
  if (popup.style.getPropertyValue(name) !== pixels) popup.style.setProperty(name, pixels);
}

// --- closing -------------------------------------------------------------------------------------------------------------

// Closes a popup; the focus goes back to what opened it when it was inside. Gives whether there was one.
export function closePopup(popup) {
  if (!popup?.open) return false;
  if (popup.contains(document.activeElement)) popup.querySelector("summary").focus({ preventScroll: true });
  popup.open = false;
  return true;
}

function closeOthers(target, also = null) {
  for (const popup of document.querySelectorAll(DETAILS)) {
    if (!popup.contains(target) || popup.contains(also)) closePopup(popup);
  }
}
