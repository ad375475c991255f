// The demo in headless Chromium, with what all checks do there.
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
export const pictures = join(root, 'target/browser');
const PORT = 8391;
export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

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

export const { demo, address } = await startDemo();
export const browser = await chromium.launch({
  executablePath: chrome,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

/** A page of a person at a place, which fails on errors in the browser and on anything that would leave this machine. */
export async function open(who, place, viewport = DESKTOP) {
  const page = await browser.newPage({ viewport });
  page.setDefaultTimeout(5_000);
  page.on('pageerror', (error) => { throw error; });
  page.on('request', (request) => assert.equal(new URL(request.url()).hostname, '127.0.0.1', request.url()));
  await page.goto(place ? `${address}/${who}/${place}` : address);
  return page;
}

export const composer = (page) => page.getByRole('textbox', { name: /^Message/ });
export const answer = (page, title) => page.getByRole('heading', { name: title });

export async function ask(page, words) {
  await composer(page).fill(words);
  await composer(page).press('Enter');
}

export async function picture(page, name) {
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

export async function isAccessible(page, where) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'best-practice'] }));
  const found = violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target).join(', ')}`);
  assert.deepEqual(found, [], `axe-core objects ${where}`);
}

export async function fits(page, where) {
  const [content, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(content <= width, `${where} is ${content} pixels wide on a screen of ${width}`);
}

/** Ends the browser and the demo, and removes its database. */
export async function end() {
  await browser.close();
  demo.removeAllListeners('exit');
  demo.kill('SIGTERM');
  rmSync(home, { recursive: true, force: true });
}
