// Text from outside (names, files, stderr) without live escape codes: what reaches the terminal is only what we mean.

/** Escape sequences whole (CSI, OSC, DCS and the like, two-byte), then every other control character except newline and tab. */
const SEQUENCES = new RegExp(
  [
    '\\u001b\\[[0-?]*[ -/]*[@-~]',
    '\\u001b[\\]PX^_][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)?',
    '\\u001b[ -/]*[0-~]?',
    '\\u009b[0-?]*[ -/]*[@-~]',
  ].join('|'),
  'g',
);

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;

/** Several lines allowed; carriage returns and direction overrides are not. */
export const sanitize = (text: string): string => text.replace(SEQUENCES, '').replace(CONTROLS, '');

/** One line, at most `most` characters, an ellipsis where it was cut. */
export function sanitizeLine(text: string, most = 200): string {
  const line = sanitize(text)
    .replace(/[\n\t]+/g, ' ')
    .trim();
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}
