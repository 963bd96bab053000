import { formatHeader, type Header } from '../revision/header.ts';

/** How a migration file is written. */
export type ModuleSyntax = 'typescript' | 'esm' | 'commonjs';

const bodies: Readonly<Record<ModuleSyntax, string>> = {
  typescript: `import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {}

export async function down(knex: Knex): Promise<void> {}
`,
  esm: `/** @param {import('knex').Knex} knex */
export async function up(knex) {}

/** @param {import('knex').Knex} knex */
export async function down(knex) {}
`,
  commonjs: `/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {};
`,
};

/**
 * Writes the text of a new migration: its header, and empty `up` and `down` or another body.
 *
 * The empty line behind the header keeps it when tsc drops the type import that follows.
 */
export function formatMigration(
  header: Header,
  syntax: ModuleSyntax,
  body: (syntax: ModuleSyntax) => string = (of) => bodies[of],
): string {
  return `${formatHeader(header)}\n\n${body(syntax)}`;
}
