import type { Fault } from './fault.ts';

/** What `up` creates and the spoilt `down` forgets. */
const forgotten: readonly (readonly [string, string, string, string])[] = [
  ['an index', 'create index if not exists $T_i on $T (a)', 'drop index $T_i', 'index $T_i on $T'],
  [
    'a unique index',
    'create unique index if not exists $T_i on $T (c)',
    'drop index $T_i',
    'index $T_i on $T',
  ],
  [
    'a partial index',
    'create index if not exists $T_i on $T (a) where a > 1',
    'drop index $T_i',
    'index $T_i on $T',
  ],
  ['a table', 'create table if not exists $T_n (a int)', 'drop table $T_n', 'table $T_n'],
  ['a view', 'create view if not exists $T_v as select 1 as one', 'drop view $T_v', 'view $T_v'],
  [
    'a trigger',
    'create trigger if not exists $T_g after insert on $T begin select 1; end',
    'drop trigger $T_g',
    'trigger $T_g on $T',
  ],
  ['a column', 'alter table $T add column d int', 'alter table $T drop column d', 'column $T.d'],
  [
    'a generated column',
    'alter table $T add column d int generated always as (a * 2)',
    'alter table $T drop column d',
    'column $T.d',
  ],
  [
    'a column with a check',
    'alter table $T add column d int check (d > 0)',
    'alter table $T drop column d',
    'column $T.d',
  ],
];

/** A table as it was, as the spoilt `down` builds it again, and what is blamed. */
const rebuilt: readonly (readonly [string, string, string, string])[] = [
  [
    'a default',
    `(id int primary key, a text default 'x')`,
    '(id int primary key, a text)',
    'column $T.a',
  ],
  [
    'NOT NULL',
    '(id int primary key, a text not null)',
    '(id int primary key, a text)',
    'column $T.a',
  ],
  [
    'a type',
    '(id int primary key, a varchar(50))',
    '(id int primary key, a varchar(20))',
    'column $T.a',
  ],
  [
    'a collation',
    '(id int primary key, a text collate nocase)',
    '(id int primary key, a text)',
    'column $T.a',
  ],
  [
    'a check',
    '(id int primary key, a int, constraint $T_ck check (a > 0))',
    '(id int primary key, a int)',
    'check $T_ck on $T',
  ],
  [
    'what a check says',
    '(id int primary key, a int, constraint $T_ck check (a > 0))',
    '(id int primary key, a int, constraint $T_ck check (a >= 0))',
    'check $T_ck on $T',
  ],
  [
    'a constraint, by another name',
    '(id int primary key, a int, constraint $T_ck check (a > 0))',
    '(id int primary key, a int, constraint $T_kc check (a > 0))',
    'check $T_ck on $T',
  ],
  [
    'a unique constraint',
    '(id int primary key, a int, constraint $T_uq unique (a))',
    '(id int primary key, a int)',
    'unique constraint $T_uq on $T',
  ],
  [
    'a foreign key',
    '(id int primary key, a int, constraint $T_fk foreign key (a) references $T (id))',
    '(id int primary key, a int)',
    'foreign key $T_fk on $T',
  ],
  [
    'what a foreign key does on delete',
    '(id int primary key, a int, constraint $T_fk foreign key (a) references $T (id) on delete cascade)',
    '(id int primary key, a int, constraint $T_fk foreign key (a) references $T (id))',
    'foreign key $T_fk on $T',
  ],
  [
    'that a foreign key can wait',
    '(id int primary key, a int, constraint $T_fk foreign key (a) references $T (id) deferrable initially deferred)',
    '(id int primary key, a int, constraint $T_fk foreign key (a) references $T (id))',
    'foreign key $T_fk on $T',
  ],
  [
    'a primary key',
    '(id int, a int, constraint $T_pk primary key (id))',
    '(id int, a int)',
    'primary key $T_pk on $T',
  ],
  [
    'autoincrement',
    '(id integer primary key autoincrement, a int)',
    '(id integer primary key, a int)',
    'column $T.id',
  ],
  [
    'a generated column',
    '(id int primary key, a int generated always as (id * 2))',
    '(id int primary key, a int generated always as (id * 3))',
    'column $T.a',
  ],
  [
    'the order of columns',
    '(id int primary key, a int, b int)',
    '(id int primary key, b int, a int)',
    'table $T',
  ],
  [
    'that a table is strict',
    '(id int primary key, a int) strict',
    '(id int primary key, a int)',
    'table $T',
  ],
  [
    'that a table has no rowid',
    '(id int primary key, a int) without rowid',
    '(id int primary key, a int)',
    'table $T',
  ],
  [
    'an index, lost with its table',
    '(id int primary key, a int); create index $T_i on $T (a)',
    '(id int primary key, a int)',
    'index $T_i on $T',
  ],
  [
    'the order of an index',
    '(id int primary key, a int); create index $T_i on $T (a desc)',
    '(id int primary key, a int); create index $T_i on $T (a)',
    'index $T_i on $T',
  ],
  [
    'the predicate of an index',
    '(id int primary key, a int); create index $T_i on $T (a) where a > 0',
    '(id int primary key, a int); create index $T_i on $T (a)',
    'index $T_i on $T',
  ],
  [
    'a view',
    '(id int primary key); create view $T_v as select 1 as one',
    '(id int primary key); create view $T_v as select 2 as one',
    'view $T_v',
  ],
  [
    'a trigger, lost with its table',
    `(id int primary key); create trigger $T_g after delete on $T begin select 1 end`,
    '(id int primary key)',
    'trigger $T_g on $T',
  ],
];

/** The statements that build a table, `; ` between them. */
const build = (text: string): string[] =>
  `create table $T ${text}`.split('; ').map((sql) => sql.replace(' end', '; end'));

export const sqliteFaults: readonly Fault[] = [
  ...forgotten.map(([name, create, drop, object]) => ({
    name: `${name} is left over`,
    up: [create],
    down: [drop],
    spoilt: { down: [] },
    finds: `trace: ${object}`,
  })),
  ...rebuilt.map(([name, before, wrong, object]) => ({
    name: `${name} is not put back`,
    setup: build(before),
    up: ['drop view if exists $T_v', 'drop table $T'],
    down: build(before),
    spoilt: { down: build(wrong) },
    finds: `trace: ${object}`,
  })),
];
