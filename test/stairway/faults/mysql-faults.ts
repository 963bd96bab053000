import { baseTable, type Fault } from './fault.ts';
import { changed } from './mysql-changed.ts';
import { forgotten } from './mysql-forgotten.ts';

export const mysqlFaults: readonly Fault[] = [
  ...forgotten.map(([name, create, drop, object]) => ({
    name: `${name} is left over`,
    up: [create],
    down: [drop],
    spoilt: {
      down: name.startsWith('the index of') ? ['alter table $T drop foreign key $T_fk'] : [],
    },
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
];
