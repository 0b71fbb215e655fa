// A text that was typed and not sent is sent when its page is left: a closed tab loses nothing.
// Without this script the button saves, as everywhere.
"use strict";
for (const form of document.querySelectorAll("form[data-save-on-leaving]")) {
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  for (const link of form.querySelectorAll("a[data-discards]")) link.addEventListener("click", () => { typed = false; });
  window.addEventListener("pagehide", () => {
    if (typed) navigator.sendBeacon(form.action, new FormData(form));
    typed = false;
  });
}
// Taken back out of the browser's memory the page would carry an outdated version.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("form[data-save-on-leaving]")) location.reload();
});
