/** The camera reads QR and DataMatrix codes where the browser can; elsewhere a code is typed. */
import { h } from "./dom.js";
import { message } from "./frame.js";
import { t } from "./words.js";

const FORMATS = ["qr_code", "data_matrix", "code_128"];

export const canScan = () => "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);

/** @param {(text: string) => unknown} found @param {{isLasting?: boolean}} [how]  isLasting: goes on after the first code */
export function scanner(found, { isLasting = false } = {}) {
  const picture = h("video.finder", { muted: true, playsinline: true, "aria-label": t("camera_picture") });
  const frame = h("div", null, picture);
  watch(picture, found, isLasting).catch(() => frame.replaceChildren(message("refused", t("no_camera"))));
  return frame;
}

async function watch(picture, found, isLasting) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  picture.srcObject = stream;
  await picture.play();
  const known = await BarcodeDetector.getSupportedFormats();
  const detector = new BarcodeDetector({ formats: FORMATS.filter((each) => known.includes(each)) });
  const seen = new Set();
  // The light of the camera goes out as soon as its picture has left the screen.
  while (picture.isConnected && (isLasting || !seen.size)) {
    for (const { rawValue } of await detector.detect(picture).catch(() => [])) {
      if (seen.has(rawValue)) continue;
      seen.add(rawValue);
      found(rawValue);
    }
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
  stream.getTracks().forEach((track) => track.stop());
}
