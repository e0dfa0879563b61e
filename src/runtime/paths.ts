// Where recorded runs are kept: the platform's own place for a program's data.
import { homedir } from 'node:os';
import path from 'node:path';
import { UserError } from '../core/userError.js';

/** Of this process. @throws UserError */
export const ownRunsFolder = (): string => runsFolder(process.env, process.platform, ownHome());

/** Empty where there is none. */
function ownHome(): string {
  try {
    return homedir();
  } catch {
    // Neither HOME nor an entry of the system's user table.
    return '';
  }
}

/** XDG on Unix, Application Support on macOS, LOCALAPPDATA on Windows. @throws UserError where it is not known */
export function runsFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  const { XDG_DATA_HOME, LOCALAPPDATA } = environment;
  // XDG specification: ignore a relative path.
  if (XDG_DATA_HOME !== undefined && path.isAbsolute(XDG_DATA_HOME)) return path.join(XDG_DATA_HOME, 'gradtop', 'runs');
  // A relative folder would be another one in each working directory.
  if (!path.isAbsolute(home))
    throw new UserError(
      `no folder for recorded runs: HOME is ${JSON.stringify(home)}; set HOME or XDG_DATA_HOME to a folder`,
    );
  if (platform === 'win32') return path.join(LOCALAPPDATA || path.join(home, 'AppData', 'Local'), 'gradtop', 'runs');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'gradtop', 'runs');
  return path.join(home, '.local', 'share', 'gradtop', 'runs');
}
