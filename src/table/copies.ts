// The path of the copy of a table that came through standard input or a pipe. An environment variable holds it, which children
// inherit; configurations, logs and messages keep the user's word.
const VARIABLE = 'GRADTOP_TABLE_COPIES';

/** The word for standard input, and its name in messages. */
export const STDIN_TABLE = '-';
export const STDIN_NAME = 'standard input';

const copies = (env: NodeJS.ProcessEnv): Record<string, string> =>
  JSON.parse(env[VARIABLE] ?? '{}') as Record<string, string>;

export function noteCopy(word: string, file: string, env: NodeJS.ProcessEnv = process.env): void {
  env[VARIABLE] = JSON.stringify({ ...copies(env), [word]: file });
}

/** The copy of the table that the user named by `word`; null without one. */
export const copyOf = (word: string, env: NodeJS.ProcessEnv = process.env): string | null => copies(env)[word] ?? null;
