// Copying: buttons that do, and mathematics that stays LaTeX.
import { el, icon, ICONS } from "./dom.js";
import { t } from "./words.js";

const CONFIRMED = 2000;

/** A button that copies what `text` returns, and says so. `name` is its label among the page's words. */
export function copyButton(name, text) {
  const button = el("button", { type: "button", class: "icon-button copy", title: t(name), "aria-label": t(name) }, icon(ICONS.copy));
  button.addEventListener("click", async () => {
    const copied = await written(text());
    button.replaceChildren(icon(copied ? ICONS.check : ICONS.close));
    button.setAttribute("aria-label", copied ? t("copied") : t("not-copied"));
    setTimeout(() => {
      button.replaceChildren(icon(ICONS.copy));
      button.setAttribute("aria-label", t(name));
    }, CONFIRMED);
  });
  return button;
}

/** Whether the text is in the clipboard: pages that are not served securely have none but the old command. */
async function written(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = el("textarea", { class: "unseen", "aria-hidden": "true" }, text);
    const focused = document.activeElement;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    focused?.focus();
    return copied;
  }
}

/** What is selected goes to the clipboard with its formulas as LaTeX. */
export function copiesFormulas() {
  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed || event.target.closest?.("input, textarea")) return;
    const within = selection.getRangeAt(0);
    const around = within.commonAncestorContainer.parentElement?.closest("math");
    if (around) within.selectNode(around);
    const copied = el("div", { class: "unseen" }, within.cloneContents());
    const formulas = copied.querySelectorAll("math[data-tex]");
    if (!formulas.length) return;
    for (const formula of formulas) formula.replaceWith(formula.dataset.tex);
    // Only what is laid out has line breaks in its text.
    document.body.append(copied);
    event.clipboardData.setData("text/plain", copied.innerText);
    event.clipboardData.setData("text/html", new XMLSerializer().serializeToString(copied));
    copied.remove();
    event.preventDefault();
  });
}
