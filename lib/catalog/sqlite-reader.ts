import type { Knex } from 'knex';
import { groupBy } from '../group-by.ts';
import { commentTable } from '../schema/sqlite-comments.ts';
import { tokensOf } from '../schema/sqlite-text.ts';
import type { Catalog, CatalogTable, CatalogTrigger, CatalogView } from './catalog.ts';
import { KnownForms } from './known-forms.ts';
import { onOneConnection, plainQuery } from './plain-query.ts';
import { settleRelation } from './settle-catalog.ts';
import { canonical } from './sqlite-canonical.ts';
import {
  commentsSql,
  readBoth,
  readFacts,
  readText,
  schemaSql,
  type Query,
} from './sqlite-questions.ts';
import { foldCase, SqliteLines } from './sqlite-lines.ts';
import { buildTable, buildView, type ColumnRow, type SchemaRow } from './sqlite-tables.ts';

/** A comment of a column, or of the table itself: then `column` is null. */
interface CommentRow {
  readonly table: string;
  readonly column: string | null;
  readonly comment: string;
}

/**
 * Reads a SQLite database: its schema table, and pragmas for what columns are. It keeps what it has
 * read: what SQLite stores of a table is a text, and the same text is the same table.
 */
export class SqliteReader {
  readonly #schema = new SqliteLines<SchemaRow>();
  readonly #comments = new SqliteLines<CommentRow>();
  /** Keys of the tables that have changed, and were not yet read as they are now. */
  #stale = new Set<string>();
  readonly #forms = new KnownForms<CatalogTable>();
  /** By their keys. */
  readonly #tables = new Map<string, CatalogTable>();
  readonly #triggers = new WeakMap<SchemaRow, CatalogTrigger>();
  #catalog: Catalog | undefined;

  /** @returns the same object as at the last reading where nothing has changed */
  read(knex: Knex): Promise<Catalog> {
    return onOneConnection(knex, ({ connection }) =>
      this.#read(
        async <Row>(sql: string, bindings?: readonly unknown[]) =>
          (await plainQuery(knex, sql, bindings, {}, connection)) as readonly Row[],
      ),
    );
  }

  async #read(query: Query): Promise<Catalog> {
    await this.#takeChanges(query);
    if (this.#catalog !== undefined && this.#stale.size === 0) return this.#catalog;
    await this.#buildStale(query);
    const { rows } = this.#schema;
    this.#catalog = {
      ...emptyCatalog,
      tables: [...this.#tables.values()],
      triggers: rows
        .filter(({ type }) => type === 'trigger')
        .map((row) => this.#triggers.get(row) ?? this.#buildTrigger(row)),
      views: await readViews(query, rows),
    };
    this.#stale = new Set();
    return this.#catalog;
  }

  /** Finds out of which tables there are other texts than at the last reading. */
  async #takeChanges(query: Query): Promise<void> {
    const both = this.#hasComments() ? await readBoth(query) : undefined;
    const schema = both?.schema ?? (await readText(query, schemaSql));
    for (const table of this.#schema.take(schema)) this.#stale.add(table);
    const comments = this.#hasComments()
      ? (both?.comments ?? (await readText(query, commentsSql)))
      : null;
    for (const table of this.#comments.take(comments)) this.#stale.add(table);
  }

  #hasComments(): boolean {
    return this.#schema.rows.some(({ name }) => name === commentTable);
  }

  async #buildStale(query: Query): Promise<void> {
    const objects = groupBy(this.#schema.rowsOf(this.#stale), ({ type }) => type);
    const tables = objects.get('table') ?? [];
    const facts = await readFacts(query, tables);
    const indexes = groupBy(objects.get('index') ?? [], ({ key }) => key);
    const comments = groupBy(this.#comments.rowsOf(this.#stale), ({ key }) => key);
    for (const key of this.#stale) this.#tables.delete(key);
    for (const object of tables) {
      const kind = facts.kinds.get(object.name);
      // A table in which a virtual one keeps its own
      if (kind?.type === 'shadow') continue;
      const { key } = object;
      const rows = {
        object,
        kind,
        columns: facts.columns.get(object.name) ?? [],
        indexes: indexes.get(key) ?? [],
      };
      const remarks = comments.get(key) ?? [];
      const build = (): CatalogTable =>
        settleRelation(buildTable({ ...rows, commentOf: commentFinder(remarks) }));
      this.#tables.set(key, this.#forms.recall(key, JSON.stringify([rows, remarks]), build));
    }
  }

  #buildTrigger(row: SchemaRow): CatalogTrigger {
    const { name, table, sql } = row;
    const definition = canonical(tokensOf(sql));
    const trigger = { schema: null, table, name, comment: null, definition } as const;
    const built: CatalogTrigger = { ...trigger, enabled: 'origin' };
    this.#triggers.set(row, built);
    return built;
  }
}

const emptyCatalog: Catalog = {
  dialect: 'sqlite',
  schemas: [],
  tables: [],
  views: [],
  types: [],
  sequences: [],
  functions: [],
  triggers: [],
  policies: [],
  extensions: [],
  grants: [],
  others: [],
};

/** Finds the comment of a column, or by null that of the table itself. */
function commentFinder(rows: readonly CommentRow[]): (column: string | null) => string | null {
  const keyOf = (column: string | null): string | null =>
    column === null ? null : foldCase(column);
  const comments = new Map(rows.map(({ column, comment }) => [keyOf(column), comment]));
  return (column) => comments.get(keyOf(column)) ?? null;
}

/** Their columns depend on those of tables. */
function readViews(query: Query, rows: readonly SchemaRow[]): Promise<CatalogView[]> {
  return Promise.all(
    rows
      .filter(({ type }) => type === 'view')
      .map(async (view) => buildView(view, await viewColumns(query, view.name))),
  );
}

/** A view over what is gone has no columns that SQLite could tell. */
async function viewColumns(query: Query, name: string): Promise<readonly ColumnRow[]> {
  try {
    return await query<ColumnRow>('select * from pragma_table_xinfo(?)', [name]);
  } catch {
    return [];
  }
}
