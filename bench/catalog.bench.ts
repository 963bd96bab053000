import knexModule, { type Knex } from 'knex';
import { contest } from './contest.ts';
import type { Built, Row } from './row.ts';

const ownSchema = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";

/** The facts of tables as a well-written query asks for them: the larger part of the work. */
const tablesSql = `
  select n.nspname, c.relname, c.relkind, obj_description(c.oid, 'pg_class') as comment,
    (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
        'required', a.attnotnull, 'default', pg_get_expr(d.adbin, d.adrelid), 'identity', a.attidentity,
        'generated', a.attgenerated, 'collation', case when a.attcollation <> t.typcollation
          then a.attcollation::regcollation::text end, 'comment', e.description) order by a.attnum)
      from pg_attribute a join pg_type t on t.oid = a.atttypid
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      left join pg_description e on e.classoid = 'pg_class'::regclass and e.objoid = a.attrelid
        and e.objsubid = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
    (select json_agg(json_build_object('name', k.conname, 'kind', k.contype,
        'definition', pg_get_constraintdef(k.oid), 'columns', k.conkey, 'referred', k.confrelid,
        'referred_columns', k.confkey, 'on_update', k.confupdtype, 'on_delete', k.confdeltype,
        'deferrable', k.condeferrable, 'validated', k.convalidated) order by k.conname)
      from pg_constraint k where k.conrelid = c.oid) as constraints,
    (select json_agg(json_build_object('name', x.relname, 'definition', pg_get_indexdef(i.indexrelid),
        'unique', i.indisunique, 'valid', i.indisvalid, 'columns', i.indkey::text,
        'predicate', pg_get_expr(i.indpred, i.indrelid)) order by x.relname)
      from pg_index i join pg_class x on x.oid = i.indexrelid where i.indrelid = c.oid) as indexes
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'f', 'v', 'm') and ${ownSchema}
  order by 1, 2`;

/** All that a catalog holds, in one query. */
const peerSql = `
  select (select json_agg(t) from (${tablesSql}) t) as tables,
    (select json_agg(t) from (select n.nspname, c.relname, s.*, p.refobjid::regclass::text as owner,
        p.refobjsubid, p.deptype from pg_sequence s join pg_class c on c.oid = s.seqrelid
      join pg_namespace n on n.oid = c.relnamespace
      left join pg_depend p on p.classid = 'pg_class'::regclass and p.objid = c.oid
        and p.deptype in ('a', 'i') and p.refobjsubid > 0
      where ${ownSchema} order by 1, 2) t) as sequences,
    (select json_agg(t) from (select n.nspname, y.typname, y.typtype, (select json_agg(e.enumlabel
        order by e.enumsortorder) from pg_enum e where e.enumtypid = y.oid)
      from pg_type y join pg_namespace n on n.oid = y.typnamespace
      left join pg_class c on c.oid = y.typrelid where ${ownSchema}
        and y.typtype in ('e', 'd', 'c', 'r') and (y.typrelid = 0 or c.relkind = 'c') order by 1, 2) t)
      as types,
    (select json_agg(t) from (select n.nspname, f.proname, pg_get_functiondef(f.oid) from pg_proc f
      join pg_namespace n on n.oid = f.pronamespace where ${ownSchema} and f.prokind <> 'a'
      order by 1, 2) t) as functions,
    (select json_agg(t) from (select g.tgrelid::regclass::text, g.tgname, pg_get_triggerdef(g.oid)
      from pg_trigger g where not g.tgisinternal order by 1, 2) t) as triggers,
    (select json_agg(t) from (select p.polrelid::regclass::text, p.polname,
        pg_get_expr(p.polqual, p.polrelid) from pg_policy p order by 1, 2) t) as policies,
    (select json_agg(t) from (select extname, extversion from pg_extension order by 1) t) as extensions,
    (select json_agg(t) from (select n.nspname, c.relname, x.* from pg_class c
      join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) x
      where ${ownSchema} order by 1, 2) t) as grants,
    (select json_agg(t) from (select a.attrelid::regclass::text, a.attname, x.* from pg_attribute a,
      aclexplode(a.attacl) x where a.attrelid > 16383 order by 1, 2) t) as column_grants`;

/**
 * Reading PostgreSQL's catalog beside one query for the same facts; the floor asks for tables with
 * their columns, constraints and indexes only.
 */
export default async function catalog(built: Built): Promise<readonly Row[]> {
  const url = process.env['STAIRWAY_POSTGRES_URL'];
  if (url === undefined) {
    console.error('  left out: it needs STAIRWAY_POSTGRES_URL');
    return [];
  }
  const rows: Row[] = [];
  for (const count of [50, 200, 500]) {
    const admin = knexModule({ client: 'pg', connection: url });
    const name = `stairway_bench_${process.pid}_${count}`;
    await admin.raw(`create database ${name}`);
    const connection = new URL(url);
    connection.pathname = `/${name}`;
    const knex = knexModule({
      client: 'pg',
      connection: connection.href,
      pool: { min: 1, max: 1 },
    });
    try {
      await createTables(knex, count);
      rows.push(...(await measure(built, knex, count)));
    } finally {
      await knex.destroy();
      await admin.raw(`drop database ${name} with (force)`);
      await admin.destroy();
    }
  }
  return rows;
}

async function measure(built: Built, knex: Knex, count: number): Promise<Row[]> {
  const read = await built.readCatalog(knex);
  if (read.tables.length !== count) throw new Error(`read ${read.tables.length} tables`);
  const { ours, peer, floor } = await contest(
    {
      ours: () => built.readCatalog(knex),
      peer: () => knex.raw(peerSql),
      floor: () => knex.raw(tablesSql),
    },
    { warmUps: 5, rounds: 31 },
  );
  const reader = new built.CatalogReader(knex);
  await reader.read();
  let turn = 0;
  const { again, whole } = await contest(
    {
      again: async () => {
        await knex.raw(`comment on column table_1.text_1 is '${(turn += 1)}'`);
        await reader.read();
      },
      whole: async () => {
        await knex.raw(`comment on column table_1.text_1 is '${(turn += 1)}'`);
        await built.readCatalog(knex);
      },
    },
    { warmUps: 5, rounds: 31 },
  );
  return [
    {
      workload: `change 1 of ${count} tables, read again`,
      ours: again,
      peer: whole,
      peerName: 'whole reading',
      goal: { atMostTimes: 0.25 },
    },
    {
      workload: `read ${count} tables`,
      ours,
      peer,
      peerName: 'one query',
      floor,
      goal: { atMostTimes: 1.5 },
    },
  ];
}

/** Tables of 12 columns with a key, a unique, a reference, a check and two indexes. */
async function createTables(knex: Knex, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await knex.raw(`
      create table table_${index} (
        id int generated by default as identity primary key, email varchar(320) not null unique,
        owner_id int references table_0 (id) on delete cascade, status text not null default 'new'
          check (status in ('new', 'open', 'done')),
        created_at timestamptz not null default now(), count_1 int default 0, count_2 int default 0,
        text_1 text, text_2 text, flag_1 boolean default false, flag_2 boolean, amount numeric(12, 2));
      create index on table_${index} (created_at);
      create index on table_${index} (owner_id, status) where status <> 'done';
      comment on table table_${index} is 'Table ${index}';
      comment on column table_${index}.email is 'Where it is sent'`);
  }
  await knex.raw('analyze');
}
