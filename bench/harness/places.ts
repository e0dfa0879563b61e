// Where things lie. The bench runs compiled, some folders below the checkout's root.
import { fileURLToPath } from 'node:url';

/** The checkout, with a slash at the end. */
export const ROOT = fileURLToPath(
  new URL(import.meta.url.includes('node_modules') ? '../../../../../' : '../../', import.meta.url),
);
/** The built program. */
export const GRADTOP = `${ROOT}dist/main.js`;
/** Where `--peers` installs what ours is measured beside, once. */
export const PEERS = `${ROOT}node_modules/.cache/gradtop-peers`;
