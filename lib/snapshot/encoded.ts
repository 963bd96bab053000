import type { Columns } from './column.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Values as Knex binds them: those of json columns as text. */
export function encoded(values: Fields, columns: Columns): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const isJson = columns[name]?.kind === 'json' && value !== null && value !== undefined;
      const isSql = typeof (value as { toSQL?: unknown } | null)?.toSQL === 'function';
      return [name, isJson && !isSql ? JSON.stringify(value) : value];
    }),
  );
}
