/**
 * A catalog of the system's whose rows are each of one relation: `id` names a row for as long as it
 * lives, `owner` is the relation, the index or the sequence, `made` the transaction that wrote it.
 */
interface WatchedCatalog {
  readonly id: string;
  readonly owner: string;
  readonly made: string;
  readonly from: string;
  /** Rows that go with nothing but their relation need not be counted. */
  readonly isCounted: boolean;
}

function watch(id: string, owner: string, from: string, isCounted = true): WatchedCatalog {
  return { id, owner, made: `${id.split('.')[0]}.xmin`, from, isCounted };
}

/** What initdb makes has lower numbers (access/transam.h). */
const own = '>= 16384';

/** By name, in the order in which they are understood: owners first, then which table an index is of. */
export const watchedCatalogs: Readonly<Record<string, WatchedCatalog>> = {
  // Its ids are the kinds of relations; composite types are among them.
  class: watch('c.relkind::text', 'c.oid', `pg_class c where c.oid ${own}`),
  index: watch('i.indexrelid', 'i.indrelid', `pg_index i where i.indrelid ${own}`),
  // Another owner of a sequence makes a new row, too (commands/sequence.c).
  sequence: watch('s.seqrelid', 's.seqrelid', 'pg_sequence s where true'),
  column: watch(
    'a.attnum',
    'a.attrelid',
    `pg_attribute a where a.attnum > 0 and a.attrelid ${own}`,
    false,
  ),
  default: watch('d.oid', 'd.adrelid', 'pg_attrdef d where true'),
  constraint: watch('k.oid', 'k.conrelid', `pg_constraint k where k.conrelid ${own}`),
  comment: watch(
    "d.objoid || '.' || d.objsubid",
    'd.objoid',
    `pg_description d where d.objoid ${own} and d.classoid = 'pg_class'::regclass`,
  ),
  parent: watch("h.inhrelid || '.' || h.inhseqno", 'h.inhrelid', 'pg_inherits h where true'),
  trigger: watch('t.oid', 't.tgrelid', 'pg_trigger t where not t.tgisinternal'),
  policy: watch('p.oid', 'p.polrelid', 'pg_policy p where true'),
  rule: watch('r.oid', 'r.ev_class', `pg_rewrite r where r.oid ${own}`),
};

/**
 * Catalogs whose rows are of no relation, as conditions on `o`. They change rarely, and may change
 * how relations are spelt. Names of roles, access methods, tablespaces and configurations of text search
 * are not among them.
 */
const objectCatalogs: readonly (readonly [catalog: string, condition: string])[] = [
  ['pg_namespace', 'true'],
  // Neither the types of rows nor of arrays, which come and go with tables; a grant on a composite type
  // makes no new row of its relation
  ['pg_type', "o.oid >= 16384 and (o.typtype in ('e', 'd', 'r') or o.typacl is not null)"],
  ['pg_enum', 'true'],
  ['pg_range', 'true'],
  ['pg_constraint', 'o.contypid <> 0'],
  ['pg_proc', 'o.oid >= 16384'],
  ['pg_extension', 'true'],
  ['pg_depend', "o.deptype = 'e' and o.refclassid = 'pg_extension'::regclass"],
  ['pg_default_acl', 'true'],
  ['pg_event_trigger', 'true'],
  ['pg_publication', 'true'],
  // Its tables, and since 15 its schemas
  ['pg_depend', "o.refclassid = 'pg_publication'::regclass"],
  ['pg_collation', 'o.oid >= 16384'],
  ['pg_opclass', 'o.oid >= 16384'],
  ['pg_statistic_ext', 'true'],
  ['pg_foreign_server', 'true'],
  ['pg_foreign_table', 'true'],
  ['pg_description', "o.objoid >= 16384 and o.classoid <> 'pg_class'::regclass"],
];

/** The types of the arguments of `changesQuery`. */
export const changesArguments = 'xid, oid[]';

/** A moment in the life of a database, as a snapshot knows it; transactions are numbers of 32 bits. */
export interface Boundary {
  /** The first transaction that was not known then. */
  readonly next: string;
  /**
   * The first that was still running, or else the same. Which others were is no help: rows are numbered
   * by savepoints, too, and a snapshot does not tell them.
   */
  readonly oldest: string;
}

/**
 * SQL of the arguments of `changesQuery`: for what is new since a boundary, or for all.
 *
 * @param suspects relations, indexes and sequences that count as touched, if they are still there
 */
export function changesSince(
  boundary: Boundary | undefined,
  suspects: readonly string[] = [],
): string {
  if (boundary === undefined) return 'null, null';
  return `'${boundary.oldest}', '{${suspects.join(',')}}'`;
}

/**
 * SQL of the relations and sequences that stand for some: an index stands for its table, and nobody
 * asks for TOAST. What is gone is let go.
 *
 * @param some SQL of a query with their oids as `oid`
 */
export function standingFor(some: string): string {
  return `select distinct r.oid from (
      select coalesce((select i.indrelid from pg_catalog.pg_index i where i.indexrelid = o.oid), o.oid) as oid
      from (${some}) o) r
    where (select c.relkind from pg_catalog.pg_class c where c.oid = r.oid) <> 't'`;
}

/** SQL of the relations and sequences that `changesQuery` has found, in the same transaction. */
export const touchedThere = `current_setting('stairway.touched')::oid[]`;

/**
 * Asks what has changed in the system catalogs since a boundary. Whatever changes a row makes a new
 * version of it, whose `xmin` is the transaction that changed it; what is gone is missed by its
 * number.
 *
 * A row for each watched catalog has how many rows there are, and those that are new as
 * `owner:id,…`. One, called `others`, says how many there are and how many are new of all else. One,
 * called `snapshot`, has the snapshot of this question, and whether the asking transaction has
 * written: then it may roll back, and old versions may come back. One, called `touched`, has the
 * relations and sequences that the new rows and the suspects are of, as an array. It is kept for the
 * questions behind this one.
 *
 * All schemas are asked, since a foreign key may refer to one that is not read. It joins nothing but
 * what it has found: the server knows nothing yet of how much there is, and would plan it badly. To
 * make a plan ready costs as much as to run it, so it has as few parts as can be.
 *
 * Source: https://www.postgresql.org/docs/18/ddl-system-columns.html
 */
export function changesQuery(): string {
  const isNew = (made: string): string => `age(${made}) <= age($1)`;
  const watched = Object.entries(watchedCatalogs).map(
    ([name, { id, owner, made, from, isCounted }]) => {
      const list = `string_agg(${owner} || ':' || ${id}, ',')`;
      return isCounted
        ? `select '${name}', count(*)::text, ${list} filter (where $1 is null or ${isNew(made)}) from ${from}`
        : `select '${name}', null, ${list} from ${from} and ${isNew(made)}`;
    },
  );
  const others = objectCatalogs.map(
    ([catalog, condition]) => `select o.xmin as made from ${catalog} o where ${condition}`,
  );
  return `
    with asked (catalog, count, new) as materialized (
      select 'snapshot', txid_current_snapshot()::text,
        (txid_current_if_assigned() is not null)::text
      union all select 'others', count(*)::text, (count(*) filter (where ${isNew('made')}))::text
        from (${others.join('\n    union all ')}) o
      union all ${watched.join('\n    union all ')})
    select catalog, count, new from asked
    union all select 'touched', null, set_config('stairway.touched', array(
      ${standingFor(`select split_part(entry, ':', 1)::oid as oid
          from asked, unnest(string_to_array(new, ',')) entry where $1 is not null and entry like '%:%'
        union select unnest($2)`)})::text, true)`;
}

/** Asks for all rows of one watched catalog. */
export function listQuery({ id, owner, from }: WatchedCatalog): string {
  return `select string_agg(${owner} || ':' || ${id}, ',') as new from ${from}`;
}

/** Asks for the rows of each watched catalog that are of the owners in `$1`. */
export function ownedQuery(): string {
  return Object.entries(watchedCatalogs)
    .filter(([, { isCounted }]) => isCounted)
    .map(
      ([name, { id, owner, from }]) =>
        `select '${name}' as catalog, string_agg(${owner} || ':' || ${id}, ',') as new
         from ${from} and ${owner} = any ($1)`,
    )
    .join('\n    union all ');
}
