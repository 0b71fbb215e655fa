// A live consultation: the timer runs between two answers of the server, a change of phase shows the page anew.
// Without this script, or where the stream fails, the page reloads by itself.
"use strict";
const live = document.querySelector("[data-live]");
if (live && "EventSource" in window) {
  const clock = live.querySelector("[data-clock]");
  let left = Number(clock?.dataset.clock);
  let since = performance.now();
  let failures = 0;

  const show = () => {
    if (!clock || Number.isNaN(left)) return;
    const seconds = Math.round(left - (performance.now() - since) / 1000);
    const size = Math.abs(seconds);
    clock.textContent = `${seconds < 0 ? "−" : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
  };

  const stream = new EventSource(live.dataset.live);
  stream.onmessage = (event) => {
    failures = 0;
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
  // The stream ends after each answer, which is no failure; many in a row are.
  stream.onerror = () => {
    failures += 1;
    if (failures > 10 || stream.readyState === EventSource.CLOSED) {
      stream.close();
      window.setTimeout(() => window.location.reload(), 5000);
    }
  };
  window.setInterval(show, 250);
  show();
}
