// What the framework says is asked, shared and read by keyboard and in App Home.
import assert from 'node:assert/strict';
import { answer, ask, composer, isAccessible, open, picture } from './browser.mjs';

export default {
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
    await modal.getByText('It starts at level 3').waitFor();
    await modal.getByRole('button', { name: 'Leadership at level 3' }).click();
    await modal.getByText('Onboards / mentors new engineers').waitFor();
    await picture(page, 'modal');
    await isAccessible(page, 'in a modal');
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
  },
};
