// The sheet of settings: theme, text size and notifications, all kept in this browser.
import { el, icon, ICONS } from "./dom.js";
import { show } from "./picture.js";
import { keep, kept } from "./storage.js";
import { t } from "./words.js";

const THEMES = ["system", "light", "dark"];
const SIZES = ["small", "normal", "large", "larger"];

/** Opens the sheet. `notices` shows notifications; `shortcuts` has a sheet of its own; an `admin` finds the operator's page. */
export function openSettings({ notices, shortcuts, admin }) {
  const close = el("button", { type: "button", class: "icon-button", "aria-label": t("close"), onclick: () => dialog.close() }, icon(ICONS.close));
  const dialog = el("dialog", { class: "sheet small", "aria-labelledby": "settings-title" },
    el("form", { method: "dialog" },
      el("header", {}, el("h2", { id: "settings-title" }, t("settings")), close),
      choices("theme", THEMES, "system"),
      choices("size", SIZES, "normal"),
      notices.possible ? notifications(notices) : null,
      el("button", { type: "button", class: "action", onclick: () => {
        dialog.close();
        shortcuts.open();
      } }, t("shortcuts")),
      admin ? el("a", { class: "action", href: "operator" }, t("operator")) : null));
  show(dialog);
}

/** One choice of several, as radio buttons; the usual one is not kept. */
function choices(name, values, usual) {
  const chosen = kept(name) ?? usual;
  return el("fieldset", { class: "choices" }, el("legend", {}, t(name)), ...values.map((value) => {
    const radio = el("input", { type: "radio", name, value, onchange: () => choose(name, value === usual ? null : value) });
    radio.checked = value === chosen;
    return el("label", {}, radio, t(`${name}-${value}`));
  }));
}

function choose(name, value) {
  keep(name, value);
  if (value === null) delete document.documentElement.dataset[name];
  else document.documentElement.dataset[name] = value;
}

function notifications(notices) {
  const box = el("input", { type: "checkbox", onchange: async () => {
    box.checked = await notices.allow(box.checked);
    note.hidden = !notices.denied;
  } });
  box.checked = notices.allowed;
  const note = el("p", { class: "summary", role: "status", hidden: !notices.denied }, t("notifications-denied"));
  return el("fieldset", { class: "choices" }, el("legend", {}, t("notifications")), el("label", {}, box, t("notifications-mine")), note);
}
