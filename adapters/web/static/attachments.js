// Files on their way: chosen, dropped or pasted, shown with a thumbnail, uploaded at once.
import { el, icon, ICONS } from "./dom.js";
import { upload } from "./server.js";
import { sizeOf, t } from "./words.js";

const PREVIEW = 2000;
const DRAWN = ["image/png", "image/jpeg", "image/gif", "image/webp"];
// How the files of a kind begin, by the ends of their names.
const SIGNATURES = { pdf: "%PDF", docx: "PK", pptx: "PK", xlsx: "PK", epub: "PK", zip: "PK" };

/** The file is empty, or not what its name or type says. */
class Broken extends Error {}

/** Raises `Broken` for a file that nobody could read. */
async function whole(file) {
  const signature = SIGNATURES[file.name.split(".").at(-1).toLowerCase()];
  if (!file.size) throw new Broken();
  // A PDF may have up to 1,024 bytes before its mark.
  if (signature && !(await file.slice(0, 1024 + signature.length).text()).includes(signature)) throw new Broken();
  if (DRAWN.includes(file.type)) await createImageBitmap(file).then((image) => image.close(), () => { throw new Broken(); });
}

/** A row of files. `limits` says how many and how large they may be; `complain` shows a sentence. */
export class Attachments {
  constructor({ limits, complain, changed }) {
    this.limits = limits;
    this.complain = complain;
    this.changed = changed;
    this.files = [];
    this.node = el("ul", { class: "chips", "aria-label": t("attached"), hidden: true });
  }

  add(files) {
    for (const file of files) {
      if (this.files.length >= this.limits.count) {
        this.complain(t("too-many-files", { count: this.limits.count }));
        return;
      }
      if (file.size > this.limits.bytes) this.complain(t("file-too-large", { name: file.name, size: sizeOf(this.limits.bytes) }));
      else this.take(file);
    }
  }

  /** Takes a long text as a file, whose beginning is shown; `back` puts it into the line instead. */
  addText(text, back) {
    const before = this.files.length;
    this.add([new File([text], `${t("pasted-text")}.txt`, { type: "text/plain" })]);
    const entry = this.files[before];
    if (!entry) return;
    entry.node.classList.add("long");
    entry.node.append(
      el("button", { type: "button", class: "back", onclick: () => {
        this.drop(entry);
        back();
      } }, t("paste-as-text")),
      el("details", {}, el("summary", {}, t("preview")), el("pre", { tabindex: "0", dir: "auto" }, text.slice(0, PREVIEW))));
  }

  take(file) {
    const leaving = new AbortController();
    const bar = el("progress", { max: "1", value: "0", "aria-label": t("uploading", { name: file.name }) });
    const remove = el("button", { type: "button", class: "icon-button small", "aria-label": t("remove", { name: file.name }), onclick: () => this.drop(entry) }, icon(ICONS.close));
    const seen = file.type.startsWith("image/") ? el("img", { src: URL.createObjectURL(file), alt: "" }) : iconOf(file.type);
    const node = el("li", { class: "chip" }, seen, el("span", { class: "name" }, file.name || t("pasted")), el("span", { class: "size" }, sizeOf(file.size)), bar, remove);
    const entry = { node, seen, leaving, reference: null };
    this.files.push(entry);
    this.node.append(node);
    this.show();
    entry.arrived = whole(file).then(() => upload(file, (fraction) => { bar.value = fraction; }, leaving.signal)).then((reference) => {
      entry.reference = reference;
      bar.remove();
      this.changed?.();
    }, (error) => {
      if (leaving.signal.aborted) return;
      entry.failed = true;
      this.drop(entry);
      if (error instanceof Broken) this.complain(t("file-broken", { name: file.name || t("pasted") }));
      else this.complain(error.message === "connection" ? t("upload-failed", { name: file.name }) : error.message);
    });
  }

  drop(entry) {
    entry.leaving.abort();
    if (entry.seen.src) URL.revokeObjectURL(entry.seen.src);
    entry.node.remove();
    this.files = this.files.filter((other) => other !== entry);
    this.show();
    this.changed?.();
  }

  show() {
    this.node.hidden = this.files.length === 0;
  }

  /** Takes files that are on the server already: those of a form that was opened with them. */
  keep(references) {
    for (const reference of references) {
      const seen = reference.media_type.startsWith("image/") ? el("img", { src: `media/${reference.sha256}/${encodeURIComponent(reference.name)}`, alt: "" }) : iconOf(reference.media_type);
      const remove = el("button", { type: "button", class: "icon-button small", "aria-label": t("remove", { name: reference.name }), onclick: () => this.drop(entry) }, icon(ICONS.close));
      const node = el("li", { class: "chip" }, seen, el("span", { class: "name" }, reference.name), remove);
      const entry = { node, seen: {}, leaving: new AbortController(), reference, arrived: Promise.resolve() };
      this.files.push(entry);
      this.node.append(node);
    }
    this.show();
  }

  /** What the server gave for each file, once all have arrived; null where one did not, which has been complained of. */
  async references() {
    const sent = [...this.files];
    await Promise.all(sent.map((entry) => entry.arrived));
    if (sent.some((entry) => entry.failed)) return null;
    return this.files.map((entry) => entry.reference).filter(Boolean).map(({ sha256, name, media_type }) => ({ sha256, name, media_type }));
  }

  clear() {
    for (const entry of [...this.files]) {
      if (entry.seen.src) URL.revokeObjectURL(entry.seen.src);
      entry.node.remove();
    }
    this.files = [];
    this.show();
  }
}

function iconOf(type) {
  return icon(type.startsWith("audio/") ? ICONS.sound : ICONS.file);
}
