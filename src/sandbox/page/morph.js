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
  const settle = unsent(from);
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !(name === 'open' && from.nodeName === 'DETAILS')) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  if (from.nodeName === 'TEXTAREA') {
    if (from.defaultValue !== to.defaultValue) from.defaultValue = to.defaultValue;
    return settle();
  }
  const named = new Map([...from.children].filter((child) => child.id).map((child) => [child.id, child]));
  const wanted = new Set([...to.children].map((child) => child.id));
  let next = from.firstChild;
  for (const child of [...to.childNodes]) {
    while (next && next.dataset && next.dataset.own) next = next.nextSibling;
    const same = child.id && named.get(child.id);
    if (same) {
      // What is gone goes first, so that what stays need not move: moving takes the focus.
      while (next && next !== same && !(next.id && wanted.has(next.id)) && !next.dataset?.own) {
        const gone = next;
        next = next.nextSibling;
        gone.remove();
      }
      if (same === next) next = next.nextSibling;
      else from.insertBefore(same, next);
      morph(same, child);
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
  settle();
}

/** Remembers what a field holds that the server does not know yet; the answer keeps that, and takes all else from the server. */
function unsent(field) {
  if (field.nodeName === 'SELECT') {
    const own = field.value === known(field) ? null : field.value;
    return () => {
      const chosen = [...field.options].some((option) => option.value === own) ? own : known(field);
      if (field.value !== chosen) field.value = chosen ?? '';
    };
  }
  if (field.nodeName !== 'INPUT' && field.nodeName !== 'TEXTAREA') return () => {};
  if (field.type === 'checkbox' || field.type === 'radio') {
    const isKnown = field.checked === field.defaultChecked;
    return () => { if (isKnown && field.checked !== field.defaultChecked) field.checked = field.defaultChecked; };
  }
  const isKnown = field.value === field.defaultValue && field !== document.activeElement;
  return () => { if (isKnown && field.value !== field.defaultValue) field.value = field.defaultValue; };
}

/** What the server says is chosen in a select. */
function known(select) {
  return ([...select.options].find((option) => option.defaultSelected) ?? select.options[0])?.value;
}
