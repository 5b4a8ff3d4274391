/** Going from screen to screen by the address, so that the phone's own back key works. */

/** @param {string} to  "#/heat/…" */
export function go(to) {
  if (location.hash === to) again();
  else location.hash = to;
}

/** Show the same screen with what is now known. */
export const again = () => dispatchEvent(new Event("hashchange"));

/** A glove taps twice; the deed is done once. */
export function once(deed) {
  let isDone = false;
  return (...said) => {
    if (isDone) return;
    isDone = true;
    return deed(...said);
  };
}

/** Without a way back to where one was. @param {string} to */
export function leaveFor(to) {
  history.replaceState(null, "", to);
  again();
}
