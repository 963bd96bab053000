import { sqlite } from '../dialect/sqlite.ts';
import { compileIn } from './compilation.ts';
import { SchemaChangeError } from './convention-error.ts';
import type { FoundDrop, LookupDrops, PlainDrops } from './drops-by-lookup.ts';
import type { Query, TableCompilerInternals } from './knex-internals.ts';
import { sqliteReader } from './sqlite-constraints.ts';
import { readConstraints, type LiveConstraint } from './live-constraint.ts';
import { NamingScope } from './naming-scope.ts';

/** The statement that drops an index. */
export function dropIndexSql({ client }: TableCompilerInternals, { name }: LiveConstraint): string {
  return `drop index ${client.wrapIdentifierImpl(name)}`;
}

/**
 * A quoted name without its quotes, where it needs none: SQLite 3.52 finds no constraint by a name in
 * quotes. No keyword has an underscore within but the `current_` ones:
 * https://www.sqlite.org/lang_keywords.html
 */
export function withoutNeedlessQuotes(name: string): string {
  return name.replace(/^`(?!current_)([a-z_]\w*_\w*)`$/iu, '$1');
}

/** Drops what a lookup has found, and makes sure that it is gone. */
export const sqliteDrops: LookupDrops = {
  reader: sqliteReader,
  takesNames: false,
  looksForPrimaryKey: true,
  drop(compiler, of, plain) {
    const before = compiler.sequence.length;
    pushDrop(compiler, of, plain);
    return [...compiler.sequence.splice(before), assertDropped(of)];
  },
};

function pushDrop(compiler: TableCompilerInternals, of: FoundDrop, plain: PlainDrops): void {
  const { found, all } = of;
  if (found.kind === 'fk') dropForeignKey(compiler, found, all, plain);
  else if (found.kind === 'pk') plain.dropPrimary();
  else compiler.pushQuery(dropIndexSql(compiler, found));
}

/** Knex 3.3.0 silently leaves what stands within the definition of a column. */
function assertDropped({ found, call }: FoundDrop): Query {
  const { kind, table, name, columns } = found;
  return {
    ...sqliteReader.query('', table, undefined, 'table'),
    output(response) {
      const isLeft = readConstraints(sqliteReader, response).some(
        (other) =>
          other.kind === kind &&
          other.table === table &&
          other.name === name &&
          other.columns.join() === columns.join(),
      );
      if (!isLeft) return [];
      throw new SchemaChangeError({
        code: 'E_DROP_INLINE',
        where: `${table}, ${call}`,
        what: `would drop nothing: the constraint stands within the definition of ${columns.join(', ')}`,
        repair: `Drop the column, or build the table anew: create it under another name, copy the rows, drop ${table}, rename.`,
      });
    },
  };
}

/**
 * Drops one foreign key: Knex 3.3.0 drops by columns every key that shares one of them, so that one
 * that shares a column is dropped by its name.
 *
 * @throws SchemaChangeError where it bears no name to be told apart by
 */
function dropForeignKey(
  compiler: TableCompilerInternals,
  found: LiveConstraint,
  all: readonly LiveConstraint[],
  plain: PlainDrops,
): void {
  const sharing = all.filter(
    (other) =>
      other !== found &&
      other.kind === 'fk' &&
      other.table === found.table &&
      other.columns.some((column) => found.columns.includes(column)),
  );
  // Its columns are as they are stored, and so is its name: no mapper may change them.
  const scope = new NamingScope(sqlite);
  for (const name of [...found.columns, found.name]) if (name !== null) scope.finalNames.add(name);
  const isNamed = !/^\d+$/u.test(found.name);
  if (sharing.length > 0 && !isNamed) {
    throw new SchemaChangeError({
      code: 'E_DROP_SHARED',
      where: `${found.table}, dropForeign(${found.columns.join(', ')})`,
      what: `bears no name, and Knex would also drop ${sharing
        .map(({ name, columns }) => `${name} (${columns.join(', ')})`)
        .join(', ')}, which shares a column with it`,
      repair: 'Drop all of them, and add again those that shall stay.',
    });
  }
  compileIn(compiler.client, scope, () =>
    sharing.length > 0
      ? plain.dropForeign(found.columns, found.name)
      : plain.dropForeign(found.columns),
  );
}
