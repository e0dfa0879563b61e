// Every relative link and every file named in the documentation exists.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorOf, PAGES, pageText, prose, ROOT } from './pages.js';

describe.each(PAGES)('%s', (page) => {
  const text = prose(pageText(page));

  it('links to files and headings that exist', () => {
    const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [file = '', anchor] = target.split('#');
        const linked = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
        if (!existsSync(path.join(ROOT, linked))) return true;
        if (anchor === undefined) return false;
        const headings = [...prose(pageText(linked)).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
        return !headings.includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  it('names files of the repository that exist', () => {
    const named = [...text.matchAll(/`((?:docs|scripts|tests|presets|lessons|tapes|bench)\/[\w./-]+\.\w+)`/g)].map(
      ([, file = '']) => file,
    );
    expect(named.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });
});

it('the index links to every page in docs', () => {
  const linked = new Set(
    [...pageText('docs/README.md').matchAll(/\]\(([^)#]+)/g)].map(([, target = '']) => path.posix.join('docs', target)),
  );
  const pages = PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
  expect(pages.filter((page) => !linked.has(page))).toEqual([]);
});
