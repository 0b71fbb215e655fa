// A live consultation: the timer runs between two answers of the server, a change of phase shows the page anew.
// Where the stream fails the page itself is asked for every few seconds; without this script it reloads by itself.
"use strict";
const live = document.querySelector("[data-live]");
if (live && "EventSource" in window) {
  const ASK_EVERY_MS = 4000;
  const clock = live.querySelector("[data-clock]");
  let left = Number(clock?.dataset.clock);
  let since = performance.now();
  // Answers that never came, one after the other; before the first answer one is enough.
  let failures = 0;
  let heard = false;
  let asking = 0;

  const show = () => {
    if (!clock || Number.isNaN(left)) return;
    const seconds = Math.round(left - (performance.now() - since) / 1000);
    const size = Math.abs(seconds);
    clock.textContent = `${seconds < 0 ? "−" : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
  };
  // Only a page that can be had is shown anew: a network that is away must not take this one away, too.
  const ask = async () => {
    try {
      const answer = await fetch(location.href, {cache: "no-store"});
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const version = page.querySelector("[data-live]")?.dataset.version;
      if (answer.redirected || (answer.ok && version !== live.dataset.version)) location.reload();
    } catch {
      // The next turn asks again.
    }
  };

  const stream = new EventSource(live.dataset.live);
  stream.onmessage = (event) => {
    heard = true;
    failures = 0;
    window.clearInterval(asking);
    asking = 0;
    const now = JSON.parse(event.data);
    if (String(now.version) !== live.dataset.version) {
      stream.close();
      window.location.reload();
      return;
    }
    if (now.left !== null) {
      left = now.left;
      since = performance.now();
    }
    show();
  };
  // The stream ends after each answer, which is no failure; one that brought no answer is.
  stream.onerror = () => {
    failures += 1;
    if ((failures > 1 || !heard) && !asking) asking = window.setInterval(ask, ASK_EVERY_MS);
  };
  window.setInterval(show, 250);
  show();
}
