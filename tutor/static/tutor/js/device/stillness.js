/* Tells a camera that is covered, switched off or stuck from one that shows somebody: no two pictures of that are alike. */

const STILL_AFTER_MS = 5000;
/* After a longer pause the first picture may be the last one from before. */
const GAP_MS = 3000;

export class Stillness {
  #mark = null;
  #since = 0;
  #lastAt = -Infinity;

  /**
   * Note a picture, and say whether none has differed from it for so long that it shows nothing of now.
   *
   * @param {{ data: Uint8Array }} picture four bytes a pixel
   * @param {number} at in ms, by any steady clock
   */
  notes({ data }, at) {
    const mark = markOf(data);
    if (mark !== this.#mark || at - this.#lastAt > GAP_MS) this.#since = at;
    this.#mark = mark;
    this.#lastAt = at;
    return at - this.#since >= STILL_AFTER_MS;
  }
}

/* A number that changes with any pixel (FNV-1a, word by word). */
function markOf({ buffer, byteOffset, byteLength }) {
  const words = new Uint32Array(buffer, byteOffset, byteLength >> 2);
  let mark = 0x811c9dc5;
  for (const word of words) mark = Math.imul(mark ^ word, 0x01000193);
  return mark;
}
