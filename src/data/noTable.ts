// Recognizes files that are not tables, so that the error names the kind of file instead of a parser detail.

/** Description of a valid table. */
export const TABLE = 'allowed: CSV, that is a header row and rows of values between commas, semicolons or tabs';
/** Number of characters to inspect. */
const HEAD = 4096;

/** `looks like JSON, not a table`; null if the file may be a table. `failed`: the parser rejected it. */
export function otherThanTable(text: string, failed = false): string | null {
  const head = text.slice(0, HEAD);
  if (head.includes('\0') || (failed && head.includes('\ufffd'))) return 'is not UTF-8 text';
  const first = /\S.*/.exec(text)?.[0] ?? '';
  const brackets = /^[[{]/.test(first);
  if (brackets && (isJson(text) || isJson(first))) return 'looks like JSON, not a table';
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
