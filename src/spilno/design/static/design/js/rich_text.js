// Texts are written as they will look. Without this script, or where it fails, the field with marks stays and works.
import {
  Blockquote, Bold, BulletList, Document, Dropcursor, Editor, Gapcursor, HardBreak, Heading, History, HorizontalRule, Italic,
  Link, ListItem, OrderedList, Paragraph, Table, TableCell, TableHeader, TableRow, Text,
} from "../../django_prose_editor/editor.js";
import {StoredImage, chooser, leavingOut} from "./rich_text_images.js";

const WAYS = /^(https?:\/\/|mailto:|\/(?![\/\\]))/i;

function button(label, sign, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `rich-text__tool rich-text__tool--${sign}`;
  made.title = label;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

function start(box) {
  const area = box.querySelector("textarea");
  const label = document.querySelector(`label[for="${area.id}"]`);
  const page = document.createElement("div");
  page.className = "rich-text__page prose";
  const words = box.dataset;
  const left = document.createElement("p");
  left.className = "kern-hint rich-text__left-out";
  left.setAttribute("role", "status");
  page.addEventListener("keydown", () => { left.textContent = ""; });
  const editor = new Editor({
    element: page,
    injectCSS: false,
    extensions: [
      Document, Paragraph, Text, Bold, Italic, Heading.configure({levels: [2, 3, 4]}), BulletList, OrderedList, ListItem,
      Blockquote, HardBreak, HorizontalRule, History, Dropcursor, Gapcursor, Table, TableRow, TableCell, TableHeader,
      StoredImage.configure({pictures: words.pictures, gone: words.gone, unseen: words.unseen}),
      Link.configure({openOnClick: false}),
    ],
    content: area.dataset.typed ?? box.querySelector("template").innerHTML,
    editorProps: {
      ...leavingOut(() => { left.textContent = words.foreign; }),
      attributes: {
        role: "textbox", "aria-multiline": "true", id: `${area.id}-page`, class: area.className,
        ...(label ? {"aria-labelledby": label.id || (label.id = `${area.id}-label`)} : {}),
        ...(area.getAttribute("aria-describedby") ? {"aria-describedby": area.getAttribute("aria-describedby")} : {}),
        ...(area.getAttribute("aria-invalid") ? {"aria-invalid": "true"} : {}),
        ...(area.getAttribute("aria-required") ? {"aria-required": "true"} : {}),
        ...(area.lang ? {lang: area.lang} : {}),
      },
    },
  });
  const is = document.createElement("input");
  Object.assign(is, {type: "hidden", name: `${area.name}-is-html`, value: ""});
  const tell = () => { is.value = "1"; area.value = editor.isEmpty ? "" : editor.getHTML(); };
  if (area.dataset.typed !== undefined) tell();
  editor.on("update", () => { tell(); area.dispatchEvent(new Event("input", {bubbles: true})); });

  const chain = () => editor.chain().focus();
  const tools = document.createElement("div");
  tools.className = "rich-text__tools";
  tools.setAttribute("role", "toolbar");
  tools.setAttribute("aria-label", words.tools);
  tools.setAttribute("aria-controls", `${area.id}-page`);
  const line = document.createElement("div");
  line.className = "rich-text__link";
  line.hidden = true;
  const address = document.createElement("input");
  Object.assign(address, {type: "text", className: "kern-form-input__input", inputMode: "url", id: `${area.id}-address`});
  const caption = document.createElement("label");
  caption.className = "kern-label";
  caption.htmlFor = address.id;
  caption.textContent = words.address;
  const wrong = document.createElement("p");
  wrong.className = "kern-error";
  wrong.setAttribute("role", "alert");
  const apply = document.createElement("button");
  Object.assign(apply, {type: "button", className: "kern-btn kern-btn--secondary"});
  apply.append(Object.assign(document.createElement("span"), {className: "kern-label", textContent: words.apply}));
  line.append(caption, address, wrong, apply);
  const setLink = () => {
    const to = address.value.trim();
    if (to && !WAYS.test(to)) { wrong.textContent = words.wrong; address.focus(); return; }
    wrong.textContent = "";
    line.hidden = true;
    if (to) chain().extendMarkRange("link").setMark("link", {href: to}).run();
    else chain().extendMarkRange("link").unsetMark("link").run();
  };
  apply.addEventListener("click", setLink);
  address.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); setLink(); }
    if (event.key === "Escape") { line.hidden = true; editor.commands.focus(); }
  });

  const images = words.choice ? chooser(words, area.lang, editor, () => show()) : null;
  const states = [
    ["bold", () => chain().toggleBold().run(), () => editor.isActive("bold")],
    ["italic", () => chain().toggleItalic().run(), () => editor.isActive("italic")],
    ["heading", () => chain().toggleHeading({level: 2}).run(), () => editor.isActive("heading", {level: 2})],
    ["subheading", () => chain().toggleHeading({level: 3}).run(), () => editor.isActive("heading", {level: 3})],
    ["bullets", () => chain().toggleBulletList().run(), () => editor.isActive("bulletList")],
    ["numbers", () => chain().toggleOrderedList().run(), () => editor.isActive("orderedList")],
    ["quote", () => chain().toggleBlockquote().run(), () => editor.isActive("blockquote")],
    ["link", () => {
      line.hidden = !line.hidden;
      address.value = editor.getAttributes("link").href || "";
      if (!line.hidden) address.focus();
    }, () => editor.isActive("link")],
    ...(images ? [["image", () => images.turn(), () => !images.panel.hidden]] : []),
    ["undo", () => chain().undo().run(), null],
    ["redo", () => chain().redo().run(), null],
  ];
  const made = states.map(([sign, act, active]) => [button(words[sign], sign, act), active]);
  made.forEach(([one], index) => {
    one.tabIndex = index ? -1 : 0;
    tools.append(one);
  });
  // One stop of the tab key for the whole row; the arrows move inside it.
  tools.addEventListener("keydown", (event) => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    const all = made.map(([one]) => one);
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    all.forEach((one) => { one.tabIndex = one === next ? 0 : -1; });
    next.focus();
    event.preventDefault();
  });
  const show = () => made.forEach(([one, active]) => { if (active) one.setAttribute("aria-pressed", String(active())); });
  editor.on("transaction", show);
  show();

  area.hidden = true;
  area.required = false;
  box.prepend(tools, line, ...(images ? [images.panel] : []));
  box.append(page, left, is);
  if (label) label.addEventListener("click", () => editor.commands.focus());
  // A link of the error summary leads to the field's id, which is hidden now.
  for (const link of document.querySelectorAll(`a[href="#${area.id}"]`)) {
    link.addEventListener("click", (event) => { event.preventDefault(); editor.commands.focus(); });
  }
  const hint = box.parentElement.querySelector(".rich-text__marks");
  if (hint) hint.hidden = true;
}

for (const box of document.querySelectorAll("[data-rich-text]")) start(box);
