import { quotedText } from '../code-text.ts';
import type { ModuleSyntax } from '../make/migration-text.ts';
import { clients, type ClientName } from './client.ts';

/** What a text is written for. */
export interface TextFacts {
  readonly client: ClientName;
  readonly syntax: ModuleSyntax;
}

/** The class, as code loads it from the package. */
export function importSource(syntax: ModuleSyntax): string {
  return loadNames(syntax, 'EpochMigrationSource', 'knex-stairway');
}

/** The property of a knexfile that makes Knex ask the source. */
export function sourceLine(directory: string): string {
  return `migrationSource: new EpochMigrationSource({ directory: ${quotedText(`./${directory}`)} }),`;
}

/**
 * Writes a knexfile.
 *
 * @param directory of the migrations, from the knexfile: `migrations`
 */
export function knexfileText({ client, syntax }: TextFacts, directory: string): string {
  const lines = [
    `client: '${client}',`,
    ...clients[client].connection,
    'migrations: {',
    "  // The folder is named here only: beside migrationSource, Knex's own `directory` would win.",
    `  ${sourceLine(directory)}`,
    '},',
  ];
  const body = lines.map((line) => `  ${line}\n`).join('');
  const load = importSource(syntax);
  if (syntax === 'typescript') {
    return `import type { Knex } from 'knex';\n${load}\n\nconst config: Knex.Config = {\n${body}};\n\nexport default config;\n`;
  }
  const open = syntax === 'esm' ? 'export default {' : 'module.exports = {';
  return `${load}\n\n/** @type {import('knex').Knex.Config} */\n${open}\n${body}};\n`;
}

/** Writes what stands below the header of the first migration: a small table to be edited. */
export function firstMigrationBody(syntax: ModuleSyntax): string {
  const up = `{
  // An example: make it your own. A comment is asked of every table and column, as people meet
  // them in the database; the unique constraint is named by convention: uq__note__title.
  await knex.schema.createTable('note', (table) => {
    table.comment('Notes that people write');
    table.increments('id').comment('Identifier');
    table.string('title', 120).notNullable().unique().comment('What the note is about');
    table.text('body').nullable().comment('The note itself, if it needs more than a title');
    table.timestamp('written_at').notNullable().defaultTo(knex.fn.now()).comment('When');
  });
}`;
  const down = `{
  await knex.schema.dropTable('note');
}`;
  if (syntax === 'typescript') {
    return `import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> ${up}

export async function down(knex: Knex): Promise<void> ${down}
`;
  }
  const type = "/** @param {import('knex').Knex} knex */\n";
  return syntax === 'esm'
    ? `${type}export async function up(knex) ${up}\n\n${type}export async function down(knex) ${down}\n`
    : `${type}exports.up = async function up(knex) ${up};\n\n${type}exports.down = async function down(knex) ${down};\n`;
}

/**
 * Writes the mocha suite.
 *
 * @param knexfile as the suite imports it: `../knexfile.js`
 * @param environment of a knexfile that has several; undefined where it is one configuration
 */
export function suiteText(
  { client, syntax }: TextFacts,
  knexfile: string,
  environment: string | undefined,
): string {
  const { databases, note } = clients[client];
  const name = environment === undefined ? 'config' : 'environments';
  const config = environment === undefined ? 'config' : `config: environments.${environment}`;
  // What require gives of an ES module is its namespace.
  const required = knexfile.endsWith('.mjs') ? `{ default: ${name} }` : name;
  const loadConfig =
    syntax === 'commonjs'
      ? `const ${required} = require('${knexfile}');`
      : `import ${name} from '${knexfile}';`;
  return [
    '// Run by mocha: each migration goes up, down and up again on a throw-away database.',
    ...note,
    loadNames(syntax, 'stairwaySuite', 'knex-stairway/mocha'),
    loadNames(syntax, databases, 'knex-stairway/testing'),
    loadConfig,
    '',
    '// seed: rows in every table before each up, since real tables are not empty.',
    `stairwaySuite({ ${config}, database: ${databases}(), seed: true });`,
    '',
  ].join('\n');
}

/** Writes a tsconfig.json under which editors and tsc read what stands beside it. */
export function tsconfigText(...folders: readonly string[]): string {
  const include = ['knexfile.ts', ...folders].map((path) => JSON.stringify(path)).join(', ');
  return `{
  "compilerOptions": {
    "target": "es2022",
    "module": "nodenext",
    "strict": true,
    "noEmit": true,
    "allowImportingTsExtensions": true,
    "types": ["node"]
  },
  "include": [${include}]
}
`;
}

function loadNames(syntax: ModuleSyntax, names: string, from: string): string {
  return syntax === 'commonjs'
    ? `const { ${names} } = require('${from}');`
    : `import { ${names} } from '${from}';`;
}
