// The model that answers talk: in view under the line, and to be picked.
import { el } from "./dom.js";
import { server } from "./server.js";
import { keep, kept } from "./storage.js";
import { t } from "./words.js";

const COMMAND = "chat";

/** A select of models; the usual one is whichever the operator or `/troubadour models` chose. */
export class ModelChoice {
  constructor(commands) {
    const possible = commands.some(({ name, parameters }) => name === COMMAND && parameters.some((each) => each.suggest === "models"));
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
