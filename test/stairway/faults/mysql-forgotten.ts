/** What `up` creates and the spoilt `down` forgets. */
export const forgotten: readonly (readonly [string, string, string, string])[] = [
  [
    'an index',
    'create index if not exists $T_i on $T (a)',
    'drop index $T_i on $T',
    'index $T_i on $T',
  ],
  [
    'a unique index',
    'create unique index if not exists $T_i on $T (a)',
    'drop index $T_i on $T',
    'unique constraint $T_i on $T',
  ],
  [
    'a fulltext index',
    'create fulltext index if not exists $T_i on $T (b)',
    'drop index $T_i on $T',
    'index $T_i on $T',
  ],
  [
    'a foreign key',
    'alter table $T add constraint $T_fk foreign key if not exists (a) references $T (id)',
    'alter table $T drop foreign key $T_fk, drop index $T_fk',
    'foreign key $T_fk on $T',
  ],
  [
    'a check',
    'alter table $T add constraint if not exists $T_ck check (a > 0)',
    'alter table $T drop constraint $T_ck',
    'check $T_ck on $T',
  ],
  ['a table', 'create table if not exists $T_n (a int)', 'drop table $T_n', 'table $T_n'],
  ['a view', 'create or replace view $T_v as select 1 as one', 'drop view $T_v', 'view $T_v'],
  [
    'a trigger',
    'create or replace trigger $T_g before insert on $T for each row set new.a = 1',
    'drop trigger $T_g',
    'trigger $T_g on $T',
  ],
  [
    'a function',
    'create or replace function $T_f() returns int deterministic return 1',
    'drop function $T_f',
    'function $T_f()',
  ],
  [
    'a procedure',
    'create or replace procedure $T_p() select 1',
    'drop procedure $T_p',
    'procedure $T_p()',
  ],
  [
    'an event',
    'create or replace event $T_e on schedule every 1 year disable do select 1',
    'drop event $T_e',
    'event $T_e',
  ],
  ['a sequence', 'create or replace sequence $T_s', 'drop sequence $T_s', 'sequence $T_s'],
  [
    'a column',
    'alter table $T add column if not exists d int',
    'alter table $T drop column d',
    'column $T.d',
  ],
  [
    'a generated column',
    'alter table $T add column if not exists d int as (a * 2) stored',
    'alter table $T drop column d',
    'column $T.d',
  ],
  [
    'the index of a foreign key that is dropped',
    'alter table $T add constraint $T_fk foreign key (a) references $T (id)',
    'alter table $T drop foreign key $T_fk, drop index $T_fk',
    'index $T_fk on $T',
  ],
];
