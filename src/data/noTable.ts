// What a file is that holds no table, so that a wrong file is told as one and not by the parser's trouble with it.

/** What a table is. */
export const TABLE = 'allowed: CSV, that is a header row and rows of values between commas, semicolons or tabs';
/** Characters looked at. */
const HEAD = 4096;

/** `is JSON, no table`; null where it may be one. `failed`: the parser found that it is none. */
export function otherThanTable(text: string, failed = false): string | null {
  const head = text.slice(0, HEAD);
  if (head.includes('\0') || (failed && head.includes('\ufffd'))) return 'is no text in UTF-8';
  const first = /\S.*/.exec(text)?.[0] ?? '';
  const brackets = /^[[{]/.test(first);
  if (brackets && (isJson(text) || isJson(first))) return 'is JSON, no table';
  if (failed && brackets) return 'begins like JSON, no table';
  if (failed && first.startsWith('<')) return 'begins like HTML or XML, no table';
  return null;
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    // The answer to the question.
    return false;
  }
}
