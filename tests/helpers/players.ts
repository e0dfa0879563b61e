// Players of casts by other projects: asciinema's web player without its page, and load-asciicast, which svg-term uses.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

type Event = Readonly<Record<string, unknown>>;
export interface PlayedCast {
  readonly columns: number;
  readonly rows: number;
  readonly duration: number;
  readonly markers: readonly (readonly [seconds: number, words: string])[];
  readonly theme: Event;
  /** The output that the player has passed to its terminal after seeking. */
  readonly output: string;
}

interface Reply {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly params?: { readonly name: string; readonly event: Event };
}
/** The two globals by which the player's worker communicates with a page. */
const page = globalThis as unknown as {
  onmessage: ((message: { data: object }) => unknown) | null;
  postMessage: (reply: Reply) => void;
};

/** Opens a cast with asciinema-player and seeks to a time in seconds, or to the end. */
export async function asciinemaPlayer(cast: string, to: number | '100%'): Promise<PlayedCast> {
  const told: { name: string; event: Event }[] = [];
  const waiting = new Map<number, (reply: Reply) => void>();
  page.onmessage ??= null;
  page.postMessage = (reply) => {
    if (reply.params !== undefined) told.push(reply.params);
    else if (reply.id !== undefined) waiting.get(reply.id)?.(reply);
  };
  await import(pathToFileURL(require.resolve('asciinema-player/dist/bundle/asciinema-player-worker.min.js')).href);
  let calls = 0;
  const call = async (method: string, params?: unknown): Promise<unknown> => {
    const id = (calls += 1);
    const reply = await new Promise<Reply>((resolve) => {
      waiting.set(id, resolve);
      void page.onmessage?.({ data: { id, method, params } });
    });
    if (reply.error !== undefined) throw new Error(JSON.stringify(reply.error));
    return reply.result;
  };
  const url = `data:text/plain;base64,${Buffer.from(cast).toString('base64')}`;
  await call('new', [{ driver: 'recording', url }, { speed: 1 }]);
  for (const name of ['metadata', 'reset', 'output']) await call('addEventListener', [name]);
  const opening = call('init');
  await call('terminalReady');
  await opening;
  await call('seek', to);
  await call('stop');
  const of = (name: string): unknown[] => told.filter((one) => one.name === name).map(({ event }) => event);
  const metadata = of('metadata').at(-1) as Pick<PlayedCast, 'duration' | 'markers'>;
  const reset = of('reset')[0] as { size: { cols: number; rows: number }; theme: Event };
  return {
    ...metadata,
    columns: reset.size.cols,
    rows: reset.size.rows,
    theme: reset.theme,
    output: (of('output') as string[][]).flat().join(''),
  };
}

export interface Frame {
  readonly seconds: number;
  readonly lines: readonly string[];
  /** Foregrounds as 0xRRGGBB; -1 is the terminal's default. */
  readonly fg: readonly (readonly number[])[];
}

/** The screens of a cast of version 2, played by load-asciicast in its own terminal. */
export function loadAsciicast(cast: string): { width: number; height: number; duration: number; frames: Frame[] } {
  type Letter = readonly [code: number, attributes: { readonly fg?: readonly number[] }];
  const { load } = require('load-asciicast') as {
    load: (
      cast: string,
      options: object,
    ) => {
      width: number;
      height: number;
      duration: number;
      frames: (readonly [number, { screen: { lines: Letter[][] } }])[];
    };
  };
  const { frames, ...rest } = load(cast, {});
  return {
    ...rest,
    frames: frames.map(([seconds, { screen }]) => ({
      seconds,
      lines: screen.lines.map((line) => String.fromCodePoint(...line.map(([code]) => code)).trimEnd()),
      fg: screen.lines.map((line) =>
        line.map(([, { fg }]) => (fg === undefined ? -1 : fg.reduce((sum, channel) => sum * 256 + channel, 0))),
      ),
    })),
  };
}
