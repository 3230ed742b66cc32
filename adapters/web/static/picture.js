// A picture in the log, and at full size.
import { el, icon, ICONS } from "./dom.js";
import { sentence, t } from "./words.js";

/** A picture as a figure: opens at full size. `facts` returns its captions, `around` its set and its sources. */
export function picture(event, facts, around = () => ({ set: [], sources: [] })) {
  const { media, width, height, alt } = event;
  const image = el("img", { src: media.url, alt, width, height, loading: "lazy", decoding: "async" });
  const open = el("button", { type: "button", class: "frame", "aria-haspopup": "dialog", "aria-label": `${t("full-size")}: ${alt}`, onclick: () => {
    const { set, sources } = around();
    const shown = set.length ? set : [{ event, facts: facts() }];
    view(shown, Math.max(0, shown.findIndex((each) => each.event === event)), sources);
  } }, image);
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

/**
 * Pictures as large as the window, one after the other, with what is on each and how it was made. `sources` are files that
 * a picture was made from, to compare it with.
 */
export function view(shown, at, sources = []) {
  const bar = (name, path, press) => el("button", { type: "button", class: "icon-button", "aria-label": t(name), title: t(name), onclick: press }, icon(path));
  const image = el("img", { alt: "" });
  const stage = el("div", { class: "stage", tabindex: "0", role: "group" }, image);
  const caption = el("p", { class: "caption" });
  const download = el("a", { class: "icon-button", "aria-label": t("download"), title: t("download") }, icon(ICONS.download));
  const zoom = bar("zoom", ICONS.zoom, () => enlarge(!dialog.classList.contains("zoomed")));
  const compare = sources.length ? bar("compare", ICONS.compare, () => contrast(!dialog.classList.contains("comparing"))) : null;
  const several = shown.length > 1;
  const place = el("span", { class: "place", role: "status" });
  const dialog = el("dialog", { class: "viewer", "aria-label": t("full-size") },
    el("div", { class: "viewer-bar" },
      ...(several ? [bar("previous", ICONS.previous, () => turn(-1)), place, bar("next", ICONS.next, () => turn(1))] : []),
      compare, zoom, download, bar("close", ICONS.close, () => dialog.close())),
    stage, caption);

  const enlarge = (on) => {
    dialog.classList.toggle("zoomed", on);
    zoom.setAttribute("aria-pressed", String(on));
  };
  const contrast = (on) => {
    dialog.classList.toggle("comparing", on);
    compare?.setAttribute("aria-pressed", String(on));
    stage.replaceChildren(...(on ? sources.map((file) => el("img", { src: file.url, alt: t("source", { name: file.name }) })) : []), image);
  };
  const turn = (by) => {
    at = (at + by + shown.length) % shown.length;
    const { event: { media, width, height, alt }, facts } = shown[at];
    for (const [name, value] of Object.entries({ src: media.url, alt, width, height })) image.setAttribute(name, value);
    download.href = `${media.url}?download`;
    download.download = media.name;
    caption.replaceChildren(alt, facts.length ? el("span", { class: "facts" }, ...facts.flatMap((fact, index) => [index ? " \u00b7 " : "", ...sentence(fact)])) : "");
    place.textContent = t("place-in-set", { at: at + 1, count: shown.length });
    enlarge(false);
  };
  turn(0);
  image.addEventListener("click", () => enlarge(!dialog.classList.contains("zoomed")));
  stage.addEventListener("click", (event) => event.target === stage && dialog.close());
  dialog.addEventListener("keydown", (event) => {
    if (several && !dialog.classList.contains("zoomed") && ["ArrowLeft", "ArrowRight"].includes(event.key)) turn(event.key === "ArrowLeft" ? -1 : 1);
    else if (event.key === "+" || event.key === "-") enlarge(event.key === "+");
  });
  show(dialog);
}

/** Opens a dialog that is removed when it is closed; the focus goes back to where it was. */
export function show(dialog) {
  const before = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before?.isConnected && document.activeElement === document.body) before.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}
