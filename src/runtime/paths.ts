// The platform's folders for data and configuration.
import { homedir } from 'node:os';
import path from 'node:path';
import { UserError } from '../core/userError.js';

/** The kinds of data, each with a folder of its own. */
const KEPT = { runs: 'recorded runs', lessons: 'progress of lessons' } as const;
type Kept = keyof typeof KEPT;

/** Of this process. @throws UserError */
export const ownRunsFolder = (): string => dataFolder('runs', process.env, process.platform, ownHome());
/** Of this process. @throws UserError */
export const ownLessonsFolder = (): string => dataFolder('lessons', process.env, process.platform, ownHome());

/** Of this process. @throws UserError */
export const ownConfigFile = (): string => configFile(process.env, process.platform, ownHome());

/** Empty without a home folder. */
function ownHome(): string {
  try {
    return homedir();
  } catch {
    // Neither HOME nor an entry of the system's user table.
    return '';
  }
}

/** XDG on Unix, Application Support on macOS, LOCALAPPDATA on Windows. @throws UserError where it is not known */
export function dataFolder(
  kept: Kept,
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  const { XDG_DATA_HOME, LOCALAPPDATA } = environment;
  // XDG specification: ignore a relative path.
  if (XDG_DATA_HOME !== undefined && path.isAbsolute(XDG_DATA_HOME)) return path.join(XDG_DATA_HOME, 'gradtop', kept);
  // A relative path would mean a different folder in each working directory.
  if (!path.isAbsolute(home))
    throw new UserError(
      `no folder for ${KEPT[kept]}: HOME is ${JSON.stringify(home)}; set HOME or XDG_DATA_HOME to a folder`,
    );
  if (platform === 'win32') return path.join(LOCALAPPDATA || path.join(home, 'AppData', 'Local'), 'gradtop', kept);
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'gradtop', kept);
  return path.join(home, '.local', 'share', 'gradtop', kept);
}

/** `config.yaml`: XDG on Unix, Application Support on macOS, APPDATA on Windows. @throws UserError where it is not known */
export function configFile(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  const { XDG_CONFIG_HOME, APPDATA } = environment;
  const inside = (folder: string): string => path.join(folder, 'gradtop', 'config.yaml');
  if (XDG_CONFIG_HOME !== undefined && path.isAbsolute(XDG_CONFIG_HOME)) return inside(XDG_CONFIG_HOME);
  if (!path.isAbsolute(home))
    throw new UserError(
      `no folder for the configuration: HOME is ${JSON.stringify(home)}; set HOME or XDG_CONFIG_HOME to a folder`,
    );
  if (platform === 'win32') return inside(APPDATA || path.join(home, 'AppData', 'Roaming'));
  if (platform === 'darwin') return inside(path.join(home, 'Library', 'Application Support'));
  return inside(path.join(home, '.config'));
}
