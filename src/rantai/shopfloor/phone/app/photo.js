/** A photo from the camera's own app, made small on this phone; where it was taken does not come along. */

const LONGEST_SIDE = 1280;
const QUALITIES = [0.8, 0.6, 0.4];
const LARGEST = 400 * 1024;

export class NoPicture extends Error {}

/** @param {Blob} file @returns {Promise<{bytes: ArrayBuffer, canvas: HTMLCanvasElement}>} */
export async function small(file) {
  const picture = await createImageBitmap(file).catch(() => {
    throw new NoPicture();
  });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return { bytes: await (await asJpeg(canvas)).arrayBuffer(), canvas };
}

/** As good as fits: a photo of coarse sand is twice as large as one of a smooth face. */
async function asJpeg(canvas) {
  let blob = null;
  for (const quality of QUALITIES) {
    blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (!blob) throw new NoPicture();
    if (blob.size <= LARGEST) break;
  }
  return blob;
}
