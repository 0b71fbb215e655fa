// Suggestions under a place field (WAI-ARIA combobox). Without this script the form works as it is.
"use strict";
for (const field of document.querySelectorAll("input[data-suggest-url]")) {
  const list = document.createElement("ul");
  list.id = `${field.id}-options`;
  list.className = "suggest";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.suggestLabel || "");
  list.hidden = true;
  // A box of their own, so that the list hangs under the field whatever stands around both.
  const box = document.createElement("div");
  const focused = document.activeElement === field;
  box.className = "suggest-box";
  field.replaceWith(box);
  box.append(field, list);
  if (focused) field.focus();
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) field.setAttribute(name, value);
  let chosen = -1;
  let waiting = 0;
  let asked = 0;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const close = () => {
    asked += 1;
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const mark = (at) => {
    const all = options();
    if (!all.length) return;
    chosen = (at + all.length) % all.length;
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === chosen)));
    field.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  };
  const take = (option) => {
    // A suggestion that is a page of its own leads there.
    if (option.dataset.address) return location.assign(option.dataset.address);
    field.value = option.dataset.value;
    close();
    // In a form of one field the choice is the question; in a longer one it is only one answer.
    if (!("suggestStays" in field.dataset)) field.form.requestSubmit();
  };
  const ask = async () => {
    const number = ++asked;
    const text = field.value.trim();
    if (text.length < 2) return close();
    const address = `${field.dataset.suggestUrl}?q=${encodeURIComponent(text)}`;
    // No answer is no error: the form still submits what was typed.
    const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
    if (number !== asked || !answer || !answer.ok) return;
    // The fragment is made by our own templates, which escape every name.
    list.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("li"));
    const some = options().length > 0;
    list.hidden = !some;
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-expanded", String(some));
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 150);
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); mark(chosen + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); mark(chosen < 0 ? -1 : chosen - 1); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
    else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); take(options()[chosen]); }
  });
  field.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) { event.preventDefault(); take(option); }
  });
}
