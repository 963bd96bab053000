import { postgres } from '../dialect/postgres.ts';
import type { Query, SchemaCompilerInternals } from './knex-internals.ts';
import { quoteIn, touchName, touchPrefix, type TouchedColumn } from './touch-trigger.ts';

/**
 * Makes the trigger of a column, and its function, which all tables of a schema share that have a
 * column of this name.
 *
 * PostgreSQL has no trigger without a function, and no function that goes with its last trigger:
 * `dropTouchQuery` and `sweepAfterDrops` see to that. The condition of the trigger names the column,
 * which the database keeps up with: a statement that sets the column itself has its way, a renamed
 * column is found by it, and one that is dropped past the wrapper is refused with the name of the
 * trigger, where it would break each later update.
 */
export function postgresTouchSql(touched: TouchedColumn): readonly string[] {
  const { table, column, ifNotExists, quote } = touched;
  const name = touchName(postgres, column);
  const [trigger, target, field] = [quote(name), quoteIn(touched, table), quote(column)];
  const call = `${quoteIn(touched, name)}()`;
  return [
    `create or replace function ${call} returns trigger language plpgsql as ${functionBody(field)}`,
    `comment on function ${call} is 'Sets the time of the last update of a row'`,
    ...(ifNotExists ? [`drop trigger if exists ${trigger} on ${target}`] : []),
    `create trigger ${trigger} before update on ${target} for each row when (new.${field} is not distinct from old.${field}) execute function ${call}`,
  ];
}

/** A renamed column is looked up for each row, which costs some 30 µs; the function knows one name. */
function functionBody(field: string): string {
  return `$stairway$
declare
  renamed name;
begin
  new.${field} := now();
  return new;
exception when undefined_column then
  select attname into strict renamed
  from pg_catalog.pg_trigger
  join pg_catalog.pg_depend on classid = 'pg_catalog.pg_trigger'::regclass and objid = pg_trigger.oid
  join pg_catalog.pg_attribute on attrelid = refobjid and attnum = refobjsubid
  where tgrelid = tg_relid and tgname = tg_name and refobjid = tg_relid and refobjsubid > 0;
  return jsonb_populate_record(new, jsonb_build_object(renamed, now()));
end
$stairway$`;
}

/**
 * Makes the query that drops the touch triggers of columns, before these are dropped.
 *
 * @param table quoted, with its schema
 * @param columns as they are stored
 */
export function postgresDropTouch(table: string, columns: readonly string[]): Query {
  return {
    // Looked up one by one, as a join takes longer to plan.
    sql: `select quote_ident(tgname) as trigger
      from pg_trigger
      where tgrelid = to_regclass(?) and starts_with(tgname, ?) and array(
        select (select attname::text from pg_attribute where attrelid = refobjid and attnum = refobjsubid)
        from pg_depend
        where classid = 'pg_trigger'::regclass and objid = pg_trigger.oid and refobjid = tgrelid
      ) && ?::text[]`,
    bindings: [table, touchPrefix, columns],
    async output(response) {
      const { rows } = response as { readonly rows: readonly { readonly trigger: string }[] };
      for (const { trigger } of rows) {
        await this.query({ sql: `drop trigger ${trigger} on ${table}`, bindings: [] });
      }
      if (rows.length > 0) await this.query(sweepQuery());
      return [];
    },
  };
}

/** Makes drops of tables take the functions along that no trigger needs any more. */
export function sweepAfterDrops(compiler: SchemaCompilerInternals): void {
  for (const method of ['dropTable', 'dropTableIfExists'] as const) {
    const drop = compiler[method];
    compiler[method] = (name) => {
      drop.call(compiler, name);
      const query = compiler.sequence.at(-1);
      if (query === undefined) return;
      query.output = async function sweep(response) {
        await this.query(sweepQuery());
        return response;
      };
    };
  }
}

/** Behind all names that begin with the prefix, as PostgreSQL sorts them: byte by byte. */
const behindPrefix = `${touchPrefix.slice(0, -1)}\``;

/**
 * Makes the query that drops the functions that no trigger needs any more; those of other roles stay.
 * It asks for a range of names, since the index of functions is of no use to `starts_with`.
 */
function sweepQuery(): Query {
  return {
    sql: `select pg_proc.oid::regprocedure as signature from pg_proc
      where proname >= '${touchPrefix}' and proname < '${behindPrefix}' and prorettype = 'trigger'::regtype
        and pg_has_role(proowner, 'usage')
        and not exists (select from pg_trigger where tgfoid = pg_proc.oid)`,
    bindings: [],
    async output(response) {
      const { rows } = response as { readonly rows: readonly { readonly signature: string }[] };
      for (const { signature } of rows) {
        await this.query({ sql: `drop function ${signature}`, bindings: [] });
      }
      return [];
    },
  };
}
