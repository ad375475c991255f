// Makes the page smooth. Everything here also works without it, by plain links and forms. Needs morph.js and fields.js.
'use strict';

// ---- What the server sent, shown.

let version = document.body.dataset.version;

let turns = 0;
let shown = 0;

function show(html, turn) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  if (!page.getElementById('workspace')) return location.reload();
  const log = document.getElementById('messages');
  // An answer that was overtaken is old; what it would have brought is fetched anew.
  if (turn < shown) return;
  shown = turn;
  const giveBack = hold();
  const atEnd = log && log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const modal = document.querySelector('.modal')?.id;
  version = page.body.dataset.version;
  document.title = page.title;
  morph(document.getElementById('workspace'), page.getElementById('workspace'));
  morph(document.getElementById('over'), page.getElementById('over'));
  giveBack();
  if (atEnd) toEnd();
  if (document.querySelector('.modal')?.id !== modal) enterModal();
}

/** Remembers focus and caret; the answer gives them back if what holds them had to move. */
function hold() {
  const field = document.activeElement;
  const caret = [field?.selectionStart, field?.selectionEnd, field?.selectionDirection];
  return () => {
    const same = field?.id && document.getElementById(field.id);
    if (!same || document.activeElement === field) return;
    same.focus({ preventScroll: true });
    if (typeof caret[0] === 'number') same.setSelectionRange(...caret);
  };
}

function toEnd() {
  for (const log of document.querySelectorAll('.messages')) log.scrollTop = log.scrollHeight;
}

// ---- Modals: focus goes in when one opens, and back when it closes.

let before = null;

function enterModal() {
  const modal = document.querySelector('.modal');
  if (modal) {
    before = before ?? document.activeElement?.id;
    const field = modal.querySelector('[autofocus]')
      ?? modal.querySelector('.modal-body :is(input:not([type=hidden]), textarea, select, summary, button)');
    // Of a group, the one that is chosen.
    const chosen = field?.type === 'radio' && modal.querySelector(`input[name="${CSS.escape(field.name)}"]:checked`);
    (chosen || field || modal.querySelector('footer button:last-child')).focus();
  } else {
    (document.getElementById(before) ?? document.getElementById('composer') ?? document.getElementById('main')).focus();
    before = null;
  }
}

// ---- Talking to the server.

async function send(form, extra) {
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of extra) body.append(name, value);
  const turn = ++turns;
  document.body.classList.add('busy');
  try {
    const response = await fetch(form.action, { method: 'POST', body });
    show(await response.text(), turn);
  } catch {
    location.reload();
  } finally {
    document.body.classList.remove('busy');
  }
}

async function refresh() {
  const turn = ++turns;
  const response = await fetch(location.href, { headers: { 'x-refresh': '1' } });
  if (response.ok) show(await response.text(), turn);
}

async function follow() {
  for (;;) {
    try {
      const newest = await (await fetch(`/changes?since=${version}`)).text();
      if (newest !== version) await refresh();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}

// ---- Forms.

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (form.method !== 'post') return;
  event.preventDefault();
  const button = event.submitter;
  if (button?.dataset.confirm && !(await confirmed(JSON.parse(button.dataset.confirm)))) return;
  const extra = button?.name ? [[button.name, button.value]] : [];
  for (const open of document.querySelectorAll('details.menu[open]')) open.open = false;
  if (form.classList.contains('say')) {
    const field = form.elements.text;
    if (!field.value.trim()) return;
    const sending = send(form, extra);
    field.value = '';
    closePopup();
    await sending;
    return toEnd();
  }
  await send(form, extra);
});

function confirmed(words) {
  const dialog = document.createElement('dialog');
  dialog.className = 'confirm';
  const add = (parent, tag, text, name) => {
    const node = parent.appendChild(document.createElement(tag));
    node.textContent = text;
    if (name) node.className = name;
    return node;
  };
  add(dialog, 'h2', words.title);
  add(dialog, 'p', words.text);
  const footer = dialog.appendChild(document.createElement('footer'));
  const deny = add(footer, 'button', words.deny, 'btn');
  const agree = add(footer, 'button', words.confirm, words.style === 'danger' ? 'btn danger' : 'btn primary');
  document.body.append(dialog);
  dialog.showModal();
  agree.focus();
  return new Promise((resolve) => {
    deny.onclick = () => dialog.close('');
    agree.onclick = () => dialog.close('yes');
    dialog.onclose = () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    };
  });
}

// Selects tell the app at once; boxes in a folded list are kept, so that what is chosen shows on its lid.
document.addEventListener('change', (event) => {
  const { choose, keep } = event.target.dataset;
  if (choose) send(event.target.form, [['choose', choose]]);
  else if (keep !== undefined) send(event.target.form, [['keep', '1']]);
});

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-press]');
  if (link) send(link.closest('form'), [['press', link.dataset.press]]);
  for (const open of document.querySelectorAll('details.menu[open], details.switcher[open], details.many[open]')) {
    if (!open.contains(event.target)) open.open = false;
  }
  if (event.target.closest('main')) document.getElementById('menu').checked = false;
});

// ---- Slash commands: a popup over the composer.

let popup = null;

document.addEventListener('input', (event) => {
  if (event.target.dataset.commands) offerCommands(event.target);
});

function offerCommands(field) {
  closePopup();
  const typed = field.value;
  if (!/^\/\S*$/.test(typed)) return;
  const commands = JSON.parse(field.dataset.commands).filter((each) => each.command.startsWith(typed));
  if (!commands.length) return;
  popup = document.createElement('div');
  popup.className = 'popup';
  popup.id = 'commands';
  popup.dataset.own = '1';
  popup.setAttribute('role', 'listbox');
  popup.setAttribute('aria-label', 'Commands');
  commands.forEach((each, index) => {
    const row = popup.appendChild(document.createElement('div'));
    row.id = `command-${index}`;
    row.setAttribute('role', 'option');
    row.setAttribute('aria-selected', index === 0);
    row.append(Object.assign(document.createElement('strong'), { textContent: each.command }));
    row.append(Object.assign(document.createElement('span'), { className: 'hint', textContent: each.hint }));
    row.append(Object.assign(document.createElement('small'), { textContent: `${each.app} – ${each.about}` }));
    row.dataset.command = each.command;
    row.onmousedown = (event) => {
      event.preventDefault();
      complete(field, row);
    };
  });
  field.closest('.composer').append(popup);
  field.setAttribute('aria-controls', 'commands');
  field.setAttribute('aria-activedescendant', 'command-0');
}

function closePopup() {
  popup?.remove();
  popup = null;
  document.getElementById('composer')?.removeAttribute('aria-activedescendant');
}

function complete(field, row) {
  field.value = `${row.dataset.command} `;
  closePopup();
  field.focus();
}

function steer(event, field) {
  const rows = [...popup.querySelectorAll('[role=option]')];
  const now = rows.findIndex((row) => row.getAttribute('aria-selected') === 'true');
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    const next = (now + (event.key === 'ArrowDown' ? 1 : rows.length - 1)) % rows.length;
    rows.forEach((row, index) => row.setAttribute('aria-selected', index === next));
    rows[next].scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', rows[next].id);
  } else if (event.key === 'Tab' || (event.key === 'Enter' && rows[now].dataset.command !== field.value)) {
    complete(field, rows[now]);
  } else {
    return false;
  }
  event.preventDefault();
  return true;
}

// ---- Keys.

document.addEventListener('keydown', (event) => {
  const field = event.target;
  if (popup && field.dataset.commands && steer(event, field)) return;
  if (event.key === 'Escape') return escape(event);
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && field.closest?.('.say') && field.nodeName === 'TEXTAREA') {
    event.preventDefault();
    field.form.requestSubmit();
  }
  if (event.key === 'Tab') trap(event);
});

function escape(event) {
  if (document.querySelector('dialog.confirm')) return;
  if (popup) return closePopup();
  const open = document.querySelector('details.menu[open], details.switcher[open], details.many[open]');
  if (open) {
    open.open = false;
    return open.querySelector('summary').focus();
  }
  const close = document.querySelector('.modal footer [name=close]');
  if (close) {
    event.preventDefault();
    return close.form.requestSubmit(close);
  }
  document.getElementById('menu').checked = false;
}

function trap(event) {
  const modal = document.querySelector('.modal');
  if (!modal || document.querySelector('dialog.confirm')) return;
  const stops = [...modal.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter((each) => each.tabIndex >= 0 && each.offsetParent !== null);
  const [first, last] = [stops[0], stops[stops.length - 1]];
  if (!modal.contains(document.activeElement) || (event.shiftKey ? document.activeElement === first : document.activeElement === last)) {
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
}

// ---- Begin.

toEnd();
if (location.hash.startsWith('#p')) document.getElementById(`m${location.hash.slice(2)}`)?.scrollIntoView({ block: 'center' });
if (document.querySelector('.modal')) enterModal();
else document.getElementById('composer')?.focus({ preventScroll: true });
if (new URLSearchParams(location.search).has('still')) history.replaceState(null, '', location.pathname + location.search.replace(/still=1&?/, '').replace(/\?$/, ''));
follow();
