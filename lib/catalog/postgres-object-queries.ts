import { commentOn, inSchemas, notOfExtension } from './postgres-relation-queries.ts';

/** Questions for what stands beside the tables; all values arrive as text. */
export interface ObjectQueries {
  readonly schemas: string;
  readonly types: string;
  readonly functions: string;
  readonly extensions: string;
  readonly grants: string;
  readonly others: string;
}

/** The constructors of a range type come and go with it. */
const notOfType = `not exists (select from pg_depend i where i.classid = 'pg_proc'::regclass
    and i.objid = p.oid and i.deptype = 'i')`;

/** @param schemas undefined for all but the system's */
export function objectQueries(schemas: readonly string[] | undefined): ObjectQueries {
  const within = inSchemas(schemas);
  return {
    schemas: `select n.nspname as name, d.description as comment
      from pg_namespace n ${commentOn('pg_namespace', 'n.oid')}
      where ${within} and ${notOfExtension('pg_namespace', 'n.oid')}`,

    // A table is a composite type, too, and each type has one of its arrays.
    types: `
      select n.nspname as schema, t.typname as name, t.typtype as kind, d.description as comment,
        (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)
          as values,
        case t.typtype
          when 'd' then concat_ws(' ', format_type(t.typbasetype, t.typtypmod),
            case when t.typcollation <> b.typcollation then 'collate ' || t.typcollation::regcollation end,
            'default ' || pg_get_expr(t.typdefaultbin, 0),
            case when t.typnotnull then 'not null' end,
            (select string_agg('constraint ' || quote_ident(k.conname) || ' '
              || pg_get_constraintdef(k.oid), ' ' order by k.conname)
              from pg_constraint k where k.contypid = t.oid and k.contype <> 'n'))
          when 'c' then (select string_agg(concat_ws(' ', quote_ident(a.attname),
            format_type(a.atttypid, a.atttypmod), case when a.attcollation <> at.typcollation then
              'collate ' || a.attcollation::regcollation end), ', ' order by a.attnum)
            from pg_attribute a join pg_type at on at.oid = a.atttypid
            where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped)
          when 'r' then (select concat_ws(', ', format_type(r.rngsubtype, null),
            'operator class ' || (select quote_ident(o.opcname) from pg_opclass o where o.oid = r.rngsubopc),
            case when r.rngcollation <> 0 then 'collation ' || r.rngcollation::regcollation end,
            'canonical ' || nullif(r.rngcanonical, 0)::regproc,
            'subtype_diff ' || nullif(r.rngsubdiff, 0)::regproc)
            from pg_range r where r.rngtypid = t.oid)
        end as definition
      from pg_type t join pg_namespace n on n.oid = t.typnamespace
      left join pg_type b on b.oid = t.typbasetype
      left join pg_class c on c.oid = t.typrelid
      ${commentOn('pg_type', 't.oid')}
      where ${within} and t.typtype in ('e', 'd', 'c', 'r') and (t.typrelid = 0 or c.relkind = 'c')
        and ${notOfExtension('pg_type', 't.oid')}`,

    functions: `
      select n.nspname as schema, p.proname as name, p.prokind as kind, d.description as comment,
        oidvectortypes(p.proargtypes) as arguments,
        case when p.prokind <> 'a' then pg_get_functiondef(p.oid)
          else (select concat_ws(', ', 'sfunc = ' || a.aggtransfn, 'stype = '
              || format_type(a.aggtranstype, null), 'finalfunc = ' || nullif(a.aggfinalfn, 0)::regproc,
            'combinefunc = ' || nullif(a.aggcombinefn, 0)::regproc,
            'msfunc = ' || nullif(a.aggmtransfn, 0)::regproc,
            'sortop = ' || nullif(a.aggsortop, 0)::regoperator, 'initcond = ' || quote_literal(a.agginitval),
            'parallel = ' || p.proparallel::text) from pg_aggregate a where a.aggfnoid = p.oid)
        end as definition
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      ${commentOn('pg_proc', 'p.oid')}
      where ${within} and ${notOfExtension('pg_proc', 'p.oid')} and ${notOfType}`,

    // plpgsql comes with each database, in pg_catalog.
    extensions: `
      select n.nspname as schema, x.extname as name, x.extversion as version, d.description as comment
      from pg_extension x join pg_namespace n on n.oid = x.extnamespace
      ${commentOn('pg_extension', 'x.oid')}
      where ${schemas === undefined ? "n.nspname <> 'pg_catalog' or x.extname <> 'plpgsql'" : within}`,

    grants: `
      select g.kind, g.schema, g.name, g.table, x.privilege_type as privilege, x.is_grantable as grantable,
        case x.grantee when 0 then 'public' else pg_get_userbyid(x.grantee) end as grantee
      from (
        select 'schema' as kind, n.nspname as schema, n.nspname as name, null::name as table,
          n.nspowner as owner, coalesce(n.nspacl, acldefault('n', n.nspowner)) as acl
        from pg_namespace n where ${within} and ${notOfExtension('pg_namespace', 'n.oid')}
        union all
        select case c.relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'view'
            else 'table' end, n.nspname, c.relname, c.relname, c.relowner, c.relacl
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where ${within} and c.relacl is not null and ${notOfExtension('pg_class', 'c.oid')}
        union all
        select 'column', n.nspname, c.relname || '.' || a.attname, c.relname, c.relowner, a.attacl
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        join pg_namespace n on n.oid = c.relnamespace
        where ${within} and a.attacl is not null and not a.attisdropped
          and ${notOfExtension('pg_class', 'c.oid')}
        union all
        select 'function', n.nspname, p.proname || '(' || oidvectortypes(p.proargtypes) || ')', null,
          p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where ${within} and ${notOfExtension('pg_proc', 'p.oid')} and ${notOfType}
        union all
        select 'type', n.nspname, t.typname, null, t.typowner,
          coalesce(t.typacl, acldefault('T', t.typowner))
        from pg_type t join pg_namespace n on n.oid = t.typnamespace
        left join pg_class c on c.oid = t.typrelid
        where ${within} and t.typtype in ('e', 'd', 'c', 'r') and (t.typrelid = 0 or c.relkind = 'c')
          and ${notOfExtension('pg_type', 't.oid')}
      ) g cross join lateral aclexplode(g.acl) x where x.grantee <> g.owner`,

    // The tables of a schema that is published are no part of the publication. Until 14 there is no
    // pg_publication_namespace to ask for these schemas; of what depends on what, there is nothing then.
    others: `
      select 'statistics' as kind, n.nspname as schema, s.stxname as name,
        pg_get_statisticsobjdef(s.oid) as definition, d.description as comment
      from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace
      ${commentOn('pg_statistic_ext', 's.oid')} where ${within}
      union all
      select 'collation', n.nspname, l.collname, concat_ws(', ', l.collprovider::text, l.collcollate,
        l.collctype, case when l.collisdeterministic then null else 'not deterministic' end), d.description
      from pg_collation l join pg_namespace n on n.oid = l.collnamespace
      ${commentOn('pg_collation', 'l.oid')} where ${within} and ${notOfExtension('pg_collation', 'l.oid')}
      union all
      select 'default privileges', n.nspname, concat_ws(' ', pg_get_userbyid(a.defaclrole),
        a.defaclobjtype::text), a.defaclacl::text, null
      from pg_default_acl a left join pg_namespace n on n.oid = a.defaclnamespace
      where n.nspname is null or ${within}
      union all
      select 'event trigger', null, t.evtname, concat_ws(' ', 'on', t.evtevent, array_to_string(t.evttags, ', '),
        'execute', t.evtfoid::regproc, t.evtenabled::text), d.description
      from pg_event_trigger t ${commentOn('pg_event_trigger', 't.oid')}
      where ${notOfExtension('pg_event_trigger', 't.oid')}
      union all
      select 'publication', null, p.pubname, concat_ws(' ', case when p.puballtables then 'all tables' end,
        case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
        case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end,
        (select string_agg(format('%I.%I', n.nspname, c.relname), ', ' order by n.nspname, c.relname)
          from pg_publication_rel r join pg_class c on c.oid = r.prrelid
          join pg_namespace n on n.oid = c.relnamespace where r.prpubid = p.oid),
        'schemas ' || (select string_agg(quote_ident(n.nspname), ', ' order by n.nspname)
          from pg_depend o join pg_depend i on i.classid = o.classid and i.objid = o.objid
          join pg_namespace n on i.refclassid = 'pg_namespace'::regclass and n.oid = i.refobjid
          where o.refclassid = 'pg_publication'::regclass and o.refobjid = p.oid)), d.description
      from pg_publication p ${commentOn('pg_publication', 'p.oid')}`,
  };
}
