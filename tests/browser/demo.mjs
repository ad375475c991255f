// Plays the demo as a newcomer would, in headless Chromium: `node tests/browser/demo.mjs path/to/bearings`. Words behind it
// choose the checks with these words in their names. Pictures of every view go to target/browser/. Ends with the line that says how many checks passed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const bearings = process.argv[2] ?? join(root, 'target/release/bearings');
const chosen = process.argv.slice(3).join(' ');
const chrome = process.env.CHROMIUM ?? '/usr/bin/chromium';
const pictures = join(root, 'target/browser');
const PORT = 8391;
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

mkdirSync(pictures, { recursive: true });
const home = mkdtempSync(join(tmpdir(), 'bearings-'));

function startDemo() {
  const demo = spawn(bearings, ['demo', '--fresh', '--port', `${PORT}`, '--database', join(home, 'demo.db')], { cwd: root });
  demo.stderr.pipe(process.stderr);
  return new Promise((resolve, reject) => {
    demo.once('exit', (code) => reject(new Error(`the demo ended with ${code}`)));
    demo.stdout.on('data', (text) => {
      const address = /http:\/\/\S+/.exec(`${text}`);
      if (address) resolve({ demo, address: address[0] });
    });
  });
}

const { demo, address } = await startDemo();
const browser = await chromium.launch({
  executablePath: chrome,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

/** A page of somebody at a place, which fails on errors in the browser and on anything that would leave this machine. */
async function open(who, place, viewport = DESKTOP) {
  const page = await browser.newPage({ viewport });
  page.setDefaultTimeout(5_000);
  page.on('pageerror', (error) => { throw error; });
  page.on('request', (request) => assert.equal(new URL(request.url()).hostname, '127.0.0.1', request.url()));
  await page.goto(place ? `${address}/${who}/${place}` : address);
  return page;
}

const composer = (page) => page.getByRole('textbox', { name: /^Message/ });
const answer = (page, title) => page.getByRole('heading', { name: title });

async function ask(page, words) {
  await composer(page).fill(words);
  await composer(page).press('Enter');
}

async function picture(page, name) {
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

async function isAccessible(page, where) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'best-practice'] }));
  const found = violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target).join(', ')}`);
  assert.deepEqual(found, [], `axe-core objects ${where}`);
}

async function fits(page, where) {
  const [content, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(content <= width, `${where} is ${content} pixels wide on a screen of ${width}`);
}

const checks = {
  async 'the address opens on a channel where the command can be typed, and its hint helps'() {
    const page = await open('ana', '');
    await composer(page).pressSequentially('/fra');
    await page.getByText('level 3 mastery | compare').first().waitFor();
    await picture(page, 'hint');
  },

  async 'the command shows 13 behaviours, to Ana alone'() {
    const page = await open('ana', 'general');
    await ask(page, '/framework level 3 mastery');
    await answer(page, 'Mastery · Level 3').waitFor();
    const lines = (await page.locator('.b-section').last().innerText()).split('\n');
    const behaviours = lines.filter((line) => line.startsWith('• '));
    assert.equal(behaviours.length, 13);
    assert.equal(behaviours[0], '• Uses appropriate design patterns');
    await page.getByText('Only visible to you').last().waitFor();
    await picture(page, 'cell');
    await isAccessible(page, 'in the channel');
    const ben = await open('ben', 'general');
    assert.equal(await ben.getByText('Mastery · Level 3').count(), 0);
  },

  async 'Share here shows it to everyone, and Ben looks around for himself'() {
    const [ana, ben] = [await open('ana', 'backend'), await open('ben', 'backend')];
    await ask(ana, '/framework level 3 mastery');
    await ana.getByRole('button', { name: 'Share here' }).click();
    await ana.getByText('Shared here:').waitFor();
    await answer(ben, 'Mastery · Level 3').waitFor();
    await picture(ben, 'shared');
    await ben.getByRole('button', { name: 'Look around' }).click();
    await ben.getByRole('button', { name: /Mastery at level 4/ }).click();
    await answer(ben, 'Mastery · Level 4').waitFor();
    assert.equal(await ana.getByText('Mastery · Level 4').count(), 0);
  },

  async 'everything works by keyboard alone'() {
    const page = await open('kenji', 'general');
    await composer(page).focus();
    await page.keyboard.type('/framework mastery 5');
    await page.keyboard.press('Enter');
    await answer(page, 'Mastery · Level 5').waitFor();
    const name = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
    for (let steps = 0; !/Mastery at level 6/.test(await name()); steps += 1) {
      assert.ok(steps < 60, 'the button cannot be reached with Tab');
      await page.keyboard.press('Shift+Tab');
    }
    await page.keyboard.press('Enter');
    await answer(page, 'Mastery · Level 6').waitFor();
  },

  async 'App Home opens the framework in a modal, and Escape closes it'() {
    const page = await open('maya', 'home');
    await page.getByRole('combobox', { name: 'Level' }).selectOption({ label: 'Level 1' });
    await page.getByRole('combobox', { name: 'Theme' }).selectOption({ label: '👩‍💼 Leadership' });
    await picture(page, 'home');
    await isAccessible(page, 'in Home');
    await page.getByRole('button', { name: /^Show/ }).click();
    const modal = page.getByRole('dialog');
    await modal.getByText('It begins at level 3').waitFor();
    await modal.getByRole('button', { name: 'Leadership at level 3' }).click();
    await modal.getByText('Onboards / mentors new engineers').waitFor();
    await picture(page, 'modal');
    await isAccessible(page, 'in a modal');
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
  },

  async 'evidence is written in seconds: likely behaviours follow the words, and the entry says who can see it'() {
    const page = await open('ana', 'backend');
    await ask(page, '/evidence');
    const modal = page.getByRole('dialog');
    const words = modal.getByRole('textbox', { name: /^What happened/ });
    await words.pressSequentially('set up Grafana alerts before the payouts launch');
    const likely = modal.getByRole('checkbox', { name: /^Includes actionable dashboarding/ });
    await likely.waitFor();
    assert.equal(await words.inputValue(), 'set up Grafana alerts before the payouts launch', 'nothing typed is lost');
    await likely.check();
    await picture(page, 'evidence-form');
    await modal.screenshot({ path: join(pictures, 'evidence-form-alone.png') });
    await isAccessible(page, 'in the form');
    await modal.getByRole('button', { name: 'Save' }).click();
    await modal.getByText('Only you can see this.').waitFor();
    await picture(page, 'evidence-saved');
    await modal.getByRole('button', { name: 'Done' }).click();
    await modal.waitFor({ state: 'detached' });
  },

  async 'a fault is said at its field, and everything stays filled in'() {
    const page = await open('ana', 'backend');
    await ask(page, '/evidence rolled out the new ledger');
    const modal = page.getByRole('dialog');
    await modal.getByRole('textbox', { name: /^Link/ }).fill('pull request 7');
    await modal.getByRole('button', { name: 'Save' }).click();
    await modal.getByText('This is not a web address.').waitFor();
    assert.equal(await modal.getByRole('textbox', { name: /^What happened/ }).inputValue(), 'rolled out the new ledger');
    await modal.getByText('This is not a web address.').scrollIntoViewIfNeeded();
    await picture(page, 'evidence-fault');
    await isAccessible(page, 'in a form with a fault');
    await modal.getByRole('textbox', { name: /^Link/ }).fill('https://example.com/pull/7');
    await modal.getByRole('button', { name: 'Save' }).click();
    await modal.getByText('example.com/pull/7').waitFor();
    await modal.getByRole('button', { name: 'Done' }).click();
  },

  async 'an entry is shared, taken back, deleted and brought back where it stands, and nobody else sees it'() {
    const page = await open('ana', 'backend');
    await ask(page, '/framework me');
    const mine = answer(page, 'Your evidence').last();
    await mine.waitFor();
    await page.getByRole('button', { name: /^Share with my manager, the entry of .*rolled out/ }).last().click();
    await page.getByText('can see this.').getByText('Priya Raman').waitFor();
    await picture(page, 'evidence-shared');
    await isAccessible(page, 'on a page of entries');
    await page.getByRole('button', { name: /^Unshare, the entry of .*rolled out/ }).last().click();
    await page.getByRole('button', { name: /^Share with my manager, the entry of .*rolled out/ }).last().waitFor();
    await page.getByRole('button', { name: /^Delete, the entry of .*rolled out/ }).last().click();
    await page.getByText('Gone for good at').waitFor();
    await picture(page, 'evidence-deleted');
    await page.getByRole('button', { name: /^Undo/ }).click();
    await page.getByRole('button', { name: /^Delete, the entry of .*rolled out/ }).last().waitFor();
    for (const other of ['ben', 'priya', 'maya']) {
      for (const place of ['backend', 'home']) {
        const theirs = await open(other, place);
        await theirs.waitForLoadState();
        assert.equal(await theirs.getByText('rolled out the new ledger').count(), 0, `${other} sees it`);
        await theirs.close();
      }
    }
  },

  async 'a message is saved with its link, from its own menu, by keyboard'() {
    const page = await open('kenji', 'general');
    const message = page.locator('.message', { hasText: 'Demo day is Thursday' });
    await message.locator('summary[aria-label="More actions"]').focus();
    await page.keyboard.press('Enter');
    const item = message.getByRole('button', { name: /Save as evidence/ });
    await item.focus();
    await page.keyboard.press('Enter');
    const modal = page.getByRole('dialog');
    await modal.getByText('Keep what the message says, too').waitFor();
    assert.match(await modal.getByRole('textbox', { name: /^Link/ }).inputValue(), /slack\.com\/archives\//);
    await picture(page, 'evidence-message');
    await page.keyboard.press('Escape');
  },

  async 'Home shows the entries, and a cell marks them for their author alone'() {
    for (const [size, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
      const page = await open('ana', 'home', viewport);
      await page.getByText('set up Grafana alerts').first().waitFor();
      await fits(page, 'Home with evidence');
      await isAccessible(page, 'in Home with evidence');
      await page.screenshot({ path: join(pictures, `evidence-home-${size}.png`), fullPage: true });
      const channel = await open('ana', 'backend', viewport);
      await ask(channel, '/framework level 4 mastery');
      await channel.getByText('(your evidence:').last().waitFor();
      await picture(channel, `evidence-marks-${size}`);
      await ask(channel, '/evidence');
      await channel.getByRole('dialog').getByText('What happened?').waitFor();
      await picture(channel, `evidence-form-${size}`);
      await fits(channel, 'the form');
      await channel.keyboard.press('Escape');
      await page.close();
      await channel.close();
    }
  },

  async 'every answer has its picture, and none is wider than a phone'() {
    const views = {
      picker: ['', 'What would you like to read?'],
      level: ['level 3', 'Level 3 · all themes'],
      theme: ['impact', 'Impact · all levels'],
      compare: ['compare 3 4 impact', 'Impact · level 3 to 4'],
      search: ['search proposals', 'Search: proposals'],
      gaps: ['gaps', 'No example yet · Level 1'],
      about: ['about', 'About our engineering progression frameworks'],
      help: ['help', 'How to ask'],
      unknown: ['grafana dashboards', 'I don’t know “grafana dashboards”'],
      empty: ['level 1 leadership', 'Leadership · Level 1'],
      missing: ['level 9', 'There is no level 9'],
    };
    for (const [size, viewport, who] of [['desktop', DESKTOP, 'priya'], ['phone', PHONE, 'kenji']]) {
      for (const [name, [words, title]] of Object.entries(views)) {
        const page = await open(who, 'general', viewport);
        await ask(page, `/framework ${words}`);
        await answer(page, title).last().waitFor();
        await fits(page, name);
        await picture(page, `${name}-${size}`);
        await page.close();
      }
    }
  },

  async 'on a phone the channels are behind a button'() {
    const page = await open('ana', 'general', PHONE);
    await picture(page, 'channel-phone');
    await isAccessible(page, 'on a phone');
    await page.getByTitle('Channels').click();
    await page.getByRole('link', { name: /Bearings/ }).click();
    await page.waitForURL(/home|dm|bearings/i);
    await fits(page, 'App Home');
    await picture(page, 'home-phone');
  },

  async 'introduced by an admin, started by Ana, three weeks go by: asked on Thursday afternoon, once a week, and answered in place'() {
    const maya = await open('maya', 'home');
    await maya.getByRole('button', { name: /^Introduce/ }).click();
    await maya.getByText('Bearings introduces itself').waitFor();
    await isAccessible(maya, 'in the Home of an admin');
    await maya.screenshot({ path: join(pictures, 'home-admin.png'), fullPage: true });
    const page = await open('ana', 'dm');
    await answer(page, 'Hello from Bearings').waitFor();
    await picture(page, 'introduction');
    await isAccessible(page, 'on the introduction');
    await page.getByRole('button', { name: /^Start/ }).click();
    await page.getByText('You are in.').waitFor();
    const channel = await open('ana', 'general');
    await ask(channel, '/framework settings');
    const modal = channel.getByRole('dialog');
    await modal.getByRole('radio', { name: /^Ask me which/ }).waitFor();
    await picture(channel, 'settings');
    await isAccessible(channel, 'in the settings');
    await modal.getByRole('button', { name: 'Save' }).click();
    await modal.getByText('The next question comes on Thursday').waitFor();
    await modal.getByRole('button', { name: 'Done' }).click();
    await modal.waitFor({ state: 'detached' });
    const question = answer(page, 'What did you show this week?');
    const weeks = [
      ['I did this', 'Saved:'],
      ['Nothing this week', 'That is fine.'],
      ['Something else', 'What happened?'],
    ];
    for (const [week, [press, then]] of weeks.entries()) {
      await page.getByRole('button', { name: 'Next Thursday 15:30' }).click();
      // Not everybody is asked in the same minute.
      await page.getByRole('button', { name: '+1 hour' }).click();
      await question.nth(week).waitFor();
      await picture(page, `prompt-${week + 1}-asked`);
      await isAccessible(page, 'on a prompt');
      await page.getByRole('button', { name: new RegExp(`^${press}`) }).first().click();
      await page.getByText(then).last().waitFor();
      await picture(page, `prompt-${week + 1}`);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal(await question.count(), 3, 'one message a week');
    for (const other of ['ben', 'kenji', 'priya', 'maya']) {
      const theirs = await open(other, 'dm');
      await theirs.waitForLoadState();
      assert.equal(await answer(theirs, 'What did you show this week?').count(), 0, `${other} was asked without a Start`);
      await theirs.close();
    }
    const phone = await open('ana', 'dm', PHONE);
    await question.first().waitFor();
    await fits(phone, 'the DM');
    await picture(phone, 'prompt-phone');
  },

  async 'Ana sees what goes to the digest and holds one back, Priya reads the rest on Friday, and nothing is posted while a guest is there'() {
    const leads = await open('priya', 'payments-leads');
    await ask(leads, '/invite @Bearings');
    await leads.getByText('Bearings was added').waitFor();
    const home = await open('priya', 'home');
    await home.getByRole('button', { name: /^Digest settings/ }).click();
    const form = home.getByRole('dialog');
    await form.getByRole('combobox', { name: 'Digest on' }).selectOption({ label: 'Friday' });
    await form.getByLabel('Digest at').fill('16:00');
    await form.getByLabel('Digest channel').selectOption({ label: '#payments-leads' });
    await form.locator('summary[aria-label^="Who else may be in that channel"]').click();
    await form.getByRole('group', { name: /^Who else may be in that channel/ }).getByText('Maya Cohen').click();
    await picture(home, 'digest-settings');
    await isAccessible(home, 'in the settings of a digest');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('Saved.').waitFor();
    await picture(home, 'digest-settings-saved');
    await home.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });

    const ana = await open('ana', 'general');
    const note = async (words, shows) => {
      await ask(ana, `/evidence ${words}`);
      const modal = ana.getByRole('dialog');
      if (shows) await modal.getByText(shows).click();
      await modal.getByRole('radio', { name: /^My manager/ }).check();
      await modal.getByRole('button', { name: 'Save' }).click();
      await modal.getByText('can see this.').waitFor();
      await modal.getByRole('button', { name: 'Close' }).last().click();
      await modal.waitFor({ state: 'detached' });
    };
    await note('set up Grafana alerts before the payouts launch', 'Includes actionable dashboarding as part of a new system');
    await note('Sat with the ledger team and wrote down how a rollback goes');
    const dm = await open('ana', 'dm');
    await dm.getByRole('button', { name: 'Next Thursday 15:30' }).click();
    await dm.getByText('digest on Friday: 2 entries.').waitFor();
    await picture(dm, 'preview');
    await isAccessible(dm, 'on a preview');
    await dm.getByRole('button', { name: /^See the exact text/ }).click();
    const exact = dm.getByRole('dialog');
    await exact.getByText('wrote down how a rollback goes').waitFor();
    await picture(dm, 'preview-exact');
    await isAccessible(dm, 'in the exact text');
    await exact.getByRole('button', { name: /^Hold back/ }).last().click();
    await exact.getByText('Held back').waitFor();
    await picture(dm, 'preview-held');
    await exact.getByRole('button', { name: 'Close' }).last().click();
    await dm.getByRole('button', { name: '+1 day' }).click();
    await dm.getByRole('button', { name: '+1 hour' }).click();
    const digest = (page) => page.getByRole('heading', { name: /^Payments: digest of the week of/ });
    await digest(leads).waitFor();
    await leads.getByText('Worth asking in the 1:1').waitFor();
    assert.equal(await leads.getByText('how a rollback goes').count(), 0, 'it was held back');
    await picture(leads, 'digest');
    await isAccessible(leads, 'on a digest');
    const phone = await open('priya', 'payments-leads', PHONE);
    await digest(phone).waitFor();
    await fits(phone, 'a digest');
    await picture(phone, 'digest-phone');
    await leads.getByRole('button', { name: /^Open in App Home/ }).click();
    await leads.getByRole('dialog').getByRole('button', { name: /^Open/ }).waitFor();
    await picture(leads, 'manager-overview');
    await leads.getByRole('dialog').getByRole('button', { name: /^Open/ }).click();
    await leads.getByRole('dialog').getByText('Talking points').waitFor();
    await picture(leads, 'manager-shared');
    await isAccessible(leads, 'in what is shared');
    await leads.keyboard.press('Escape');
    await leads.getByRole('dialog').waitFor({ state: 'detached' });
    const own = await open('ana', 'home');
    await own.getByText(/Priya Raman opened \d entr/).first().waitFor();
    await own.screenshot({ path: join(pictures, 'home-opened.png'), fullPage: true });

    await note('Cut the cold start of the payouts service by warming its cache');
    await ask(leads, '/invite @noor');
    await leads.getByText('Noor Haddad was added').waitFor();
    const told = await open('priya', 'dm');
    await told.getByRole('button', { name: 'Next Thursday 15:30' }).click();
    await dm.getByText('digest on Friday: 1 entry.').waitFor();
    for (const jump of ['+1 day', '+1 hour']) await told.getByRole('button', { name: jump }).click();
    await told.getByText('is a guest, and no guest can be').waitFor();
    await picture(told, 'digest-withheld');
    await isAccessible(told, 'where a digest waits');
    assert.equal(await digest(leads).count(), 1, 'nothing was posted beside a guest');
    // What was posted before is hidden, and an edit changes nothing about that.
    await ask(ana, '/framework me Grafana');
    await ana.getByRole('button', { name: /^Edit/ }).first().click();
    const edit = ana.getByRole('dialog');
    await edit.getByLabel('What happened?').fill('set up Grafana alerts a week before the payouts launch');
    await edit.getByRole('button', { name: 'Save' }).click();
    await edit.getByRole('heading', { name: 'Saved' }).waitFor();
    await edit.getByRole('button', { name: 'Close' }).last().click();
    const guest = await open('noor', 'payments-leads', PHONE);
    await guest.getByText('This digest shows nothing for now').waitFor();
    assert.equal(await guest.getByText('Grafana').count(), 0, 'nobody told the author of a guest');
    await fits(guest, 'a digest that is hidden');
    await picture(guest, 'digest-hidden-phone');
    await picture(leads, 'digest-hidden');
    await isAccessible(leads, 'on a digest that is hidden');
    await ask(leads, '/remove @noor');
    await leads.getByText('Noor Haddad was removed').waitFor();
    // The digest of the week before is hidden, and has one too.
    await told.getByRole('button', { name: /^Check again/ }).last().click();
    await digest(leads).nth(1).waitFor();
    const small = await open('priya', 'dm', PHONE);
    await fits(small, 'the DM of a manager');
    await picture(small, 'digest-withheld-phone');
  },
};

let passed = 0;
let failed = 0;
for (const [name, check] of Object.entries(checks).filter(([name]) => name.includes(chosen))) {
  try {
    await check();
    passed += 1;
    console.log(`ok: ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`not ok: ${name}\n${error.stack}`);
  }
  for (const context of browser.contexts()) await context.close();
}
await browser.close();
demo.removeAllListeners('exit');
demo.kill('SIGTERM');
rmSync(home, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
