// The layout that the user left, kept in `layout.json` beside the configuration file.
import { LAYOUT_NAMES } from '../core/app/layouts.js';
import { USUAL_LAYOUT, type Arrangement, type LayoutState } from '../core/app/layoutState.js';
import { didYouMean } from '../core/config/suggest.js';
import { sanitizeLine } from '../core/text/sanitize.js';
import { whyNotWritten } from '../core/text/fileTrouble.js';
import { UserError } from '../core/userError.js';
import { replaceFile } from '../runtime/replaceFile.js';
import { PANEL_NAMES } from '../ui/panels/index.js';
import { tell } from './output.js';
import { besideConfig, placeOrNull, readOwnFile } from './ownFiles.js';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const panels = (value: unknown): readonly string[] | null =>
  Array.isArray(value) && value.every((one) => PANEL_NAMES.some((name) => name === one)) ? value.map(String) : null;

/** Null if the value is no arrangement of this version's panels. */
function arrangement(value: unknown): Arrangement | null {
  if (!isRecord(value) || !isRecord(value['sizes'])) return null;
  const [order, hidden] = [panels(value['order']), panels(value['hidden'])];
  const sizes = Object.entries(value['sizes']).flatMap(([id, size]) =>
    typeof size === 'number' && size >= 0.1 && size <= 10 ? [[id, size] as const] : [],
  );
  if (order === null || hidden === null || hidden.length >= PANEL_NAMES.length) return null;
  return { order, hidden, sizes: Object.fromEntries(sizes) };
}

/** Null if the text is no layout. */
export function layoutIn(text: string): LayoutState | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Damaged, or another program's file.
    return null;
  }
  if (!isRecord(value) || !isRecord(value['changed'])) return null;
  const name = LAYOUT_NAMES.find((one) => one === value['name']);
  const changed = Object.entries(value['changed']).map(([layout, one]) => [layout, arrangement(one)] as const);
  if (name === undefined || changed.some(([layout, one]) => one === null || !LAYOUT_NAMES.includes(layout)))
    return null;
  return {
    name,
    changed: Object.fromEntries(changed.flatMap(([layout, one]) => (one === null ? [] : [[layout, one]]))),
  };
}

/** Null: layouts last for a session. */
const fileOrNull = (): string | null => placeOrNull(() => besideConfig('layout.json'));

/** The layout of a screen: of the flag, else the one that the user left. @throws UserError for an unknown name */
export function ownLayout(asked: string | null): LayoutState {
  if (asked !== null && !LAYOUT_NAMES.includes(asked))
    throw new UserError(
      `--layout: no layout ${sanitizeLine(asked, 40)}${didYouMean(asked, LAYOUT_NAMES)}; allowed: ${LAYOUT_NAMES.join(', ')}`,
    );
  const file = fileOrNull();
  const read = file === null ? USUAL_LAYOUT : readKept(file);
  if (read === null)
    tell(`${file}: not a layout of this version; the usual one is shown, and the next change replaces the file`);
  const kept = read ?? USUAL_LAYOUT;
  return asked === null ? kept : { ...kept, name: asked };
}

/** The usual layout without a file; null if the file holds none. */
function readKept(file: string): LayoutState | null {
  try {
    const text = readOwnFile(file);
    return text === null ? USUAL_LAYOUT : layoutIn(text);
  } catch {
    // Unreadable: as good as damaged.
    return null;
  }
}

/** Returns why the layout is not kept, or null. */
export function keepLayout(layout: LayoutState): string | null {
  const file = fileOrNull();
  if (file === null) return null;
  try {
    replaceFile(file, `${JSON.stringify(layout)}\n`);
    return null;
  } catch (error) {
    return `the layout is not kept: ${file}: ${whyNotWritten(error)}`;
  }
}
