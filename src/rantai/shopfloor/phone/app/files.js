/**
 * Photos and voices follow their facts, a piece at a time: a broken line costs one piece, and a figure
 * written meanwhile waits no longer than that.
 */
import { Refused, sendPiece, Unreachable } from "./api.js";
import { answered, factOf, fileOf, filesToSend, letGo, unsent } from "./ledger.js";

const PIECE = 64 * 1024;

export async function sendFiles() {
  for (const { id } of filesToSend()) {
    try {
      if (!(await sendFile(id))) return;
      await letGo([id]);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // It stays here until its author has read why.
      await answered([{ id, state: "refused", answer: { ...factOf(id).answer, sentence: error.message, remedy: "" } }]);
    }
  }
}

/** @returns {Promise<boolean>}  false when figures came in between */
async function sendFile(id) {
  const bytes = await fileOf(id);
  let { have } = await sendPiece(id);
  while (have < bytes.byteLength) {
    if (unsent().length) return false;
    const before = have;
    ({ have } = await sendPiece(id, { from: before, bytes: bytes.slice(before, before + PIECE) }));
    // Damaged on the way: the server begins anew, and so does the next contact.
    if (have <= before) throw new Unreachable();
  }
  return true;
}
