import type { SchemaChange } from './postgres-changes.ts';

/** A change that one of the two servers refuses, or does or tells in another way. */
export interface MysqlChange extends SchemaChange {
  /** Default: the same. */
  readonly onMysql?: Partial<SchemaChange> | 'refused';
  readonly onMariaDb?: 'refused';
}

/** One of each kind that a database of MySQL or MariaDB holds; sequences, of which MySQL has none, are MariaDB's. */
export const mysqlSchema = `
  create table team (id int auto_increment primary key, name varchar(20)) comment 'Who plays';
  create table member (
    id int primary key,
    team_id int not null,
    email varchar(255) not null default 'x' comment 'Where it is sent',
    state enum('sad', 'happy') default 'sad',
    payload json, age int check (age > 0), note varchar(100),
    doubled int generated always as (id * 2) stored,
    at datetime default current_timestamp on update current_timestamp,
    constraint fk_team foreign key (team_id) references team (id) on delete cascade,
    constraint uq_email unique (email),
    constraint ck_note check (note <> ''),
    index ix_note (note, age)
  );
  create table note (id int, body varchar(50), \`rank\` int);
  create table measure (at int not null, value int) partition by range (at)
    (partition p0 values less than (10), partition p1 values less than (20));
  create view member_view as select id, email from member;
  /*M! create sequence counter start with 10 */ /*!80000 do 0 */;
  create function twice(a int) returns int deterministic return a * 2;
  create procedure clean(a int) select 1;
  create trigger member_touch before update on member for each row set new.note = 'x';
  create event nightly on schedule every 1 day starts '2030-01-01 00:00:00' do set @a = 1;
`;

/** Single changes of `mysqlSchema`, and what is said of each, by a line for each difference. */
export const mysqlChanges: readonly MysqlChange[] = [
  change('create table t (a int primary key)', 'table t is left over'),
  change('drop table note', 'table note is missing'),
  change('rename table note to remark', 'table note is now called remark'),
  change("alter table note comment 'x'", 'table note: comment null became "x"'),
  change(
    'alter table note engine = MyISAM',
    'table note: options engine InnoDB, collate utf8mb4_general_ci became engine MyISAM, collate utf8mb4_general_ci',
    {
      message:
        'table note: options engine InnoDB, collate utf8mb4_0900_ai_ci became engine MyISAM, collate utf8mb4_0900_ai_ci',
    },
  ),
  change(
    'alter table measure add partition (partition p2 values less than (30))',
    'partitioned table measure: partition by range (`at`), p0 10, p1 20 became range (`at`), p0 10, p1 20, p2 30',
  ),
  change('alter table note add extra int', 'column note.extra is left over'),
  change('alter table note add extra int first', 'column note.extra is left over'),
  change('alter table note drop body', 'column note.body is missing'),
  change('alter table note change body text varchar(50)', 'column note.body is now called text'),
  change(
    'alter table note modify body varchar(50) first',
    'table note: the order of columns id, body, rank became body, id, rank',
  ),
  change(
    'alter table note modify body varchar(60)',
    'column note.body: type varchar(50) became varchar(60)',
  ),
  change(
    'alter table note modify body varchar(50) not null',
    'column note.body: nullable true became false',
  ),
  change(
    "alter table note alter body set default 'x'",
    "column note.body: default null became 'x'",
  ),
  change(
    "alter table note modify body varchar(50) comment 'x'",
    'column note.body: comment null became "x"',
  ),
  change(
    'alter table note modify body varchar(50) collate utf8mb4_bin',
    'column note.body: collation utf8mb4_general_ci became utf8mb4_bin',
    { message: 'column note.body: collation utf8mb4_0900_ai_ci became utf8mb4_bin' },
  ),
  change(
    'alter table note modify body varchar(50) invisible',
    'column note.body: options null became invisible',
  ),
  change(
    'alter table member modify at datetime default current_timestamp',
    'column member.at: options on update current_timestamp() became null',
    { message: 'column member.at: options on update current_timestamp became null' },
  ),
  change(
    'alter table member modify doubled int generated always as (id * 3) stored',
    'column member.doubled: generated `id` * 2 true became `id` * 3 true',
  ),
  change(
    "alter table member modify state enum('sad', 'happy', 'angry') default 'sad'",
    "column member.state: type enum('sad','happy') became enum('sad','happy','angry')",
  ),
  change(
    'alter table member modify payload longtext collate utf8mb4_bin',
    'column member.payload: type json became longtext',
    {
      message:
        'column member.payload: type json became longtext\ncolumn member.payload: collation null became utf8mb4_bin',
    },
  ),
  change(
    'alter table note add unique uq_note (body)',
    'unique constraint uq_note on note is left over',
  ),
  change(
    'alter table member rename index uq_email to uq',
    'unique constraint uq_email on member is now called uq',
  ),
  change(
    'alter table member drop index uq_email, add unique uq_email (email(10))',
    'unique constraint uq_email on member: definition unique (`email`) using btree became unique (`email`(10)) using btree',
  ),
  change('alter table member drop foreign key fk_team', 'foreign key fk_team on member is missing'),
  change(
    'alter table member drop foreign key fk_team;\n alter table member add constraint fk_team foreign key (team_id) references team (id) on delete cascade on update cascade',
    'foreign key fk_team on member: on update restrict became cascade',
    { message: 'foreign key fk_team on member: on update no action became cascade' },
  ),
  change('alter table member drop constraint ck_note', 'check ck_note on member is missing'),
  change(
    "alter table member drop constraint ck_note, add constraint ck_note check (note <> 'x')",
    "check ck_note on member: definition check (`note` <> '') became check (`note` <> 'x')",
  ),
  change(
    'alter table member modify age int check (age > 1)',
    'unnamed check of age on member: definition check (`age` > 0) became check (`age` > 1)',
    { message: 'check member_chk_2 on member is left over' },
  ),
  change('alter table member drop index ix_note', 'index ix_note on member is missing'),
  change('alter table member rename index ix_note to x', 'index ix_note on member is now called x'),
  change('alter table note add fulltext ix_body (body)', 'index ix_body on note is left over'),
  change(
    'alter table member drop index ix_note, add index ix_note (note desc, age)',
    'index ix_note on member: columns note first, age first became note desc, age first',
  ),
  change(
    'alter table member alter index ix_note ignored',
    'index ix_note on member: valid true became false',
    { sql: 'alter table member alter index ix_note invisible' },
  ),
  change(
    "alter table member drop index ix_note, add index ix_note (note, age) comment 'x'",
    'index ix_note on member: comment null became "x"',
  ),
  change('create view v as select 1 as one', 'view v is left over'),
  change(
    'create or replace view member_view as select id, email from member where id > 1',
    'view member_view: definition select `member`.`id` AS `id`,`member`.`email` AS `email` from `member` became select `member`.`id` AS `id`,`member`.`email` AS `email` from `member` where `member`.`id` > 1',
    {
      message:
        'view member_view: definition select `member`.`id` AS `id`,`member`.`email` AS `email` from `member` became select `member`.`id` AS `id`,`member`.`email` AS `email` from `member` where (`member`.`id` > 1)',
    },
  ),
  change(
    'create or replace sql security invoker view member_view as select id, email from member',
    'view member_view: options null became security invoker',
  ),
  change('drop view member_view', 'view member_view is missing'),
  change('alter sequence counter increment 2', 'sequence counter: increment 1 became 2', 'refused'),
  change('drop sequence counter', 'sequence counter is missing', 'refused'),
  change('drop function twice', 'function twice() is missing'),
  change(
    'create or replace function twice(a int) returns int deterministic return a + a',
    'function twice(): definition (IN a int(11)) returns int(11) deterministic contains sql sql security definer return a * 2 became (IN a int(11)) returns int(11) deterministic contains sql sql security definer return a + a',
    {
      sql: 'drop function twice;\n create function twice(a int) returns int deterministic return a + a',
      message:
        'function twice(): definition (IN a int) returns int deterministic contains sql sql security definer return a * 2 became (IN a int) returns int deterministic contains sql sql security definer return a + a',
    },
  ),
  change("alter function twice comment 'x'", 'function twice(): comment null became "x"'),
  change('drop procedure clean', 'procedure clean() is missing'),
  change('drop trigger member_touch', 'trigger member_touch on member is missing'),
  change(
    "create or replace trigger member_touch before update on member for each row set new.note = 'y'",
    "trigger member_touch on member: definition BEFORE UPDATE 1 set new.note = 'x' became BEFORE UPDATE 1 set new.note = 'y'",
    {
      sql: "drop trigger member_touch;\n create trigger member_touch before update on member for each row set new.note = 'y'",
    },
  ),
  change('drop event nightly', 'event nightly is missing'),
  change(
    'alter event nightly disable',
    'event nightly: definition every 1 DAY ENABLED NOT PRESERVE do set @a = 1 became every 1 DAY DISABLED NOT PRESERVE do set @a = 1',
  ),
  changeOfMysql(
    'alter table member alter check ck_note not enforced',
    "check ck_note on member: definition check (`note` <> '') became check (`note` <> '') not enforced",
  ),
  changeOfMysql(
    "alter table note add index ix_low ((concat(body, 'it''s')))",
    'index ix_low on note is left over',
  ),
  change(
    "alter table note modify body varchar(50) default (concat('ä', 'it''s'))",
    "column note.body: default null became concat('ä','it\\'s')",
    { message: "column note.body: default null became (concat('ä','it\\'s'))" },
  ),
];

function change(
  sql: string,
  message: string,
  onMysql?: Partial<SchemaChange> | 'refused',
): MysqlChange {
  return { sql, message, ...(onMysql === undefined ? {} : { onMysql }) };
}

function changeOfMysql(sql: string, message: string): MysqlChange {
  return { sql, message, onMariaDb: 'refused' };
}
