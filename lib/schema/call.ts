import { listOf } from './list-of.ts';

/** A call as messages show it; it is put into words only when one does. */
export function callOf(method: string, columns: unknown): () => string {
  return () => `${method}(${listOf(columns).map(String).join(', ')})`;
}

/** How messages call a check that has no name. */
export function checkCall(sql: unknown): string {
  const text = String(sql);
  return `check(${text.length > 40 ? `${text.slice(0, 40)}…` : text})`;
}
