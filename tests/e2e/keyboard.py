"""A reader who has nothing but a keyboard, and sees where the focus is."""

import pytest
from playwright.sync_api import Page, expect

# What a screen reader would say of the element that has the focus, and what an eye would see of it.
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const labels = one.labels ? [...one.labels] : [];
  const words = [one.getAttribute("aria-label"), ...labels.map((label) => label.textContent), one.textContent,
    one.tagName === "INPUT" ? "" : one.value];
  const frames = (shown) => ["", "::before", "::after"].some((part) => {
    const style = getComputedStyle(shown, part || null);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  });
  const around = one.parentElement.closest(".site-search");
  const box = one.getBoundingClientRect();
  // A tall field is scrolled to its caret only: what counts is the part that is in sight.
  const [first, last] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const [x, y] = [box.left + box.width / 2, (first + last) / 2];
  const above = document.elementFromPoint(x, y);
  const free = above && (one.contains(above) || above.contains(one) || labels.some((label) => label.contains(above)));
  return {
    name: words.filter(Boolean).join(" ").replace(/\\s+/g, " ").trim(),
    framed: [one, ...labels, around].filter(Boolean).some(frames),
    free: Boolean(free),
    left: box.left, right: box.right, top: box.top + scrollY, bottom: box.bottom + scrollY,
  };
}"""
MOST_STOPS = 150


class Keyboard:
    """Tab, Enter, Space, arrows and letters."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._before: dict[str, float] = {}

    def go_to(self, name: str) -> None:
        """Tab from stop to stop until one that is called so; there is no other way."""
        stops: list[str] = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            focused = self._stop()
            if focused.startswith(name):
                return
            stops.append(focused[:40])
        pytest.fail(f"no stop called {name!r} on {self.page.url}: {stops}")

    def _stop(self) -> str:
        """The stop's name. Its focus shows, and it lies neither under something nor back above the stop before."""
        seen = self.page.evaluate(FOCUSED)
        if not seen:
            # Past the last stop the browser begins anew.
            self._before = {}
            return ""
        before, self._before = self._before, seen
        where = f"{seen['name'][:60]!r} on {self.page.url}"
        assert seen["framed"], f"no focus to be seen: {where}"
        assert seen["free"], f"covered: {where}"
        back = before and seen["bottom"] <= before["top"] and seen["left"] < before["right"]
        assert not back, f"jumps back from {before['name']!r} to {where}"
        return str(seen["name"])

    def write(self, name: str, text: str) -> None:
        self.go_to(name)
        self.page.keyboard.type(text)

    def press(self, name: str) -> None:
        self.go_to(name)
        self.send()

    def send(self) -> None:
        """Enter on what has the focus."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self._before = {}

    def open_part(self, name: str) -> None:
        """A part of the site by its menu, which is folded where there is no room."""
        if self.page.locator(".site-menu__button").is_visible():
            self.go_to("Menu")
            self.page.keyboard.press("Enter")
        self.press(name)

    def tick(self, name: str) -> None:
        self.go_to(name)
        self.page.keyboard.press("Space")

    def heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)
