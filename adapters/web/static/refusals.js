// What was refused, with what can be done about it: to be reminded once there is room.
import { el } from "./dom.js";
import { newId, server } from "./server.js";
import { sentence, t } from "./words.js";

/** Fills a box with the words of a refusal and its buttons; a button's answer takes their place. */
export function refuse(box, words, actions = []) {
  box.classList.remove("noted");
  box.replaceChildren(...sentence(words), ...actions.map((button) =>
    el("button", { type: "button", class: `action ${button.kind}`, onclick: (event) => press(box, words, button, event.currentTarget) }, button.label)));
}

async function press(box, words, button, node) {
  node.disabled = true;
  try {
    const verdict = await server.press(button.id, newId());
    refuse(box, verdict.sentence ?? "");
    box.classList.toggle("noted", verdict.verdict === "noted");
  } catch (error) {
    refuse(box, error.status ? error.message : t("not-sent"), [button]);
  }
}
