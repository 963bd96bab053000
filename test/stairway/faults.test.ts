import { expect } from 'chai';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import type { MigrationResult } from '../../lib/stairway/report.ts';
import { climbOf } from '../support/climbs.ts';
import { createDatabase, describeEachDialect } from '../support/databases.ts';
import { isMariaDb } from '../support/is-maria-db.ts';
import { commonFaults } from './faults/common-faults.ts';
import { plant, type Fault } from './faults/fault.ts';
import { mysqlFaults } from './faults/mysql-faults.ts';
import { postgresFaults } from './faults/postgres-faults.ts';
import { sqliteFaults } from './faults/sqlite-faults.ts';

const faults: Readonly<Record<DialectName, readonly Fault[]>> = {
  postgres: [...postgresFaults, ...commonFaults],
  sqlite: [...sqliteFaults, ...commonFaults],
  mysql: [...mysqlFaults, ...commonFaults],
};

/** How many there must at least be. */
const atLeast: Readonly<Record<DialectName, number>> = { postgres: 40, sqlite: 25, mysql: 25 };

/** Faults of one history: a fault that breaks the second up has it built anew. */
const batch = 15;

describeEachDialect('the planted faults', (dialect) => {
  const all = faults[dialect];
  const results = { spoilt: new Map<Fault, Outcome>(), sound: new Map<Fault, Outcome>() };
  before(async function () {
    this.timeout(120_000);
    for (const needsRows of [false, true]) {
      const some = all.filter((fault) => (fault.needsRows ?? false) === needsRows);
      for (let start = 0; start < some.length; start += batch) {
        const few = some.slice(start, start + batch);
        for (const twin of ['spoilt', 'sound'] as const) {
          const outcomes = await climbTwins(dialect, few, twin, needsRows);
          for (const [fault, outcome] of outcomes) results[twin].set(fault, outcome);
        }
      }
    }
  });
  after(() => {
    const found = [...results.spoilt.values()].filter(({ isFound }) => isFound).length;
    const passed = [...results.sound.values()].filter(({ lines }) => lines.length === 0).length;
    const { length } = all;
    process.stdout.write(
      `    ${dialect}: ${found} of ${length} faults found, ${passed} of ${length} twins pass\n`,
    );
  });

  it(`are at least ${atLeast[dialect]}`, () => {
    expect(new Set(all.map(({ name }) => name)).size).to.be.at.least(atLeast[dialect]);
  });

  for (const fault of all) {
    it(`finds: ${fault.name}`, async () => {
      const { lines, finds, blamed } = results.spoilt.get(fault) as Outcome;
      if (fault.isRefusedByMysql === true && (await isMysql())) {
        expect(lines).to.include('up-failed: up');
        expect(results.sound.get(fault)?.lines).to.include('up-failed: up');
        return;
      }
      expect(lines, lines.join('; ')).to.include(finds);
      expect(blamed, 'other migrations that are blamed').to.deep.equal([]);
      expect(results.sound.get(fault)?.lines, 'its twin').to.deep.equal([]);
    });
  }
});

async function isMysql(): Promise<boolean> {
  const database = await createDatabase('mysql');
  try {
    return !(await isMariaDb(database.connect()));
  } finally {
    await database.drop();
  }
}

interface Outcome {
  readonly finds: string;
  readonly isFound: boolean;
  readonly lines: readonly string[];
  /** What is said of the migration that only lays the ground. */
  readonly blamed: readonly string[];
}

async function climbTwins(
  dialect: DialectName,
  some: readonly Fault[],
  twin: 'spoilt' | 'sound',
  needsRows: boolean,
): Promise<Map<Fault, Outcome>> {
  const planted = some.map((fault, index) => plant(fault, index, twin));
  const { migrations } = await climbOf(
    dialect,
    planted.flatMap(({ setup, migration }) => [setup, migration]),
    { seed: needsRows, stepTimeout: 1_000, checks: { empty: false, oneGo: false } },
  );
  return new Map(
    planted.map(({ fault, finds }, index) => {
      const lines = linesOf(migrations[2 * index + 1]);
      const blamed = linesOf(migrations[2 * index]);
      return [fault, { finds, isFound: lines.includes(finds), lines, blamed }];
    }),
  );
}

function linesOf(result: MigrationResult | undefined): string[] {
  return result?.problems.map(({ kind, object }) => `${kind}: ${object}`) ?? ['not run'];
}
