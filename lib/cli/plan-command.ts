import { relative } from 'node:path';
import { parseDuration } from '../duration.ts';
import type { PlannedMigration, PlannedStatement, Plan } from '../plan/plan.ts';
import { count } from '../errors.ts';
import { sourceOfConfig } from '../source/source-of-config.ts';
import { textOf, type Command, type Output } from './command.ts';
import { loadKnex, withDatabaseOrEmpty } from './connect.ts';
import { exitCode } from './exit-code.ts';
import { loadKnexfile } from './knexfile.ts';
import { ensureTypeScriptOf } from './typescript.ts';

/** Longest text of a value that is printed. */
const longestValue = 60;

export const planCommand: Command = {
  name: 'plan',
  summary: 'print the SQL of pending migrations, with nothing changed',
  help: `knex-stairway plan [--to NAME]

Prints the SQL that pending migrations would send, in order. They run in a
transaction that is rolled back; on a throw-away copy of the database where it
(MySQL, MariaDB) or a migration (SQLite) has no transaction. What they do outside
of the database is done. Ends with 1 where a migration fails.

      --to NAME                the last migration to plan; its revision will do
      --lock-timeout DURATION  for how long a statement of the plan may wait for
                               the lock of a table (PostgreSQL); default 5s`,
  options: { to: { type: 'string' }, 'lock-timeout': { type: 'string' } },
  async run({ values, output }) {
    const lockTimeout = textOf(values['lock-timeout']);
    const options = {
      to: textOf(values['to']),
      lockTimeoutMs:
        lockTimeout === undefined ? undefined : parseDuration(lockTimeout, '--lock-timeout'),
    };
    const knexfile = await loadKnexfile(values);
    const source = sourceOfConfig(knexfile.config, relative(process.cwd(), knexfile.path));
    await ensureTypeScriptOf(source.list().migrations);
    const { planMigrations } = await import('../plan/plan-migrations.ts');
    const plan = await withDatabaseOrEmpty(knexfile, (_knex, config) =>
      planMigrations(loadKnex(knexfile.path), config, options),
    );
    if (values['json'] === true) output.out(JSON.stringify(plan));
    else print(plan, output);
    const hasFailed = plan.migrations.some(({ state }) => state === 'failed');
    return hasFailed ? exitCode.failed : exitCode.done;
  },
};

/** As a script of SQL: all that is no statement is a comment. */
function print({ method, migrations, notes }: Plan, output: Output): void {
  const comment = (text: string): void => {
    for (const line of text.split('\n')) output.out(`-- ${printable(line)}`.trimEnd());
  };
  for (const migration of migrations) {
    printMigration(migration, output, comment);
    output.out('');
  }
  if (migrations.length === 0) {
    comment('nothing is pending');
    return;
  }
  const where =
    method === 'copy' ? 'on a throw-away copy' : 'in a transaction that was rolled back';
  comment(`${count(migrations.length, 'migration')}, planned ${where}; nothing was changed`);
  for (const note of notes) comment(note);
}

function printMigration(
  { name, message, usesTransaction, isOutOfOrder, state, error, statements }: PlannedMigration,
  output: Output,
  comment: (text: string) => void,
): void {
  const facts = [
    ...(usesTransaction ? [] : ['without a transaction']),
    ...(isOutOfOrder ? ['out of order: older than what is applied'] : []),
    ...(state === 'skipped' ? ['not planned, as the one before has failed'] : []),
  ];
  comment(facts.length === 0 ? name : `${name} (${facts.join('; ')})`);
  if (message !== '') comment(message);
  for (const statement of statements) {
    if (statement.kind === 'catalog') continue;
    if (statement.kind === 'read') comment(`reads rows: ${lineOf(statement)}`);
    else output.out(lineOf(statement));
  }
  if (error !== undefined) comment(`FAILED: ${error}`);
}

function lineOf({ sql, bindings, dependsOnData, times, note }: PlannedStatement): string {
  const remarks = [
    ...(bindings.length === 0 ? [] : [`values: ${bindings.map(valueText).join(', ')}`]),
    ...(times === 1 ? [] : [`${times.toLocaleString('en')} times, with other values`]),
    ...(dependsOnData ? ['depends on the rows that were read'] : []),
    ...(note === undefined ? [] : [note]),
  ];
  const text = printable(sql).trim();
  const statement = text.endsWith(';') ? text : `${text};`;
  return remarks.length === 0 ? statement : `${statement} -- ${printable(remarks.join('; '))}`;
}

function valueText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= longestValue
    ? text
    : `${text.slice(0, longestValue)}… (${text.length} characters)`;
}

/** No character of a migration or a row shall steer the terminal; line breaks and tabs stay. */
function printable(text: string): string {
  return text.replaceAll(
    /[^\P{C}\n\t]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
