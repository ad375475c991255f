// Fields that tell the app while one types: type-ahead in external selects, and text on every character or on Enter.
'use strict';

const PAUSE = 300;
let typing;

/** Sends the field's form once nothing was typed for a moment; what is typed meanwhile stays in the field. */
function afterPause(act) {
  clearTimeout(typing);
  typing = setTimeout(act, PAUSE);
}

function search(field) {
  if (field.value.length >= Number(field.dataset.least)) send(field.form, [['search', field.dataset.search]]);
}

document.addEventListener('input', (event) => {
  const field = event.target;
  if (field.dataset.search) afterPause(() => search(field));
  else if (field.dataset.type) afterPause(() => send(field.form, [['choose', field.dataset.type]]));
});

document.addEventListener('toggle', (event) => {
  const field = event.target.open && event.target.querySelector('[data-search]');
  if (field) {
    field.focus();
    search(field);
  }
}, true);

document.addEventListener('keydown', (event) => {
  const { search: finds, enter } = event.target.dataset ?? {};
  if (event.key !== 'Enter' || event.isComposing || !(finds || enter)) return;
  event.preventDefault();
  if (!enter) return;
  clearTimeout(typing);
  send(event.target.form, [['choose', enter]]);
});

// Whatever is pressed carries all fields, so nothing is left to tell.
document.addEventListener('submit', () => clearTimeout(typing));
