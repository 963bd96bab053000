import { baseTable, type Fault } from './fault.ts';
import { changed } from './postgres-changed.ts';
import { forgotten } from './postgres-forgotten.ts';

export const postgresFaults: readonly Fault[] = [
  ...forgotten.map(([name, create, drop, object]) => ({
    name: `${name} is left over`,
    // As people do who know of the leftover, or do not look: the second up does not stumble on it.
    up: [ifExists(drop), create],
    down: [drop],
    spoilt: { down: [] },
    finds: `trace: ${object}`,
  })),
  ...changed.map(([name, before, up, down, wrong, object]) => ({
    name: `${name} is not put back`,
    setup: [...baseTable, ...before],
    up: [up],
    down: [down],
    spoilt: { down: [wrong] },
    finds: `trace: ${object}`,
  })),
  {
    name: 'a column comes back at another place',
    setup: [
      `create table $T (id int primary key, a int generated always as (id) stored,
        b int generated always as (id) stored)`,
    ],
    up: ['alter table $T drop b'],
    down: ['alter table $T add b int generated always as (id) stored'],
    spoilt: {
      up: ['alter table $T drop a'],
      down: ['alter table $T add a int generated always as (id) stored'],
    },
    finds: 'trace: table $T',
  },
  {
    name: 'an extension is left over',
    up: ['create extension if not exists citext'],
    down: ['drop extension citext'],
    spoilt: { down: [] },
    finds: 'trace: extension citext',
  },
  {
    name: 'a partition is left over',
    setup: ['create table $T (a int) partition by list (a)'],
    up: ['create table $T_1 partition of $T for values in (1)'],
    down: ['drop table $T_1'],
    spoilt: { down: ['alter table $T detach partition $T_1'] },
    finds: 'trace: table $T_1',
  },
  {
    name: 'an error is caught in a transaction that is lost',
    up: ['select 1'],
    down: [],
    spoilt: { up: (knex) => knex.raw('select no_such_column').catch(() => {}) },
    finds: 'up-failed: up',
  },
  {
    name: 'a type is made narrower than the values are',
    needsRows: true,
    up: ['alter table $T alter a type smallint'],
    down: ['alter table $T alter a type int'],
    spoilt: { up: ['alter table $T alter c type varchar(2)'] },
    finds: 'up-failed: up',
  },
  {
    name: 'a column is added that must not be null, without a default',
    needsRows: true,
    up: ['alter table $T add d int not null default 0'],
    down: ['alter table $T drop column d'],
    spoilt: { up: ['alter table $T add d int not null'] },
    finds: 'up-failed: up',
  },
];

function ifExists(drop: string): string {
  return drop.replace(
    /\bdrop (?<kind>materialized view|\w+) (?=\$T_|d$)/u,
    'drop $<kind> if exists ',
  );
}
