import type { Knex } from 'knex';
import { isMariaDb } from '../../support/is-maria-db.ts';
import { baseTable, type Fault } from './fault.ts';
import { changed } from './mysql-changed.ts';
import { forgotten } from './mysql-forgotten.ts';

export const mysqlFaults: readonly Fault[] = [
  ...forgotten.map(([name, create, drop, object]) => ({
    name: `${name} is left over`,
    up: (knex: Knex, table: string) => settled(knex, create.replaceAll('$T', table)),
    down: [drop],
    spoilt: {
      down: name.startsWith('the index of') ? ['alter table $T drop foreign key $T_fk'] : [],
    },
    finds: `trace: ${object}`,
    isRefusedByMysql: name === 'a sequence',
  })),
  ...changed.map(([name, before, up, down, wrong, object]) => ({
    name: `${name} is not put back`,
    setup: [...baseTable, ...before],
    up: (knex: Knex, table: string) => settled(knex, up.replaceAll('$T', table)),
    down: [down],
    spoilt: { down: [wrong] },
    finds: `trace: ${object}`,
  })),
];

/** There is one, or (1091) none to drop: duplicate column, key, routine, trigger, event, foreign key, check. */
const thereIsOne = new Set([1060, 1061, 1304, 1359, 1537, 1826, 3822, 1091]);

/** MySQL knows `if exists` and `or replace` of few objects: there it is told by the error. */
async function settled(knex: Knex, sql: string): Promise<void> {
  if (await isMariaDb(knex)) return void (await knex.raw(sql));
  const isKnown =
    /^create (?:table|or replace view) /u.test(sql) || !/ exists | or replace /u.test(sql);
  try {
    await knex.raw(isKnown ? sql : sql.replace(/ if (?:not )?exists| or replace/u, ''));
  } catch (error) {
    if (!thereIsOne.has((error as { errno?: number }).errno ?? 0)) throw error;
  }
}
