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

/** What stands in the schema table by one name: a table with what is on it, or a view. */
interface Built {
  /** All of it as one text, with the comments. */
  readonly text: string;
  readonly objects: readonly SchemaRow[];
  /** Undefined for a view, and for a table in which a virtual one keeps its own. */
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
    await this.#update(query);
    const built = [...this.#built.values()];
    const objects = built.flatMap((each) => each.objects);
    const views = objects.filter(({ type }) => type === 'view');
    return {
      dialect: 'sqlite',
      tables: built.flatMap(({ table }) => table ?? []),
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

  /** Builds what has another text than at the last reading. */
  async #update(query: Query): Promise<void> {
    const rows = await query<{ readonly name: string; readonly text: string }>(schemaSql);
    const comments = await readComments(query, rows);
    const old = this.#built;
    const texts = rows.map(({ name, text }) => {
      const own = comments.get(name.toLowerCase()) ?? '[]';
      return { name, text: text + own, objects: text, own };
    });
    const changed = texts
      .filter(({ name, text }) => old.get(name)?.text !== text)
      .map((entry) => ({ ...entry, objects: JSON.parse(entry.objects) as SchemaRow[] }));
    const tables = changed.flatMap(({ objects }) => objects.filter(({ type }) => type === 'table'));
    const facts = await readFacts(query, tables);
    const fresh = new Map(
      changed.map(({ name, text, objects, own }) => {
        const object = objects.find(({ type }) => type === 'table');
        const kind = facts.kinds.get(object?.name ?? '');
        const named = commentsOf(own);
        const table =
          object === undefined || kind?.type === 'shadow'
            ? undefined
            : buildTable({
                object,
                kind,
                columns: facts.columns.get(object.name) ?? [],
                indexes: objects.filter(({ type }) => type === 'index'),
                commentOf: (column) => named.get(column?.toLowerCase() ?? null) ?? null,
              });
        return [name, { text, objects, table: table && settleRelation(table) }] as const;
      }),
    );
    this.#built = new Map(
      texts.flatMap(({ name }) => {
        const built = fresh.get(name) ?? old.get(name);
        return built === undefined ? [] : [[name, built] as const];
      }),
    );
  }
}

/** One row for each table and view: SQLite compares faster than JavaScript builds rows. */
const schemaSql = `
  select tbl_name as name, json_group_array(json_object('type', type, 'name', name,
    'tbl_name', tbl_name, 'sql', sql)) as text
  from sqlite_schema where sql is not null and name not like 'sqlite^_%' escape '^' group by tbl_name`;

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
  tables: readonly { readonly name: string }[],
): Promise<ReadonlyMap<string, string>> {
  if (!tables.some(({ name }) => name === commentTable)) return new Map();
  const rows = await query<{ readonly name: string; readonly text: string }>(
    `select lower(table_name) as name, json_group_array(json_array(lower(column_name), comment)) as text
     from ${commentTable} group by 1`,
  );
  return new Map(rows.map(({ name, text }) => [name, text]));
}

function commentsOf(text: string): Comments {
  return new Map(JSON.parse(text) as [string | null, string][]);
}

/** A view over what is gone has no columns that SQLite could tell. */
async function viewColumns(query: Query, name: string): Promise<readonly ColumnRow[]> {
  try {
    return await query<ColumnRow>('select * from pragma_table_xinfo(?)', [name]);
  } catch {
    return [];
  }
}
