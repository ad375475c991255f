// Every answer and every place fits a phone.
import { DESKTOP, PHONE, answer, ask, fits, isAccessible, open, picture } from './browser.mjs';

export default {
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
      unknown: ['grafana dashboards', 'No match for “grafana dashboards”'],
      empty: ['level 1 leadership', 'Leadership · Level 1'],
      missing: ['level 9', 'There’s no level 9'],
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
