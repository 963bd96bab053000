/**
 * Questions to information_schema, for the databases of `in (?)`. All columns are named, since MySQL
 * 8 writes them in capitals. What stands in `/*M! … *\/` is for MariaDB only, in `/*!80013 … *\/`
 * for MySQL only: MariaDB passes over comments of 5.7 to 9.9.
 *
 * Sources: https://mariadb.com/kb/en/information-schema-tables/,
 * https://dev.mysql.com/doc/refman/8.4/en/information-schema.html,
 * https://mariadb.com/kb/en/comment-syntax/
 */
export const mysqlQueries = {
  tables: `select table_schema as db, table_name as name, table_type as type, engine as engine,
      table_collation as collation, create_options as options, table_comment as comment
    from information_schema.tables where table_schema in (?)`,

  columns: `select table_schema as db, table_name as tbl, column_name as name, column_type as type,
      is_nullable as nullable, column_default as value, extra as extra, collation_name as collation,
      generation_expression as expression, column_comment as comment
    from information_schema.columns where table_schema in (?)
    order by table_schema, table_name, ordinal_position`,

  statistics: `select table_schema as db, table_name as tbl, index_name as name,
      non_unique as non_unique, column_name as col, collation as ordering, sub_part as length,
      index_type as method, index_comment as comment
      /*M! , ignored as hidden */ /*!80013 , expression as expression */
      /*!80013 , if(is_visible = 'NO', 'YES', 'NO') as hidden */
    from information_schema.statistics where table_schema in (?)
    order by table_schema, table_name, index_name, seq_in_index`,

  keys: `select k.table_schema as db, k.table_name as tbl, k.constraint_name as name,
      k.column_name as col, k.referenced_table_schema as referred_db,
      k.referenced_table_name as referred_table, k.referenced_column_name as referred_column,
      r.update_rule as on_update, r.delete_rule as on_delete
    from information_schema.key_column_usage k
    join information_schema.referential_constraints r
      on r.constraint_schema = k.constraint_schema and r.constraint_name = k.constraint_name
        and r.table_name = k.table_name
    where k.table_schema in (?) and k.referenced_table_name is not null
    order by k.table_schema, k.table_name, k.constraint_name, k.ordinal_position`,

  checks: `select t.table_schema as db, t.table_name as tbl, t.constraint_name as name,
      c.check_clause as expression /*M! , c.level as level */
      /*!80016 , t.enforced as enforced */
    from information_schema.table_constraints t
    join information_schema.check_constraints c
      on c.constraint_schema = t.constraint_schema and c.constraint_name = t.constraint_name
        /*M! and c.table_name = t.table_name */
    where t.constraint_type = 'CHECK' and t.table_schema in (?)`,

  partitions: `select table_schema as db, table_name as tbl, partition_name as name,
      partition_method as method, partition_expression as expression,
      partition_description as description, subpartition_method as sub_method,
      subpartition_expression as sub_expression
    from information_schema.partitions where partition_name is not null and table_schema in (?)
    order by table_schema, table_name, partition_ordinal_position, subpartition_ordinal_position`,

  views: `select table_schema as db, table_name as name, view_definition as definition,
      check_option as check_option, security_type as security
    from information_schema.views where table_schema in (?)`,

  // A row for each parameter: group_concat would cut them at 1,024 bytes.
  routines: `select r.routine_schema as db, r.routine_name as name, r.routine_type as type,
      r.dtd_identifier as returns, r.routine_definition as body, r.is_deterministic as is_deterministic,
      r.sql_data_access as access, r.security_type as security, r.routine_comment as comment,
      concat_ws(' ', p.parameter_mode, p.parameter_name, p.dtd_identifier) as parameter
    from information_schema.routines r
    left join information_schema.parameters p on p.specific_schema = r.routine_schema
      and p.specific_name = r.specific_name and p.routine_type = r.routine_type
      and p.ordinal_position > 0
    where r.routine_schema in (?) order by p.ordinal_position`,

  triggers: `select event_object_schema as db, event_object_table as tbl, trigger_name as name,
      action_timing as timing, event_manipulation as event, action_order as position,
      action_statement as body
    from information_schema.triggers where event_object_schema in (?)`,

  // Not when it starts: where nobody says so, that is when it was made.
  events: `select event_schema as db, event_name as name, event_type as type,
      execute_at as at, interval_value as value, interval_field as field, ends as ends,
      status as status, on_completion as completion, event_definition as body,
      event_comment as comment
    from information_schema.events where event_schema in (?)`,

  grants: `select 'schema' as kind, table_schema as db, table_schema as name, null as tbl,
      grantee as grantee, privilege_type as privilege, is_grantable as grantable
    from information_schema.schema_privileges where table_schema in (?)
    union all
    select 'table', table_schema, table_name, table_name, grantee, privilege_type, is_grantable
    from information_schema.table_privileges where table_schema in (?)
    union all
    select 'column', table_schema, concat(table_name, '.', column_name), table_name, grantee,
      privilege_type, is_grantable
    from information_schema.column_privileges where table_schema in (?)`,
} as const;
