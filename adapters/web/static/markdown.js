// Markdown as chat models write it, built as nodes: nothing in it is ever parsed as HTML, and only http, https and
// mailto links are links, and links to a reply of this page. Line breaks are kept, because verse needs them.
import { chart } from "./chart.js";
import { el } from "./dom.js";

const DEPTH = 6;
const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)[^`]*$/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/;
const RULE = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(?:( {1,4})(?! )| (?= )|$)/;
const DIVIDER = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** The text as blocks: each has its source, so that a growing text only rebuilds what changed, and builds its node. */
export function blocks(text, depth = 0) {
  return split(text.replace(/\r\n?/g, "\n").split("\n"), depth);
}

/** Inline Markdown as a list of nodes. */
export function inline(text, depth = 0) {
  return new Inline(text, depth).nodes();
}

/** Shows a growing text: blocks that did not change keep their nodes. */
export class Prose {
  constructor() {
    this.node = el("div", { class: "prose", dir: "auto" });
    this.shown = [];
  }

  show(text) {
    const found = blocks(text);
    let same = 0;
    while (same < found.length && same < this.shown.length && found[same].source === this.shown[same]) same += 1;
    while (this.node.childNodes.length > same) this.node.lastChild.remove();
    for (const block of found.slice(same)) this.node.append(block.build());
    this.shown = found.map((block) => block.source);
  }
}

function split(lines, depth) {
  const found = [];
  let at = 0;
  while (at < lines.length) {
    if (!lines[at].trim()) {
      at += 1;
      continue;
    }
    const [end, build] = block(lines, at, depth);
    found.push({ source: lines.slice(at, end).join("\n"), build });
    at = end;
  }
  return found;
}

/** The block that begins at a line: where it ends, and what builds it. */
function block(lines, at, depth) {
  const line = lines[at];
  const fence = FENCE.exec(line);
  if (fence) return fenced(lines, at, fence);
  const heading = HEADING.exec(line);
  // A reply is a part of the page: its headings stand below those of the page.
  if (heading) return [at + 1, () => el(`h${Math.min(heading[1].length + 2, 6)}`, {}, ...inline(heading[2]))];
  if (RULE.test(line)) return [at + 1, () => el("hr")];
  if (QUOTE.test(line) && depth < DEPTH) return quoted(lines, at, depth);
  if (ITEM.test(line) && depth < DEPTH) return listed(lines, at, depth);
  if (line.includes("|") && DIVIDER.test(lines[at + 1] ?? "") && cells(line).length === cells(lines[at + 1]).length) {
    return tabled(lines, at);
  }
  return paragraph(lines, at, depth);
}

function fenced(lines, at, [, marks, language]) {
  const closing = new RegExp(`^ {0,3}${marks[0]}{${marks.length},}\\s*$`);
  let end = at + 1;
  while (end < lines.length && !closing.test(lines[end])) end += 1;
  const code = lines.slice(at + 1, end).join("\n");
  return [Math.min(end + 1, lines.length), () => (language === "chart" && chart(code)) || codeBlock(code, language)];
}

function codeBlock(code, language) {
  return el("pre", { tabindex: "0", "data-language": language || null }, el("code", {}, code));
}

function quoted(lines, at, depth) {
  let end = at;
  while (end < lines.length && lines[end].trim() && (QUOTE.test(lines[end]) || !interrupts(lines[end]))) end += 1;
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ""));
  return [end, () => el("blockquote", {}, ...split(inner, depth + 1).map((child) => child.build()))];
}

function listed(lines, at, depth) {
  const ordered = /\d/.test(ITEM.exec(lines[at])[2]);
  const mark = ITEM.exec(lines[at])[2].slice(-1);
  const items = [];
  let end = at;
  while (end < lines.length) {
    const item = ITEM.exec(lines[end]);
    const same = item && /\d/.test(item[2]) === ordered && item[2].slice(-1) === mark && !RULE.test(lines[end]);
    if (!same) break;
    const indent = item[0].length || 2;
    const inner = [lines[end].slice(item[0].length)];
    end += 1;
    while (end < lines.length) {
      const line = lines[end];
      const deeper = line.search(/\S/) >= Math.min(indent, item[1].length + 2);
      const lazy = line.trim() && !interrupts(line) && !ITEM.test(line) && lines[end - 1].trim();
      const gap = !line.trim() && (lines[end + 1] ?? "").search(/\S/) >= Math.min(indent, item[1].length + 2);
      if (!deeper && !lazy && !gap) break;
      inner.push(line.slice(0, indent).trim() ? line.replace(/^ +/, "") : line.slice(indent));
      end += 1;
    }
    items.push(inner);
    // An empty line between two items of one list.
    const next = ITEM.exec(lines[end + 1] ?? "");
    if (end < lines.length && !lines[end].trim() && next && /\d/.test(next[2]) === ordered) end += 1;
  }
  const start = ordered ? parseInt(ITEM.exec(lines[at])[2], 10) : 1;
  return [end, () => el(ordered ? "ol" : "ul", { start: start === 1 ? null : start }, ...items.map((item) => listItem(item, depth)))];
}

function listItem(lines, depth) {
  const children = split(lines, depth + 1).map((child) => child.build());
  // A lone paragraph is the item itself.
  return el("li", {}, ...children.flatMap((child, at) => (child.tagName === "P" && at === 0 ? [...child.childNodes] : [child])));
}

function tabled(lines, at) {
  let end = at + 2;
  while (end < lines.length && lines[end].trim() && lines[end].includes("|")) end += 1;
  const aligned = cells(lines[at + 1]).map((cell) => {
    if (/^:-+:$/.test(cell)) return "centre";
    return cell.endsWith(":") ? "end" : null;
  });
  const row = (line, tag) => {
    const found = cells(line);
    return el("tr", {}, ...aligned.map((align, column) => el(tag, { class: align }, ...inline(found[column] ?? ""))));
  };
  return [end, () => el("div", { class: "table", tabindex: "0" }, el("table", {},
    el("thead", {}, row(lines[at], "th")),
    el("tbody", {}, ...lines.slice(at + 2, end).map((line) => row(line, "td")))))];
}

function cells(line) {
  const bare = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return bare.split(/(?<!\\)\|/).map((cell) => cell.replaceAll("\\|", "|").trim());
}

function paragraph(lines, at) {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() && !interrupts(lines[end])) end += 1;
  const text = lines.slice(at, end).map((line) => line.trim()).join("\n");
  return [end, () => el("p", {}, ...inline(text))];
}

/** Whether a line begins a block of its own in the middle of a paragraph. */
function interrupts(line) {
  return FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || /^ {0,3}([-*+]|1[.)]) +\S/.test(line);
}

const SPECIAL = /[\\`*_~<[!\nhH]/g;
const ESCAPABLE = /[!-/:-@[-`{-~]/;
const BARE = /https?:\/\/[^\s<>"'`]+/iy;
const ANGLED = /<((?:https?:\/\/|mailto:)[^\s<>]+)>/iy;

class Inline {
  constructor(text, depth) {
    this.text = text;
    this.depth = depth;
    this.out = [];
    this.plain = "";
    // Marks of which no closing one is left: looked for once, so that a hostile text takes no longer.
    this.unclosed = new Set();
  }

  nodes() {
    let at = 0;
    while (at < this.text.length) {
      SPECIAL.lastIndex = at;
      const special = SPECIAL.exec(this.text);
      if (!special) break;
      this.plain += this.text.slice(at, special.index);
      at = this.special(special.index);
    }
    this.plain += this.text.slice(at);
    this.flush();
    return this.out;
  }

  flush() {
    if (this.plain) this.out.push(document.createTextNode(this.plain));
    this.plain = "";
  }

  add(node) {
    this.flush();
    this.out.push(node);
  }

  /** What stands at a special character; where reading goes on. */
  special(at) {
    const character = this.text[at];
    switch (character) {
      case "\\": return this.escaped(at);
      case "\n": this.add(el("br")); return at + 1;
      case "`": return this.code(at);
      case "*": case "_": case "~": return this.emphasis(at);
      case "<": return this.angled(at);
      case "!": return this.text[at + 1] === "[" ? this.link(at + 1, at) : this.literal(at);
      case "[": return this.link(at, at);
      default: return this.bare(at);
    }
  }

  literal(at, length = 1) {
    this.plain += this.text.slice(at, at + length);
    return at + length;
  }

  escaped(at) {
    const next = this.text[at + 1];
    if (next === undefined || !ESCAPABLE.test(next)) return this.literal(at);
    this.plain += next;
    return at + 2;
  }

  code(at) {
    const marks = /^`+/.exec(this.text.slice(at, at + 100))[0];
    const end = this.unclosed.has(marks) ? -1 : this.closing(marks, at + marks.length);
    if (end < 0) {
      this.unclosed.add(marks);
      return this.literal(at, marks.length);
    }
    const code = this.text.slice(at + marks.length, end).replace(/\n/g, " ");
    this.add(el("code", {}, /^ .*[^ ].* $/.test(code) ? code.slice(1, -1) : code));
    return end + marks.length;
  }

  /** Where exactly these back-ticks stand again. */
  closing(marks, from) {
    let at = this.text.indexOf(marks, from);
    while (at >= 0) {
      let end = at + marks.length;
      while (this.text[end] === "`") end += 1;
      if (end - at === marks.length) return at;
      at = this.text.indexOf(marks, end);
    }
    return -1;
  }

  emphasis(at) {
    const character = this.text[at];
    let run = 1;
    while (this.text[at + run] === character) run += 1;
    const count = Math.min(run, character === "~" ? 2 : 3);
    const before = this.text[at - 1] ?? " ";
    const after = this.text[at + run] ?? " ";
    const opens = !/\s/.test(after) && !(character === "_" && /[\p{L}\p{N}]/u.test(before)) && !(character === "~" && run !== 2);
    const marks = character.repeat(count);
    if (!opens || run > 3 || this.depth > DEPTH || this.unclosed.has(marks)) return this.literal(at, run);
    const end = this.emphasisEnd(marks, at + count);
    if (end < 0) return this.literal(at, run);
    const inner = inline(this.text.slice(at + count, end), this.depth + 1);
    if (character === "~") this.add(el("del", {}, ...inner));
    else if (count === 1) this.add(el("em", {}, ...inner));
    else if (count === 2) this.add(el("strong", {}, ...inner));
    else this.add(el("strong", {}, el("em", {}, ...inner)));
    return end + count;
  }

  emphasisEnd(marks, from) {
    let at = from;
    while ((at = this.text.indexOf(marks, at)) >= 0) {
      const [character] = marks;
      let end = at;
      while (this.text[end] === character) end += 1;
      const run = end - at;
      const left = /\s/.test(this.text[at - 1] ?? " ");
      const within = character === "_" && /[\p{L}\p{N}]/u.test(this.text[end] ?? " ");
      if (this.text[at - 1] !== "\\" && !left && !within && at > from && (run === marks.length || run >= 3)) return end - marks.length;
      at = end;
    }
    this.unclosed.add(marks);
    return -1;
  }

  angled(at) {
    ANGLED.lastIndex = at;
    const found = ANGLED.exec(this.text);
    if (!found) return this.literal(at);
    this.add(anchor(found[1], [found[1].replace(/^mailto:/i, "")]));
    return at + found[0].length;
  }

  /** `[words](address)`; a picture is a link to it, because nothing is loaded from elsewhere. */
  link(open, at) {
    const from = open - at;
    const close = this.unclosed.has("]") ? -1 : this.bracket(open);
    if (close < 0) {
      this.unclosed.add("]");
      return this.literal(at, from + 1);
    }
    const rest = this.text.slice(close + 1, close + 2100);
    const target = /^\(\s*<?((?:[^\s()<>]|\([^\s()<>]*\))*)>?(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/.exec(rest);
    const address = target && allowed(target[1]);
    if (!target || this.depth > DEPTH) return this.literal(at, from + 1);
    const words = inline(this.text.slice(open + 1, close), DEPTH + 1);
    if (address) this.add(anchor(address, words));
    else for (const node of words) this.add(node);
    return close + 1 + target[0].length;
  }

  bracket(open) {
    let level = 0;
    for (let at = open; at < this.text.length && at < open + 2000; at += 1) {
      if (this.text[at] === "\\") at += 1;
      else if (this.text[at] === "[") level += 1;
      else if (this.text[at] === "]" && --level === 0) return at;
    }
    return -1;
  }

  bare(at) {
    BARE.lastIndex = at;
    const found = this.depth > DEPTH || /[\p{L}\p{N}]/u.test(this.text[at - 1] ?? " ") ? null : BARE.exec(this.text);
    if (!found) return this.literal(at);
    let address = found[0].replace(/[.,:;!?*_~]+$/, "");
    while (address.endsWith(")") && address.split(")").length > address.split("(").length) address = address.slice(0, -1);
    if (!allowed(address)) return this.literal(at);
    this.add(anchor(address, [address]));
    return at + address.length;
  }
}

/** The address where it is one that a link may lead to: also a reply of this page. */
function allowed(address) {
  if (/^#asked-[\w%.~-]+$/.test(address)) return address;
  try {
    return ["http:", "https:", "mailto:"].includes(new URL(address).protocol) ? address : null;
  } catch {
    return null;
  }
}

/** A link that shows where it leads, whatever its words say. */
function anchor(address, words) {
  if (address.startsWith("#")) return el("a", { href: address }, ...words);
  const link = el("a", { href: address, rel: "noopener noreferrer nofollow", target: "_blank" }, ...words);
  const { host } = new URL(address);
  const shown = link.textContent;
  if (!host || shown === address || shown === host) return link;
  return el("span", {}, link, el("span", { class: "domain" }, ` (${host})`));
}
