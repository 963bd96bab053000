import { postgres } from '../dialect/postgres.ts';
import type { ConstraintReader } from './live-constraint.ts';

/** PostgreSQL: pg_constraint, and the indexes that belong to none. */
export const postgresReader: ConstraintReader = {
  dialect: postgres,
  tellsUniques: true,
  query: (table, _name, _schema, reach) => ({
    sql: `
      select * from (
        select case c.contype when 'p' then 'pk' when 'f' then 'fk' when 'u' then 'uq' else 'ck' end as kind,
          c.conname::text as name, 'constraint' as form, n.nspname::text as schema_name,
          r.relname::text as table_name, a.attname::text as column_name,
          f.relname::text as referred_table, fa.attname::text as referred_column,
          null::text as definition, k.ord, c.conrelid = ?::regclass as is_own,
          c.confrelid = ?::regclass as is_referring
        from pg_constraint c
        join pg_class r on r.oid = c.conrelid
        join pg_namespace n on n.oid = r.relnamespace
        left join pg_class f on f.oid = c.confrelid
        left join lateral unnest(c.conkey, c.confkey) with ordinality k(num, fnum, ord) on true
        left join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num
        left join pg_attribute fa on fa.attrelid = c.confrelid and fa.attnum = k.fnum
        where c.contype in ('p', 'f', 'u', 'c') and (c.conrelid = ?::regclass${reach === 'references' ? ' or c.confrelid = ?::regclass' : ''})
        union all
        select case when i.indisunique then 'uq' else 'ix' end, x.relname::text, 'index', n.nspname::text,
          r.relname::text, a.attname::text, null, null, null, k.ord, true, false
        from pg_index i
        join pg_class x on x.oid = i.indexrelid
        join pg_class r on r.oid = i.indrelid
        join pg_namespace n on n.oid = r.relnamespace
        join lateral unnest(i.indkey::int2[]) with ordinality k(num, ord) on k.ord <= i.indnkeyatts
        left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.num and k.num > 0
        where i.indrelid = ?::regclass
          and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
      ) found order by kind, name, ord`,
    bindings: Array.from({ length: reach === 'references' ? 5 : 4 }, () => table),
  }),
  rowsOf: (response) => (response as { rows: unknown[] }).rows,
};
