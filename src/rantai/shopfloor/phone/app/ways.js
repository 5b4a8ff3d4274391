/** Going from screen to screen by the address, so that the phone's own back key works. */

/** @param {string} to  "#/heat/…" */
export function go(to) {
  if (location.hash === to) again();
  else location.hash = to;
}

/** Show the same screen with what is now known. */
export const again = () => dispatchEvent(new Event("hashchange"));

/** A glove taps twice; the deed is done once. What says `false` was not done, and may be tried again. */
export function once(deed) {
  let isDone = false;
  return async (...said) => {
    if (isDone) return;
    isDone = true;
    isDone = (await deed(...said)) !== false;
  };
}

/** Without a way back to where one was. @param {string} to */
export function leaveFor(to) {
  history.replaceState(null, "", to);
  again();
}
