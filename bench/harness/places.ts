// Paths. The compiled bench runs some folders below the root of the checkout.
import { fileURLToPath } from 'node:url';

/** The checkout, with a slash at the end. */
export const ROOT = fileURLToPath(
  new URL(import.meta.url.includes('node_modules') ? '../../../../../' : '../../', import.meta.url),
);
/** The built program. */
export const GRADTOP = `${ROOT}dist/main.js`;
/** The folder in which `--peers` installs the peers. */
export const PEERS = `${ROOT}node_modules/.cache/gradtop-peers`;
