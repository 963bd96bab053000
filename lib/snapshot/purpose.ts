import type { Knex } from 'knex';
import { nodeCrypto } from '../node-crypto.ts';
import type { KeyColumn } from './keyset.ts';

/** What must be the same for work to go on where it was cut off, as the checkpoint keeps it. */
interface Purpose {
  readonly where: string;
  readonly values: string;
  readonly key: readonly string[];
  /** Null where they are known row by row. */
  readonly columns: readonly string[] | null;
}

/** Characters of values that are kept as they are: `text` of MySQL holds 65,535 bytes. */
const mostKept = 2_000;

/** Characters of each side of a difference that a message shows. */
const mostShown = 300;

/**
 * What rows, by what key, and what columns: not what these are set to, which may be mended between
 * two runs.
 *
 * @param columns those that are written; null where they are known row by row
 */
export function purposeOf(
  query: Knex.QueryBuilder,
  key: readonly KeyColumn[],
  columns: readonly string[] | null,
): string {
  const { sql, bindings } = query.toSQL();
  const purpose: Purpose = {
    where: sql,
    values: kept(bindings),
    key: key.map(({ name }) => name),
    columns: columns?.toSorted() ?? null,
  };
  return JSON.stringify(purpose);
}

/**
 * Says what differs between the work that was cut off and that which would go on; empty where they
 * are one.
 */
export function differencesOf(then: string, now: string): string {
  const [before, after] = [readPurpose(then), readPurpose(now)];
  const titles = {
    where: 'its where',
    values: 'the values in its where',
    key: 'its key',
    columns: 'the columns that it sets',
  } as const satisfies Record<keyof Purpose, string>;
  const names = Object.keys(titles) as (keyof Purpose)[];
  const found = names.flatMap((name) => {
    if (before[name] === null || after[name] === null) return [];
    const [was, is] = [textOf(before[name]), textOf(after[name])];
    return was === is ? [] : `${titles[name]} (${shown(was)} then, ${shown(is)} now)`;
  });
  return found.join(' and ');
}

function readPurpose(text: string): Partial<Purpose> {
  return JSON.parse(text) as Partial<Purpose>;
}

function textOf(part: string | readonly string[] | undefined): string {
  return typeof part === 'object' ? part.join(', ') : (part ?? 'unknown');
}

function shown(text: string): string {
  return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
}

function kept(bindings: readonly unknown[]): string {
  const text = JSON.stringify(bindings, (_name, value: unknown) =>
    // What JSON has no text for, or one text for several.
    typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))
      ? `${typeof value} ${String(value)}`
      : value,
  );
  if (text.length <= mostKept) return text;
  const digest = nodeCrypto().createHash('sha256').update(text).digest('hex');
  return `${bindings.length} values, SHA-256 ${digest}`;
}
