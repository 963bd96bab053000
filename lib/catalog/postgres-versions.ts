import { inSchemas, notOfExtension } from './postgres-relation-queries.ts';

/** The groups of rows that are of no relation. */
export const sequenceGroup = 'sequences';
export const objectGroup = 'objects';

/**
 * Asks which rows of the system catalogs are of each relation, without reading what they say: how
 * many there are, where they lie (ctid) and which transaction made the youngest (xmin). Whatever
 * changes a row makes a new version of it elsewhere, and a version that takes the place of another
 * is younger; rolling back brings the old answer back. `grants` counts rows with privileges.
 *
 * All schemas are asked, since a foreign key may refer to one that is not read.
 *
 * Objects that are of no relation stand together: they change rarely, and may change how relations
 * are spelt. Names of roles, access methods and tablespaces are not among them.
 *
 * Source: https://www.postgresql.org/docs/18/ddl-system-columns.html
 */
export function versionsQuery(): string {
  const within = inSchemas(undefined);
  const own = (oid: string): string => `${oid} >= 16384`;
  return `
    with rel as materialized (
      select c.oid, c.ctid as place, c.xmin as made, c.relacl is not null as granted
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'f', 'v', 'm') and ${within}
        and ${notOfExtension('pg_class', 'c.oid')}),
    idx as materialized (select i.indexrelid, i.indrelid, i.ctid as place, i.xmin as made
      from pg_index i where i.indrelid in (select oid from rel)),
    version (relation, place, made, granted) as (
      select oid::text, place, made, granted from rel
      union all select a.attrelid::text, a.ctid, a.xmin, a.attacl is not null from pg_attribute a
        where a.attrelid in (select oid from rel) and a.attnum > 0
      union all select d.adrelid::text, d.ctid, d.xmin, false from pg_attrdef d
        where d.adrelid in (select oid from rel)
      union all select k.conrelid::text, k.ctid, k.xmin, false from pg_constraint k
        where k.conrelid in (select oid from rel)
      union all select indrelid::text, place, made, false from idx
      union all select i.indrelid::text, x.ctid, x.xmin, false
        from idx i join pg_class x on x.oid = i.indexrelid
      union all select coalesce(i.indrelid, d.objoid)::text, d.ctid, d.xmin, false
        from pg_description d left join idx i on i.indexrelid = d.objoid
        where d.classoid = 'pg_class'::regclass and ${own('d.objoid')}
      union all select h.inhrelid::text, h.ctid, h.xmin, false from pg_inherits h
      union all select t.tgrelid::text, t.ctid, t.xmin, false from pg_trigger t
        where not t.tgisinternal
      union all select p.polrelid::text, p.ctid, p.xmin, false from pg_policy p
      union all select r.ev_class::text, r.ctid, r.xmin, false from pg_rewrite r
        where ${own('r.oid')}
      union all select '${sequenceGroup}', c.ctid, c.xmin, c.relacl is not null
        from pg_class c where c.relkind = 'S'
      union all select '${sequenceGroup}', s.ctid, s.xmin, false from pg_sequence s
      union all select '${sequenceGroup}', e.ctid, e.xmin, false from pg_depend e
        where e.deptype in ('a', 'i', 'e') and e.refobjsubid > 0 and e.classid = 'pg_class'::regclass
      ${objectCatalogs
        .map(
          ([catalog, condition]) => `union all select '${objectGroup}', o.ctid, o.xmin, false
        from ${catalog} o ${condition === '' ? '' : `where ${condition}`}`,
        )
        .join('\n')})
    select relation, concat_ws(' ', count(*), sum(hashtid(place)::bigint),
        age('3'::xid) - min(age(made))) as version, count(*) filter (where granted) as grants
    from version group by relation`;
}

/** What the object group is made of, as conditions on `o`. */
const objectCatalogs: readonly (readonly [catalog: string, condition: string])[] = [
  ['pg_namespace', ''],
  // Neither the types of rows nor of arrays, which come and go with tables
  ['pg_type', "o.oid >= 16384 and o.typtype in ('e', 'd', 'r')"],
  ['pg_class', "o.relkind = 'c' and o.oid >= 16384"],
  ['pg_attribute', "o.attrelid in (select oid from pg_class where relkind = 'c')"],
  ['pg_enum', ''],
  ['pg_range', ''],
  ['pg_constraint', 'o.contypid <> 0'],
  ['pg_proc', 'o.oid >= 16384'],
  ['pg_extension', ''],
  ['pg_depend', "o.deptype = 'e' and o.refclassid = 'pg_extension'::regclass"],
  ['pg_default_acl', ''],
  ['pg_event_trigger', ''],
  ['pg_publication', ''],
  ['pg_publication_rel', ''],
  ['pg_collation', 'o.oid >= 16384'],
  ['pg_opclass', 'o.oid >= 16384'],
  ['pg_statistic_ext', ''],
  ['pg_foreign_server', ''],
  ['pg_foreign_table', ''],
  ['pg_description', "o.objoid >= 16384 and o.classoid <> 'pg_class'::regclass"],
];
