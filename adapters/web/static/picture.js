// A picture in the log, and at full size.
import { el, icon, ICONS } from "./dom.js";
import { sentence, t } from "./words.js";

/** A picture as a figure: opens at full size. */
export function picture(event, facts) {
  const { media, width, height, alt } = event;
  const image = el("img", { src: media.url, alt, width, height, loading: "lazy", decoding: "async" });
  const open = el("button", { type: "button", class: "frame", "aria-haspopup": "dialog", "aria-label": `${t("full-size")}: ${alt}`, onclick: () => view(event, facts()) }, image);
  if (!event.spoiler) return el("figure", { class: "picture" }, open);
  const figure = el("figure", { class: "picture spoiler" }, open);
  const unveil = el("button", { type: "button", class: "unveil", onclick: () => {
    figure.classList.remove("spoiler");
    unveil.remove();
    open.focus();
  } }, t("show-spoiler"));
  figure.append(unveil);
  return figure;
}

/** The picture as large as the window, with what is on it and how it was made. */
export function view({ media, width, height, alt }, facts) {
  const close = el("button", { type: "button", class: "icon-button", "aria-label": t("close") }, icon(ICONS.close));
  const dialog = el("dialog", { class: "viewer", "aria-label": t("full-size") },
    el("div", { class: "viewer-bar" },
      el("a", { class: "icon-button", href: `${media.url}?download`, download: media.name, "aria-label": t("download"), title: t("download") }, icon(ICONS.download)),
      close),
    el("img", { src: media.url, alt, width, height }),
    el("p", { class: "caption" }, alt, facts.length ? el("span", { class: "facts" }, ...facts.flatMap((fact, at) => [at ? " · " : "", ...sentence(fact)])) : null));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  show(dialog);
}

/** Opens a dialog that is removed when it is closed; the focus goes back to where it was. */
export function show(dialog) {
  const before = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before?.isConnected) before.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}
