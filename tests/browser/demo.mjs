// Plays the demo as a newcomer would, in headless Chromium: `node tests/browser/demo.mjs path/to/bearings`.
// Pictures of every view go to target/browser/. Ends with the line that says how many checks passed.
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
};

let passed = 0;
let failed = 0;
for (const [name, check] of Object.entries(checks)) {
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
