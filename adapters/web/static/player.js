// A recording: play, seek in its waveform, read along.
import { el, icon, ICONS, svg } from "./dom.js";
import { clockOf, sizeOf, t } from "./words.js";

const BARS = 88;
const STEP = 5;

/** The player of one recording; one plays at a time. */
export function player(recording) {
  const audio = el("audio", { src: recording.media.url, preload: "metadata" });
  const play = el("button", { type: "button", class: "play", "aria-label": t("play") }, icon(ICONS.play));
  const elapsed = el("span", { class: "elapsed" }, clockOf(0));
  const played = el("div", { class: "played", "aria-hidden": "true" });
  const wave = el("div", {
    class: "wave", role: "slider", tabindex: "0", "aria-label": t("position"), "aria-valuemin": "0",
    "aria-valuemax": recording.seconds.toFixed(1), "aria-valuenow": "0", "aria-valuetext": clockOf(0),
  }, bars(recording.waveform), played);
  played.append(bars(recording.waveform));

  const length = () => (Number.isFinite(audio.duration) && audio.duration) || recording.seconds;
  const show = () => {
    const fraction = Math.min(1, audio.currentTime / length() || 0);
    played.style.clipPath = `inset(0 ${(1 - fraction) * 100}% 0 0)`;
    elapsed.textContent = clockOf(audio.currentTime);
    wave.setAttribute("aria-valuenow", audio.currentTime.toFixed(1));
    wave.setAttribute("aria-valuetext", `${clockOf(audio.currentTime)} / ${clockOf(length())}`);
  };
  const seek = (seconds) => {
    audio.currentTime = Math.max(0, Math.min(length(), seconds));
    show();
  };
  const drag = (event) => {
    const box = wave.getBoundingClientRect();
    seek(((event.clientX - box.left) / box.width) * length());
  };

  play.addEventListener("click", () => (audio.paused ? audio.play().catch(() => {}) : audio.pause()));
  audio.addEventListener("play", () => {
    for (const other of document.querySelectorAll("audio")) if (other !== audio) other.pause();
    play.setAttribute("aria-label", t("pause"));
    play.replaceChildren(icon(ICONS.pause));
    follow();
  });
  audio.addEventListener("pause", () => {
    play.setAttribute("aria-label", t("play"));
    play.replaceChildren(icon(ICONS.play));
  });
  audio.addEventListener("timeupdate", show);
  const follow = () => {
    show();
    if (!audio.paused && audio.isConnected) requestAnimationFrame(follow);
  };
  wave.addEventListener("pointerdown", (event) => {
    wave.setPointerCapture(event.pointerId);
    drag(event);
  });
  wave.addEventListener("pointermove", (event) => event.buttons && drag(event));
  wave.addEventListener("keydown", (event) => {
    const moves = { ArrowRight: STEP, ArrowUp: STEP, ArrowLeft: -STEP, ArrowDown: -STEP, Home: -Infinity, End: Infinity };
    if (event.key === " " || event.key === "Enter") play.click();
    else if (event.key in moves) seek(audio.currentTime + moves[event.key]);
    else return;
    event.preventDefault();
  });
  show();

  return el("figure", { class: "recording" },
    el("div", { class: "player" }, play, wave,
      el("span", { class: "times" }, elapsed, ` / ${clockOf(recording.seconds)}`),
      el("a", { class: "icon-button", href: `${recording.media.url}?download`, download: recording.media.name, title: `${t("download")} (${sizeOf(recording.media.size)})`, "aria-label": t("download") }, icon(ICONS.download)), audio),
    el("details", { class: "transcript" }, el("summary", {}, t("transcript")), el("p", { dir: "auto" }, recording.transcript)));
}

/** The loudness values as bars: the loudest of several, or between two where there are fewer values than bars. */
function bars(waveform) {
  const values = Array.from(atob(waveform), (character) => character.charCodeAt(0) / 255);
  const path = Array.from({ length: BARS }, (_, bar) => {
    const height = Math.max(0.06, loudness(values, bar / BARS, (bar + 1) / BARS)) * 26;
    return `M${bar * 4 + 2} ${(16 - height / 2).toFixed(1)}v${height.toFixed(1)}`;
  });
  return svg("svg", { viewBox: `0 0 ${BARS * 4} 32`, preserveAspectRatio: "none", "aria-hidden": "true" }, svg("path", { d: path.join("") }));
}

function loudness(values, from, to) {
  const first = from * (values.length - 1);
  const within = values.slice(Math.ceil(first), Math.ceil(to * (values.length - 1)));
  if (within.length > 1) return Math.max(...within);
  const before = values[Math.floor(first)] ?? 0;
  const after = values[Math.ceil(first)] ?? before;
  return before + (after - before) * (first % 1);
}
