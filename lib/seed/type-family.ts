import type { Catalog } from '../catalog/catalog.ts';
import { typeNamed } from './domain.ts';

/** What a type holds, as far as values for it are made. */
export type TypeFamily =
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  /** @property below every number's amount is less than it */
  | { readonly kind: 'decimal'; readonly below: number; readonly signed: boolean }
  | { readonly kind: 'text'; readonly length: number }
  | { readonly kind: 'bytes'; readonly length: number; readonly isFixed: boolean }
  | { readonly kind: 'boolean' | 'date' | 'timestamp' | 'time' | 'uuid' | 'json' }
  /** Only these texts, in this order. */
  | { readonly kind: 'listed'; readonly values: readonly string[] }
  | { readonly kind: 'array'; readonly of: TypeFamily; readonly type: string }
  /** SQL as it is. */
  | { readonly kind: 'expressions'; readonly values: readonly string[] };

type Rule = readonly [
  RegExp,
  TypeFamily | ((match: Readonly<Record<string, string | undefined>>) => TypeFamily),
];

const integer = (bits: number, unsigned = false): TypeFamily => ({
  kind: 'integer',
  min: unsigned ? 0 : -(2 ** (bits - 1)),
  max: unsigned ? 2 ** bits - 1 : 2 ** (bits - 1) - 1,
});
const decimal = (below = Number.POSITIVE_INFINITY, signed = true): TypeFamily => ({
  kind: 'decimal',
  below,
  signed,
});
const listed = (...values: string[]): TypeFamily => ({ kind: 'listed', values });
const endless = Number.POSITIVE_INFINITY;

const ofNumeric: Rule[1] = ({ p, s, u }) =>
  decimal(p === undefined ? undefined : 10 ** (Number(p) - Number(s ?? 0)), u === undefined);
const ofText: Rule[1] = ({ n }) => ({
  kind: 'text',
  length: n === undefined ? endless : Number(n),
});
const ofBits: Rule[1] = ({ n = '1' }) =>
  listed(...['0', '1', '10', '11'].map((bits) => bits.padStart(Number(n), '0').slice(-Number(n))));

const days = ['[2020-01-01,2020-01-02)', '[2020-01-03,2020-01-04)', '[2020-01-05,2020-01-06)'];
const spans = ['[1,2)', '[3,4)', '[5,6)'];

/** https://www.postgresql.org/docs/18/datatype.html, as format_type spells them */
const postgresRules: readonly Rule[] = [
  [/^smallint$/u, integer(16)],
  [/^integer$/u, integer(32)],
  [/^bigint$/u, integer(53)],
  [/^numeric(?:\((?<p>\d+),(?<s>-?\d+)\))?$/u, ofNumeric],
  [/^(?:real|double precision|money)$/u, decimal()],
  [/^boolean$/u, { kind: 'boolean' }],
  [/^(?:text|name|(?:\w+\.)?citext)$/u, ofText],
  [/^(?:character varying|character)(?:\((?<n>\d+)\))?$/u, ofText],
  [/^"char"$/u, { kind: 'text', length: 1 }],
  [/^uuid$/u, { kind: 'uuid' }],
  [/^jsonb?$/u, { kind: 'json' }],
  [/^date$/u, { kind: 'date' }],
  [/^timestamp/u, { kind: 'timestamp' }],
  [/^time\b/u, { kind: 'time' }],
  [/^bytea$/u, { kind: 'bytes', length: endless, isFixed: false }],
  [/^interval/u, listed('1 day', '2 days', '3 days', '1 hour', '0')],
  [/^inet$/u, listed('10.0.0.1', '10.0.0.2', '10.0.0.3', '::1')],
  [/^cidr$/u, listed('10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24', '::/64')],
  [/^macaddr$/u, listed('08:00:2b:01:02:01', '08:00:2b:01:02:02', '08:00:2b:01:02:03')],
  [/^macaddr8$/u, listed('08:00:2b:01:02:03:04:01', '08:00:2b:01:02:03:04:02')],
  [/^bit(?: varying)?(?:\((?<n>\d+)\))?$/u, ofBits],
  [/^xml$/u, listed('<a/>', '<b/>', '<c/>')],
  [/^(?:tsvector|tsquery)$/u, listed('a', 'b', 'c')],
  [/^(?:int4|int8|num)range$/u, listed(...spans)],
  [/^(?:date|ts|tstz)range$/u, listed(...days)],
  [/^(?:int4|int8|num)multirange$/u, listed(...spans.map((span) => `{${span}}`))],
  [/^(?:date|ts|tstz)multirange$/u, listed(...days.map((span) => `{${span}}`))],
  [/^(?:point|path|polygon)$/u, listed('(1,1)', '(2,2)', '(3,3)')],
  [/^(?:lseg|box)$/u, listed('((1,1),(2,2))', '((3,3),(4,4))', '((5,5),(6,6))')],
  [/^line$/u, listed('{1,1,1}', '{1,1,2}', '{1,1,3}')],
  [/^circle$/u, listed('<(1,1),1>', '<(2,2),1>', '<(3,3),1>')],
  [/^(?:oid|xid8?|cid|pg_lsn|regclass|regtype)$/u, listed('1', '2', '3', '0/1', '0/2')],
  [/^jsonpath$/u, listed('$', '$.a', '$.b')],
  // Of extensions.
  [/^(?:\w+\.)?hstore$/u, listed('a=>1', 'a=>2', 'a=>3')],
  [/^(?:\w+\.)?ltree$/u, listed('a', 'a.b', 'a.c')],
  [
    /^(?:\w+\.)?(?:half)?vec(?:tor)?\((?<n>\d+)\)$/u,
    ({ n }) => listed(...[1, 2, 3].map((one) => `[${Array(Number(n)).fill(one).join(',')}]`)),
  ],
  [/^(?:\w+\.)?(?:geometry|geography)/u, listed('POINT(1 1)', 'POINT(2 2)', 'POINT(3 3)')],
];

/** https://mariadb.com/kb/en/data-types/ and https://dev.mysql.com/doc/refman/8.4/en/data-types.html */
const mysqlRules: readonly Rule[] = [
  [/^tinyint\(1\)/u, { kind: 'boolean' }],
  [/^tinyint.*unsigned/u, integer(8, true)],
  [/^tinyint/u, integer(8)],
  [/^smallint.*unsigned/u, integer(16, true)],
  [/^smallint/u, integer(16)],
  [/^mediumint.*unsigned/u, integer(24, true)],
  [/^mediumint/u, integer(24)],
  [/^int.*unsigned/u, integer(32, true)],
  [/^int/u, integer(32)],
  [/^bigint.*unsigned/u, integer(53, true)],
  [/^bigint/u, integer(53)],
  [/^(?:decimal|float|double)(?:\((?<p>\d+),(?<s>\d+)\))?(?<u> unsigned)?/u, ofNumeric],
  [/^(?:var)?char(?:\((?<n>\d+)\))?/u, ofText],
  [/^tinytext/u, { kind: 'text', length: 60 }],
  [/text/u, { kind: 'text', length: endless }],
  [/^json/u, { kind: 'json' }],
  [/^uuid/u, { kind: 'uuid' }],
  [/^date$/u, { kind: 'date' }],
  [/^(?:datetime|timestamp)/u, { kind: 'timestamp' }],
  [/^time/u, { kind: 'time' }],
  [/^year/u, listed('2020', '2021', '2022')],
  [/^binary\((?<n>\d+)\)/u, ({ n }) => ({ kind: 'bytes', length: Number(n), isFixed: true })],
  [/^varbinary\((?<n>\d+)\)/u, ({ n }) => ({ kind: 'bytes', length: Number(n), isFixed: false })],
  [/blob/u, { kind: 'bytes', length: 250, isFixed: false }],
  [/^(?:enum|set)\((?<v>.*)\)/u, ({ v = '' }) => listed(...quotedIn(v))],
  [/^bit/u, { kind: 'expressions', values: ["b'0'", "b'1'"] }],
  [/^inet6/u, listed('::1', '::2', '::3')],
  [/^inet4/u, listed('10.0.0.1', '10.0.0.2', '10.0.0.3')],
  [/^(?:point|geometry)$/u, shapes('POINT(1 1)', 'POINT(2 2)', 'POINT(3 3)')],
  [/^linestring/u, shapes('LINESTRING(0 0,1 1)', 'LINESTRING(0 0,2 2)')],
  [/^polygon/u, shapes('POLYGON((0 0,1 0,1 1,0 0))', 'POLYGON((0 0,2 0,2 2,0 0))')],
  [/^multipoint/u, shapes('MULTIPOINT(1 1)', 'MULTIPOINT(2 2)')],
];

/** What Knex declares, then the rules of https://www.sqlite.org/datatype3.html#determination_of_column_affinity */
const sqliteRules: readonly Rule[] = [
  [/^bool/u, { kind: 'boolean' }],
  [/^uuid|^char\(36\)/u, { kind: 'uuid' }],
  [/^json/u, { kind: 'json' }],
  [/^date$/u, { kind: 'date' }],
  [/^(?:datetime|timestamp)/u, { kind: 'timestamp' }],
  [/^time/u, { kind: 'time' }],
  [/int/u, integer(53)],
  [/char\((?<n>\d+)\)/u, ofText],
  [/char|clob|text|^any$/u, ofText],
  [/blob|binary/u, { kind: 'bytes', length: endless, isFixed: false }],
  [/^$/u, ofText],
  [/./u, decimal()],
];

const rules = { postgres: postgresRules, mysql: mysqlRules, sqlite: sqliteRules } as const;

/** @param printed a type as the catalog spells it */
export function familyOf(catalog: Catalog, printed: string): TypeFamily {
  const lower = catalog.dialect === 'sqlite' ? printed.toLowerCase() : printed;
  const element = /^(?<of>.*)\[\]$/u.exec(printed)?.groups?.['of'];
  if (catalog.dialect === 'postgres' && element !== undefined) {
    return { kind: 'array', of: familyOf(catalog, element), type: element };
  }
  for (const [form, family] of rules[catalog.dialect]) {
    const match = form.exec(lower);
    if (match !== null) return typeof family === 'function' ? family(match.groups ?? {}) : family;
  }
  return ownFamily(catalog, printed);
}

/** Types that a schema has made. */
function ownFamily(catalog: Catalog, printed: string): TypeFamily {
  const type = typeNamed(catalog, printed);
  if (type?.kind === 'enum') return { kind: 'listed', values: type.values };
  if (type?.kind === 'range') return listed('empty');
  if (type?.kind === 'composite') {
    return {
      kind: 'expressions',
      values: [`jsonb_populate_record(null::${printed}, '{}')`],
    };
  }
  return listed('1', 'a');
}

function shapes(...values: string[]): TypeFamily {
  return { kind: 'expressions', values: values.map((value) => `st_geomfromtext('${value}')`) };
}

/** MySQL prints a backslash twice, whatever it means to the session. */
function quotedIn(list: string): string[] {
  return [...list.matchAll(/'(?<text>(?:[^'\\]|''|\\.)*)'/gsu)].map(({ groups }) =>
    (groups?.['text'] ?? '').replaceAll(/''|\\(?<escaped>.)/gsu, (pair) => pair.slice(1)),
  );
}
