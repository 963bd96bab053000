import { inSchemas, notOfExtension } from './postgres-relation-queries.ts';

/**
 * A catalog of the system's whose rows are each of one relation: `id` names a row for as long as it
 * lives, `owner` is the relation (or the sequence), `made` the transaction that wrote it last.
 */
interface WatchedCatalog {
  readonly id: string;
  readonly owner: string;
  readonly made: readonly string[];
  readonly from: string;
  /** Rows that go with nothing but their relation need not be counted. */
  readonly isCounted: boolean;
}

/** By name; those whose rows are the owners themselves come first. */
export const watchedCatalogs: Readonly<Record<string, WatchedCatalog>> = {
  relation: { id: 'oid', owner: 'oid', made: ['xmin_'], from: 'rel', isCounted: true },
  sequence: {
    id: 'c.oid',
    owner: 'c.oid',
    made: ['c.xmin_', 's.xmin'],
    // Another owner of a sequence makes a new row of pg_sequence, too (commands/sequence.c).
    from: 'pg_sequence s join class c on c.oid = s.seqrelid',
    isCounted: true,
  },
  column: {
    id: 'a.attnum',
    owner: 'a.attrelid',
    made: ['a.xmin'],
    from: 'pg_attribute a where a.attnum > 0 and a.attrelid in (select oid from rel)',
    isCounted: false,
  },
  default: {
    id: 'd.oid',
    owner: 'd.adrelid',
    made: ['d.xmin'],
    from: 'pg_attrdef d where d.adrelid in (select oid from rel)',
    isCounted: true,
  },
  constraint: {
    id: 'k.oid',
    owner: 'k.conrelid',
    made: ['k.xmin'],
    from: 'pg_constraint k where k.conrelid in (select oid from rel)',
    isCounted: true,
  },
  index: {
    id: 'indexrelid',
    owner: 'indrelid',
    made: ['xmin_', 'class_xmin'],
    from: 'idx',
    isCounted: true,
  },
  comment: {
    id: "d.objoid || '.' || d.objsubid",
    owner: 'coalesce(idx.indrelid, d.objoid)',
    made: ['d.xmin'],
    from: `pg_description d left join idx on idx.indexrelid = d.objoid
      where d.objoid >= 16384 and d.classoid = 'pg_class'::regclass`,
    isCounted: true,
  },
  parent: {
    id: "h.inhrelid || '.' || h.inhseqno",
    owner: 'h.inhrelid',
    made: ['h.xmin'],
    from: 'pg_inherits h',
    isCounted: true,
  },
  trigger: {
    id: 't.oid',
    owner: 't.tgrelid',
    made: ['t.xmin'],
    from: 'pg_trigger t where not t.tgisinternal',
    isCounted: true,
  },
  policy: {
    id: 'p.oid',
    owner: 'p.polrelid',
    made: ['p.xmin'],
    from: 'pg_policy p',
    isCounted: true,
  },
  rule: {
    id: 'r.oid',
    owner: 'r.ev_class',
    made: ['r.xmin'],
    from: 'pg_rewrite r where r.oid >= 16384',
    isCounted: true,
  },
};

/**
 * Catalogs whose rows are of no relation, as conditions on `o`. They change rarely, and may change
 * how relations are spelt. Names of roles, access methods and tablespaces are not among them.
 */
const objectCatalogs: readonly (readonly [catalog: string, condition: string])[] = [
  ['pg_namespace', 'true'],
  // Neither the types of rows nor of arrays, which come and go with tables
  ['pg_type', "o.oid >= 16384 and o.typtype in ('e', 'd', 'r')"],
  ['pg_attribute', "o.attrelid in (select oid from class where relkind = 'c')"],
  ['pg_enum', 'true'],
  ['pg_range', 'true'],
  ['pg_constraint', 'o.contypid <> 0'],
  ['pg_proc', 'o.oid >= 16384'],
  ['pg_extension', 'true'],
  ['pg_depend', "o.deptype = 'e' and o.refclassid = 'pg_extension'::regclass"],
  ['pg_default_acl', 'true'],
  ['pg_event_trigger', 'true'],
  ['pg_publication', 'true'],
  ['pg_publication_rel', 'true'],
  ['pg_collation', 'o.oid >= 16384'],
  ['pg_opclass', 'o.oid >= 16384'],
  ['pg_statistic_ext', 'true'],
  ['pg_foreign_server', 'true'],
  ['pg_foreign_table', 'true'],
  ['pg_description', "o.objoid >= 16384 and o.classoid <> 'pg_class'::regclass"],
];

/**
 * Asks what has changed in the system catalogs since a snapshot; `$1` has the first transaction that
 * it did not know, and those that it saw running; null asks for all. Whatever changes a row makes a
 * new version of it, whose `xmin` is the transaction that changed it; what is gone is missed by its
 * number.
 *
 * A row for each watched catalog has how many rows there are, and those that are new as
 * `owner:id,…`. One for each of the others says as `new` how many are. One, called `snapshot`, has
 * the snapshot of this question, and whether the asking transaction has written: then it may roll
 * back, and old versions may come back.
 *
 * All schemas are asked, since a foreign key may refer to one that is not read.
 *
 * Source: https://www.postgresql.org/docs/18/ddl-system-columns.html
 */
export function changesQuery(): string {
  const isNew = (made: string): string =>
    `age(${made}) <= (select next from since) or ((select sees from since) and ${made} = any ($1))`;
  const watched = Object.entries(watchedCatalogs).map(
    ([name, { id, owner, made, from, isCounted }]) => {
      const young = made.map(isNew).join(' or ');
      const list = `string_agg(${owner} || ':' || ${id}, ',')`;
      return isCounted
        ? `select '${name}', count(*)::text, ${list} filter (where $1 is null or ${young}) from ${from}`
        : `select '${name}', null, ${list} from ${from} and (${young})`;
    },
  );
  const others = objectCatalogs.map(
    ([catalog, condition]) =>
      `select '${catalog}', count(*)::text, (count(*) filter (where ${isNew('o.xmin')}))::text
       from ${catalog} o where ${condition}`,
  );
  return `
    with since as materialized (select age($1[1]) as next, cardinality($1) > 1 as sees),
    class as materialized (
      select oid, xmin as xmin_, relkind, relnamespace from pg_class where oid >= 16384),
    rel as materialized (
      select c.oid, c.xmin_ from class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'f', 'v', 'm') and ${inSchemas(undefined)}
        and ${notOfExtension('pg_class', 'c.oid')}),
    idx as materialized (
      select i.indexrelid, i.indrelid, i.xmin as xmin_, x.xmin_ as class_xmin
      from pg_index i join class x on x.oid = i.indexrelid
      where i.indrelid in (select oid from rel))
    select 'snapshot' as catalog, txid_current_snapshot()::text as count,
      (txid_current_if_assigned() is not null)::text as new
    union all ${[...watched, ...others].join('\n    union all ')}`;
}
