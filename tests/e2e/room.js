// What the tests of room measure in a page: an object of functions, put into it by test_room_to_use.py.
({
  /* What stays where it is when the page is scrolled, as a share of the window. A word that goes by itself does not. */
  staying() {
    let covered = 0;
    for (const one of document.querySelectorAll("body *")) {
      const { position, visibility } = getComputedStyle(one);
      if (!["fixed", "sticky"].includes(position) || visibility === "hidden" || one.matches(".toast, .busy-bar")) continue;
      const { top, bottom, width } = one.getBoundingClientRect();
      if (width > innerWidth / 2) covered += Math.max(0, Math.min(innerHeight, bottom) - Math.max(0, top));
    }
    return covered / innerHeight;
  },

  /* What reaches out of the window, if it does not scroll in a box of its own. */
  wide() {
    const held = ".scroll-x, .visually-hidden, .spots, math, svg, nav";
    return [...document.querySelectorAll("body *")].filter((one) => {
      const { left, right, width } = one.getBoundingClientRect();
      return width > 1 && one.checkVisibility({ visibilityProperty: true }) && !one.closest(held)
        && (right > innerWidth + 1 || left < -1);
    }).slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
  },

  /* What has the focus, if all of it is behind something else or outside the window. */
  async covered() {
    // Styles of the focus come with a transition of a millisecond.
    await new Promise((comes) => requestAnimationFrame(() => requestAnimationFrame(comes)));
    const one = document.activeElement;
    if (one === document.body) return "";
    const { left, top, width, height } = (one.closest("label") ?? one).getBoundingClientRect();
    const shares = [0.1, 0.5, 0.9];
    const isSeen = shares.some((down) => shares.some((across) => {
      const found = document.elementFromPoint(left + across * width, top + down * height);
      return found && (one.contains(found) || found.contains(one) || one.labels?.[0]?.contains(found));
    }));
    return isSeen ? "" : one.outerHTML.slice(0, 120);
  },

  /* How many things there are to press, and which are too small. WCAG 2.2, 2.5.8: 24 by 24, or so far from others that
     a circle of 24 around the middle meets none, or within a line of text. */
  small() {
    const chosen = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex='0']";
    const apart = ".visually-hidden, .skip-link, [inert]";
    const boxOf = (one) => ((one.matches("[type=radio], [type=checkbox]") && one.closest("label")) || one).getBoundingClientRect();
    const targets = [...document.querySelectorAll(chosen)]
      .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.closest(apart))
      .map((one) => ({ one, box: boxOf(one) }))
      .filter(({ box }) => box.width > 1 && box.height > 1);
    const isSmall = ({ box }) => box.width < 23.9 || box.height < 23.9;
    const isInText = ({ one }) => getComputedStyle(one).display.startsWith("inline")
      && one.parentElement.innerText.trim().length > (one.innerText ?? "").trim().length + 3;
    const middle = ({ box }) => [box.left + box.width / 2, box.top + box.height / 2];
    const toBox = ([x, y], box) => Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
    const toMiddle = (one, other) => Math.hypot(...middle(one).map((at, axis) => at - middle(other)[axis]));
    const isNear = (one, other) => (isSmall(other) ? toMiddle(one, other) < 24 : toBox(middle(one), other.box) < 12);
    const isApart = (one, other) => one.one.contains(other.one) || other.one.contains(one.one);
    const faults = targets.filter((one) => isSmall(one) && !isInText(one)
      && targets.some((other) => !isApart(one, other) && isNear(one, other)));
    const size = (box) => `${Math.round(box.width)} x ${Math.round(box.height)}`;
    return [targets.length, faults.map(({ one, box }) => `${size(box)} ${one.outerHTML.slice(0, 110)}`)];
  },

  /* Text of which a part is cut off. What ends in an ellipsis stands whole elsewhere. */
  cut() {
    const hides = (overflow) => ["hidden", "clip"].includes(overflow);
    return [...document.querySelectorAll("main *, header *, footer *")].filter((one) => {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(one);
      const hasText = [...one.childNodes].some((part) => part.nodeType === 3 && part.textContent.trim());
      if (!hasText || one.closest(".visually-hidden") || !one.checkVisibility() || one.offsetWidth < 2 || textOverflow === "ellipsis") return false;
      return (hides(overflowY) && one.scrollHeight > one.clientHeight + 2) || (hides(overflowX) && one.scrollWidth > one.clientWidth + 2);
    }).map((one) => one.outerHTML.slice(0, 120));
  },
})
