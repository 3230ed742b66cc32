// The form of a command, made from its schema.
import { Attachments } from "./attachments.js";
import { range } from "./completion.js";
import { el, icon, ICONS, toggle } from "./dom.js";
import { show } from "./picture.js";
import { refuse } from "./refusals.js";
import { newId, server } from "./server.js";
import { t } from "./words.js";

/**
 * Opens the form of a command, filled with what is known. `commands` offers others to change to; `sent` is called when
 * the request was accepted. `given` are files that go with it: `inputs` of a button, `attachments` of a message. `edits` is
 * the reply whose question it changes, and `above` what the model hears above it.
 */
export function openForm({ command, filled, inputs = [], attachments = [], commands = [], edits, above, limits, sent }) {
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  /** Says what is wrong: at the option's field in that field's words, or below the form. */
  const complain = (words, option, actions) => {
    for (const field of dialog.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-errormessage");
    }
    for (const said of dialog.querySelectorAll(".field > .problem")) said.remove();
    const wrong = words && option && dialog.querySelector(`[name="${CSS.escape(option)}"]`);
    if (wrong) {
      const { label, option: typed } = command.parameters.find((each) => each.name === option);
      const missing = !wrong.value && wrong.getAttribute("aria-required");
      const said = el("p", { class: "problem", id: `${wrong.id}-problem`, role: "alert" });
      wrong.closest(".field").append(said);
      refuse(said, missing ? t("field-empty", { label }) : words.replaceAll(`--${typed}`, label), actions);
      wrong.setAttribute("aria-invalid", "true");
      wrong.setAttribute("aria-errormessage", said.id);
      wrong.focus();
      said.scrollIntoView({ block: "nearest" });
    } else refuse(problem, words, actions);
    toggle(problem, Boolean(words) && !wrong);
  };
  const files = new Attachments({ limits, complain });
  files.keep(attachments);
  const fields = el("div", { class: "fields" });
  const summary = el("p", { class: "summary" });
  const send = el("button", { type: "submit", class: "primary" }, t("form-send"));
  const choose = el("select", { id: "form-command", "aria-label": t("form-command") },
    ...(commands.length ? commands : [command]).map((each) => el("option", { value: each.name, selected: each.name === command.name }, `/${each.name}`)));
  const close = el("button", { type: "button", class: "icon-button", "aria-label": t("close"), onclick: () => dialog.close() }, icon(ICONS.close));
  const form = el("form", { method: "dialog", novalidate: true },
    el("header", {}, el("h2", {}, choose), close), summary,
    inputs.length ? el("ul", { class: "files" }, ...inputs.map((file) => el("li", {}, el("img", { src: file.url, alt: file.name })))) : null,
    fields, files.node, problem,
    el("footer", {}, el("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, t("cancel")), send));
  const dialog = el("dialog", { class: "sheet", "aria-labelledby": "form-command" }, form);

  const build = (chosen, values) => {
    command = chosen;
    summary.textContent = chosen.summary;
    fields.replaceChildren(...chosen.parameters.map((parameter) => field(chosen, parameter, values[parameter.name], { limits, complain })));
  };
  choose.addEventListener("change", () => {
    const before = values(fields, command);
    const text = before[command.parameters.find((each) => each.positional)?.name];
    const next = commands.find((each) => each.name === choose.value);
    const positional = next.parameters.find((each) => each.positional)?.name;
    build(next, { ...before, ...(positional && text ? { [positional]: text } : {}) });
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  const id = newId();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    complain("");
    try {
      const [given, own] = await Promise.all([files.references(), filesOf(fields)]);
      const options = { ...values(fields, command), ...own };
      const verdict = given && own && await server.ask({ id, command: command.name, options, inputs, attachments: given, edits, above });
      if (!verdict) fields.querySelector("input, textarea")?.focus();
      else if (verdict.verdict === "refused") complain(verdict.sentence, verdict.option, verdict.actions);
      else {
        dialog.close();
        sent(verdict);
      }
    } catch (error) {
      complain(error.message);
    }
    send.disabled = false;
  });
  build(command, filled);
  show(dialog);
  (fields.querySelector("[aria-required]") ?? fields.querySelector("textarea, input, select"))?.focus();
}

/** One option as a labelled field. */
function field(command, parameter, value, { limits, complain }) {
  const id = `option-${parameter.name}`;
  const note = `${parameter.description}${parameter.choices.length ? "" : range(parameter)}`;
  const shared = { id, name: parameter.name, "aria-required": parameter.required ? "true" : null };
  const label = el("label", { for: id }, parameter.label, parameter.required ? el("span", { class: "required" }, t("required")) : null);
  const described = el("span", { class: "note", id: `${id}-note` }, note);
  shared["aria-describedby"] = `${id}-note`;
  if (parameter.kind === "attachment") return fileField(parameter, shared, label, described, { limits, complain });
  if (parameter.kind === "flag") {
    const box = el("input", { ...shared, type: "checkbox" });
    box.checked = value === true || value === "true";
    return el("div", { class: "field flag" }, box, label, described);
  }
  let input;
  if (parameter.kind === "choice") {
    input = el("select", shared, parameter.default === null ? el("option", { value: "" }, "—") : null,
      ...parameter.choices.map((choice, at) => el("option", { value: choice }, parameter.choice_labels[at])));
    input.value = value ?? parameter.default ?? "";
  } else if (parameter.kind === "text") {
    input = el(parameter.multiline ? "textarea" : "input", { ...shared, rows: parameter.multiline ? "4" : null, maxlength: parameter.max_length, autocomplete: "off", dir: "auto" });
    input.value = value ?? parameter.default ?? "";
  } else {
    input = el("input", { ...shared, type: "number", inputmode: parameter.kind === "integer" ? "numeric" : "decimal", min: parameter.minimum, max: parameter.maximum, step: parameter.kind === "integer" ? "1" : "any", placeholder: parameter.default });
    input.value = value ?? "";
  }
  const suggestions = parameter.suggest ? suggest(command, parameter, input) : null;
  return el("div", { class: parameter.multiline ? "field wide" : "field" }, label, input, suggestions, described);
}

function fileField(parameter, shared, label, described, { limits, complain }) {
  const files = new Attachments({ limits: { ...limits, count: 1 }, complain: (words) => complain(words, parameter.name) });
  const input = el("input", { ...shared, type: "file", accept: parameter.accepts.join(",") });
  input.addEventListener("change", () => {
    files.clear();
    files.add(input.files);
  });
  const node = el("div", { class: "field wide", "data-file": parameter.name }, label, input, files.node, described);
  node.files = files;
  return node;
}

/** The files of the form's own fields, by option; null where one was lost on its way. */
async function filesOf(fields) {
  const found = {};
  for (const field of fields.querySelectorAll("[data-file]")) {
    const references = await field.files.references();
    if (!references) return null;
    if (references.length) [found[field.dataset.file]] = references;
  }
  return found;
}

function suggest(command, parameter, input) {
  const list = el("datalist", { id: `${input.id}-list` });
  input.setAttribute("list", list.id);
  const fill = async () => {
    const found = await server.suggest(command.name, parameter.name, input.value).catch(() => []);
    list.replaceChildren(...found.map(({ value, label }) => el("option", { value }, label)));
  };
  input.addEventListener("focus", fill);
  input.addEventListener("input", fill);
  return list;
}

/** What was filled in, by name; what was left empty is left out. */
function values(fields, command) {
  const found = {};
  for (const parameter of command.parameters) {
    const input = fields.querySelector(`[name="${CSS.escape(parameter.name)}"]`);
    if (!input || parameter.kind === "attachment") continue;
    if (parameter.kind === "flag") {
      if (input.checked) found[parameter.name] = true;
    } else if (input.value !== "") found[parameter.name] = input.value;
  }
  return found;
}
