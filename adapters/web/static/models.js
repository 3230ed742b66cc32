// The model that answers talk: in view under the line, and to be picked.
import { el, icon, ICONS } from "./dom.js";
import { show } from "./picture.js";
import { server } from "./server.js";
import { keep, kept } from "./storage.js";
import { t } from "./words.js";

const COMMAND = "chat";

/** True for a command whose model can be chosen. */
export function takesModel(commands, name) {
  return commands.some((command) => command.name === name && command.parameters.some(({ suggest }) => suggest === "models"));
}

/** Lets the reader choose a model for a command, other than those that were `used`. */
export async function chooseModel(command, used, chosen) {
  const list = el("ul", { class: "models", "aria-busy": "true" });
  const none = el("p", { class: "summary", role: "status" }, t("other-model-loading"));
  const close = el("button", { type: "button", class: "icon-button", "aria-label": t("close"), onclick: () => dialog.close() }, icon(ICONS.close));
  const dialog = el("dialog", { class: "sheet small", "aria-labelledby": "other-model" },
    el("form", { method: "dialog" }, el("header", {}, el("h2", { id: "other-model" }, t("other-model")), close), none, list));
  show(dialog);
  const found = await server.suggest(command, "model", "").catch(() => []);
  const models = found.filter(({ value }) => !used.includes(value));
  none.textContent = models.length ? "" : t("other-model-none");
  list.replaceChildren(...models.map(({ value, label }) => el("li", {}, el("button", { type: "button", class: "action", onclick: () => {
    dialog.close();
    chosen(value);
  } }, label))));
  list.setAttribute("aria-busy", "false");
  if (dialog.open) (list.querySelector("button") ?? close).focus();
}

/** A select of models; the usual one is whichever the operator or `/troubadour models` chose. */
export class ModelChoice {
  constructor(commands) {
    const possible = takesModel(commands, COMMAND);
    this.chosen = possible ? kept("model") : null;
    this.select = el("select", { id: "model", "aria-label": t("model"), title: t("model"), onchange: () => this.choose(this.select.value || null) });
    this.node = el("div", { class: "under", hidden: !possible }, this.select);
    this.show([]);
    for (const event of ["pointerdown", "focus"]) this.select.addEventListener(event, () => this.load(), { once: true });
  }

  async load() {
    this.show(await server.suggest(COMMAND, "model", "").catch(() => []));
  }

  show(found) {
    const models = found.map(({ value, label }) => [value, label]);
    if (this.chosen && !models.some(([value]) => value === this.chosen)) models.unshift([this.chosen, this.chosen]);
    this.select.replaceChildren(el("option", { value: "" }, t("model-usual")), ...models.map(([value, label]) => el("option", { value }, label)));
    this.select.value = this.chosen ?? "";
  }

  choose(model) {
    this.chosen = model;
    keep("model", model);
  }
}
