// What could be meant while a command is typed: its name, its options, their values; and what it takes, as a hint.
import { el, toggle } from "./dom.js";
import { server } from "./server.js";
import { inline } from "./markdown.js";
import { t } from "./words.js";

const SHOWN = 8;

/** The list above the composer, after the listbox pattern: the focus stays in the text, arrows choose. */
export class Completion {
  constructor(field, commands) {
    this.field = field;
    this.commands = commands;
    this.list = el("ul", { id: "completions", role: "listbox", "aria-label": t("completions"), class: "completions", tabindex: "0", hidden: true, onmousedown: (event) => event.preventDefault() });
    this.count = el("p", { class: "count", "aria-hidden": "true", hidden: true });
    this.hint = el("div", { id: "hint", class: "hint", hidden: true });
    this.node = el("div", { class: "above" }, this.hint, this.list, this.count);
    this.items = [];
    this.active = -1;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    field.setAttribute("aria-controls", "completions");
    field.setAttribute("aria-describedby", "hint");
    field.addEventListener("input", () => this.update());
    field.addEventListener("click", () => this.update());
    field.addEventListener("blur", () => this.close());
    field.addEventListener("keyup", (event) => ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key) && this.update());
  }

  get open() {
    return this.items.length > 0;
  }

  /** The command that the text begins with, if any. */
  command(text = this.field.value) {
    const line = text.trimStart();
    const named = this.commands.filter((command) => line === `/${command.name}` || line.startsWith(`/${command.name} `) || line.startsWith(`/${command.name}\n`));
    return named.sort((one, other) => other.name.length - one.name.length)[0] ?? null;
  }

  async update() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    const asked = { before };
    this.asked = asked;
    const items = await this.find(before);
    // Something else was typed while the server thought about it.
    if (this.asked === asked) this.show(items, before);
  }

  async find(before) {
    if (!before.startsWith("/") || before.startsWith("//")) return [];
    const command = this.command(before);
    if (!command || before === `/${command.name}`) return this.names(before.slice(1).toLowerCase());
    const word = /(?:^|\s)((?:--|[‒-―])[\w-]*)$/.exec(before);
    if (word) return this.options(command, word[1]);
    const value = /(?:--|[‒-―])([\w-]+)(?:=|\s+)(\S*)$/.exec(before);
    if (value) return this.values(command, value[1], value[2]);
    const text = command.parameters.find((parameter) => parameter.positional && parameter.suggest);
    return text ? this.values(command, text.option, before.slice(command.name.length + 1).trimStart()) : [];
  }

  names(typed) {
    const exact = this.commands.some((command) => command.name === typed);
    const found = this.commands.filter((command) => command.name.startsWith(typed));
    const inside = this.commands.filter((command) => !command.name.startsWith(typed) && command.name.includes(typed) && typed.length > 1);
    const items = [...found, ...inside].map((command) => ({
      label: `/${command.name}`, note: command.summary, text: `/${command.name} `, length: typed.length + 1, exact: command.name === typed,
    }));
    return exact && items.length === 1 ? [] : items;
  }

  options(command, word) {
    const typed = word.replace(/^(--|[‒-―])/, "").toLowerCase().replaceAll("_", "-");
    const taken = new Set([...this.field.value.matchAll(/(?:^|\s)--([\w-]+)/g)].map((match) => match[1]));
    return command.parameters
      .filter((parameter) => parameter.kind !== "attachment" && !parameter.positional && parameter.option.startsWith(typed) && (!taken.has(parameter.option) || parameter.option === typed))
      .map((parameter) => ({
        label: `--${parameter.option}`, note: `${parameter.description}${range(parameter)}`, text: `--${parameter.option} `, length: word.length, exact: parameter.option === typed,
      }))
      .filter((item, _, all) => !(item.exact && all.length === 1));
  }

  async values(command, option, typed) {
    const parameter = command.parameters.find((each) => each.option === option.toLowerCase().replaceAll("_", "-"));
    if (!parameter) return [];
    const item = (value) => ({ label: value, note: "", text: `${/\s/.test(value) ? `"${value}"` : value} `, length: typed.length, exact: value === typed });
    if (parameter.choices.length) return parameter.choices.filter((choice) => choice.startsWith(typed) && choice !== typed).map(item);
    if (!parameter.suggest) return [];
    const found = await server.suggest(command.name, parameter.name, typed).catch(() => []);
    return found.filter(({ value }) => value !== typed).map(({ value, label }) => ({ ...item(value), note: label === value ? "" : label, optional: true }));
  }

  show(items, before) {
    this.items = items.slice(0, 40);
    this.before = before;
    this.list.replaceChildren(...this.items.map((item, at) => el("li", {
      role: "option", id: `completion-${at}`, "aria-selected": "false",
      onpointerdown: (event) => {
        event.preventDefault();
        this.accept(at);
      },
    }, el("span", { class: "label" }, item.label), el("span", { class: "note" }, ...inline(item.note)))));
    toggle(this.list, this.open);
    this.choose(this.open && !this.items.some((item) => item.exact || item.optional) ? 0 : -1);
    this.describe(this.command());
  }

  /** What the command takes, with the option under the caret explained. */
  describe(command) {
    toggle(this.hint, Boolean(command) && document.activeElement === this.field);
    if (!command) return;
    const current = /(?:--|[‒-―])([\w-]+)(?:=|\s+)\S*$/.exec(this.before ?? "")?.[1];
    const parameter = command.parameters.find((each) => each.option === current) ?? null;
    const words = command.parameters.filter((each) => each.kind !== "attachment").map((each) => el("span", { class: each === parameter ? "current" : null },
      each.positional ? (each.required ? each.option : `[${each.option}]`) : `--${each.option}`));
    this.hint.replaceChildren(
      el("p", {}, parameter ? `${parameter.description}${range(parameter)}` : command.summary),
      el("p", { class: "usage" }, el("b", {}, `/${command.name}`), ...words.flatMap((word) => [" ", word])));
  }

  choose(at) {
    this.active = at;
    for (const [index, node] of [...this.list.children].entries()) node.setAttribute("aria-selected", String(index === at));
    if (at >= 0) {
      this.field.setAttribute("aria-activedescendant", `completion-${at}`);
      this.list.children[at].scrollIntoView({ block: "nearest" });
    } else this.field.removeAttribute("aria-activedescendant");
    toggle(this.count, this.items.length > SHOWN);
    this.count.textContent = t("completions-count", { at: Math.max(at, 0) + 1, count: this.items.length });
  }

  accept(at = this.active) {
    const item = this.items[at];
    const start = this.before.length - item.length;
    this.field.setRangeText(item.text, start, this.before.length, "end");
    this.field.focus();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  close() {
    this.asked = null;
    this.items = [];
    toggle(this.list, false);
    toggle(this.hint, false);
    this.choose(-1);
  }

  /** Keys that belong to the list while it is open; whether it took this one. */
  key(event) {
    if (event.key === "Escape" && (this.open || !this.hint.hidden)) this.close();
    else if (!this.open) return false;
    else if (event.key === "ArrowDown") this.choose((this.active + 1) % this.items.length);
    else if (event.key === "ArrowUp") this.choose((this.active <= 0 ? this.items.length : this.active) - 1);
    else if (event.key === "PageDown") this.choose(Math.min(this.active + SHOWN, this.items.length - 1));
    else if (event.key === "PageUp") this.choose(Math.max(this.active - SHOWN, 0));
    else if (event.key === "Tab" && !event.shiftKey) this.accept(Math.max(this.active, 0));
    else if (event.key === "Enter" && !event.shiftKey && this.active >= 0) this.accept();
    else return false;
    event.preventDefault();
    return true;
  }
}

/** The range of a number or the choices of an option, after its description. */
export function range({ minimum, maximum, choices, kind }) {
  if (choices.length) return ` (${choices.join(", ")})`;
  if (minimum !== null && maximum !== null && kind !== "text") return ` (${minimum} – ${maximum})`;
  return "";
}
