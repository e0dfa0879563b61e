import { describe, expect, it } from 'vitest';
import { CastEncoder } from '../../src/runtime/asciicast.js';

describe('CastEncoder', () => {
  it('writes version 2 with absolute times', () => {
    const cast = new CastEncoder({ version: 2, columns: 80, rows: 24, title: 't', timestamp: 1700000000.9 });
    expect(JSON.parse(cast.start())).toEqual({
      version: 2,
      width: 80,
      height: 24,
      timestamp: 1700000000,
      title: 't',
      env: { TERM: 'xterm-256color' },
    });
    expect(cast.event(0.5, 'o', 'a\u001b[0m\r\n')).toBe('[0.500, "o", "a\\u001b[0m\\r\\n"]\n');
    expect(cast.event(2, 'm', 'vanishing')).toBe('[2.000, "m", "vanishing"]\n');
  });

  it.each([2, 3] as const)('version %d carries the colours of the paper, where the format has them', (version) => {
    const cast = new CastEncoder({
      version,
      columns: 9,
      rows: 9,
      paper: { background: 0xffffff, foreground: 0x1f2328 },
    });
    const header = JSON.parse(cast.start()) as { theme?: unknown; term?: { theme?: unknown } };
    const theme = {
      fg: '#1f2328',
      bg: '#ffffff',
      palette: expect.stringMatching(/^#000000(:#[0-9a-f]{6}){15}$/) as string,
    };
    expect(version === 2 ? header.theme : header.term?.theme).toEqual(theme);
  });

  it('writes version 3 with intervals and never goes back in time', () => {
    const cast = new CastEncoder({ version: 3, columns: 80, rows: 24 });
    expect(JSON.parse(cast.start())).toMatchObject({ version: 3, term: { cols: 80, rows: 24 } });
    expect([cast.event(1, 'o', 'a'), cast.event(1.25, 'o', 'b'), cast.event(1, 'o', 'c')]).toEqual([
      '[1.000, "o", "a"]\n',
      '[0.250, "o", "b"]\n',
      '[0.000, "o", "c"]\n',
    ]);
  });
});
