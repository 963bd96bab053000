import { readFileSync } from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { isStairwayError } from '../errors.ts';
import { suggest } from '../near-miss.ts';
import { adoptCommand } from './adopt-command.ts';
import { checkCommand } from './check-command.ts';
import type { Command, Output, Values } from './command.ts';
import { docsCommand } from './docs-command.ts';
import { exitCode, exitCodeOf } from './exit-code.ts';
import { initCommand } from './init-command.ts';
import { makeCommand } from './make-command.ts';
import { maskedOutput } from './masked-output.ts';
import { migrateCommand } from './migrate-command.ts';
import { planCommand } from './plan-command.ts';
import { snapshotCommand } from './snapshot-command.ts';
import { stairwayCommand } from './stairway-command.ts';
import { statusCommand } from './status-command.ts';
import { UsageError } from './usage-error.ts';

const commands: readonly Command[] = [
  initCommand,
  makeCommand,
  migrateCommand,
  statusCommand,
  planCommand,
  checkCommand,
  stairwayCommand,
  snapshotCommand,
  docsCommand,
  adoptCommand,
];

const sharedOptions = {
  knexfile: { type: 'string' },
  env: { type: 'string' },
  cwd: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

const sharedHelp = `      --knexfile PATH   default the nearest knexfile upwards
      --env NAME        default NODE_ENV, else development
      --cwd PATH        working directory
      --json            for machines
  -h, --help`;

/**
 * Runs one command line.
 *
 * @param argv the words behind the program's name
 * @returns the exit code
 */
export async function run(argv: readonly string[], unmasked: Output): Promise<number> {
  const isJson = argv.includes('--json');
  const output = maskedOutput(unmasked);
  try {
    return await dispatch(argv, output);
  } catch (error) {
    if (!isStairwayError(error)) {
      // A bug, or a driver that has something to say: the stack may hold a password, too.
      output.err(error instanceof Error ? String(error.stack) : String(error));
      return exitCode.failed;
    }
    output.err(
      isJson
        ? JSON.stringify({ code: error.code, message: error.message, problems: error.problems })
        : error.message,
    );
    return exitCodeOf(error.code);
  }
}

async function dispatch(argv: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { ...sharedOptions, ...Object.assign({}, ...commands.map(({ options }) => options)) },
    strict: false,
  });
  const [name, ...words] = positionals;
  if (values['version'] === true) {
    output.out(readVersion());
    return exitCode.done;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (values['help'] === true || name === undefined) {
    output.out(command === undefined ? overview() : `${command.help}\n${sharedHelp}`);
    return values['help'] === true ? exitCode.done : exitCode.usage;
  }
  if (command === undefined) {
    const known = commands.map((candidate) => candidate.name);
    throw new UsageError(`${name} is no command`, suggest(name, known));
  }
  const strict = parseStrictly(argv, command);
  if (words.length > 0 && command.takesWords !== true) {
    // Not passed over: migrate 1728372272_a1b4c9df789d would apply all there is.
    throw new UsageError(
      `${name} takes no words, but got ${JSON.stringify(words[0])}`,
      `See knex-stairway ${name} --help.`,
    );
  }
  return command.run({ values: strict, words, output });
}

function parseStrictly(argv: readonly string[], command: Command): Values {
  const options: NonNullable<ParseArgsConfig['options']> = { ...sharedOptions, ...command.options };
  try {
    const { values } = parseArgs({ args: [...argv], options, allowPositionals: true });
    return values as Values;
  } catch (error) {
    const isUsage =
      error instanceof TypeError &&
      'code' in error &&
      String(error.code).startsWith('ERR_PARSE_ARGS');
    if (!isUsage) throw error;
    const unknown = /Unknown option '-*(?<option>[^']+)'/u.exec(error.message)?.groups?.['option'];
    throw new UsageError(
      `${command.name}: ${error.message.split('. ', 1).join('')}`,
      unknown === undefined
        ? `See knex-stairway ${command.name} --help.`
        : suggest(unknown, Object.keys(options)),
    );
  }
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'knex-stairway <command> [options]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    sharedHelp,
    '      --version',
  ].join('\n');
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
