// The weeks go by: prompts, and digests that authors see first.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { PHONE, answer, ask, fits, isAccessible, open, picture, pictures } from './browser.mjs';

export default {
  async 'introduced by an admin, started by Ana, three weeks go by: asked on Thursday afternoon, once a week, and answered in place'() {
    const maya = await open('maya', 'home');
    await maya.getByRole('button', { name: /^Introduce/ }).click();
    await maya.getByText('Bearings will introduce itself').waitFor();
    await isAccessible(maya, 'in the Home of an admin');
    await maya.screenshot({ path: join(pictures, 'home-admin.png'), fullPage: true });
    const page = await open('ana', 'dm');
    await answer(page, 'Hello from Bearings').waitFor();
    await picture(page, 'introduction');
    await isAccessible(page, 'on the introduction');
    await page.getByRole('button', { name: /^Start/ }).click();
    await page.getByText('You’re in!').waitFor();
    const channel = await open('ana', 'general');
    await ask(channel, '/framework settings');
    const modal = channel.getByRole('dialog');
    await modal.getByRole('radio', { name: /^Ask me which/ }).waitFor();
    await picture(channel, 'settings');
    await isAccessible(channel, 'in the settings');
    await modal.getByRole('button', { name: 'Save' }).click();
    await modal.getByText('Your next question arrives on Thursday').waitFor();
    await modal.getByRole('button', { name: 'Done' }).click();
    await modal.waitFor({ state: 'detached' });
    const question = answer(page, 'Did you do any of these this week?');
    const weeks = [
      ['I did this', 'Saved:'],
      ['Nothing this week', 'That’s fine.'],
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
      assert.equal(await answer(theirs, 'Did you do any of these this week?').count(), 0, `${other} was asked without a Start`);
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
    await form.locator('summary[aria-label^="Who else may be in the channel"]').click();
    await form.getByRole('group', { name: /^Who else may be in the channel/ }).getByText('Maya Cohen').click();
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
    const digest = (page) => page.getByRole('heading', { name: /^Payments: digest for the week of/ });
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
    await told.getByText('is a guest, and guests can’t be in').waitFor();
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
    await guest.getByText('This digest is hidden').waitFor();
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
