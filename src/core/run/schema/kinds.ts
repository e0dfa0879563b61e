// The kinds of value in a run log. Each kind checks a parsed JSON value and turns "NaN" and "Infinity" into numbers.

/** Where in an event, such as `.layers[2].name`, and what is wrong: `must be a string, got 7`. */
export interface Fault {
  readonly at: string;
  readonly says: string;
}

/** An object or a list from JSON. */
export type Holder = Record<string | number, unknown>;

export interface Kind<T> {
  /** Its name in errors: `a whole number, at least 0`. */
  readonly noun: string;
  /** Checks `value`, which is `holder[key]`, and converts it in place. */
  readonly check: (value: unknown, holder: Holder, key: string | number) => Fault | null;
  /** The fields of an object; of a list, those of each entry. */
  readonly fields?: Fields;
  /** Carries the type; the field is never set. */
  readonly is?: T;
}

/** A row of the schema. */
export interface Field<T = unknown, P extends Presence = Presence> {
  readonly kind: Kind<T>;
  readonly presence: P;
  /** The value that readers use if the log has none; the encoder leaves it out. */
  readonly fallback?: (holder: Readonly<Holder>) => unknown;
  readonly doc: string;
  readonly unit?: string;
}

/** `needed`: an event without it is an error. `optional`, `fallback`: absent or null. */
export type Presence = 'needed' | 'optional' | 'fallback';
export type Fields = Readonly<Record<string, Field>>;

/** The type of an object with these fields. */
export type Typed<F extends Fields> = {
  readonly [K in keyof F as F[K] extends Field<unknown, 'optional'> ? never : K]: TypeOf<F[K]['kind']>;
} & { readonly [K in keyof F as F[K] extends Field<unknown, 'optional'> ? K : never]?: TypeOf<F[K]['kind']> };
export type TypeOf<K> = K extends Kind<infer T> ? T : never;

export const need = <T>(kind: Kind<T>, doc: string, unit = ''): Field<T, 'needed'> => ({
  kind,
  presence: 'needed',
  doc,
  unit,
});
export const may = <T>(kind: Kind<T>, doc: string, unit = ''): Field<T, 'optional'> => ({
  kind,
  presence: 'optional',
  doc,
  unit,
});
export const or = <T>(
  kind: Kind<T>,
  fallback: (holder: Readonly<Holder>) => NoInfer<T>,
  doc: string,
  unit = '',
): Field<T, 'fallback'> => ({ kind, presence: 'fallback', fallback, doc, unit });

/** A value that a message quotes, cut to a readable length. */
function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

const wrong = (noun: string, value: unknown, at = ''): Fault => ({ at, says: `must be ${noun}, got ${shown(value)}` });
export const within = (place: string, { at, says }: Fault): Fault => ({ at: place + at, says });

const kindOf = <T>(noun: string, right: (value: unknown) => boolean): Kind<T> => ({
  noun,
  check: (value) => (right(value) ? null : wrong(noun, value)),
});

const NOT_FINITE: ReadonlyMap<unknown, number> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

/** JSON has no NaN: the log writes numbers that are not finite as strings. */
function isNumber(value: unknown, holder: Holder, key: string | number): boolean {
  if (typeof value === 'number') return true;
  const number = typeof value === 'string' ? NOT_FINITE.get(value) : undefined;
  if (number === undefined) return false;
  holder[key] = number;
  return true;
}

export const string = kindOf<string>('a string', (value) => typeof value === 'string');
export const boolean = kindOf<boolean>('true or false', (value) => typeof value === 'boolean');
export const count = kindOf<number>(
  'a whole number, at least 0',
  (value) => Number.isInteger(value) && Number(value) >= 0,
);
/** Steps and epochs: other programs also write fractions. */
export const progress = kindOf<number>(
  'a number, at least 0',
  (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0,
);
export const number: Kind<number> = {
  noun: 'a number',
  check: (value, holder, key) => (isNumber(value, holder, key) ? null : wrong('a number', value)),
};
/** Null: the number has no meaning here. */
export const numberOrNull: Kind<number | null> = {
  noun: 'a number or null',
  check: (value, holder, key) => (value === null ? null : number.check(value, holder, key)),
};
/** A word of a set. */
export const oneOf = <W extends string>(...words: readonly W[]): Kind<W> =>
  kindOf(`one of ${words.join(', ')}`, (value) => (words as readonly unknown[]).includes(value));
/** Exactly this value; `why` follows it in the message. */
export const exactly = <V extends number>(only: V, why: string): Kind<V> =>
  kindOf(`${only}, ${why}`, (value) => value === only);

const isTable = (value: unknown): value is Holder =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Any object; its fields are not checked. */
export const record = <T extends object>(): Kind<T> => kindOf('an object', isTable);

export type Numbers = readonly number[] | Float32Array | Float64Array;
/** null: the number has no meaning there, or is not known. */
export type MaybeNumbers = readonly (number | null)[] | Float32Array | Float64Array;

function listOfNumbers<T>(noun: string, orNull: boolean): Kind<T> {
  return {
    noun,
    check(value) {
      if (!Array.isArray(value)) return wrong(noun, value);
      const list = value as unknown[] & Holder;
      for (let i = 0; i < list.length; i += 1) {
        const item = list[i];
        if (typeof item !== 'number' && !(orNull && item === null) && !isNumber(item, list, i))
          return wrong(orNull ? 'a number or null' : 'a number', item, `[${i}]`);
      }
      return null;
    },
  };
}
export const numbers = listOfNumbers<Numbers>('a list of numbers', false);
export const maybeNumbers = listOfNumbers<MaybeNumbers>('a list of numbers and nulls', true);
/** The same, for shares and other figures that gradtop keeps as plain lists. */
export const plainOrNull = listOfNumbers<readonly (number | null)[]>('a list of numbers and nulls', true);
export const shape = listOfNumbers<readonly number[]>('a list of numbers', false);

export const pair: Kind<readonly [number, number]> = {
  noun: 'a pair of numbers',
  check: (value, holder, key) =>
    Array.isArray(value) && value.length === 2 ? shape.check(value, holder, key) : wrong('a pair of numbers', value),
};

/** From names to numbers. */
export const table: Kind<Readonly<Record<string, number>>> = {
  noun: 'a table of numbers',
  check(value) {
    if (!isTable(value)) return wrong('a table of numbers', value);
    for (const name in value)
      if (!isNumber(value[name], value, name)) return wrong('a number', value[name], `.${name}`);
    return null;
  },
};

/** Like `table`, but what is not a number is left out: a text among the figures of another program must not cost the event. */
export const figures: Kind<Readonly<Record<string, number>>> = {
  noun: 'a table of numbers',
  check(value) {
    if (!isTable(value)) return wrong('a table of numbers', value);
    for (const name in value) if (!isNumber(value[name], value, name)) delete value[name];
    return null;
  },
};

export const list = <T>(entry: Kind<T>): Kind<readonly T[]> => ({
  noun: 'a list',
  ...(entry.fields === undefined ? {} : { fields: entry.fields }),
  check(value) {
    if (!Array.isArray(value)) return wrong('a list', value);
    const entries = value as unknown[] & Holder;
    for (let i = 0; i < entries.length; i += 1) {
      const fault = entry.check(entries[i], entries, i);
      if (fault !== null) return within(`[${i}]`, fault);
    }
    return null;
  },
});

export const orNull = <T>(kind: Kind<T>): Kind<T | null> => ({
  ...kind,
  noun: `${kind.noun} or null`,
  check: (value, holder, key) => (value === null ? null : kind.check(value, holder, key)),
});

/** Marks an object in which a reader filled in fields, with their names and values. JSON and structured clones ignore symbols. */
export const FILLED = Symbol('filled in by the reader');

/** An object with these fields; others are left as they are. */
export function object<F extends Fields>(fields: F): Kind<Typed<F>> {
  const rows = Object.entries(fields);
  const names = rows.map(([name]) => name);
  const checks = rows.map(([, { kind }]) => kind.check);
  const missing = rows.map(([, row]) => row);
  const size = rows.length;
  return {
    noun: 'an object',
    fields,
    check(value) {
      if (!isTable(value)) return wrong('an object', value);
      let filled: Record<string, unknown> | null = null;
      for (let i = 0; i < size; i += 1) {
        const name = names[i]!;
        const given = value[name];
        if (given !== undefined && given !== null) {
          const fault = checks[i]!(given, value, name);
          if (fault !== null) return within(`.${name}`, fault);
          continue;
        }
        const { presence, kind, fallback } = missing[i]!;
        if (given === null && kind.check(null, value, name) === null) continue;
        if (presence === 'needed') return { at: `.${name}`, says: `is missing; expected ${kind.noun}` };
        // Some programs write null for an unknown value.
        if (given === null) delete value[name];
        if (fallback !== undefined) {
          filled ??= {};
          filled[name] = value[name] = fallback(value);
        }
      }
      if (filled !== null) (value as { [FILLED]?: object })[FILLED] = filled;
      return null;
    },
  };
}
