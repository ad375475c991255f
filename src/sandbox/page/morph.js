// Turns one page into another, keeping what the person touches: focus, scroll, open menus, half-typed words.
'use strict';

function morph(from, to) {
  if (from.isEqualNode(to)) return;
  if (from.nodeName !== to.nodeName || from.nodeType !== to.nodeType || (from.id || '') !== (to.id || '')) {
    from.replaceWith(to);
    return;
  }
  if (from.nodeType !== Node.ELEMENT_NODE) {
    from.nodeValue = to.nodeValue;
    return;
  }
  if (from.dataset.own) return;
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !(name === 'open' && from.nodeName === 'DETAILS')) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  if (from.nodeName === 'TEXTAREA') return;
  const named = new Map([...from.children].filter((child) => child.id).map((child) => [child.id, child]));
  let next = from.firstChild;
  for (const child of [...to.childNodes]) {
    while (next && next.dataset && next.dataset.own) next = next.nextSibling;
    const known = child.id && named.get(child.id);
    if (known) {
      if (known === next) next = next.nextSibling;
      else from.insertBefore(known, next);
      morph(known, child);
    } else if (next && !next.id && !child.id && next.nodeName === child.nodeName) {
      const here = next;
      next = next.nextSibling;
      morph(here, child);
    } else {
      from.insertBefore(child, next);
    }
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    if (!(gone.dataset && gone.dataset.own)) gone.remove();
  }
}
