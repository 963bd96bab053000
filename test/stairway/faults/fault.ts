import type { Knex } from 'knex';
import type { TestMigration } from '../../support/climbs.ts';

/** SQL statements, in which `$T` is the table of the fault, or a function. */
export type Step = readonly string[] | ((knex: Knex, table: string) => unknown);

/** A mistake that people make in migrations, beside the migration without it. */
export interface Fault {
  readonly name: string;
  /** What was there before; default the table `$T` of `baseTable`. */
  readonly setup?: readonly string[];
  readonly up: Step;
  /** The sound `down`. */
  readonly down: Step;
  /** What the spoilt twin does otherwise. */
  readonly spoilt: { readonly up?: Step; readonly down?: Step };
  /** The kind of the problem and the object that it blames: `trace: index $T_i on $T`. */
  readonly finds: string;
  /** Whether it shows only where there are rows. */
  readonly needsRows?: boolean;
  /** Whether MySQL, unlike MariaDB, knows nothing of it: there `up` fails, of both twins. */
  readonly isRefusedByMysql?: boolean;
}

/** One of the two twins of a fault, with its table. */
export interface Planted {
  readonly setup: TestMigration;
  readonly migration: TestMigration;
  readonly fault: Fault;
  readonly finds: string;
}

export const baseTable = [
  "create table $T (id int primary key, a int, b varchar(50) default 'x' not null, c varchar(20))",
];

export function plant(fault: Fault, number: number, twin: 'spoilt' | 'sound'): Planted {
  const table = `t${number}`;
  const own = (text: string): string => text.replaceAll('$T', table);
  const run =
    (step: Step) =>
    async (knex: Knex): Promise<void> => {
      if (typeof step === 'function') await step(knex, table);
      else for (const sql of step) await knex.raw(own(sql));
    };
  const spoilt = twin === 'spoilt' ? fault.spoilt : {};
  const { setup = baseTable } = fault;
  return {
    // What stands below is taken away as a whole: only the fault itself is looked at.
    setup: { up: run(setup), down: '', irreversible: 'it is the ground of a fault' },
    migration: { up: run(spoilt.up ?? fault.up), down: run(spoilt.down ?? fault.down) },
    fault,
    finds: own(fault.finds),
  };
}
