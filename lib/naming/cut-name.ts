import { nodeCrypto } from '../node-crypto.ts';
import type { Dialect } from '../dialect/dialect.ts';

/**
 * Cuts a name to what the database can hold: its beginning, an underscore and the last four digits
 * of its MD5, so that names with one beginning stay apart and the same name is always cut alike.
 *
 * Rule: `_truncate_and_render_maxlen_name` in sqlalchemy/sql/compiler.py (2.0). SQLAlchemy counts
 * characters; PostgreSQL counts bytes, so names beyond ASCII are cut shorter here, and never inside
 * a character.
 */
export function cutName(name: string, limit: Dialect['identifierLimit']): string {
  if (!isLongerThan(name, limit)) return name;
  const digest = nodeCrypto().createHash('md5').update(name).digest('hex').slice(-4);
  const room = limit.length - 8;
  let head = '';
  let size = 0;
  for (const character of name) {
    size += sizeOf(character, limit);
    if (size > room) break;
    head += character;
  }
  return `${head}_${digest}`;
}

/** Tells whether a name is longer than the database can hold. */
export function isLongerThan(name: string, limit: Dialect['identifierLimit']): boolean {
  // No character takes more than three bytes for each unit of its length.
  return name.length * 3 > limit.length && sizeOf(name, limit) > limit.length;
}

function sizeOf(text: string, { unit }: Dialect['identifierLimit']): number {
  return unit === 'bytes' ? Buffer.byteLength(text) : text.length;
}
