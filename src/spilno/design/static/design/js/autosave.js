// A draft is saved while it is typed: a while after the last letter and when its page is left, by the form's own rules.
// Without this script the button saves, as everywhere.
"use strict";
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const PAUSE_MS = 2500;
  const note = document.createElement("p");
  note.className = "autosave-note";
  note.setAttribute("role", "status");
  form.querySelector(".form-actions").before(note);
  let waiting = 0;
  // Letters typed, and how many of them are saved.
  let typed = 0;
  let saved = 0;
  let running = false;

  const say = (text) => { if (note.textContent !== text) note.textContent = text; };
  const takeOver = (answer) => {
    for (const [name, value] of Object.entries(answer.fields || {})) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
    for (const [id, html] of Object.entries(answer.parts || {})) {
      const place = document.getElementById(id);
      if (!place) continue;
      place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    }
  };
  const save = async () => {
    if (running) { later(); return; }
    running = true;
    const sent = typed;
    try {
      const response = await fetch(form.action, {
        method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, redirect: "manual", cache: "no-store",
      });
      if (response.type === "opaqueredirect" || response.status === 403) {
        // Signed out: the server has kept the form for its sender, and gives it back after signing in.
        say(form.dataset.autosaveEnded);
      } else if (response.ok || response.status === 422) {
        const answer = await response.json();
        takeOver(answer);
        say(answer.note);
        if (response.ok) saved = sent;
      } else {
        say(form.dataset.autosaveFailed);
      }
    } catch {
      say(form.dataset.autosaveFailed);
    }
    running = false;
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE_MS);
  };
  form.addEventListener("input", () => { typed += 1; later(); });
  const done = () => {
    clearTimeout(waiting);
    saved = typed;
  };
  form.addEventListener("submit", done);
  for (const link of form.querySelectorAll("a[data-discards]")) link.addEventListener("click", done);
  window.addEventListener("pagehide", () => {
    if (saved !== typed) navigator.sendBeacon(form.action, new FormData(form));
    done();
  });
}
// Taken back out of the browser's memory the page would carry an outdated version.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("form[data-autosave]")) location.reload();
});
