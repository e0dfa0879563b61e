// The build's one change to a package, string-width: its costly tables are made late, and no emoji is missed for it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const { late, MAY_BE_EMOJI } = (await import(pathToFileURL(path.join(root, 'scripts/lateUnicode.mjs')).href)) as {
  late: (code: string) => string;
  MAY_BE_EMOJI: RegExp;
};

describe('lateUnicode', () => {
  it.each(['string-width', 'cliui/node_modules/string-width'])('finds the tables of %s', (name) => {
    const code = readFileSync(path.join(root, 'node_modules', name, 'index.js'), 'utf8');
    const eager = /^const \w+ = (?:new Intl\.|.*RGI_Emoji)/m;
    expect(code).toMatch(eager);
    expect(late(code)).not.toMatch(eager);
  });

  it('leaves out no emoji: characters, with selector or skin, keycaps, flags, joined ones', () => {
    const emoji = new RegExp('^\\p{RGI_Emoji}$', 'v');
    const one = Array.from({ length: 0x1ffff }, (_, code) => String.fromCodePoint(code));
    const bases = one.filter((character) => /\p{Emoji}/u.test(character));
    const sequences = bases.flatMap((base) => [
      ...['\ufe0f', '\u{1f3fd}', '\ufe0f\u20e3', '\u{1f1ea}', '\u200d\u2642\ufe0f', '\u{1f3fd}\u200d\u2640\ufe0f'].map(
        (after) => base + after,
      ),
      `\u{1f469}\u200d${base}`,
      `\u{1f469}\u200d${base}\ufe0f`,
    ]);
    const found = [...one, ...sequences, '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'].filter(
      (text) => emoji.test(text),
    );
    expect(found.length).toBeGreaterThan(1500);
    expect(found.filter((text) => !MAY_BE_EMOJI.test(text))).toEqual([]);
  });
});
