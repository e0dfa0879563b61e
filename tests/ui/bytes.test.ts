// Bytes on the wire at 80x24, for slow lines: the first picture, and the help over a picture.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { updateReplay } from '../../src/core/app/replay.js';
import type { AppState } from '../../src/core/app/state.js';
import { initialState } from '../../src/core/app/update.js';
import { decodeLog } from '../../src/runtime/journal.js';
import { COLOUR_DEPTHS } from '../../src/runtime/terminal/colour.js';
import { terminalOf } from '../../src/runtime/terminal/identity.js';
import { Surface } from '../../src/runtime/terminal/surface.js';
import { loadPreset } from '../../src/cli/presets.js';
import { PANEL_ENTRIES } from '../../src/ui/panels/index.js';
import { createPicturer } from '../../src/ui/picture.js';
import { THEME_NAMES } from '../../src/ui/themes/index.js';
import { FOURTEEN } from '../helpers/terminals.js';

const size = { columns: 80, rows: 24 };
const usual = { size, panels: PANEL_ENTRIES, themes: THEME_NAMES, presets: [] };
const live = (name: string): AppState => initialState({ ...usual, configs: [loadPreset(name)] }).state;

/** A recorded run up to an event. */
function played(name: string, many: number): AppState {
  const events = decodeLog(readFileSync(new URL(`../fixtures/logs/${name}.jsonl`, import.meta.url), 'utf8'), name);
  const { state } = initialState({ ...usual, configs: [], replay: true });
  return updateReplay(state, { type: 'events', runId: 'run-1', events: events.slice(0, many) }).state;
}

/** Of each combination of what makes a drawing shorter, one terminal. */
const KINDS = FOURTEEN.filter(({ name }) => ['xterm', 'kitty', 'Windows Terminal', 'screen'].includes(name));

/** The bytes of each picture after the one before it, for each kind of terminal and each depth of colour. */
function bytesOf(states: readonly AppState[]): { readonly erase: boolean; readonly bytes: readonly number[] }[] {
  const pictures = states.map((state) => createPicturer({ ascii: false })(state));
  return COLOUR_DEPTHS.flatMap((depth) =>
    KINDS.map(({ env }) => {
      const terminal = terminalOf(env);
      const surface = new Surface({ write: () => true }, depth, size.columns, size.rows, terminal);
      const bytes = pictures.map((canvas) => {
        surface.setLayers([{ x: 0, y: 0, canvas }]);
        return surface.flush();
      });
      return { erase: terminal.erase, bytes };
    }),
  );
}

const withHelp = (state: AppState, scroll = 0): AppState => ({
  ...state,
  ui: { ...state.ui, overlay: 'help', scroll },
});

describe.each(['vanishing-sigmoid', 'relu', 'exploding-rnn'])('%s', (name) => {
  const first = [live(name), played(name, 1)];
  const later = [40, 1000].map((many) => played(name, many));

  it('has a first picture of at most 4 KB', () => {
    for (const state of first)
      for (const { bytes } of bytesOf([state])) {
        expect(bytes[0]).toBeGreaterThan(500);
        expect(bytes[0]).toBeLessThanOrEqual(4096);
      }
  });

  it('has a help of at most 2 KB, if the terminal erases cells within a row', () => {
    for (const state of [...first, ...later])
      for (const { bytes, erase } of bytesOf([state, withHelp(state), withHelp(state, 15)])) {
        const [, help = 0, scrolled = 0] = bytes;
        expect(Math.min(help, scrolled)).toBeGreaterThan(500);
        if (erase) expect(Math.max(help, scrolled)).toBeLessThanOrEqual(2048);
      }
  });
});
