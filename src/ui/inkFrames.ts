// Ink as a source of frames: it renders into our stream and never writes to the terminal.
import { EventEmitter } from 'node:events';
import { render } from 'ink';
import type { ReactElement } from 'react';

/** The part of stdout that Ink uses. */
class FrameStream extends EventEmitter {
  readonly isTTY = true;
  constructor(
    public columns: number,
    public rows: number,
    private readonly onFrame: (frame: string) => void,
  ) {
    super();
  }

  write(frame: string): boolean {
    this.onFrame(frame);
    return true;
  }
}

/** A stdin for Ink that never yields input; runtime/terminal parses keys. */
class SilentInput extends EventEmitter {
  readonly isTTY = true;
  setRawMode(): this {
    return this;
  }
  setEncoding(): this {
    return this;
  }
  resume(): this {
    return this;
  }
  pause(): this {
    return this;
  }
  ref(): void {}
  unref(): void {}
  read(): null {
    return null;
  }
}

export interface InkFrames {
  render(element: ReactElement): void;
  resize(columns: number, rows: number): void;
  unmount(): void;
}

/**
 * Mounts `element`. With `debug` Ink writes each frame as plain rows, unthrottled and without cursor movements, so the
 * surface can compare them. SGR colours need FORCE_COLOR=3 before Ink is imported.
 */
export function mountInk(
  element: ReactElement,
  size: { readonly columns: number; readonly rows: number },
  onFrame: (frame: string) => void,
): InkFrames {
  const stream = new FrameStream(size.columns, size.rows, onFrame);
  const app = render(element, {
    stdout: stream as unknown as NodeJS.WriteStream,
    stderr: stream as unknown as NodeJS.WriteStream,
    stdin: new SilentInput() as unknown as NodeJS.ReadStream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  return {
    render: (next) => app.rerender(next),
    resize(columns, rows) {
      stream.columns = columns;
      stream.rows = rows;
      stream.emit('resize');
    },
    unmount: () => app.unmount(),
  };
}
