import { codeText } from '../code-text.ts';
import type { CatalogConstraint, CatalogIndex, CatalogTable } from '../catalog/catalog.ts';
import { nameCode } from './baseline-name.ts';
import {
  codeList,
  qualified,
  quoted,
  rawStatement,
  type BaselineContext,
} from './baseline-script.ts';

/** Words in a definition that no call of Knex says, or not as they are meant. */
const unsaid =
  /\b(?:deferrable|not valid|no inherit|include|nulls not distinct|match|using (?!btree)|on conflict|not enforced|collate|desc)\b|set (?:null|default) \(|without overlaps|period/iu;

/** A call on `table` that makes a constraint; undefined where only SQL says it. */
export function constraintCode(
  constraint: CatalogConstraint,
  table: CatalogTable,
  context: BaselineContext,
): string | undefined {
  const { kind, name, columns, definition, comment } = constraint;
  const isSimple =
    !unsaid.test(definition) && (comment === null || context.dialect.name !== 'mysql');
  if (kind === 'ck') return isSimple ? checkCode(constraint, context) : undefined;
  if (!isSimple || kind === 'ex' || kind === 'nn') return undefined;
  const { referredTable, referredColumns } = constraint;
  const part = {
    kind,
    name: name ?? '',
    columns,
    referredTable: referredTable ?? '',
    referredColumns,
  };
  const own = name === null ? undefined : nameCode(part, table, context);
  const list = codeList(columns);
  if (kind === 'fk') return foreignCode(constraint, own, context);
  if (kind === 'pk') {
    const isNamed = context.dialect.name !== 'mysql' && own !== undefined;
    return isNamed ? `table.primary(${list}, ${own});` : `table.primary(${list});`;
  }
  if (/\(\d+\)/u.test(definition)) return undefined;
  return own === undefined
    ? `table.unique(${list});`
    : `table.unique(${list}, { indexName: ${own} });`;
}

/** The name in a call of `check` goes out unquoted where no conventions are. */
function checkCode(
  { name, definition }: CatalogConstraint,
  context: BaselineContext,
): string | undefined {
  const predicate = /^check \((?<sql>[\s\S]*)\)$/iu.exec(definition)?.groups?.['sql'];
  if (predicate === undefined || predicate.includes('?')) return undefined;
  if (name === null) return `table.check(${codeText(predicate)});`;
  if (context.config === undefined) {
    return /^[a-z_][a-z0-9_]*$/u.test(name)
      ? `table.check(${codeText(predicate)}, [], '${name}');`
      : undefined;
  }
  context.imports.add('verbatim');
  return `table.check(${codeText(predicate)}, [], verbatim(${codeText(name)}));`;
}

function foreignCode(
  constraint: CatalogConstraint,
  name: string | undefined,
  context: BaselineContext,
): string {
  const { columns, referredSchema, referredTable, referredColumns } = constraint;
  // What goes without saying is RESTRICT on MariaDB, NO ACTION on MySQL: there, nothing does.
  const usual = context.dialect.name === 'mysql' ? undefined : 'no action';
  const actions = (['onDelete', 'onUpdate'] as const)
    .filter((event) => constraint[event] !== null && constraint[event] !== usual)
    .map((event) => `.${event}('${constraint[event]}')`);
  const to =
    referredSchema === null || referredSchema === context.schema
      ? (referredTable ?? '')
      : `${referredSchema}.${referredTable}`;
  return `table.foreign(${codeList(columns)}${name === undefined ? '' : `, ${name}`}).references(${codeList(referredColumns)}).inTable(${codeText(to)})${actions.join('')};`;
}

/** The statement that adds a constraint by SQL. */
export function constraintSql(
  { name, definition, kind }: CatalogConstraint,
  table: CatalogTable,
  context: BaselineContext,
): string {
  const of = qualified(table, context);
  const word = name === null ? '' : `constraint ${quoted(name, context)} `;
  const isMysqlKey = context.dialect.name === 'mysql' && kind === 'uq' && name !== null;
  return rawStatement(
    isMysqlKey
      ? `alter table ${of} add ${definition.replace(/^unique /u, `unique ${quoted(name, context)} `)}`
      : `alter table ${of} add ${word}${definition}`,
    context,
  );
}

/** A call on `table` that makes an index; undefined where only SQL says it. */
export function indexCode(
  index: CatalogIndex,
  table: CatalogTable,
  context: BaselineContext,
): string | undefined {
  const { dialect } = context;
  const columns = index.columns.map(({ column }) => column).filter((column) => column !== null);
  const isUnique = index.unique && dialect.name === 'sqlite';
  const isSimple =
    (!index.unique || isUnique) &&
    columns.length === index.columns.length &&
    index.columns.every(({ order }) => order === 'asc') &&
    index.predicate === null &&
    index.method === 'btree' &&
    index.valid &&
    (index.comment === null || dialect.name !== 'mysql') &&
    index.definition === plainDefinition(columns, context);
  if (!isSimple) return undefined;
  const kind = isUnique ? 'uq' : 'ix';
  const name = nameCode({ kind, name: index.name, columns }, table, context);
  const list = codeList(columns);
  if (isUnique) {
    return name === undefined
      ? `table.unique(${list});`
      : `table.unique(${list}, { indexName: ${name} });`;
  }
  return name === undefined ? `table.index(${list});` : `table.index(${list}, ${name});`;
}

/** The SQL that makes an index, on a table or a view. */
export function indexSql(
  index: CatalogIndex,
  of: { readonly schema: string | null; readonly name: string },
  context: BaselineContext,
): string[] {
  const { dialect } = context;
  const [definition = '', marks = ''] = index.definition.split(
    /(?=(?: CLUSTER| REPLICA IDENTITY)+$)/u,
  );
  const name = quoted(index.name, context);
  const on = qualified(of, context);
  if (dialect.name === 'mysql') {
    const kind = /fulltext|spatial/u.exec(index.method)?.[0] ?? '';
    const comment =
      index.comment === null ? '' : ` comment '${index.comment.replaceAll("'", "''")}'`;
    const list = kind === '' ? definition : definition.replace(/ using \w+$/u, '');
    return [
      `create ${kind} index ${name} on ${on} ${list}${comment}`.replace('create  ', 'create '),
    ];
  }
  return [
    `create ${index.unique ? 'unique ' : ''}index ${name} on ${on} ${definition}`,
    ...(marks.includes('CLUSTER') ? [`alter table ${on} cluster on ${name}`] : []),
    ...(marks.includes('IDENTITY')
      ? [`alter table ${on} replica identity using index ${name}`]
      : []),
  ];
}

function plainDefinition(columns: readonly string[], { dialect }: BaselineContext): string {
  const list = (quote: (name: string) => string): string => columns.map(quote).join(', ');
  if (dialect.name === 'mysql') return `(${list((name) => `\`${name}\``)}) using btree`;
  if (dialect.name === 'sqlite') return `(${list((name) => `"${name}"`)})`;
  return `USING btree (${list((name) => (/^[a-z_][a-z0-9_]*$/u.test(name) ? name : `"${name}"`))})`;
}
