/** Half an answer is no fact yet, but a dead battery must not ask for it again. */
import { uuid7 } from "./ids.js";
import { facts, recordAll } from "./ledger.js";

const found = (what, about) => facts().filter(({ fact }) => fact.kind === `half.${what}` && fact.data.half_of === about).at(-1)?.fact;

/** What is already said of it. @param {string} what @param {string} about @returns {Record<string, any>} */
export const halfOf = (what, about) => found(what, about)?.data ?? {};

/** @param {string} what @param {string} about @param {Record<string, any>} data  undefined: not said any more */
export async function keepHalf(what, about, data) {
  await recordAll([{ id: idOf(what, about), kind: `half.${what}`, data: { ...halfOf(what, about), ...data, half_of: about }, kept: true }]);
}

/** The half becomes the whole under its own name, so that nothing lies between. */
export const idOf = (what, about) => found(what, about)?.id ?? uuid7();
