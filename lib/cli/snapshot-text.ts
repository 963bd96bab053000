import { quotedText } from '../code-text.ts';
import type { Catalog, CatalogColumn, CatalogTable } from '../catalog/catalog.ts';
import type { DialectName } from '../dialect/dialect.ts';
import { column, type Column, type ColumnKind } from '../snapshot/column.ts';
import type { LiveColumn, LiveTable } from '../snapshot/live-table.ts';
import { isOfKind } from '../snapshot/column-kind.ts';
import { wordsOf } from './enum-words.ts';

/** A column as `snapshot` prints it. */
export interface DeclaredColumn {
  readonly name: string;
  /** The call of `column`, without `.nullable()`. */
  readonly call: string;
  readonly isNullable: boolean;
  /** What the call does not say: the exact type, and whether it is generated. */
  readonly note: string | undefined;
}

/** Chooses the calls of `column` that the live columns pass the check with. */
export function declareColumns(
  live: LiveTable,
  table: CatalogTable | undefined,
  catalog: Catalog,
): readonly DeclaredColumn[] {
  return live.columns.map((found) => {
    const known = table?.columns.find(({ name }) => name === found.name);
    const words = table === undefined ? undefined : wordsOf(found, table, catalog);
    const kind = kindFor(found, known, words !== undefined, catalog.dialect);
    const type = known?.type ?? found.type;
    const notes = [
      ...(kind === undefined || plainTypes[kind]?.includes(type.toLowerCase()) ? [] : [type]),
      ...(known?.generated === null || known === undefined ? [] : ['generated: not to be set']),
      ...(known?.identity?.kind === 'always' ? ['identity: not to be set'] : []),
    ];
    return {
      name: found.name,
      call: callOf(kind, found, words),
      isNullable: found.isNullable,
      note: notes.length === 0 ? undefined : notes.join('; '),
    };
  });
}

/** Writes the declaration as a migration has it. */
export function snapshotText(
  { name, schema }: { readonly name: string; readonly schema: string | undefined },
  columns: readonly DeclaredColumn[],
  hasKey: boolean,
): string {
  const options = schema === undefined ? '' : `, { schema: ${quotedText(schema)} }`;
  return [
    "import { column, tableSnapshot } from 'knex-stairway';",
    '',
    ...(hasKey
      ? []
      : ["// No primary key: backfill needs { primaryKey: ['…'] }, unique and not null."]),
    `const ${variableOf(name)} = tableSnapshot(${quotedText(name)}, {`,
    ...columns.map(({ name: key, call, isNullable, note }) => {
      const comment = note === undefined ? '' : ` // ${note.replaceAll(/\s+/gu, ' ')}`;
      return `  ${keyOf(key)}: ${call}${isNullable ? '.nullable()' : ''},${comment}`;
    }),
    `}${options});`,
  ].join('\n');
}

/** The first of these kinds that a column is for sure; what a snapshot takes it for is wider. */
const kinds: readonly (readonly [Exclude<ColumnKind, 'specific' | 'enum'>, RegExp])[] = [
  ['uuid', /^(?:uuid|char\(36\))$/u],
  ['boolean', /^(?:bool|tinyint\(1\))/u],
  ['bigInteger', /^(?:bigint|int8|unsigned big int)/u],
  ['integer', /int/u],
  ['timestamp', /^(?:timestamp|datetime)/u],
  ['date', /^date$/u],
  ['json', /^jsonb?$/u],
  ['decimal', /./u],
  ['binary', /./u],
  ['text', /./u],
];

function kindFor(
  found: LiveColumn,
  known: CatalogColumn | undefined,
  hasWords: boolean,
  dialect: DialectName,
): ColumnKind | undefined {
  if (hasWords && isOfKind(column.enum([]), found, dialect)) return 'enum';
  const type = (known?.type ?? found.type).toLowerCase();
  return kinds.find(
    ([kind, form]) =>
      form.test(type) &&
      found.base !== '' &&
      isOfKind((column[kind] as () => Column)(), found, dialect),
  )?.[0];
}

/** Types of which the kind says all. */
const plainTypes: Readonly<Partial<Record<ColumnKind, readonly string[]>>> = {
  uuid: ['uuid'],
  text: ['text'],
  integer: ['integer', 'int', 'int(11)'],
  bigInteger: ['bigint', 'bigint(20)'],
  boolean: ['boolean', 'tinyint(1)'],
  date: ['date'],
  json: ['json'],
  binary: ['bytea', 'blob'],
};

function callOf(
  kind: ColumnKind | undefined,
  found: LiveColumn,
  words: readonly string[] | undefined,
): string {
  if (kind === undefined) return `column.specific(${quotedText(found.type)})`;
  if (kind === 'enum') return `column.enum([${(words ?? []).map(quotedText).join(', ')}])`;
  return `column.${kind}()`;
}

/** Words that cannot name a variable of a module, or name what the declaration imports. */
const taken =
  /^(?:arguments|await|break|case|catch|class|column|const|continue|debugger|default|delete|do|else|enum|eval|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|tableSnapshot|this|throw|true|try|typeof|undefined|var|void|while|with|yield)$/u;

function variableOf(table: string): string {
  const [first = '', ...rest] = table.match(/[\p{L}\p{N}]+/gu) ?? [];
  const name = [
    first.replace(/^\p{Lu}+/u, (letters) => letters.toLowerCase()),
    ...rest.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)),
  ].join('');
  return taken.test(name) || !/^\p{L}/u.test(name)
    ? `${name}Table`.replace(/^(?!\p{L})/u, '_')
    : name;
}

function keyOf(name: string): string {
  // In quotes it would set the prototype.
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/u.test(name) ? name : quotedText(name);
}
