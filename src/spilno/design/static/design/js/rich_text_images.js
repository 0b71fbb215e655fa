// Images of a text: seen as they are, chosen from those that are stored, and never brought in from elsewhere.
import {Image, InputRule, PasteRule} from "../../django_prose_editor/editor.js";

// A stored image as its page gives it to be typed or pasted: ![what it shows](image:12). The rule that Image brings along
// leaves the last bracket behind and knows no pasting. The paragraph is where one writes on; empty, it leaves no mark.
const MARK = String.raw`!\[([^\]]*)\]\(image:(\d{1,9})\)`;
const put = ({range, match, chain}) => {
  const image = {type: "image", attrs: {src: `image:${match[2]}`, alt: match[1]}};
  chain().insertContentAt(range, [image, {type: "paragraph"}]).run();
};

// What is kept is the number; what is seen is asked for, once for each number however often it is undone and redone.
const STORED = /^image:(\d{1,9})$/;
const asked = new Map();
function ask(pictures, number) {
  if (!asked.has(number)) {
    const answer = fetch(pictures.replace("/0/", `/${number}/`), {headers: {Accept: "application/json"}})
      .then((got) => (got.status === 404 ? null : got.json()));
    answer.catch(() => asked.delete(number));
    asked.set(number, answer);
  }
  return asked.get(number);
}
function draw(node, {pictures, gone, unseen}) {
  const frame = document.createElement("span");
  frame.className = "picture rich-text__picture";
  const words = node.attrs.alt || "";
  const say = (why) => {
    const note = Object.assign(document.createElement("span"), {className: "rich-text__no-picture"});
    note.append(words);
    if (why) note.append(document.createElement("br"), Object.assign(document.createElement("small"), {textContent: why}));
    frame.replaceChildren(note);
  };
  say("");
  // Where readers see no images there is nothing to ask: the words stand for it.
  const number = STORED.exec(node.attrs.src || "")?.[1];
  if (!pictures || !number) return frame;
  ask(pictures, number).then((found) => {
    if (!found) { say(gone); return; }
    const {address, alt, width, height} = found;
    const image = Object.assign(document.createElement("img"), {className: "picture__image", alt: words || alt, width, height});
    image.addEventListener("error", () => say(unseen));
    image.src = address;
    frame.replaceChildren(image);
  }).catch(() => say(unseen));
  return frame;
}
export const StoredImage = Image.extend({
  // One from elsewhere, in what is pasted, is none: only its number makes an image.
  parseHTML: () => [{tag: "img[src]", getAttrs: (one) => STORED.test(one.getAttribute("src")) && null}],
  addNodeView() { return ({node}) => ({dom: draw(node, this.options)}); },
  addInputRules: () => [new InputRule({find: new RegExp(`${MARK}$`), handler: put})],
  addPasteRules: () => [new PasteRule({find: new RegExp(MARK, "g"), handler: put})],
});

function element(tag, properties, ...inside) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...inside);
  return made;
}

// What is stored, to be put where the caret stands; asked for each time, as another window may have stored more.
export function chooser(words, language, editor, turned) {
  const list = element("ul", {className: "rich-text__stored"});
  const status = element("p", {className: "kern-hint"});
  status.setAttribute("role", "status");
  const more = element("button", {type: "button", className: "kern-btn kern-btn--tertiary", hidden: true},
    element("span", {className: "kern-label", textContent: words.more}));
  const store = element("a", {className: "kern-link", href: words.store, target: "_blank", textContent: words.storing});
  const panel = element("div", {className: "rich-text__choice", hidden: true}, status, list, more, store);
  panel.setAttribute("role", "group");
  panel.setAttribute("aria-label", words.choose);
  let latest = 0;
  const close = () => { panel.hidden = true; latest++; turned(); };
  const put = ({number, alts}) => {
    close();
    // Without words in the language of the text readers are given those the image has.
    const alt = (alts[language] || "").replaceAll("[", "(").replaceAll("]", ")");
    const image = {type: "image", attrs: {src: `image:${number}`, alt}};
    editor.chain().focus().insertContent([image, {type: "paragraph"}]).run();
  };
  const load = (address) => {
    const asking = ++latest;
    const stays = document.activeElement;
    status.textContent = words.loading;
    more.hidden = true;
    fetch(address, {headers: {Accept: "application/json"}}).then((got) => got.json()).then(({images, next}) => {
      // The panel was closed, or asked anew, before this came.
      if (asking !== latest) return;
      const made = images.map((one) => {
        const shown = element("img", {alt: one.alt, src: one.address, width: one.width, height: one.height});
        const choice = element("button", {type: "button", className: "rich-text__image"}, shown);
        choice.addEventListener("click", () => put(one));
        return choice;
      });
      list.append(...made.map((one) => element("li", {}, one)));
      status.textContent = list.children.length ? words.choose : words.none;
      more.hidden = !next;
      more.onclick = () => load(next);
      // Whoever has gone on writing meanwhile is not called away.
      if ([stays, document.body].includes(document.activeElement)) (made[0] || store).focus();
    }).catch(() => { if (asking === latest) status.textContent = words.unlisted; });
  };
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { close(); editor.commands.focus(); }
  });
  const turn = () => {
    if (!panel.hidden) { close(); return; }
    panel.hidden = false;
    turned();
    list.replaceChildren();
    more.hidden = true;
    load(words.choice);
  };
  return {panel, turn};
}

// Where an image from elsewhere is pasted or dropped it is left out, and `say` tells so. A dropped file would take the
// browser to it, and the text would be gone.
export function leavingOut(say) {
  const pictures = (data) => [...(data?.files || [])].some((file) => file.type.startsWith("image/"));
  return {
    transformPastedHTML: (html) => {
      const all = new DOMParser().parseFromString(html, "text/html").querySelectorAll("img");
      if ([...all].some((one) => !STORED.test(one.getAttribute("src") || ""))) say();
      return html;
    },
    handlePaste: (_view, event) => {
      if (pictures(event.clipboardData) && !event.clipboardData.getData("text/html")) say();
      return false;
    },
    handleDrop: (_view, event) => {
      if (!event.dataTransfer?.files.length) return false;
      event.preventDefault();
      say();
      return true;
    },
  };
}
