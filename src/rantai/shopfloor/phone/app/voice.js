/** A spoken note, recorded by the browser; it ends by itself at its longest. */

export const LONGEST_SECONDS = 60;
const BITS_A_SECOND = 16_000;
export const LARGEST_KB = Math.round((LONGEST_SECONDS * BITS_A_SECOND) / 8 / 1000);
const FORMS = ["audio/webm;codecs=opus", "audio/mp4"];

export const canSpeak = () => "MediaRecorder" in window && Boolean(navigator.mediaDevices?.getUserMedia);

/**
 * @param {(said: {bytes: ArrayBuffer, seconds: number}) => unknown} done
 * @returns {Promise<{startedAt: number, stop: () => void}>}  refused when the microphone is
 */
export async function record(done) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const mimeType = FORMS.find((each) => MediaRecorder.isTypeSupported(each));
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_A_SECOND });
  const startedAt = Date.now();
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.onstop = async () => {
    clearTimeout(end);
    stream.getTracks().forEach((track) => track.stop());
    const seconds = Math.min(LONGEST_SECONDS, Math.max(1, Math.round((Date.now() - startedAt) / 1000)));
    done({ bytes: await new Blob(parts).arrayBuffer(), seconds });
  };
  recorder.start();
  const stop = () => recorder.state === "recording" && recorder.stop();
  const end = setTimeout(stop, LONGEST_SECONDS * 1000);
  return { startedAt, stop };
}

/** Hear it before it is saved. @param {ArrayBuffer} bytes */
export async function play(bytes) {
  const loud = new AudioContext();
  const source = loud.createBufferSource();
  // Decoding takes the bytes away, and they are still to be saved.
  source.buffer = await loud.decodeAudioData(bytes.slice(0));
  source.connect(loud.destination);
  source.onended = () => loud.close();
  source.start();
}
