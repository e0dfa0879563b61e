// Reports phrases that are hard to read, with what to write instead: `npm run words [FILE...]`. CONTRIBUTING.md has the guide.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Each phrase, and what to write instead. */
const PHRASES = [
  [/\b(nobody|whoever|somebody)\b/i, 'name the component, or the user'],
  [/\banew\b/i, 'again, or from the start'],
  [/\bcan(not|'t) be had\b/i, 'is not available'],
  [/\b(is|are|was|were|been) told\b/i, 'is reported, logged or shown'],
  [/\btells? of\b/i, 'reports'],
  [/\bknow(ing|s) nothing\b/i, 'chance level'],
  [/\bgiv(es?|ing) way to\b/i, 'is replaced by'],
  [/\ba person's\b/i, "the user's"],
  [/\bthe newest\b/i, 'the last, or the latest'],
  [/\bbehind (a|an|the|it|them|what|which|that|each|every)\b/i, 'after (time), following or below (place)'],
  [/\bin (its|their|our|the) stead\b/i, 'instead'],
  [/\b(?:parted|apart) by\b/i, 'separated by'],
  [/\bheld against\b/i, 'compared with'],
  [/\b(?:is|are) waited for\b/i, 'name who waits: gradtop waits for'],
  [/\bcomes? (?:late|again)\b/i, 'arrives out of order, or occurs again'],
  [/\bmade[- ]up\b/i, 'synthetic'],
  [/\bthe notes\b(?! file)/i, 'say the thing itself'],
  [/\bthe (lesson's )?notebook\b/i, 'say the thing itself'],
  [/\b(prompt|cure) [1-9]\b/i, 'say the thing itself'],
  [/\b(is|be|are) (not )?a text\b/i, 'a string'],
  [/\b(?!side by)([a-z]+(?: [a-z]+)+) \1\b/i, 'a phrase that stands twice'],
];
const KINDS = /\.(ts|tsx|mjs|js|md|ya?ml|json|tape|py|sh)$/;
/** Recorded or foreign text, and the list itself. */
const LEFT_OUT = /^(tests\/(fixtures|golden)\/|package-lock\.json$|scripts\/words\.mjs$|LICENSE)/;

const named = process.argv.slice(2);
const files = (
  named.length > 0 ? named : execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n')
).filter((file) => KINDS.test(file) && !LEFT_OUT.test(file));
let found = 0;
for (const file of files) {
  const lines = readFileSync(new URL(file, `file://${root}`), 'utf8').split('\n');
  for (const [index, line] of lines.entries())
    for (const [phrase, instead] of PHRASES) {
      const match = phrase.exec(line);
      if (match === null) continue;
      found += 1;
      process.stdout.write(`${file}:${index + 1}: "${match[0]}": ${instead}\n`);
    }
}
if (found > 0) {
  process.stdout.write(`words: ${found} phrases to rewrite; CONTRIBUTING.md has the guide\n`);
  process.exitCode = 1;
}
