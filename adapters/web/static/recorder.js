// The microphone: records what one says, shows how loud it is, and gives the recording to the composer as a file.
import { el, icon, ICONS, toggle } from "./dom.js";
import { clockOf, t } from "./words.js";

// In the order in which servers like them best; browsers differ in what they write.
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const SUFFIXES = { "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a" };
// Speech needs no more; ten minutes take about two megabytes.
const BITS = 32_000;

/** A button, and the panel that takes the place of the line while one speaks. `finished` gets the file. */
export class Recorder {
  constructor({ finished, complain, changed }) {
    this.finished = finished;
    this.complain = complain;
    this.changed = changed;
    this.recording = null;
    this.button = el("button", { type: "button", class: "icon-button", id: "microphone", "aria-label": t("record"), title: t("record"), hidden: !supported(), onclick: () => this.start() }, icon(ICONS.microphone));
    this.level = el("meter", { class: "level", min: "0", max: "1", value: "0", "aria-label": t("level") });
    this.clock = el("span", { class: "clock", role: "timer" }, clockOf(0));
    const cancel = el("button", { type: "button", class: "icon-button", id: "cancel-recording", "aria-label": t("record-cancel"), title: t("record-cancel"), onclick: () => this.end(false) }, icon(ICONS.close));
    const stop = el("button", { type: "button", class: "icon-button", id: "stop-recording", "aria-label": t("record-stop"), title: t("record-stop"), onclick: () => this.end(true) }, icon(ICONS.stop));
    this.panel = el("div", { class: "recorder", role: "group", "aria-label": t("recording"), hidden: true }, cancel, this.clock, this.level, stop);
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.end(false));
  }

  get active() {
    return this.recording !== null;
  }

  async start() {
    if (this.active || this.asking) return;
    this.asking = true;
    this.complain("");
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
      this.record(stream);
    } catch (error) {
      this.complain(t(error.name === "NotAllowedError" ? "record-denied" : "record-no-device"));
    }
    this.asking = false;
  }

  record(stream) {
    const kind = KINDS.find((each) => MediaRecorder.isTypeSupported(each));
    const recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS, ...(kind ? { mimeType: kind } : {}) });
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const chunks = [];
    const ended = new Promise((resolve) => { recorder.onstop = resolve; });
    recorder.ondataavailable = (event) => chunks.push(event.data);
    recorder.start(1000);
    this.recording = { recorder, stream, context, analyser, chunks, ended, began: performance.now() };
    this.show();
    this.panel.querySelector("#stop-recording").focus();
    this.draw(new Float32Array(analyser.fftSize));
  }

  /** The loudness and the time, as long as one records. */
  draw(samples) {
    if (!this.active) return;
    this.recording.analyser.getFloatTimeDomainData(samples);
    const loudness = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    this.level.value = loudness === 0 ? 0 : Math.min(1, Math.max(0, 1 + Math.log10(loudness) / 2.5));
    const clock = clockOf(Math.floor((performance.now() - this.recording.began) / 1000));
    if (this.clock.textContent !== clock) this.clock.textContent = clock;
    requestAnimationFrame(() => this.draw(samples));
  }

  /** Ends the recording; `keep` hands it over, otherwise nothing of it is left. */
  async end(keep) {
    if (!this.active) return;
    const { recorder, stream, context, chunks, ended } = this.recording;
    this.recording = null;
    recorder.stop();
    await ended;
    stream.getTracks().forEach((track) => track.stop());
    context.close();
    this.show();
    if (!keep) return;
    const type = recorder.mimeType.split(";")[0];
    this.finished(new File(chunks, `${t("recording-name")}.${SUFFIXES[type] ?? "webm"}`, { type }));
  }

  show() {
    toggle(this.panel, this.active);
    this.level.value = 0;
    this.changed();
  }
}

/** A microphone is there for pages that are safe: over HTTPS, or on this machine. */
function supported() {
  return Boolean(navigator.mediaDevices?.getUserMedia && globalThis.MediaRecorder && globalThis.AudioContext);
}
