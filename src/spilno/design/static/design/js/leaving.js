// What is typed is kept every few seconds, and where the form says so sent when its page is left: neither a closed tab nor a browser that is killed
// loses more than those seconds. Kept is not saved; the server gives it back on the same page.
// Without this script the button saves, as everywhere.
"use strict";
const EVERY_MS = 4000;
for (const form of document.querySelectorAll("form[data-save-on-leaving], form[data-keep-typed]")) {
  // A page that came back filled holds words that are saved nowhere.
  let typed = document.querySelector("main[data-refilled]") !== null;
  let fresh = typed;
  let busy = null;
  const said = form.querySelector("[data-kept]");
  const say = (word) => {
    if (!said) return;
    const text = said.dataset[word] ?? "";
    const now = new Date().toLocaleTimeString(document.documentElement.lang, {hour: "2-digit", minute: "2-digit"});
    said.textContent = text.replace("{time}", now);
  };
  const hand = (wish) => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    busy = new AbortController();
    const how = {method: "POST", body: data, headers: {"Spilno-Typed": wish === "forget" ? wish : "keep"}, keepalive: wish !== "keep"};
    return fetch(form.action, {...how, signal: busy.signal}).finally(() => { busy = null; });
  };
  const keep = async () => {
    if (!fresh || busy) return;
    fresh = false;
    try {
      const answer = await hand("keep");
      say({204: "kept", 401: "away"}[answer.status] ?? "failed");
    } catch {
      fresh = true;
      say("failed");
    }
  };
  window.setInterval(keep, EVERY_MS);
  form.addEventListener("input", () => { typed = fresh = true; });
  form.addEventListener("submit", () => {
    typed = fresh = false;
    busy?.abort();
  });
  for (const link of form.querySelectorAll("a[data-discards]")) {
    link.addEventListener("click", () => {
      typed = fresh = false;
      hand("forget");
    });
  }
  window.addEventListener("pagehide", () => {
    if (typed && "saveOnLeaving" in form.dataset) navigator.sendBeacon(form.action, new FormData(form));
    else if (fresh) hand("leave");
    typed = fresh = false;
  });
}
// Taken back out of the browser's memory the page would carry an outdated version.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("form[data-save-on-leaving]")) location.reload();
});
