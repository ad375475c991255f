// Evidence is logged, shared, withdrawn, and marked in the framework.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DESKTOP, PHONE, answer, ask, fits, isAccessible, open, picture, pictures } from './browser.mjs';

export default {
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
    await modal.getByText('That’s not a web address.').waitFor();
    assert.equal(await modal.getByRole('textbox', { name: /^What happened/ }).inputValue(), 'rolled out the new ledger');
    await modal.getByText('That’s not a web address.').scrollIntoViewIfNeeded();
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
    await page.getByRole('button', { name: /^Share with my manager, entry from .*rolled out/ }).last().click();
    await page.getByText('can see this.').getByText('Priya Raman').waitFor();
    await picture(page, 'evidence-shared');
    await isAccessible(page, 'on a page of entries');
    await page.getByRole('button', { name: /^Unshare, entry from .*rolled out/ }).last().click();
    await page.getByRole('button', { name: /^Share with my manager, entry from .*rolled out/ }).last().waitFor();
    await page.getByRole('button', { name: /^Delete, entry from .*rolled out/ }).last().click();
    await page.getByText('You can undo this until').waitFor();
    await picture(page, 'evidence-deleted');
    await page.getByRole('button', { name: /^Undo/ }).click();
    await page.getByRole('button', { name: /^Delete, entry from .*rolled out/ }).last().waitFor();
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
    await modal.getByText('Keep the message’s text, too').waitFor();
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
};
