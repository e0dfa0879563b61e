// The table of panels: no painter is forgotten, every record is complete, and the layout can place each.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { layout } from '../../../src/ui/layout.js';
import { claimants, PANEL_ENTRIES, PANEL_NAMES, panelOf, PANELS } from '../../../src/ui/panels/index.js';
import type { Panel } from '../../../src/ui/panels/panel.js';

const folder = path.resolve(import.meta.dirname, '../../../src/ui/panels');

it('has a row for every painter of the folder', async () => {
  const rows: readonly Panel[] = Object.values(PANELS);
  for (const file of readdirSync(folder).filter((name) => /\.tsx?$/.test(name) && name !== 'index.ts')) {
    const module = (await import(path.join(folder, file))) as Record<string, Panel>;
    for (const [name, value] of Object.entries(module))
      if (typeof value === 'object' && 'paint' in value)
        expect(rows.includes(value), `${file} exports ${name}`).toBe(true);
  }
});

it.each(PANEL_NAMES)('the record of %s is complete', (name) => {
  const panel = panelOf(name);
  expect(name).toMatch(/^[a-z]+$/);
  expect(Math.min(panel.minimum.width, panel.minimum.height)).toBeGreaterThan(0);
  for (const other of [panel.recurrent, panel.withoutData])
    if (other !== undefined) expect(PANEL_NAMES).toContain(other);
  expect(PANEL_ENTRIES.find(({ id }) => id === name)).toMatchObject({
    severalOnly: panel.severalOnly === true,
    classesOnly: panel.classesOnly === true,
    numbersOnly: panel.numbersOnly === true,
  });
  const place = layout({ columns: 80, rows: 24, focusPanel: name, enlarged: false, runs: 2 });
  expect(place?.bands.flat().map(({ id }) => id)).toContain(name);
  const golden = readdirSync(path.resolve(import.meta.dirname, '../../golden')).filter((file) =>
    file.startsWith(`${name}-`),
  );
  expect(golden.length, 'golden pictures').toBeGreaterThanOrEqual(3);
});

it.each(['one', 'several'] as const)('gives each place once, with %s', (runs) => {
  const places = claimants(runs).map((id) => panelOf(id).claims[runs]);
  expect(new Set(places).size).toBe(places.length);
});

it('refuses a name that is not in the table', () => {
  expect(() => panelOf('colours')).toThrow('colours');
});
