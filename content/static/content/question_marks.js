// The gaps of a text: `[[2]]` stands for the second row. A new row puts its mark where the caret was; when a row goes,
// its mark goes with it, and the numbers behind it move up.
const MARK = /\[\[(\d+)\]\]/g;
const before = new WeakMap();

function textOf(list) {
  const name = list.id.slice("rows-".length).replace(/[^-]+$/, list.dataset.marks);
  return list.closest("form").elements[name];
}

function write(area, text) {
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Write the mark of a new last row into the text. */
export function markAdded(list, number) {
  const area = textOf(list);
  if (!list.dataset.marks || !area || area.value.includes(`[[${number}]]`)) return;
  area.setRangeText(`[[${number}]]`, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Take the mark of a removed row out of the text. */
export function markRemoved(list, row, number) {
  const area = textOf(list);
  if (!list.dataset.marks || !area) return;
  const text = area.value;
  write(area, text.replace(MARK, (mark, each) => {
    if (Number(each) === number) return "";
    return Number(each) > number ? `[[${each - 1}]]` : mark;
  }));
  before.set(row, { text, after: area.value });
}

/** Bring the mark of a row back: where it was, or at the end if the text was changed since. */
export function markBack(list, row, number) {
  const area = textOf(list);
  const known = before.get(row);
  if (!known || !area) return;
  if (area.value === known.after) {
    write(area, known.text);
    return;
  }
  const moved = area.value.replace(MARK, (mark, each) => (Number(each) >= number ? `[[${Number(each) + 1}]]` : mark));
  write(area, `${moved} [[${number}]]`);
}
