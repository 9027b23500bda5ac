/* What a reader chose, kept in this browser: voices are those of a device, and so is whether one may be loud at it. */
export function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    /* Storage may be forbidden; the choice then lasts as long as the page. */
  }
}
