// Where recorded runs are kept: the platform's own place for a program's data. The environment is an argument.
import path from 'node:path';

/** XDG on Unix, Application Support on macOS, LOCALAPPDATA on Windows. */
export function runsFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  const { XDG_DATA_HOME, LOCALAPPDATA } = environment;
  // The XDG specification: a relative path counts as not set.
  if (XDG_DATA_HOME !== undefined && path.isAbsolute(XDG_DATA_HOME)) return path.join(XDG_DATA_HOME, 'gradtop', 'runs');
  if (platform === 'win32') return path.join(LOCALAPPDATA || path.join(home, 'AppData', 'Local'), 'gradtop', 'runs');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'gradtop', 'runs');
  return path.join(home, '.local', 'share', 'gradtop', 'runs');
}
