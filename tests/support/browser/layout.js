// Within a page: texts that overlap one another, that are cut, or that make the page wider than the window.
(() => {
  const shown = [];
  const visible_part = (rect, element) => {
    let {left, top, right, bottom} = rect;
    for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
      const {overflowX, overflowY} = getComputedStyle(at);
      if (overflowX === "visible" && overflowY === "visible") continue;
      const box = at.getBoundingClientRect();
      left = Math.max(left, box.left); right = Math.min(right, box.right);
      top = Math.max(top, box.top); bottom = Math.min(bottom, box.bottom);
    }
    return right - left > 1 && bottom - top > 1 ? {left, top, right, bottom} : null;
  };
  const scrolls = element => {
    for (let at = element; at; at = at.parentElement)
      if (at.matches(".scroll") || ["auto", "scroll"].includes(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  const name = element => `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") || ""}"> `;
  const cut = [], overlaps = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement, words = node.textContent.trim();
    if (words === "" || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName)) continue;
    // What lies in closed details has a place, but is not shown.
    if (!element.checkVisibility({visibilityProperty: true})) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      if (rect.width < 1 || rect.height < 1) continue;
      const part = visible_part(rect, element);
      const told = name(element) + words.slice(0, 60);
      if (!scrolls(element) && (!part || part.right < rect.right - 1.5 || part.left > rect.left + 1.5
        || rect.right > innerWidth + 1 || rect.left < -1)) cut.push(told);
      // Lines have air above and below their letters.
      if (part) shown.push({element, told, left: part.left + 1, right: part.right - 1, top: part.top + 3,
        bottom: part.bottom - 3, sticky: !!element.closest(".bar")});
    }
  }
  shown.sort((a, b) => a.top - b.top);
  for (let i = 0; i < shown.length; ++i) {
    for (let j = i + 1; j < shown.length && shown[j].top < shown[i].bottom; ++j) {
      const a = shown[i], b = shown[j];
      if (a.element === b.element || a.sticky !== b.sticky) continue;
      if (a.left < b.right && b.left < a.right && b.top < a.bottom) overlaps.push(`${a.told} / ${b.told}`);
    }
  }
  return {cut, overlaps, texts: shown.length, wider: document.documentElement.scrollWidth > innerWidth,
    words: document.body.innerText, background: getComputedStyle(document.body).backgroundColor};
})()
