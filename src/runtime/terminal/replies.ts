// What a terminal answers to the questions about images: graphics of kitty, the size of a cell, device attributes, name and version. Pure.

export type TerminalReply =
  | { readonly kind: 'graphics'; readonly ok: boolean }
  /** Pixels of a cell. */
  | { readonly kind: 'cell'; readonly width: number; readonly height: number }
  /** Primary device attributes; 4 stands for sixels. */
  | { readonly kind: 'attributes'; readonly list: readonly number[] }
  | { readonly kind: 'version'; readonly name: string; readonly version: string };

const MOST_PIXELS = 200;

/** The reply in a CSI sequence without its escape; null if it is none. */
export function replyOf(sequence: string): TerminalReply | null {
  const attributes = /^\[\?([\d;]+)c$/.exec(sequence)?.[1];
  if (attributes !== undefined) return { kind: 'attributes', list: attributes.split(';').map(Number) };
  const [, high = '', wide = ''] = /^\[6;(\d+);(\d+)t$/.exec(sequence) ?? [];
  const [height, width] = [Number(high), Number(wide)];
  const plausible = (size: number): boolean => size >= 1 && size <= MOST_PIXELS;
  return plausible(height) && plausible(width) ? { kind: 'cell', width, height } : null;
}

/** An answer of kitty's graphics protocol: `_Gi=31;OK`, from which escape and end are removed. */
export const graphicsReply = (text: string): TerminalReply | null =>
  /^_G[^;]*;/.test(text) ? { kind: 'graphics', ok: text.endsWith(';OK') } : null;

/** The answer to XTVERSION: `P>|kitty(0.42.1)` or `P>|ghostty 1.2.0`, from which escape and end are removed. */
export function versionReply(text: string): TerminalReply | null {
  const named = text.startsWith('P>|') ? namedVersion(text.slice(3)) : null;
  return named === null ? null : { kind: 'version', ...named };
}

/** `kitty(0.42.1)` or `iTerm2 3.6.6`. */
export function namedVersion(text: string): { readonly name: string; readonly version: string } | null {
  const [, name, version] = /^([\w. ]*\w)[ (](\d[\w.-]*)\)?$/.exec(text) ?? [];
  return name === undefined || version === undefined ? null : { name, version };
}
