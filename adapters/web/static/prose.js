// A growing text: settled blocks as the server's HTML, which it has cleaned, and what is not settled yet as plain text.
import { chart } from "./chart.js";
import { codeBlock } from "./code.js";
import { el, toggle } from "./dom.js";

const FENCE = /^ {0,3}(?:`{3,}|~{3,})[^\n`]*(?:\n|$)/;

/** Shows a text. Blocks that look as before keep their nodes, so that nothing jumps and what is selected stays so. */
export class Prose {
  constructor() {
    this.tail = el("p", { class: "tail" });
    this.node = el("div", { class: "prose", dir: "auto" }, this.tail);
    this.whole = 0;
    this.pieces = 0;
  }

  show(text) {
    if (text.whole !== this.whole) this.replace(text.blocks);
    this.whole = text.whole;
    for (const piece of text.pieces.slice(this.pieces)) this.settle(piece);
    this.pieces = text.pieces.length;
    this.rest(text.tail);
  }

  replace(blocks) {
    const before = [...this.node.children].filter((node) => node !== this.tail);
    const after = [...parsed(blocks).children];
    after.forEach((node, at) => {
      if (before[at]?.isEqualNode(node)) return;
      if (before[at]) before[at].replaceWith(node);
      else this.tail.before(node);
    });
    for (const node of before.slice(after.length)) node.remove();
    this.pieces = 0;
  }

  settle({ blocks, joins }) {
    const [first, ...others] = parsed(blocks).children;
    const last = this.tail.previousElementSibling;
    if (joins && first && last?.tagName === first.tagName) last.append(...[...first.childNodes].slice(1)); // without the line break before the first item
    else if (first) this.tail.before(first);
    this.tail.before(...others);
  }

  /** The tail: code looks like code from its first line. */
  rest(tail) {
    const code = FENCE.exec(tail);
    const words = code ? tail.slice(code[0].length) : tail.trimStart();
    this.tail.classList.toggle("code", Boolean(code));
    toggle(this.tail, words.trim() !== "");
    if (this.shown === words) return;
    const node = this.tail.firstChild;
    if (node && this.shown && words.startsWith(this.shown)) node.appendData(words.slice(this.shown.length));
    else this.tail.textContent = words;
    this.shown = words;
  }
}

/** Clean blocks of the server as nodes, with what the page adds. Nothing else on the page parses HTML. */
function parsed(blocks) {
  const template = el("template");
  template.innerHTML = blocks.join("");
  const found = template.content;
  for (const pre of found.querySelectorAll("pre")) {
    const drawn = pre.dataset.language === "chart" && chart(pre.textContent);
    if (drawn) pre.replaceWith(drawn);
    else codeBlock(pre);
  }
  return found;
}
