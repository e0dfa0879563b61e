// Instruments that were asked for and that the network or its engine does not have: the end of `engine.why`, written and read here.
import type { GradtopEvent } from './events.js';

const NAMES = { sharpness: 'sharpness', noiseScale: 'noise scale', jacobian: 'Jacobian' } as const;
export type Declinable = keyof typeof NAMES;
const ALL = Object.keys(NAMES) as Declinable[];
const BEFORE = new RegExp(`; no (?=(?:${Object.values(NAMES).join('|')}): )`);

/** `; no sharpness: REASON`, to append to `engine.why`; empty if nothing was declined. */
export const declinedPart = (reasons: Readonly<Partial<Record<Declinable, string | null>>>): string =>
  ALL.map((name) => (reasons[name] == null ? '' : `; no ${NAMES[name]}: ${reasons[name]}`)).join('');

/** Why the run does not measure `name`; null if nothing says so. */
export function whyDeclined(why: string | undefined, name: Declinable): string | null {
  const start = `${NAMES[name]}: `;
  const [, ...parts] = why?.split(BEFORE) ?? [];
  return parts.find((part) => part.startsWith(start))?.slice(start.length) ?? null;
}

/** `noise scale is not measured: REASON`; null if nothing says so. */
export function declinedLine(why: string | undefined, name: Declinable): string | null {
  const reason = whyDeclined(why, name);
  return reason === null ? null : `${NAMES[name]} is not measured: ${reason}`;
}

/** The choice of the engine alone, which holds for other runs too. */
export const withoutDeclined = (why: string): string => why.split(BEFORE)[0] ?? '';

/**
 * `not measured: sharpness (REASON)` if a run in `events` begins without an instrument that was asked for; null otherwise. `told`: whether
 * the user knows already.
 */
export function declinedSentence(
  events: readonly GradtopEvent[],
  told: (name: Declinable) => boolean = () => false,
): string | null {
  const why = events.find((event) => event.type === 'run')?.engine?.why;
  const parts = ALL.flatMap((name) => {
    const reason = whyDeclined(why, name);
    return reason === null || told(name) ? [] : [`${NAMES[name]} (${reason})`];
  });
  return parts.length === 0 ? null : `not measured: ${parts.join(', ')}`;
}
