import type { Knex } from 'knex';
import { groupBy } from '../group-by.ts';
import { commentTable } from '../schema/sqlite-comments.ts';
import { tokensOf } from '../schema/sqlite-text.ts';
import type { Catalog, CatalogTable } from './catalog.ts';
import { plainQuery } from './plain-query.ts';
import { settleRelation } from './settle-catalog.ts';
import { canonical } from './sqlite-canonical.ts';
import {
  buildTable,
  buildView,
  type ColumnRow,
  type SchemaRow,
  type TableRow,
} from './sqlite-tables.ts';

type Query = <Row>(sql: string, bindings?: readonly unknown[]) => Promise<readonly Row[]>;

/** A table, and the texts that it was built of. */
interface Built {
  readonly text: string;
  /** Undefined for one in which a virtual table keeps its own. */
  readonly table: CatalogTable | undefined;
}

/** The comments of a table by the names of its columns in lower case; its own by null. */
type Comments = ReadonlyMap<string | null, string>;

/**
 * Reads a SQLite database: its schema table, and pragmas for what columns are. It keeps what it has
 * read: what SQLite stores of a table is a text, and the same text is the same table.
 */
export class SqliteReader {
  #built = new Map<string, Built>();

  async read(knex: Knex): Promise<Catalog> {
    const query: Query = async <Row>(sql: string, bindings?: readonly unknown[]) =>
      (await plainQuery(knex, sql, bindings)) as readonly Row[];
    const objects = await query<SchemaRow>(
      "select type, name, tbl_name, sql from sqlite_schema where sql is not null and name not like 'sqlite^_%' escape '^'",
    );
    const views = objects.filter(({ type }) => type === 'view');
    return {
      dialect: 'sqlite',
      tables: await this.#readTables(query, objects),
      views: await Promise.all(
        views.map(async (view) => buildView(view, await viewColumns(query, view.name))),
      ),
      triggers: objects
        .filter(({ type }) => type === 'trigger')
        .map(({ name, tbl_name: table, sql }) => ({
          schema: null,
          table,
          name,
          comment: null,
          definition: canonical(tokensOf(sql)),
          enabled: 'origin',
        })),
      schemas: [],
      types: [],
      sequences: [],
      functions: [],
      policies: [],
      extensions: [],
      grants: [],
      others: [],
    };
  }

  async #readTables(query: Query, objects: readonly SchemaRow[]): Promise<CatalogTable[]> {
    const indexes = groupBy(
      objects.filter(({ type }) => type === 'index'),
      ({ tbl_name: table }) => table,
    );
    const comments = await readComments(query, objects);
    const texts = new Map(
      objects
        .filter(({ type }) => type === 'table')
        .map((object) => {
          const of = [object, ...(indexes.get(object.name) ?? [])].map(({ name, sql }) => [
            name,
            sql,
          ]);
          return [object, JSON.stringify([of, comments.get(object.name.toLowerCase())])] as const;
        }),
    );
    const old = this.#built;
    const changed = [...texts].flatMap(([object, text]) =>
      old.get(object.name)?.text === text ? [] : object,
    );
    const facts = await readFacts(query, changed);
    this.#built = new Map(
      [...texts].map(([object, text]) => {
        const { name } = object;
        const known = old.get(name);
        if (known?.text === text) return [name, known];
        const kind = facts.kinds.get(name);
        if (kind?.type === 'shadow') return [name, { text, table: undefined }];
        const own = commentsOf(comments.get(name.toLowerCase()));
        const table = buildTable({
          object,
          kind,
          columns: facts.columns.get(name) ?? [],
          indexes: indexes.get(name) ?? [],
          commentOf: (column) => own.get(column?.toLowerCase() ?? null) ?? null,
        });
        return [name, { text, table: settleRelation(table) }];
      }),
    );
    return [...this.#built.values()].flatMap(({ table }) => table ?? []);
  }
}

/** What pragmas know of tables. */
async function readFacts(
  query: Query,
  tables: readonly SchemaRow[],
): Promise<{
  readonly kinds: ReadonlyMap<string, TableRow>;
  readonly columns: ReadonlyMap<string, readonly ColumnRow[]>;
}> {
  if (tables.length === 0) return { kinds: new Map(), columns: new Map() };
  const names = [JSON.stringify(tables.map(({ name }) => name))];
  const kinds = await query<TableRow>(
    `select l.* from json_each(?) j join pragma_table_list(j.value) l where l.schema = 'main'`,
    names,
  );
  const columns = await query<ColumnRow>(
    `select j.value as "table", c.name, c.type, c."notnull", c.dflt_value, c.hidden
     from json_each(?) j join pragma_table_xinfo(j.value) c order by j.key, c.cid`,
    names,
  );
  return {
    kinds: new Map(kinds.map((row) => [row.name, row])),
    columns: groupBy(columns, ({ table }) => table),
  };
}

/** The comments of each table as one text, by its name in lower case. */
async function readComments(
  query: Query,
  objects: readonly SchemaRow[],
): Promise<ReadonlyMap<string, string>> {
  if (!objects.some(({ name }) => name === commentTable)) return new Map();
  const rows = await query<{ readonly name: string; readonly text: string }>(
    `select lower(table_name) as name, json_group_array(json_array(lower(column_name), comment)) as text
     from (select * from ${commentTable} order by table_name, column_name) group by 1`,
  );
  return new Map(rows.map(({ name, text }) => [name, text]));
}

function commentsOf(text: string | undefined): Comments {
  return new Map(JSON.parse(text ?? '[]') as [string | null, string][]);
}

/** A view over what is gone has no columns that SQLite could tell. */
async function viewColumns(query: Query, name: string): Promise<readonly ColumnRow[]> {
  try {
    return await query<ColumnRow>('select * from pragma_table_xinfo(?)', [name]);
  } catch {
    return [];
  }
}
