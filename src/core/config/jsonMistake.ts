// Finds where a text stops being JSON and why; the messages of JavaScript engines differ and often lack the place.

class Mistake extends Error {
  constructor(
    readonly reason: string,
    readonly at: number,
  ) {
    super(reason);
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /(?:true|false|null)(?![\w$])/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const BLANK = /[ \t\n\r]*/y;
/** Common mistakes, and the message for each. */
const MEANT: readonly (readonly [RegExp, string])[] = [
  [/['’‘“”`]/y, 'strings need double quotes'],
  [/\/[/*]|#/y, 'comments are not allowed'],
  [/[+-]?(?:NaN|Infinity|inf)\b/iy, 'numbers must be finite'],
  [/[+-]?\.\d|\+\d/y, 'numbers must begin with a digit'],
  [/(?:True|False|None)\b/y, 'JSON spells it true, false or null'],
  [/[A-Za-z_$][\w$-]*/y, 'strings need double quotes'],
];
/** Presets are not nested deeper than this. */
const DEEPEST = 100;

/** `line 2, column 12: ...`; null if the text is JSON after all. */
export function jsonMistake(text: string): string | null {
  try {
    new Scanner(text).whole();
    return null;
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const before = text.slice(0, error.at).split(/\r\n|[\n\r]/);
    return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${error.reason}`;
  }
}

/** Recursive descent over RFC 8259; throws a Mistake at the first place that breaks it. */
class Scanner {
  private at = 0;
  constructor(private readonly text: string) {}

  whole(): void {
    this.value('a value', 0);
    if (this.peek() !== '') this.fail('unexpected text after the end of the value');
  }

  private value(wanted: string, depth: number): void {
    const next = this.peek();
    if (depth > DEEPEST) this.fail('nested too deeply');
    if (next === '{') return this.list('}', () => this.member(depth));
    if (next === '[') return this.list(']', () => this.value('a value', depth + 1));
    if (next === '"') return this.string();
    if (this.take(WORD) || this.take(NUMBER)) return;
    this.fail(`${wanted} is needed`);
  }

  private list(end: '}' | ']', item: () => void): void {
    const opened = this.at;
    this.at += 1;
    if (this.peek() !== end)
      for (;;) {
        item();
        const next = this.peek();
        if (next === end) break;
        if (next === '') throw new Mistake(`missing closing ${end}`, opened);
        if (next !== ',') this.fail(`expected a comma or ${end}`);
        const comma = this.at;
        this.at += 1;
        if (this.peek() === end) throw new Mistake(`unexpected comma before ${end}`, comma);
      }
    this.at += 1;
  }

  private member(depth: number): void {
    if (this.peek() !== '"') this.fail('expected a field name in double quotes');
    this.string();
    if (this.peek() !== ':') this.fail('expected a colon after the field name');
    this.at += 1;
    this.value('a value', depth + 1);
  }

  private string(): void {
    const opened = this.at;
    if (this.take(STRING)) return;
    const line = /[^\n\r]*/.exec(this.text.slice(opened + 1))?.[0] ?? '';
    const closed = /^(?:[^"\\]|\\.)*"/.test(line);
    throw new Mistake(
      closed ? 'this string has an invalid escape or a control character' : 'this string is never closed',
      opened,
    );
  }

  /** The next character that is not blank, '' at the end. */
  private peek(): string {
    this.take(BLANK);
    return this.text.charAt(this.at);
  }

  private take(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  private fail(reason: string): never {
    if (this.at >= this.text.length) throw new Mistake(`the text ends here, but ${reason}`, this.at);
    const meant = MEANT.find(([pattern]) => {
      pattern.lastIndex = this.at;
      return pattern.test(this.text);
    });
    throw new Mistake(meant === undefined ? reason : `${reason}; ${meant[1]}`, this.at);
  }
}
