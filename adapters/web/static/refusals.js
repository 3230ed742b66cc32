// What was refused, with what can be done about it: to be reminded once there is room.
import { el, toggle } from "./dom.js";
import { newId, server } from "./server.js";
import { sentence, t } from "./words.js";

/**
 * Fills a box with the words of a refusal and its buttons; a button's answer takes their place. `noted` is called where
 * it was that the request is kept.
 */
export function refuse(box, words, actions = [], noted = () => {}) {
  box.classList.remove("noted");
  box.replaceChildren(...sentence(words), ...actions.map((button) =>
    el("button", { type: "button", class: `action ${button.kind}`, onclick: (event) => press(box, button, noted, event.currentTarget) }, button.label)));
}

async function press(box, button, noted, node) {
  node.disabled = true;
  try {
    const verdict = await server.press(button.id, newId());
    const kept = verdict.verdict === "noted";
    if (kept) noted();
    refuse(box, verdict.sentence ?? "");
    box.classList.toggle("noted", kept);
    toggle(box, true);
  } catch (error) {
    refuse(box, error.status ? error.message : t("not-sent"), [button], noted);
  }
}
