// Keyboard shortcuts, and the sheet that lists them.
import { el, icon, ICONS } from "./dom.js";
import { show } from "./picture.js";
import { t } from "./words.js";

// Those of the line, which has its own listener.
const OF_THE_LINE = [["Enter", "send"], ["Shift+Enter", "break"], ["ArrowUp", "recall"], ["Tab", "complete"], ["Escape", "dismiss"]];
// And that of a reply.
const OF_A_REPLY = ["ArrowLeft+ArrowRight", "turn"];
const SHOWN = { ArrowLeft: "\u2190", ArrowRight: "\u2192", ArrowUp: "\u2191", ArrowDown: "\u2193", Control: "Ctrl", Escape: "Esc" };

/** The shortcuts of the page. A single character works only where nothing is written. */
export class Shortcuts {
  constructor() {
    this.all = new Map();
    this.add("?", "sheet", () => this.open());
    addEventListener("keydown", (event) => this.key(event));
  }

  /** Adds a shortcut such as `Alt+ArrowUp`; `shortcut-NAME` describes it. `run` returns false to let the key through. */
  add(keys, name, run) {
    this.all.set(keys, { name, run });
  }

  key(event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (writing && !event.ctrlKey && !event.altKey && !event.metaKey) return;
    const held = [event.ctrlKey || event.metaKey ? "Control" : null, event.altKey ? "Alt" : null].filter(Boolean);
    const found = this.all.get([...held, event.key].join("+"));
    if (found && found.run() !== false) event.preventDefault();
  }

  open() {
    const rows = [...OF_THE_LINE, ...[...this.all].map(([keys, { name }]) => [keys, name]), OF_A_REPLY];
    const close = el("button", { type: "button", class: "icon-button", "aria-label": t("close"), onclick: () => dialog.close() }, icon(ICONS.close));
    const dialog = el("dialog", { class: "sheet small", "aria-labelledby": "shortcuts-title" },
      el("form", { method: "dialog" },
        el("header", {}, el("h2", { id: "shortcuts-title" }, t("shortcuts")), close),
        el("dl", { class: "keys" }, ...rows.flatMap(([keys, name]) => [
          el("dt", {}, ...keys.split("+").map((key) => el("kbd", {}, SHOWN[key] ?? key))), el("dd", {}, t(`shortcut-${name}`))]))));
    show(dialog);
  }
}
