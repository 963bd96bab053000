import { relative } from 'node:path';
import { isStairwayError } from '../errors.ts';
import { guessDriver } from '../service/glance-driver.ts';
import { glance } from '../service/glance.ts';
import type { MigrateOptions } from '../service/migrate-options.ts';
import { sourceOfConfig } from '../source/source-of-config.ts';
import type { Command, Values } from './command.ts';
import { withKnex } from './connect.ts';
import { exitCode } from './exit-code.ts';
import { loadKnexfile } from './knexfile.ts';
import { jsonReport, textReport } from './migrate-report.ts';
import { watchStopSignals } from './stop-signal.ts';
import { ensureTypeScriptOf } from './typescript.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'apply what is pending: wait, lock, apply, report',
  help: `knex-stairway migrate

Applies what is pending, each migration in a transaction of its own together
with its row in knex_migrations. Any number of processes may do so at once.

      --wait 60s              until the database answers; default one try
      --lock-wait 10m         for others that migrate; 0 leaves at once
      --lock-timeout 5s       of a statement for the lock of a table; then the
                              migration is rolled back and tried again
      --lock-retries 5        how often
      --statement-timeout 1m  of a statement
      --to NAME               the last migration to apply; its revision will do
      --single-transaction    all in one transaction, or nothing
      --resume NAME           NAME is half applied: you have undone by hand what
                              it did, and it is to run again
      --mark-applied NAME     NAME is half applied: you have done by hand what it
                              lacked, and it is to be recorded as applied

Exit codes: 0 done, 1 a migration failed, 2 options or knexfile, 3 the lock was
not to be had or was lost, 4 no database, 5 a migration is half applied,
130 and 143 stopped by SIGINT and SIGTERM.
`,
  options: {
    wait: { type: 'string' },
    'lock-wait': { type: 'string' },
    'lock-timeout': { type: 'string' },
    'lock-retries': { type: 'string' },
    'statement-timeout': { type: 'string' },
    to: { type: 'string' },
    'single-transaction': { type: 'boolean' },
    resume: { type: 'string' },
    'mark-applied': { type: 'string' },
  },
  async run({ values, output }) {
    const stopWatch = watchStopSignals();
    const start = performance.now();
    const report = values['json'] === true ? jsonReport(output) : textReport(output);
    try {
      const knexfile = await loadKnexfile(values, guessDriver);
      const source = sourceOfConfig(knexfile.config, relative(process.cwd(), knexfile.path));
      const { migrations } = source.list();
      const names = migrations.map((migration) => source.getMigrationName(migration));
      const { signal } = stopWatch;
      const options = { ...optionsOf(values), signal };
      const skipped = await glance(knexfile, names, options);
      if (skipped !== undefined) {
        report.tell({ type: 'done', applied: [], skipped, durationMs: performance.now() - start });
        return exitCode.done;
      }
      await ensureTypeScriptOf(migrations);
      const { migrate } = await import('../service/migrate.ts');
      await withKnex(knexfile, (knex) =>
        migrate(knex, { ...options, onProgress: (event) => report.tell(event) }),
      );
      return exitCode.done;
    } catch (error) {
      const { exitCode: stopCode } = stopWatch;
      if (stopCode === undefined || !isStairwayError(error) || error.code !== 'E_ABORTED')
        throw error;
      output.err(
        values['json'] === true
          ? JSON.stringify({ code: error.code, message: error.message, problems: [] })
          : error.message,
      );
      return stopCode;
    } finally {
      report.stop();
      stopWatch.end();
    }
  },
};

function optionsOf(values: Values): MigrateOptions {
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const retries = text('lock-retries');
  return {
    wait: text('wait'),
    lockWait: text('lock-wait'),
    lockTimeout: text('lock-timeout'),
    lockRetries: retries === undefined ? undefined : Number(retries),
    statementTimeout: text('statement-timeout'),
    to: text('to'),
    singleTransaction: values['single-transaction'] === true,
    resume: text('resume'),
    markApplied: text('mark-applied'),
  };
}
