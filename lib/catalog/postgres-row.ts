import { groupBy } from '../group-by.ts';
import type { SequenceFacts } from './catalog.ts';
import type { TextRow } from './plain-query.ts';

type Text = string | null | undefined;

/** A text that is never null. */
export function textOf(value: Text): string {
  return value ?? '';
}

/** A boolean as PostgreSQL writes it. */
export function isTrue(value: Text): boolean {
  return value === 't';
}

/** A list that json_agg made; null for an empty one. */
export function listOf(value: Text): string[] {
  return typeof value === 'string' ? (JSON.parse(value) as string[]) : [];
}

/** An int2vector (`1 2`) or an array of numbers (`{1,2}`). */
export function numbersOf(value: Text): string[] {
  return value?.match(/-?\d+/gu) ?? [];
}

/** A row of pg_sequence. */
export function sequenceFacts(row: TextRow): SequenceFacts {
  return {
    type: textOf(row['type']),
    start: textOf(row['start']),
    increment: textOf(row['increment']),
    min: textOf(row['min']),
    max: textOf(row['max']),
    cache: textOf(row['cache']),
    cycle: isTrue(row['cycle']),
  };
}

/** Puts rows into groups, in their order. */
export function groupRows(rows: readonly TextRow[], key: string): Map<string, TextRow[]> {
  return groupBy(rows, (row) => row[key] ?? '');
}

/** The oids of an array of PostgreSQL. */
export function oidsOf(array: string | null | undefined): string[] {
  const list = textOf(array).slice(1, -1);
  return list === '' ? [] : list.split(',');
}

/** SQL of such an array. */
export function arrayOf(oids: readonly string[]): string {
  return `'{${oids.join(',')}}'`;
}
