// Plays the demo as a newcomer would, in headless Chromium: `node tests/browser/demo.mjs path/to/bearings`. Words behind it
// choose the checks with these words in their names. Pictures of every view go to target/browser/. Ends with the line that says how many checks passed.
import { browser, end } from './browser.mjs';
import evidence from './evidence.mjs';
import lookup from './lookup.mjs';
import phone from './phone.mjs';
import weeks from './weeks.mjs';

const chosen = process.argv.slice(3).join(' ');
let passed = 0;
let failed = 0;
for (const [name, check] of Object.entries({ ...lookup, ...evidence, ...phone, ...weeks }).filter(([name]) => name.includes(chosen))) {
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
await end();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
