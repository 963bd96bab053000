import type * as Crypto from 'node:crypto';

/**
 * Node's crypto, loaded when it is first asked for: that takes longer than to load half of this
 * package, and whoever only lists migrations, or wraps a schema, has no use for it.
 */
export function nodeCrypto(): typeof Crypto {
  return process.getBuiltinModule('node:crypto');
}
