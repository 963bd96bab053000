import type { DialectName } from '../dialect/dialect.ts';
import type { Column, ColumnKind } from './column.ts';
import type { LiveColumn } from './live-table.ts';

/** The bare types, by database, that count as one kind; whole words, in lower case. */
type Families = Readonly<Record<Exclude<ColumnKind, 'specific'>, RegExp>>;

const families: Readonly<Record<DialectName, Families>> = {
  // https://www.postgresql.org/docs/18/catalog-pg-type.html: typname
  postgres: {
    uuid: /^uuid$/u,
    text: /^(?:text|varchar|bpchar|char|citext|name)$/u,
    integer: /^int[24]$/u,
    bigInteger: /^int8$/u,
    boolean: /^bool$/u,
    timestamp: /^timestamp(?:tz)?$/u,
    date: /^date$/u,
    json: /^jsonb?$/u,
    decimal: /^(?:numeric|float[48])$/u,
    binary: /^bytea$/u,
    enum: /^(?:text|varchar|bpchar)$/u,
  },
  // https://dev.mysql.com/doc/refman/8.4/en/data-types.html; MariaDB's uuid since 10.7, its json is longtext
  mysql: {
    uuid: /^(?:uuid|char|varchar)$/u,
    text: /^(?:char|varchar|(?:tiny|medium|long)?text)$/u,
    integer: /^(?:tiny|small|medium)?int$/u,
    bigInteger: /^bigint$/u,
    boolean: /^tinyint$/u,
    timestamp: /^(?:timestamp|datetime)$/u,
    date: /^date$/u,
    json: /^(?:json|longtext)$/u,
    decimal: /^(?:decimal|float|double)$/u,
    binary: /^(?:(?:tiny|medium|long)?blob|(?:var)?binary)$/u,
    enum: /^(?:enum|char|varchar|text)$/u,
  },
  // What Knex declares, and what others use for the same; a column without a type holds anything.
  sqlite: {
    uuid: /^(?:$|uuid|(?:n?(?:var)?char|text)\b)/u,
    text: /^(?:$|(?:n?(?:var)?char|text|clob)\b)/u,
    integer: /^(?:$|\w*int(?:eger)?\b)/u,
    bigInteger: /^(?:$|\w*int(?:eger)?\b)/u,
    boolean: /^(?:$|bool|\w*int(?:eger)?\b)/u,
    timestamp: /^(?:$|timestamp|datetime|text|\w*int(?:eger)?\b)/u,
    date: /^(?:$|date$|text|\w*int(?:eger)?\b)/u,
    json: /^(?:$|jsonb?|text|(?:var)?char)/u,
    decimal: /^(?:$|decimal|numeric|float|real|double)/u,
    binary: /^(?:$|blob|(?:var)?binary)/u,
    enum: /^(?:$|(?:n?(?:var)?char|text)\b)/u,
  },
};

/** Whether a live column is of the kind that a snapshot declares. */
export function isOfKind(column: Column, live: LiveColumn, dialect: DialectName): boolean {
  if (column.kind === 'specific') {
    return [live.type, live.base].some((type) => spelled(type) === spelled(column.type ?? ''));
  }
  if (live.form === 'array') return false;
  if (live.form === 'enum') return column.kind === 'enum' || column.kind === 'text';
  return families[dialect][column.kind].test(live.base);
}

/** Names the kind that a live column is of, as a declaration has it; undefined for none. */
export function kindOf(live: LiveColumn, dialect: DialectName): string | undefined {
  if (live.form === 'array') return undefined;
  if (live.form === 'enum') return 'enum';
  return Object.entries(families[dialect]).find(([, family]) => family.test(live.base))?.[0];
}

function spelled(type: string): string {
  return type.toLowerCase().replaceAll(/\s+/gu, ' ').trim();
}
