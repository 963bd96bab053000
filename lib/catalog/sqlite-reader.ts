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
  readonly name: string;
  /** All of it as one text. */
  readonly text: string;
  readonly comments: string;
  readonly objects: readonly SchemaRow[];
  /** Undefined for a view, and for a table in which a virtual one keeps its own. */
  readonly table: CatalogTable | undefined;
}

/** What pragmas know of tables, by their names. */
interface Facts {
  readonly kinds: ReadonlyMap<string, TableRow>;
  readonly columns: ReadonlyMap<string, readonly ColumnRow[]>;
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

  /** Builds what has other texts than at the last reading. */
  async #update(query: Query): Promise<void> {
    const rows = await query<{ readonly name: string; readonly text: string }>(schemaSql);
    const commentTexts = await readComments(query, rows);
    const old = this.#built;
    const kept: Built[] = [];
    const changed: Omit<Built, 'table'>[] = [];
    for (const { name, text } of rows) {
      const comments = commentTexts.get(name.toLowerCase()) ?? '[]';
      const known = old.get(name);
      if (known?.text === text && known.comments === comments) kept.push(known);
      else changed.push({ name, text, comments, objects: JSON.parse(text) as SchemaRow[] });
    }
    const tables = changed.flatMap(({ objects }) => objects.filter(({ type }) => type === 'table'));
    const facts = await readFacts(query, tables);
    const built = changed.map((entry): Built =>
      Object.assign(entry, { table: tableOf(entry, facts) }),
    );
    this.#built = new Map([...kept, ...built].map((each) => [each.name, each]));
  }
}

function tableOf(
  { objects, comments }: Omit<Built, 'table'>,
  facts: Facts,
): CatalogTable | undefined {
  const object = objects.find(({ type }) => type === 'table');
  if (object === undefined) return undefined;
  const kind = facts.kinds.get(object.name);
  if (kind?.type === 'shadow') return undefined;
  const named = commentsOf(comments);
  const table = buildTable({
    object,
    kind,
    columns: facts.columns.get(object.name) ?? [],
    indexes: objects.filter(({ type }) => type === 'index'),
    commentOf: (column) => named.get(column?.toLowerCase() ?? null) ?? null,
  });
  return settleRelation(table);
}

/** One row for each table and view: SQLite compares faster than JavaScript builds rows. */
const schemaSql = `
  select tbl_name as name, json_group_array(json_object('type', type, 'name', name,
    'tbl_name', tbl_name, 'sql', sql)) as text
  from sqlite_schema where sql is not null and name not like 'sqlite^_%' escape '^' group by tbl_name`;

async function readFacts(query: Query, tables: readonly SchemaRow[]): Promise<Facts> {
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
