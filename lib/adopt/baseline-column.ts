import { requiresComment } from '../comment/comment-policy.ts';
import type { CatalogColumn, CatalogConstraint, CatalogTable } from '../catalog/catalog.ts';
import { sqliteLiteral } from '../schema/sql-literal.ts';
import { codeText } from '../code-text.ts';
import { bindingless, quoted, rawCode, type BaselineContext } from './baseline-script.ts';
import { specificType, typeCall } from './baseline-type.ts';

/** How a column numbers itself by a call of Knex; undefined where it does not. */
export type Numbering = 'increments' | 'bigIncrements' | undefined;

/** The call that makes a column, with all that is its own. */
export function columnCode(
  column: CatalogColumn,
  table: CatalogTable,
  numbering: Numbering,
  context: BaselineContext,
): string {
  const key = table.constraints.find(({ kind }) => kind === 'pk');
  if (numbering !== undefined) {
    const isKey = key?.columns.join() === column.name;
    const call = `table.${numbering}(${codeText(column.name)}${isKey ? '' : ', { primaryKey: false }'})`;
    return `${call}${commentCode(column.comment, table, column.name, context)};`;
  }
  const sql = hiddenSql(column, table, context);
  return [
    sql === ''
      ? typeCall(column.name, column.type, context.dialect.name)
      : specificType(column.name, bindingless(`${column.type}${sql}`, context)),
    nullCode(column, context),
    column.default === null || isUnsaidDefault(column, context)
      ? ''
      : `.defaultTo(${defaultCode(column, context)})`,
    commentCode(column.comment, table, column.name, context),
    ';',
  ].join('');
}

/** `.comment(…)`, `.comment(uncommented(…))` where the conventions ask for one, or nothing. */
export function commentCode(
  comment: string | null,
  { schema, name }: CatalogTable,
  column: string | undefined,
  context: BaselineContext,
): string {
  if (comment !== null) {
    return isSayable(comment, context) ? `.comment(${codeText(comment)})` : '';
  }
  const table = { name, schema: schema ?? undefined };
  if (!requiresComment(context.config?.comments, table, column)) return '';
  context.imports.add('uncommented');
  return '.comment(asItWas)';
}

/** Plain Knex 3.3.0 sends comments unescaped in part, and SQLite keeps those of conventions only. */
export function isSayable(comment: string, { config, dialect }: BaselineContext): boolean {
  if (config?.comments !== undefined) return true;
  return dialect.name !== 'sqlite' && !/['\\?]/u.test(comment);
}

/** What no call says: it goes behind the type. */
function hiddenSql(column: CatalogColumn, table: CatalogTable, context: BaselineContext): string {
  const { dialect } = context;
  const { identity, generated, options, comment } = column;
  const isMysql = dialect.name === 'mysql';
  const collation = isMysql ? mysqlCollation(column, table) : column.collation;
  const checks = dialect.name === 'sqlite' ? table.constraints.filter(isCheckOf(column)) : [];
  return [
    collation === null ? '' : ` collate ${collation}`,
    generated === null
      ? ''
      : ` generated always as (${generated.expression}) ${generated.stored ? 'stored' : 'virtual'}`,
    identity?.kind === 'auto_increment' ? ' not null auto_increment' : '',
    identity?.kind === 'always' || identity?.kind === 'by default'
      ? ` generated ${identity.kind} as identity${sequenceOptions(column)}`
      : '',
    isUnsaidDefault(column, context) ? ` default ${column.default}` : '',
    isMysql && options !== null ? ` ${options}` : '',
    // Knex drops the default of a text on MySQL.
    isMysql && column.default !== null && /text|blob|json/u.test(column.type) ? ' ' : '',
    isMysql && comment !== null && !isSayable(comment, context)
      ? ` comment ${sqliteLiteral(comment.replaceAll('\\', '\\\\'))}`
      : '',
    ...checks.map(({ name, definition }) =>
      name === null ? ` ${definition}` : ` constraint ${quoted(name, context)} ${definition}`,
    ),
  ].join('');
}

/** Knex 3.3.0 looks for bindings in a default twice, whatever was escaped. */
function isUnsaidDefault(column: CatalogColumn, { dialect }: BaselineContext): boolean {
  return dialect.name === 'postgres' && column.default?.includes('?') === true;
}

/** A check that stands in its column, which only SQLite tells from one of the table. */
export function isCheckOf({
  name,
}: Pick<CatalogColumn, 'name'>): (constraint: CatalogConstraint) => boolean {
  return ({ kind, columns }) => kind === 'ck' && columns.length === 1 && columns[0] === name;
}

function mysqlCollation(
  { collation, type }: CatalogColumn,
  { options }: CatalogTable,
): string | null {
  const own = /collate (?<name>\w+)/u.exec(options ?? '')?.groups?.['name'];
  return collation === own || type === 'json' ? null : collation;
}

function sequenceOptions({ identity, type }: CatalogColumn): string {
  const sequence = identity?.sequence;
  if (sequence === undefined || sequence === null) return '';
  const { start, increment, min, max, cache, cycle } = sequence;
  const usual = { smallint: '32767', integer: '2147483647', bigint: '9223372036854775807' }[type];
  const isUsual =
    [start, increment, min, cache].every((value) => value === '1') && max === usual && !cycle;
  return isUsual
    ? ''
    : ` (start ${start} increment ${increment} minvalue ${min} maxvalue ${max} cache ${cache}${cycle ? ' cycle' : ''})`;
}

function nullCode(
  { nullable, type, identity }: CatalogColumn,
  { dialect }: BaselineContext,
): string {
  if (identity?.kind === 'auto_increment') return '';
  if (!nullable) return '.notNullable()';
  // MariaDB takes a timestamp without a word for one that is never null.
  return dialect.name === 'mysql' && type.startsWith('timestamp') ? '.nullable()' : '';
}

/** A default as a value where Knex writes just that, else as SQL. */
function defaultCode(column: CatalogColumn, context: BaselineContext): string {
  const { type } = column;
  const expression = column.default ?? '';
  const isPostgres = context.dialect.name === 'postgres';
  const text = /^'(?<text>[\w .,:@/-]*)'(?:::(?<cast>.*))?$/u.exec(expression)?.groups;
  if (text !== undefined && (!isPostgres || type.replace(/\(\d+\)$/u, '') === text['cast'])) {
    if (/^(?:text|character varying|varchar|enum)/u.test(type)) return `'${text['text']}'`;
  }
  if (isPostgres && type === 'boolean' && /^(?:true|false)$/u.test(expression)) return expression;
  if (isPostgres && type === 'integer' && /^\d+$/u.test(expression)) return expression;
  if (/^current_timestamp(?:\(\))?$/iu.test(expression)) return 'knex.fn.now()';
  return rawCode(
    context.dialect.name === 'sqlite' ? sqliteDefault(expression) : expression,
    context,
  );
}

/** SQLite takes an expression in brackets only, and tells it without them. */
export function sqliteDefault(expression: string): string {
  return /^(?:'(?:[^']|'')*'|[\w.]+)$/u.test(expression) ? expression : `(${expression})`;
}
