import type { DialectName } from '../dialect/dialect.ts';
import { codeText } from '../code-text.ts';

type Form = readonly [pattern: RegExp, call: (column: string, a: string, b: string) => string];

const plain = (method: string, pattern: RegExp): Form => [
  pattern,
  (column) => `table.${method}(${column})`,
];
const sized = (method: string, pattern: RegExp): Form => [
  pattern,
  (column, length) => `table.${method}(${column}, ${length})`,
];
const decimal = (pattern: RegExp): Form => [
  pattern,
  (column, precision, scale) => `table.decimal(${column}, ${precision}, ${scale})`,
];

/** Calls of Knex 3.3.0 for the types that they make, spelled as each database spells them. */
const forms: Readonly<Record<DialectName, readonly Form[]>> = {
  postgres: [
    plain('integer', /^integer$/u),
    plain('bigInteger', /^bigint$/u),
    plain('smallint', /^smallint$/u),
    plain('text', /^text$/u),
    sized('string', /^character varying\((\d+)\)$/u),
    plain('boolean', /^boolean$/u),
    plain('uuid', /^uuid$/u),
    plain('jsonb', /^jsonb$/u),
    plain('json', /^json$/u),
    plain('date', /^date$/u),
    plain('timestamp', /^timestamp with time zone$/u),
    [/^timestamp without time zone$/u, (column) => `table.timestamp(${column}, { useTz: false })`],
    plain('double', /^double precision$/u),
    plain('float', /^real$/u),
    plain('binary', /^bytea$/u),
    plain('time', /^time without time zone$/u),
    decimal(/^numeric\((\d+),(\d+)\)$/u),
  ],
  mysql: [
    plain('integer', /^int(?:\(11\))?$/u),
    [/^int(?:\(10\))? unsigned$/u, (column) => `table.integer(${column}).unsigned()`],
    plain('bigInteger', /^bigint(?:\(20\))?$/u),
    [/^bigint(?:\(20\))? unsigned$/u, (column) => `table.bigInteger(${column}).unsigned()`],
    sized('string', /^varchar\((\d+)\)$/u),
    plain('text', /^text$/u),
    plain('boolean', /^tinyint\(1\)$/u),
    plain('json', /^json$/u),
    plain('date', /^date$/u),
    plain('datetime', /^datetime$/u),
    plain('timestamp', /^timestamp$/u),
    plain('double', /^double$/u),
    decimal(/^decimal\((\d+),(\d+)\)$/u),
    [/^enum\(('(?:[^'?\\]*)'(?:,'(?:[^'?\\]*)')*)\)$/u, enumCall],
  ],
  sqlite: [
    plain('integer', /^integer$/u),
    plain('bigInteger', /^bigint$/u),
    plain('text', /^text$/u),
    sized('string', /^varchar\((\d+)\)$/u),
    plain('boolean', /^boolean$/u),
    plain('datetime', /^datetime$/u),
    plain('date', /^date$/u),
    plain('json', /^json$/u),
    plain('float', /^float$/u),
    plain('binary', /^blob$/u),
    plain('uuid', /^char\(36\)$/u),
  ],
};

/** The call that makes a column of a type, as SQL where Knex has no word for it. */
export function typeCall(column: string, type: string, dialect: DialectName): string {
  for (const [pattern, call] of forms[dialect]) {
    const match = pattern.exec(type);
    if (match !== null) return call(codeText(column), match[1] ?? '', match[2] ?? '');
  }
  return specificType(column, type);
}

export function specificType(column: string, sql: string): string {
  return `table.specificType(${codeText(column)}, ${codeText(sql)})`;
}

function enumCall(column: string, values: string): string {
  return `table.enu(${column}, [${values.replaceAll("','", "', '")}])`;
}
