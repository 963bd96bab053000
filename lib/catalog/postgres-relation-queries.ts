/**
 * Questions for tables, views and what hangs on them. All values arrive as text; booleans are `t`
 * and `f`, lists of numbers are as in `1 2 0` or `{1,2}`. `relation` is an oid, which joins the
 * answers and goes no further.
 *
 * Sources: https://www.postgresql.org/docs/18/catalogs.html; 15 has the same columns.
 */
export interface RelationQueries {
  readonly relations: string;
  readonly columns: string;
  readonly constraints: string;
  readonly indexes: string;
  readonly sequences: string;
  readonly triggers: string;
  readonly policies: string;
}

/** The namespaces that are read, as a condition on `n`. */
export function inSchemas(schemas: readonly string[] | undefined): string {
  return schemas === undefined
    ? String.raw`n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`
    : `n.nspname in (${['', ...schemas].map(literal).join(', ')})`;
}

/** A text of SQL; Knex takes a question mark for a binding. */
function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return quoted.replaceAll('?', String.raw`\?`);
}

/** What an extension brought goes with it, and is not read. There is an index from that side. */
export function notOfExtension(catalog: string, oid: string): string {
  return `${oid} not in (select e.objid from pg_depend e where e.refclassid = 'pg_extension'::regclass
    and e.classid = '${catalog}'::regclass and e.deptype = 'e')`;
}

/** Joins the comment of an object as `d.description`. */
export function commentOn(catalog: string, oid: string, part = '0'): string {
  return `left join pg_description d on d.classoid = '${catalog}'::regclass and d.objoid = ${oid}
    and d.objsubid = ${part}`;
}

/**
 * @param schemas undefined for all but the system's
 * @param only SQL of an array with the oids of those that are read; default all
 */
export function relationQueries(
  schemas: readonly string[] | undefined,
  only?: string,
): RelationQueries {
  const some = only === undefined ? '' : `and c.oid = any (${only})`;
  const isRead = (relation: string): string =>
    `${inSchemas(schemas)} and ${notOfExtension('pg_class', `${relation}.oid`)}`;
  const rel = `with rel as materialized (
      select c.*, n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'f', 'v', 'm') ${some} and ${isRead('c')})`;
  // Of a few, parts of those that are not read are let go by the asker.
  const oids =
    only === undefined ? rel : `with rel as materialized (select unnest(${only}) as oid)`;
  return {
    relations: `${rel}
      select c.oid as relation, c.nspname as schema, c.relname as name, c.relkind as kind,
        c.relacl is not null or exists (select from pg_attribute a where a.attrelid = c.oid
          and a.attacl is not null) as granted,
        d.description as comment, c.relrowsecurity as security, c.relforcerowsecurity as forced,
        nullif(concat_ws(', ', case c.relpersistence when 'u' then 'unlogged' end,
          case when c.relkind not in ('v', 'm') then case c.relreplident when 'n' then 'replica identity nothing'
            when 'f' then 'replica identity full' when 'i' then 'replica identity index' end end,
          case when c.reltablespace <> 0 then (select 'tablespace ' || quote_ident(s.spcname)
            from pg_tablespace s where s.oid = c.reltablespace) end,
          case when am.amname <> 'heap' then 'using ' || quote_ident(am.amname) end,
          case when c.relkind = 'f' then (select concat_ws(' ', 'server ' || quote_ident(s.srvname),
            array_to_string(f.ftoptions, ', ')) from pg_foreign_table f
            join pg_foreign_server s on s.oid = f.ftserver where f.ftrelid = c.oid) end,
          array_to_string(c.reloptions, ', ')), '') as options,
        case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end as definition,
        case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as partition_by,
        (select concat_ws(' ', string_agg(i.inhparent::regclass::text, ', ' order by i.inhseqno),
            pg_get_expr(c.relpartbound, c.oid))
          from pg_inherits i where i.inhrelid = c.oid having count(*) > 0) as parents
      from rel c left join pg_am am on am.oid = c.relam ${commentOn('pg_class', 'c.oid')}`,

    // The two options of columns that ALTER TABLE documents: some builds of 15.20 keep a number of
    // their own there (pg_attver), a new one for each column, which pg_dump leaves out, too.
    columns: `${oids}
      select a.attrelid as relation, a.attnum as number, a.attname as name,
        format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
        case when a.atthasdef then pg_get_expr(v.adbin, v.adrelid) end as expression,
        a.attidentity as identity, a.attgenerated as generated, d.description as comment,
        case when a.attcollation <> t.typcollation then (select
          case l.collnamespace when 'pg_catalog'::regnamespace then quote_ident(l.collname)
            else l.oid::regcollation::text end
          from pg_collation l where l.oid = a.attcollation) end as collation,
        nullif(concat_ws(', ', case when a.attstorage <> t.typstorage then 'storage ' || a.attstorage::text end,
          case when a.attcompression <> '' then 'compression ' || a.attcompression::text end,
          case when a.attstattarget >= 0 then 'statistics ' || a.attstattarget::text end,
          case when a.attoptions::text like '%n_distinct%' then (select string_agg(o, ', ' order by o)
            from unnest(a.attoptions) o where o like 'n_distinct%') end,
          array_to_string(a.attfdwoptions, ', ')), '') as options
      from rel c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      join pg_type t on t.oid = a.atttypid
      left join pg_attrdef v on v.adrelid = a.attrelid and v.adnum = a.attnum
      ${commentOn('pg_class', 'a.attrelid', 'a.attnum')}
      order by a.attrelid, a.attnum`,

    // NOT NULL is in pg_constraint since 18, where it says the same as attnotnull, but for these. Of a
    // foreign key to a partitioned table PostgreSQL makes one more for each partition.
    constraints: `${oids}
      select k.conrelid as relation, k.contype as kind, k.conname as name, k.conkey as columns,
        pg_get_constraintdef(k.oid) as definition, k.condeferrable as deferrable,
        k.condeferred as deferred, k.convalidated as validated, d.description as comment,
        k.confupdtype as on_update, k.confdeltype as on_delete, k.confrelid as referred,
        k.confkey as referred_columns,
        case when k.contype = 'f' then
          (select json_build_array(n.nspname, f.relname, (select json_agg(a.attname order by u.ord)
              from unnest(k.confkey) with ordinality u (num, ord)
              join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.num))
            from pg_class f join pg_namespace n on n.oid = f.relnamespace
            where f.oid = k.confrelid and not (${isRead('f')})) end as referred_elsewhere
      from rel c join pg_constraint k on k.conrelid = c.oid
      ${commentOn('pg_constraint', 'k.oid')}
      where (k.contype in ('p', 'f', 'u', 'c', 'x')
          and not exists (select from pg_constraint o
            where o.oid = k.conparentid and o.conrelid = k.conrelid))
        or (k.contype = 'n' and (not k.convalidated or k.connoinherit))`,

    indexes: `${oids}
      select i.indrelid as relation, x.relname as name, i.indkey as columns, i.indoption as options,
        i.indnkeyatts as keys, i.indisunique as unique, i.indisvalid as valid, am.amname as method,
        i.indisclustered as clustered, i.indisreplident as identity,
        case when i.indpred is not null then pg_get_expr(i.indpred, i.indrelid) end as predicate,
        case when i.indexprs is not null then (select json_agg(pg_get_indexdef(i.indexrelid, k, false)
          order by k) from generate_series(1, i.indnkeyatts) k) end as expressions,
        pg_get_indexdef(i.indexrelid) as definition, d.description as comment
      from rel c join pg_index i on i.indrelid = c.oid
      join pg_class x on x.oid = i.indexrelid join pg_am am on am.oid = x.relam
      ${commentOn('pg_class', 'i.indexrelid')}
      where not exists (select from pg_constraint k where k.conindid = i.indexrelid
        and k.contype in ('p', 'u', 'x') and k.conrelid = i.indrelid)`,

    sequences: `
      select c.oid, n.nspname as schema, c.relname as name, d.description as comment,
        c.relacl is not null as granted, format_type(s.seqtypid, null) as type, s.seqstart as start, s.seqincrement as increment,
        s.seqmin as min, s.seqmax as max, s.seqcache as cache, s.seqcycle as cycle,
        o.deptype as bond, o.refobjid as relation, o.refobjsubid as number,
        ofn.nspname as owner_schema, ofc.relname as owner_table, oa.attname as owner_column
      from pg_sequence s join pg_class c on c.oid = s.seqrelid
      join pg_namespace n on n.oid = c.relnamespace
      left join pg_depend o on o.classid = 'pg_class'::regclass and o.objid = c.oid
        and o.refclassid = 'pg_class'::regclass and o.refobjsubid > 0 and o.deptype in ('a', 'i')
      left join pg_class ofc on ofc.oid = o.refobjid
      left join pg_namespace ofn on ofn.oid = ofc.relnamespace
      left join pg_attribute oa on oa.attrelid = o.refobjid and oa.attnum = o.refobjsubid
      ${commentOn('pg_class', 'c.oid')}
      where ${isRead('c')} ${some}`,

    triggers: `${rel}
      select c.oid as relation, c.nspname as schema, c.relname as table, t.tgname as name, t.tgenabled as enabled,
        pg_get_triggerdef(t.oid) as definition, d.description as comment
      from rel c join pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal
      ${commentOn('pg_trigger', 't.oid')}`,

    policies: `${rel}
      select c.oid as relation, c.nspname as schema, c.relname as table, p.polname as name, 'policy' as kind,
        concat_ws(' ', case when p.polpermissive then 'permissive' else 'restrictive' end, 'for',
          case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
            when 'd' then 'delete' else 'all' end,
          'to', (select string_agg(case r when 0 then 'public' else quote_ident(pg_get_userbyid(r)) end,
            ', ' order by r = 0 desc, pg_get_userbyid(r)) from unnest(p.polroles) r),
          'using (' || pg_get_expr(p.polqual, p.polrelid) || ')',
          'with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') as definition,
        d.description as comment
      from rel c join pg_policy p on p.polrelid = c.oid ${commentOn('pg_policy', 'p.oid')}
      union all
      select c.oid, c.nspname, c.relname, r.rulename, 'rule', pg_get_ruledef(r.oid), d.description
      from rel c join pg_rewrite r on r.ev_class = c.oid and r.rulename <> '_RETURN'
      ${commentOn('pg_rewrite', 'r.oid')}`,
  };
}
