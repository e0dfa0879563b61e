// What a page's address says.
import { describe, expect, it } from 'vitest';
import { linkFault, linkText, parseLink, type DeepLink } from '../../src/page/deepLink.js';

const allowed = { panels: ['loss', 'heatmap'], themes: ['dark', 'light'] };

describe('a deep link', () => {
  it.each<[string, DeepLink]>([
    ['', {}],
    ['#step=120&panel=heatmap', { step: 120, panel: 'heatmap' }],
    [
      '#step=end&run=2&theme=light&size=80x24',
      { step: 'end', run: 2, theme: 'light', size: { columns: 80, rows: 24 } },
    ],
  ])('%j is read, and written again as it was', (hash, link) => {
    expect(parseLink(hash, allowed)).toEqual(link);
    expect(linkText(parseLink(hash, allowed))).toBe(hash);
  });

  it.each([
    '#step=-1',
    '#step=1e3',
    '#step=99999999999',
    '#panel=__proto__',
    '#theme=blue',
    '#run=0',
    '#size=9x9',
    '#size=80x',
    '#?&=%',
  ])('%j says nothing', (hash) => expect(parseLink(hash, allowed)).toEqual({}));

  it.each([
    ['#panel=nope', 'address: panel "nope" is not allowed; allowed: loss, heatmap'],
    ['#step=-5&theme=light', 'address: step "-5" is not allowed; allowed: a number, end'],
    ['#colour=red', 'address: unknown "colour"; allowed: step, panel, run, theme, size'],
    ['#step=5&panel=loss', null],
    ['', null],
  ])('of %j says %j', (hash, fault) => expect(linkFault(hash, allowed)).toBe(fault));
});
