import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { closeWorlds } from './world.ts';

/** What came of one example, by its folder. */
interface Outcome {
  readonly lines: string[];
  error?: string;
}

// One process for all: the second to load knex-stairway and a driver is as quick as the last.
const home = process.cwd();
const mocha = new Mocha({ reporter: function silent() {} as never, timeout: 60_000 });
mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, '', mocha);
const outcomes: Record<string, Outcome> = {};
for (const folder of readdirSync(home).filter((name) => /^\d/u.test(name))) {
  const outcome: Outcome = { lines: [] };
  outcomes[folder] = outcome;
  const log = (...values: unknown[]): void =>
    void outcome.lines.push(...format(...values).split('\n'));
  Object.assign(console, { log });
  process.chdir(join(home, folder));
  try {
    await import(join(home, folder, 'example.ts'));
    await runSuites(outcome);
  } catch (error) {
    outcome.error = String(error instanceof Error ? error.stack : error);
  }
  await closeWorlds();
}
writeFileSync(join(home, 'outcomes.json'), JSON.stringify(outcomes));

/** Runs what the example has defined for mocha. */
async function runSuites({ lines }: Outcome): Promise<void> {
  if (mocha.suite.suites.length === 0) return;
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve).on('pass', ({ title }: { title: string }) => void lines.push(title));
  });
  mocha.suite.suites.splice(0);
  if (failures > 0) throw new Error(`${failures} tests of the example have failed`);
}
