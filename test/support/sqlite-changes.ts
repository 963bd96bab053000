import type { SchemaChange } from './postgres-changes.ts';

const member = `create table member (
    id integer constraint pk__member primary key autoincrement,
    team_id int not null constraint fk__member__team references team (id) on delete cascade,
    email varchar(255) not null default 'x' collate nocase,
    doubled int generated always as (id * 2) stored, note text check (note <> ''),
    constraint uq__member__email unique (email),
    constraint ck__member__note check (length(note) < 9))`;

/** One of each kind that a SQLite database holds. */
export const sqliteSchema = `
  create table team (id integer primary key, name text);
  ${member};
  create table note (id int, body text, rank int);
  create index ix__member__note on member (note) where note is not null;
  create index ix__member__lower on member (lower(email) desc, note);
  create virtual table search using fts5 (body);
  create view member_view as select id, email from member;
  create trigger member_touch before update on member begin select 1; end;
`;

/** Builds the table once more, with a part of its text replaced. */
function rebuilt(from: string, to: string): string {
  return `drop table member;\n${member.replace(from, to)};
    create index ix__member__note on member (note) where note is not null;
    create index ix__member__lower on member (lower(email) desc, note);
    create trigger member_touch before update on member begin select 1; end`.replace(
    /begin select 1; end$/u,
    'begin select 1; end ',
  );
}

/** Single changes of `sqliteSchema`, and what is said of each. */
export const sqliteChanges: readonly SchemaChange[] = [
  change('create table t (a int)', 'table t is left over'),
  change('drop table note', 'table note is missing'),
  change('alter table note rename to remark', 'table note is now called remark'),
  change(
    'drop table note;\ncreate table note (id int, body text, rank int) strict',
    'table note: options null became strict',
  ),
  change('drop table search', 'virtual table search is missing'),
  change(
    'drop table search;\ncreate virtual table search using fts5 (body, tokenize = ascii)',
    'virtual table search: options create virtual table search using fts5 (body) became create virtual table search using fts5 (body, tokenize = ascii)',
  ),
  change('alter table note add column extra text', 'column note.extra is left over'),
  change('alter table note drop column body', 'column note.body is missing'),
  change('alter table note rename column body to text', 'column note.body is now called text'),
  change(
    'drop table note;\ncreate table note (body text, id int, rank int)',
    'table note: the order of columns id, body, rank became body, id, rank',
  ),
  change(
    rebuilt('note text', 'note varchar(10)'),
    'column member.note: type text became varchar(10)',
  ),
  change(
    rebuilt('team_id int not null', 'team_id int'),
    'column member.team_id: nullable false became true',
  ),
  change(rebuilt("default 'x'", "default 'y'"), "column member.email: default 'x' became 'y'"),
  change(rebuilt(' collate nocase', ''), 'column member.email: collation nocase became null'),
  change(
    rebuilt('id * 2', 'id * 3'),
    'column member.doubled: generated "id" * 2 true became "id" * 3 true',
  ),
  change(
    rebuilt('stored', 'virtual'),
    'column member.doubled: generated "id" * 2 true became "id" * 2 false',
  ),
  change(rebuilt(' autoincrement', ''), 'column member.id: identity autoincrement became null'),
  change(
    rebuilt('constraint pk__member ', 'constraint pk '),
    'primary key pk__member on member is now called pk',
  ),
  change(
    rebuilt(' on delete cascade', ''),
    'foreign key fk__member__team on member: on delete cascade became no action',
  ),
  change(
    rebuilt('cascade', 'cascade on update set null'),
    'foreign key fk__member__team on member: on update no action became set null',
  ),
  change(
    rebuilt('cascade', 'cascade deferrable initially deferred'),
    'foreign key fk__member__team on member: deferrable no became initially deferred',
  ),
  change(
    rebuilt('unique (email)', 'unique (email, note)'),
    'unique constraint uq__member__email on member: columns email became email, note',
  ),
  change(
    rebuilt('unique (email)', 'unique (email) on conflict ignore'),
    'unique constraint uq__member__email on member: definition unique ("email") became unique ("email") on conflict ignore',
  ),
  change(
    rebuilt('< 9', '< 8'),
    'check ck__member__note on member: definition check (length ("note") < 9) became check (length ("note") < 8)',
  ),
  change(
    rebuilt(" check (note <> '')", " check (note <> 'x')"),
    `unnamed check of note on member: definition check ("note" <> '') became check ("note" <> 'x')`,
  ),
  change(rebuilt(" check (note <> '')", ''), 'unnamed check of note on member is missing'),
  change('create index ix on note (rank)', 'index ix on note is left over'),
  change('drop index ix__member__note', 'index ix__member__note on member is missing'),
  change(
    'drop index ix__member__note;\ncreate index x on member (note) where note is not null',
    'index ix__member__note on member is now called x',
  ),
  change(
    'drop index ix__member__note;\ncreate index ix__member__note on member (note)',
    'index ix__member__note on member: predicate "note" is not null became null',
  ),
  change(
    'drop index ix__member__note;\ncreate unique index ix__member__note on member (note) where note is not null',
    'index ix__member__note on member: unique false became true',
  ),
  change(
    'drop index ix__member__lower;\ncreate index ix__member__lower on member (upper(email) desc, note)',
    'index ix__member__lower on member: columns lower ("email") desc, note first became upper ("email") desc, note first',
  ),
  change(
    'drop index ix__member__note;\ncreate index ix__member__note on member (note collate rtrim) where note is not null',
    'index ix__member__note on member: definition ("note") where "note" is not null became ("note" collate rtrim) where "note" is not null',
  ),
  change('create view v as select 1 as one', 'view v is left over'),
  change('drop view member_view', 'view member_view is missing'),
  change(
    'drop view member_view;\ncreate view member_view as select id, email from member where id > 1',
    'view member_view: definition create view member_view as select id, email from member became create view member_view as select id, email from member where id > 1',
  ),
  change('drop trigger member_touch', 'trigger member_touch on member is missing'),
  change(
    'drop trigger member_touch;\ncreate trigger member_touch before update on member begin select 2; end ',
    'trigger member_touch on member: definition create trigger member_touch before update on member begin select 1; end became create trigger member_touch before update on member begin select 2; end',
  ),
];

function change(sql: string, message: string): SchemaChange {
  return { sql, message };
}
