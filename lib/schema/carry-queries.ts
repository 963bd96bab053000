import type { Dialect } from '../dialect/dialect.ts';
import type { NamingConvention } from '../naming/convention.ts';
import { renamingsAfter, renamingsOfCopy, type Renaming } from './carry-names.ts';
import type { Move } from './move.ts';
import { scopeOf } from './compilation.ts';
import { planOf, type CompilerMixin } from './compiler-mixin.ts';
import type {
  ClientInternals,
  Query,
  SchemaBuilderInternals,
  SchemaCompilerInternals,
  TableCompilerInternals,
} from './knex-internals.ts';
import { readConstraints, type LiveConstraint } from './live-constraint.ts';
import { carryOnSqlite } from './sqlite-carry.ts';
import { askOn } from './sqlite-rewrite.ts';
import { storedTableOf } from './stored-table.ts';

/** What carrying names along needs to know. */
export interface CarryContext {
  readonly client: ClientInternals;
  readonly dialect: Dialect;
  readonly mixin: CompilerMixin;
  readonly namings: readonly NamingConvention[];
}

/** Makes `renameTable` carry the names of constraints and indexes along. */
export function carryNamesOfTables(
  compiler: SchemaCompilerInternals,
  builder: SchemaBuilderInternals,
  context: CarryContext,
): void {
  if (context.namings.length === 0) return;
  const { client } = context;
  const { renameTable } = compiler;
  compiler.renameTable = (from, to) => {
    renameTable.call(compiler, from, to);
    const before = storedTableOf(client, builder, from);
    const { name: table } = storedTableOf(client, builder, to);
    scopeOf(client)?.releaseOf(before);
    compiler.pushQuery(carryQuery({ table, tableBefore: before.name }, before.schema, context));
  };
}

/** Makes `renameColumn` of one table carry names along. */
export function carryNamesOfTable(compiler: TableCompilerInternals, context: CarryContext): void {
  if (context.namings.length === 0) return;
  const { renameColumn } = compiler;
  if (typeof renameColumn !== 'function') return;
  compiler.renameColumn = (from, to) => {
    const query = context.mixin.renameColumnQuery?.(compiler, from, to);
    if (query === undefined) renameColumn.call(compiler, from, to);
    else compiler.pushQuery(query);
    const { namer } = planOf(compiler);
    const { name: table, schema } = namer.table;
    const column = {
      before: namer.storedColumn(from),
      after: namer.storedColumn(to),
    };
    compiler.pushQuery(carryQuery({ table, tableBefore: table, column }, schema, context));
  };
}

/** Makes `createTableLike` name what the database has copied. */
export function nameCopiedTable(
  compiler: TableCompilerInternals,
  naming: NamingConvention,
  context: CarryContext,
): void {
  const { client, dialect, mixin } = context;
  const { reader, renameSql } = mixin;
  // SQLite copies the columns only.
  if (renameSql === undefined) return;
  const { createLike } = compiler;
  compiler.createLike = () => {
    createLike.call(compiler);
    const { namer } = planOf(compiler);
    const { name: table, schema } = namer.table;
    const move = { table, tableBefore: namer.original };
    const original = [...(schema === undefined ? [] : [schema]), namer.original];
    const quoted = original.map((name) => client.wrapIdentifierImpl(name)).join('.');
    let ofOriginal: readonly LiveConstraint[] = [];
    compiler.pushQuery({
      ...reader.query(quoted, namer.original, schema, 'table'),
      output(response) {
        ofOriginal = readConstraints(reader, response);
        return [];
      },
    });
    compiler.pushQuery({
      ...reader.query(compiler.tableName(), table, schema, 'table'),
      output: renamer(context, (live) => {
        const names = namesOfOriginals(live, ofOriginal);
        const known = new Map(
          live.map((constraint) => [
            { ...constraint, name: names.get(constraint) ?? constraint.name },
            constraint,
          ]),
        );
        return renamingsOfCopy(move, [...known.keys()], naming, dialect).map(
          ({ constraint, name }) => ({ constraint: known.get(constraint) ?? constraint, name }),
        );
      }),
    });
  };
}

/** MySQL gives the checks of a copy names that count (`copy_chk_1`): they are told by what they say. */
function namesOfOriginals(
  live: readonly LiveConstraint[],
  originals: readonly LiveConstraint[],
): ReadonlyMap<LiveConstraint, string> {
  const left = originals.filter(({ kind }) => kind === 'ck');
  const names = new Map<LiveConstraint, string>();
  for (const check of live.filter(({ kind, definition }) => kind === 'ck' && definition)) {
    const at = left.findIndex(({ definition }) => definition === check.definition);
    const [found] = at === -1 ? [] : left.splice(at, 1);
    if (found !== undefined) names.set(check, found.name);
  }
  return names;
}

function carryQuery(move: Move, schema: string | undefined, context: CarryContext): Query {
  const { client, dialect, mixin, namings } = context;
  const { reader, renameSql } = mixin;
  const quote = (name: string): string => client.wrapIdentifierImpl(name);
  if (renameSql === undefined) {
    return {
      sql: 'select 1',
      bindings: [],
      statementsProducer: (_response, connection) =>
        carryOnSqlite(
          move,
          namings,
          dialect,
          client.transacting === true,
          askOn(client, connection),
        ),
    };
  }
  const table = [...(schema === undefined ? [] : [schema]), move.table].map(quote).join('.');
  return {
    ...reader.query(table, move.table, schema, 'references'),
    output: renamer(context, (live) => renamingsAfter(move, live, namings, dialect)),
  };
}

/** Takes what the reader has found, and gives it the names that it should bear. */
function renamer(
  { client, mixin: { reader, renameSql } }: CarryContext,
  renamingsOf: (live: readonly LiveConstraint[]) => readonly Renaming[],
): NonNullable<Query['output']> {
  const quote = (name: string): string => client.wrapIdentifierImpl(name);
  return async function rename(response) {
    const live = readConstraints(reader, response);
    for (const renaming of renamingsOf(live)) {
      for (const sql of renameSql?.(renaming, quote, live) ?? []) {
        await this.query({ sql, bindings: [] });
      }
    }
    return [];
  };
}
