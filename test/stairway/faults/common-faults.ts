import type { Knex } from 'knex';
import type { Fault } from './fault.ts';

let count = 0;

/** Faults of what a migration does, not of what it leaves: the same on each database. */
export const commonFaults: readonly Fault[] = [
  {
    name: 'up makes something else the second time',
    up: ['create table $T_n (a int)'],
    down: ['drop table $T_n'],
    spoilt: {
      up(knex, table) {
        count += 1;
        return knex.raw(`create table ${table}_n (a ${count % 2 === 0 ? 'int' : 'bigint'})`);
      },
    },
    finds: 'not-repeatable: column $T_n.a',
  },
  {
    name: 'down drops what is not there',
    up: ['create table $T_n (a int)'],
    down: ['drop table $T_n'],
    spoilt: { down: ['drop table $T_m'] },
    finds: 'down-failed: down',
  },
  {
    name: 'up asks for what is not there',
    up: ['update $T set a = 1 where id = 0'],
    down: [],
    spoilt: { up: ['update $T set z = 1'] },
    finds: 'up-failed: up',
  },
  {
    name: 'up hangs',
    up: ['update $T set c = null where id = 0'],
    down: [],
    spoilt: { up: () => new Promise(() => {}) },
    finds: 'up-failed: up',
  },
  {
    name: 'down hangs',
    up: ['update $T set c = null where id = 0'],
    down: [],
    spoilt: { down: () => new Promise(() => {}) },
    finds: 'down-failed: down',
  },
  {
    name: 'up ends the process',
    up: ['update $T set c = null where id = 0'],
    down: [],
    spoilt: { up: () => process.exit(1) },
    finds: 'up-failed: up',
  },
  {
    name: 'up needs a variable that is not set',
    up: () => Number(process.env['STAIRWAY_NO_SUCH_VARIABLE'] ?? 1),
    down: [],
    spoilt: { up: () => needed(process.env['STAIRWAY_NO_SUCH_VARIABLE']) },
    finds: 'up-failed: up',
  },
  {
    name: 'up leaves a promise behind',
    up: (knex: Knex) => knex.raw('select 1'),
    down: [],
    spoilt: { up: () => void Promise.reject(new Error('nobody looks')) },
    finds: 'up-failed: up',
  },
  {
    name: 'down brings a column back without its values',
    needsRows: true,
    up: [
      'create table $T_kept (id int primary key, c varchar(20))',
      'insert into $T_kept (id, c) select id, c from $T',
      'alter table $T drop column c',
    ],
    down: [
      'alter table $T add column c varchar(20)',
      'update $T set c = (select c from $T_kept k where k.id = $T.id)',
      'drop table $T_kept',
    ],
    spoilt: { down: ['alter table $T add column c varchar(20)', 'drop table $T_kept'] },
    finds: 'rows-lost: table $T',
  },
  {
    name: 'down does not bring back the rows that up deletes',
    needsRows: true,
    up: ['create table $T_kept as select * from $T where a > 1', 'delete from $T where a > 1'],
    down: ['insert into $T select * from $T_kept', 'drop table $T_kept'],
    spoilt: { down: ['drop table $T_kept'] },
    finds: 'rows-lost: table $T',
  },
  {
    name: 'down guesses at what up has written over',
    needsRows: true,
    up: [`update $T set c = 'up' where c is null`],
    down: [`update $T set c = null where c = 'up'`],
    spoilt: { up: [`update $T set c = 'up'`] },
    finds: 'rows-lost: table $T',
  },
  {
    name: 'a column shall be unique, and two rows are the same',
    needsRows: true,
    up: ['create unique index $T_u on $T (c)'],
    down: (knex, table) => knex.schema.alterTable(table, (t) => void t.dropIndex([], `${table}_u`)),
    spoilt: { up: [`update $T set c = 'same'`, 'create unique index $T_u on $T (c)'] },
    finds: 'up-failed: up',
  },
];

function needed(value: string | undefined): string {
  if (value === undefined) throw new Error('set STAIRWAY_NO_SUCH_VARIABLE');
  return value;
}
