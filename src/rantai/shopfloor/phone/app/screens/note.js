/** What no figure says about a heat, a lot or something just recorded: a photo, a voice, a sentence. */
import { theDay } from "../day.js";
import { h, icon } from "../dom.js";
import { button, message, say } from "../frame.js";
import { findHeat, heatsOf, nameOf } from "../heats.js";
import { factOf, facts, hasFileHere, recordAll } from "../ledger.js";
import { running, show, timeOfDay } from "../numbers.js";
import { NoPicture, small } from "../photo.js";
import { canSpeak, LARGEST_KB, LONGEST_SECONDS, play, record as speak } from "../voice.js";
import { again, leaveFor, once } from "../ways.js";
import { t } from "../words.js";

const LONGEST = 500;
export const kilobytes = (bytes) => t("kilobytes", { count: show(Math.ceil(bytes / 1000)) });

/** @param {string} about  a heat, or a fact of this phone @param {string} [way]  write, speak */
export default function note(about, way = "") {
  const heat = findHeat(heatsOf(theDay(), facts()), about);
  const fact = factOf(about)?.fact;
  if (!heat && !fact) return { title: t("not_here"), back: "#/", body: [message("refused", t("heat_not_here"))] };
  const subject = {
    id: heat?.id ?? about,
    title: heat ? nameOf(heat) : t(`kind_${fact.kind.replace(".", "_")}`),
    home: heat ? `#/heat/${heat.id}` : { "scrap.recorded": "#/lots/scrap", "lot.inspected": "#/lots/inspect", "lot.checked": "#/lots/check" }[fact.kind] ?? "#/",
  };
  return { title: subject.title, back: way ? `#/note/${about}` : subject.home, ...(way === "write" ? writing(subject) : way === "speak" ? speaking(subject) : choosing(subject)) };
}

function choosing(subject) {
  const wrong = h("p.wrong", { role: "alert" });
  const frame = h("div", { role: "status" });
  const take = async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    wrong.textContent = "";
    if (file) await keepPhoto(subject, file, frame).catch((error) => {
      wrong.textContent = t(whyNot(error));
    });
  };
  const camera = h("input.hidden-text", { type: "file", accept: "image/*", capture: "environment", id: "camera", onchange: take });
  return {
    body: [h("h2.question", null, t("what_happened")), wrong, frame, saidHere(subject)],
    foot: [
      h("div.row-of-two", null, linkWith("pen", t("write_it"), `#/note/${subject.id}/write`), canSpeak() && linkWith("voice", t("speak_it"), `#/note/${subject.id}/speak`)),
      camera, h("label.button.button-primary", { for: "camera" }, icon("camera"), t("take_photo")),
    ],
  };
}

/** A picture nobody can read, or no room for it; any other fault is ours. */
function whyNot(error) {
  if (error instanceof NoPicture) return "no_picture";
  if (error?.name === "QuotaExceededError") return "phone_full";
  throw error;
}

const linkWith = (name, words, href) => h("a.button", { href }, icon(name), words);

async function keepPhoto(subject, file, frame) {
  const { bytes, canvas } = await small(file);
  canvas.className = "taken";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", t("kind_photo_taken"));
  await keep(subject, "photo.taken", {}, bytes);
  frame.replaceChildren(message("done", t("photo_saved", { size: kilobytes(bytes.byteLength) })), canvas);
}

async function keep(subject, kind, more, file) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", file));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  await recordAll([{ kind, data: { about: subject.id, sha256, size_bytes: file.byteLength, ...more }, needs: [subject.id], file }]);
}

/** What was said before on this phone, so that nobody says it twice. */
function saidHere({ id }) {
  const rows = facts().filter(({ fact }) => fact.data.about === id);
  return rows.length > 0 && h("ul.work", null, ...rows.map((row) => h("li", null, h("div", null, h("b", null, t(`kind_${row.fact.kind.replace(".", "_")}`)), h("em", null, timeOfDay(row.at)),
    h("span", null, row.fact.data.text ?? (hasFileHere(row) ? t("file_here", { size: kilobytes(row.fact.data.size_bytes) }) : t("file_there")))))));
}

function writing(subject) {
  const field = h("textarea.typed", { "aria-labelledby": "note", maxlength: LONGEST });
  const wrong = h("p.wrong", { role: "alert" });
  const save = once(async () => {
    const text = field.value.trim();
    wrong.textContent = text ? "" : t("write_something");
    if (!text) return false;
    await recordAll([{ kind: "note.written", data: { about: subject.id, text }, needs: [subject.id] }]);
    say(t("saved_here"));
    return leaveFor(subject.home);
  });
  return { body: [h("h2.question", { id: "note" }, t("what_happened")), field, wrong], foot: [button(t("save_note"), save, true)] };
}

function speaking(subject) {
  const wrong = h("p.wrong", { role: "alert" });
  const face = h("p.spoken", { role: "timer" }, t("spoken_of", { at: running(0), of: running(LONGEST_SECONDS * 1000) }));
  const limit = h("p.muted", null, t("voice_limit", { size: kilobytes(LARGEST_KB * 1000) }));
  const keys = h("div.choices", null);
  let timer = 0;
  const idle = () => keys.replaceChildren(button([icon("voice"), t("begin_speaking")], begin, true));
  const begin = async () => {
    wrong.textContent = "";
    let recording;
    try {
      recording = await speak(spoken);
    } catch {
      wrong.textContent = t("no_microphone");
      return;
    }
    keys.replaceChildren(button([icon("stop"), t("stop_speaking")], recording.stop, true));
    timer = setInterval(() => {
      // Whoever leaves the screen has said nothing.
      if (!face.isConnected) return recording.stop();
      return face.replaceChildren(t("spoken_of", { at: running(Math.min(Date.now() - recording.startedAt, LONGEST_SECONDS * 1000)), of: running(LONGEST_SECONDS * 1000) }));
    }, 250);
  };
  const spoken = ({ bytes, seconds }) => {
    clearInterval(timer);
    face.replaceChildren(t("spoken", { time: running(seconds * 1000), size: kilobytes(bytes.byteLength) }));
    keys.replaceChildren(
      h("div.row-of-two", null, button(t("listen"), () => play(bytes)), button(t("speak_again"), again)),
      button(t("save_voice"), once(async () => {
        try {
          await keep(subject, "voice.recorded", { seconds }, bytes);
        } catch (error) {
          wrong.textContent = t(whyNot(error));
          return false;
        }
        say(t("saved_here"));
        return leaveFor(subject.home);
      }), true));
  };
  idle();
  return { body: [h("h2.question", null, t("what_happened")), face, limit, wrong], foot: [keys] };
}
