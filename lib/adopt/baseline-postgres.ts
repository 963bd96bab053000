import type {
  Catalog,
  CatalogColumn,
  CatalogFunction,
  CatalogGrant,
  CatalogSequence,
  CatalogTable,
  CatalogType,
  CatalogView,
} from '../catalog/catalog.ts';
import { postgresLiteral } from '../schema/sql-literal.ts';
import { isSayable } from './baseline-column.ts';
import { constraintSql, indexSql } from './baseline-key.ts';
import { leaveOut } from './baseline-left-out.ts';
import { orderByMention, type Mention } from './baseline-order.ts';
import { numberingOf, tableCode } from './baseline-table.ts';
import {
  qualified,
  quoted,
  rawStatement,
  sqlStep,
  type BaselineContext,
  type BaselineStep,
} from './baseline-script.ts';

/** Writes all that a PostgreSQL database holds, in an order that works. */
export function postgresSteps(catalog: Catalog, context: BaselineContext): BaselineStep[] {
  const name = (of: { readonly schema: string | null; readonly name: string }): string =>
    qualified(of, context);
  const sql = (up: readonly string[], down: readonly string[]): BaselineStep =>
    sqlStep(
      up.filter((text) => text !== ''),
      down,
      context,
    );
  const comment = (what: string, text: string | null): string =>
    text === null ? '' : `comment on ${what} is ${postgresLiteral(text)}`;

  const made = new Set<string>();
  const later: BaselineStep[] = [];
  const written = {
    type: (type: CatalogType): BaselineStep => {
      const word = type.kind === 'domain' ? 'domain' : 'type';
      const what = `${word} ${name(type)}`;
      return sql(
        [`create ${what} as ${typeSql(type)}`, comment(what, type.comment)],
        [`drop ${what}`],
      );
    },
    sequence: (sequence: CatalogSequence): BaselineStep =>
      sql(
        [
          `create sequence ${name(sequence)} as ${sequence.type} increment ${sequence.increment} minvalue ${sequence.min} maxvalue ${sequence.max} start ${sequence.start} cache ${sequence.cache}${sequence.cycle ? ' cycle' : ''}`,
          comment(`sequence ${name(sequence)}`, sequence.comment),
        ],
        // One that is owned went with its table.
        [`drop sequence if exists ${name(sequence)}`],
      ),
    function: (each: CatalogFunction): BaselineStep => {
      const what = `${each.kind} ${name(each)}(${each.arguments})`;
      return sql(
        [
          each.kind === 'aggregate'
            ? `create ${what} (${parallelWord(each.definition)})`
            : each.definition.trimEnd(),
          comment(what, each.comment),
        ],
        [`drop ${what}`],
      );
    },
    table: (table: CatalogTable): BaselineStep => {
      const code =
        table.partitionBy === null
          ? tableCode(table, catalog, context, (key) => {
              const referred = JSON.stringify([key.referredSchema, key.referredTable]);
              return made.has(referred) || referred === JSON.stringify([table.schema, table.name]);
            })
          : { table: partitionedTable(table, context), later: { up: [], down: [] } };
      made.add(JSON.stringify([table.schema, table.name]));
      later.push(code.later);
      const extras = sql(tableExtras(table, context), []);
      return { up: [...code.table.up, ...extras.up], down: code.table.down };
    },
    view: (view: CatalogView): BaselineStep => {
      const what = `${view.kind} ${name(view)}`;
      const options = view.options === null ? '' : ` with (${view.options})`;
      return sql(
        [
          `create ${what}${options} as\n${view.definition.replace(/;\s*$/u, '')}`,
          comment(what, view.comment),
          ...view.columns.map((column) =>
            comment(`column ${name(view)}.${quoted(column.name, context)}`, column.comment),
          ),
          ...view.indexes.flatMap((index) => indexSql(index, view, context)),
        ],
        [`drop ${what}`],
      );
    },
  };

  const mention = <T extends { readonly name: string }>(
    items: readonly T[],
    write: (item: T) => BaselineStep,
    textOf: (item: T) => string,
  ): Mention<() => BaselineStep>[] =>
    items.map((item) => ({ item: () => write(item), name: item.name, text: textOf(item) }));
  const serials = new Set(serialSequences(catalog));
  const sequences = catalog.sequences.filter((sequence) => !serials.has(sequence));
  const objects = orderByMention([
    ...mention(catalog.types, written.type, ({ definition }) => definition ?? ''),
    ...mention(sequences, written.sequence, () => ''),
    ...mention(catalog.functions, written.function, signatureOf),
    ...mention(catalog.tables, written.table, textOfTable),
    ...mention(catalog.views, written.view, ({ definition }) => definition),
  ]).map((write) => write());

  return [
    ...catalog.schemas
      .filter((schema) => schema.name !== 'public')
      .map((schema) =>
        sql(
          [
            `create schema ${quoted(schema.name, context)}`,
            comment(`schema ${quoted(schema.name, context)}`, schema.comment),
          ],
          [`drop schema ${quoted(schema.name, context)}`],
        ),
      ),
    ...catalog.extensions.map((extension) =>
      sql(
        [
          `create extension ${quoted(extension.name, context)} schema ${quoted(extension.schema ?? '', context)}`,
        ],
        [`drop extension ${quoted(extension.name, context)}`],
      ),
    ),
    ...catalog.others.flatMap((other) => collationStep(other, context)),
    // Bodies may speak of what comes later; what they mean is looked up when they are called.
    ...(catalog.functions.length === 0 ? [] : [sql(['set local check_function_bodies = off'], [])]),
    ...objects,
    ...later,
    ...catalog.tables
      .filter(({ parents }) => parents !== null)
      .map((table) => sql([parentSql(table, context)], [])),
    ...sequences
      .filter(({ ownedBy }) => ownedBy !== null)
      .map((sequence) => {
        const { schema = null, table = '', column = '' } = sequence.ownedBy ?? {};
        const owner = `${qualified({ schema, name: table }, context)}.${quoted(column, context)}`;
        return sql([`alter sequence ${name(sequence)} owned by ${owner}`], []);
      }),
    ...catalog.others
      .filter(({ kind }) => kind === 'statistics')
      .map((other) =>
        sql(
          [other.definition, comment(`statistics ${name(other)}`, other.comment)],
          [`drop statistics ${name(other)}`],
        ),
      ),
    ...catalog.triggers.map(
      ({ schema, table, name: trigger, definition, enabled, comment: text }) => {
        const on = `${quoted(trigger, context)} on ${qualified({ schema, name: table }, context)}`;
        const word = {
          origin: '',
          disabled: 'disable',
          replica: 'enable replica',
          always: 'enable always',
        }[enabled];
        return sql(
          [
            definition,
            word === ''
              ? ''
              : `alter table ${qualified({ schema, name: table }, context)} ${word} trigger ${quoted(trigger, context)}`,
            comment(`trigger ${on}`, text),
          ],
          [`drop trigger ${on}`],
        );
      },
    ),
    ...catalog.policies.map(({ schema, table, name: policy, kind, definition, comment: text }) => {
      const on = `${kind} ${quoted(policy, context)} on ${qualified({ schema, name: table }, context)}`;
      return sql(
        [kind === 'rule' ? definition : `create ${on} as ${definition}`, comment(on, text)],
        [`drop ${on}`],
      );
    }),
    ...grantSteps(catalog, context),
  ];
}

/** What `increments` brings along. */
function serialSequences({ tables, ...catalog }: Catalog): CatalogSequence[] {
  return tables.flatMap((table) =>
    table.columns.flatMap((column) =>
      numberingOf(column, table, { ...catalog, tables }) === undefined
        ? []
        : catalog.sequences.filter(
            ({ ownedBy }) =>
              ownedBy?.schema === table.schema &&
              ownedBy.table === table.name &&
              ownedBy.column === column.name,
          ),
    ),
  );
}

function typeSql({ kind, values, definition }: CatalogType): string {
  if (kind === 'enum') return `enum (${values.map(postgresLiteral).join(', ')})`;
  if (kind === 'domain') return definition ?? '';
  if (kind === 'composite') return `(${definition ?? ''})`;
  const [subtype = '', ...rest] = (definition ?? '').split(', ');
  const options = rest.map((text) =>
    text
      .replace(/^operator class /u, 'subtype_opclass = ')
      .replace(/^(collation|canonical|subtype_diff) /u, '$1 = '),
  );
  return `range (${[`subtype = ${subtype}`, ...options].join(', ')})`;
}

function parallelWord(definition: string): string {
  const words: Readonly<Record<string, string>> = { u: 'unsafe', r: 'restricted', s: 'safe' };
  return definition.replace(
    /parallel = (?<letter>\w)$/u,
    (_, letter: string) => `parallel = ${words[letter]}`,
  );
}

/** The body of a function is not looked at when it is made, but for one that BEGIN ATOMIC parses. */
function signatureOf({ kind, definition, arguments: types }: CatalogFunction): string {
  if (kind === 'aggregate' || /\bBEGIN ATOMIC\b/u.test(definition)) return `${definition} ${types}`;
  return definition.replace(/\bAS \$[\s\S]*$/u, '');
}

function textOfTable({ name, columns, constraints, indexes, parents }: CatalogTable): string {
  const own = [
    ...columns.flatMap(({ type, default: value, generated, collation }) => [
      type,
      value,
      generated?.expression,
      collation,
    ]),
    ...constraints.flatMap(({ kind, definition }) => (kind === 'fk' ? [] : definition)),
    ...constraints.map(({ referredTable }) => referredTable),
    ...indexes.map(({ definition }) => definition),
    parents,
  ].filter((text) => typeof text === 'string');
  // Columns of the name of another table are no mention, but put it first, which does no harm.
  return own.join(' ').replaceAll(new RegExp(`\\b${name.replaceAll(/\W/gu, '.')}\\b`, 'gu'), ' ');
}

/** What createTable does not say. */
function tableExtras(table: CatalogTable, context: BaselineContext): string[] {
  const of = qualified(table, context);
  const extras: string[] = [];
  const comments: [string, string | null][] = [
    ...(table.partitionBy === null && (table.comment === null || isSayable(table.comment, context))
      ? []
      : [[`table ${of}`, table.comment] as [string, string | null]]),
    ...table.columns
      .filter(
        ({ comment }) =>
          comment !== null && (table.partitionBy !== null || !isSayable(comment, context)),
      )
      .map(({ name, comment }): [string, string | null] => [
        `column ${of}.${quoted(name, context)}`,
        comment,
      ]),
    ...table.constraints.map(({ name, comment }): [string, string | null] => [
      `constraint ${quoted(name ?? '', context)} on ${of}`,
      comment,
    ]),
    ...table.indexes.map(({ name, comment }): [string, string | null] => [
      `index ${qualified({ schema: table.schema, name }, context)}`,
      comment,
    ]),
  ];
  for (const [what, text] of comments) {
    if (text !== null) extras.push(`comment on ${what} is ${postgresLiteral(text)}`);
  }
  if (table.rowSecurity !== 'off') extras.push(`alter table ${of} enable row level security`);
  if (table.rowSecurity === 'forced') extras.push(`alter table ${of} force row level security`);
  for (const option of table.options?.split(', ') ?? []) {
    if (option === 'unlogged') extras.push(`alter table ${of} set unlogged`);
    else if (/^replica identity (?:nothing|full)$/u.test(option))
      extras.push(`alter table ${of} ${option}`);
    else if (/^[\w.]+=/u.test(option)) extras.push(`alter table ${of} set (${option})`);
    else if (option !== 'replica identity index')
      leaveOut(context, `table ${table.name}`, `has the option ${option}`);
  }
  for (const column of table.columns) extras.push(...columnExtras(column, of, context));
  return extras;
}

function columnExtras(
  { name, options }: CatalogColumn,
  of: string,
  context: BaselineContext,
): string[] {
  const storages: Readonly<Record<string, string>> = {
    p: 'plain',
    e: 'external',
    m: 'main',
    x: 'extended',
  };
  const compressions: Readonly<Record<string, string>> = { p: 'pglz', l: 'lz4' };
  const alter = `alter table ${of} alter column ${quoted(name, context)} set`;
  return (options?.split(', ') ?? []).map((option) => {
    const [word = '', value = ''] = option.split(' ');
    if (word === 'storage') return `${alter} storage ${storages[value]}`;
    if (word === 'compression') return `${alter} compression ${compressions[value]}`;
    if (word === 'statistics') return `${alter} statistics ${value}`;
    return `${alter} (${option})`;
  });
}

/** Knex has no word for partitions. */
function partitionedTable(table: CatalogTable, context: BaselineContext): BaselineStep {
  const of = qualified(table, context);
  const columns = table.columns.map(
    ({ name, type, collation, default: value, nullable, generated }) =>
      [
        `  ${quoted(name, context)} ${type}`,
        collation === null ? '' : ` collate ${collation}`,
        value === null ? '' : ` default ${value}`,
        generated === null ? '' : ` generated always as (${generated.expression}) stored`,
        nullable ? '' : ' not null',
      ].join(''),
  );
  return {
    up: [
      rawStatement(
        `create table ${of} (\n${columns.join(',\n')}\n) partition by ${table.partitionBy}`,
        context,
      ),
      ...table.constraints.map((constraint) => constraintSql(constraint, table, context)),
      ...table.indexes
        .flatMap((index) => indexSql(index, table, context))
        .map((sql) => rawStatement(sql, context)),
    ],
    down: [rawStatement(`drop table ${of}`, context)],
  };
}

function parentSql(table: CatalogTable, context: BaselineContext): string {
  const of = qualified(table, context);
  const match = /^(?<parents>.*?)(?<bounds> (?:FOR VALUES .*|DEFAULT))?$/su.exec(
    table.parents ?? '',
  )?.groups;
  const parents = match?.['parents'] ?? '';
  const bounds = match?.['bounds'];
  return bounds === undefined
    ? parents
        .split(', ')
        .map((parent) => `alter table ${of} inherit ${parent}`)
        .join(';\n')
    : `alter table ${parents} attach partition ${of}${bounds}`;
}

function collationStep(other: Catalog['others'][number], context: BaselineContext): BaselineStep[] {
  const { kind, schema, name, definition } = other;
  if (kind === 'statistics') return [];
  if (kind !== 'collation') {
    leaveOut(context, `${kind} ${name}`, 'is of the database or its roles, not of the schema');
    return [];
  }
  const [provider = '', collate = '', type = '', not] = definition.split(', ');
  const providers: Readonly<Record<string, string>> = { c: 'libc', i: 'icu', b: 'builtin' };
  const what = `collation ${qualified({ schema, name }, context)}`;
  const up = `create ${what} (provider = ${providers[provider]}, lc_collate = ${postgresLiteral(collate)}, lc_ctype = ${postgresLiteral(type)}${not === undefined ? '' : ', deterministic = false'})`;
  return [sqlStep([up], [`drop ${what}`], context)];
}

/** What PostgreSQL grants to everybody by itself, and is not told again. */
function grantSteps(
  { grants, functions, types, schemas }: Catalog,
  context: BaselineContext,
): BaselineStep[] {
  const isUsual = ({ kind, name, grantee, privilege, grantable }: CatalogGrant): boolean =>
    grantee === 'public' &&
    !grantable &&
    ((kind === 'function' && privilege === 'execute') ||
      (kind === 'type' && privilege === 'usage') ||
      (kind === 'schema' && name === 'public' && privilege === 'usage'));
  const usual = new Set(
    grants.filter(isUsual).map(({ kind, schema, name }) => JSON.stringify([kind, schema, name])),
  );
  const revoked = [
    ...functions.map((each) => ({
      kind: 'function',
      privilege: 'execute',
      schema: each.schema,
      name: `${each.name}(${each.arguments})`,
    })),
    ...types.map(({ schema, name }) => ({ kind: 'type', privilege: 'usage', schema, name })),
    ...schemas
      .filter(({ name }) => name === 'public')
      .map(({ name }) => ({ kind: 'schema', privilege: 'usage', schema: name, name })),
  ].filter(({ kind, schema, name }) => !usual.has(JSON.stringify([kind, schema, name])));
  return [
    ...revoked.map((grant) =>
      sqlStep(
        [`revoke ${grant.privilege} on ${grantTarget(grant, context)} from public`],
        [`grant ${grant.privilege} on ${grantTarget(grant, context)} to public`],
        context,
      ),
    ),
    ...grants
      .filter((grant) => !isUsual(grant))
      .map((grant) => {
        const role = grant.grantee === 'public' ? 'public' : quoted(grant.grantee, context);
        const column =
          grant.kind === 'column'
            ? ` (${quoted(grant.name.slice((grant.table ?? '').length + 1), context)})`
            : '';
        const what = `${grant.privilege}${column} on ${grantTarget(grant, context)}`;
        return sqlStep(
          [`grant ${what} to ${role}${grant.grantable ? ' with grant option' : ''}`],
          [`revoke ${what} from ${role}`],
          context,
        );
      }),
  ];
}

function grantTarget(
  {
    kind,
    schema,
    name,
    table,
  }: Pick<CatalogGrant, 'schema' | 'name'> & { kind: string; table?: string | null },
  context: BaselineContext,
): string {
  if (kind === 'schema') return `schema ${quoted(name, context)}`;
  if (kind === 'function') {
    const bracket = name.lastIndexOf('(');
    return `routine ${qualified({ schema, name: name.slice(0, bracket) }, context)}${name.slice(bracket)}`;
  }
  if (kind === 'sequence' || kind === 'type')
    return `${kind} ${qualified({ schema, name }, context)}`;
  return `table ${qualified({ schema, name: table ?? name }, context)}`;
}
