// A block of code: its language, a button that copies it, and the rest of a long one on demand.
import { copyButton } from "./copying.js";
import { el } from "./dom.js";
import { t } from "./words.js";

const LONG = 30;

/** Puts the block around what the server wrote. */
export function codeBlock(pre) {
  const lines = pre.textContent.split("\n").length;
  const figure = el("figure", { class: "code" },
    el("figcaption", {}, el("span", {}, pre.dataset.language ?? ""), copyButton("copy-code", () => pre.textContent)));
  pre.replaceWith(figure);
  figure.append(pre);
  if (lines > LONG) {
    figure.classList.add("folded");
    const more = el("button", { type: "button", class: "action unfold", "aria-expanded": "false" }, t("code-show", { count: lines }));
    more.addEventListener("click", () => {
      const folded = figure.classList.toggle("folded");
      more.textContent = folded ? t("code-show", { count: lines }) : t("code-fold");
      more.setAttribute("aria-expanded", String(!folded));
    });
    figure.append(more);
  }
}
