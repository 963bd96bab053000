import { codeText } from '../code-text.ts';
import type { Problem } from '../errors.ts';
import type { ModuleSyntax } from '../make/migration-text.ts';
import type { SqliteRenames } from './rename-sqlite.ts';
import type { RenameStatements } from './rename-statements.ts';

/** Writes `up` and `down` that send statements one by one. */
export function formatRenames(
  { forth, back }: RenameStatements,
  problems: readonly Problem[],
): (syntax: ModuleSyntax) => string {
  return (syntax) =>
    [
      ...direction('up', syntax, ['for (const sql of forth) await knex.raw(sql);']),
      ...direction('down', syntax, ['for (const sql of back) await knex.raw(sql);']),
      ...leftAsTheyAre(problems),
      ...list('forth', forth.map(codeText)),
      '',
      ...list('back', back.map(codeText)),
      '',
    ].join('\n');
}

/**
 * Writes `up` and `down` for SQLite, which changes the name of a constraint only by building its
 * table anew: outside of the transaction of Knex, as foreign keys must be off meanwhile, and in one
 * of its own. A table whose text is another than on the day of the migration is refused.
 */
export function formatSqliteRenames(
  { tables, indexes }: SqliteRenames,
  problems: readonly Problem[],
): (syntax: ModuleSyntax) => string {
  const texts = tables.map(
    ({ table, before, after }) =>
      `{\n    table: ${codeText(table)},\n    before: ${codeText(before)},\n    after: ${codeText(after)},\n  }`,
  );
  const renamed = indexes.map(
    ({ before, after }) =>
      `{\n    before: ${codeText(before)},\n    after: ${codeText(after)},\n  }`,
  );
  return (syntax) =>
    [
      ...direction('up', syntax, ["await rename(knex, 'before', 'after');"]),
      ...direction('down', syntax, ["await rename(knex, 'after', 'before');"]),
      '// SQLite lets foreign keys be switched off outside of transactions only; rename() has its own.',
      syntax === 'commonjs'
        ? 'exports.config = { transaction: false };'
        : 'export const config = { transaction: false };',
      '',
      ...leftAsTheyAre(problems),
      ...list(
        `tables${syntax === 'typescript' ? ': { table: string; before: string; after: string }[]' : ''}`,
        texts,
      ),
      '',
      ...list(
        `indexes${syntax === 'typescript' ? ': { before: string; after: string }[]' : ''}`,
        renamed,
      ),
      '',
      sqliteRename(syntax),
    ].join('\n');
}

function direction(name: 'up' | 'down', syntax: ModuleSyntax, lines: readonly string[]): string[] {
  const heads: Readonly<Record<ModuleSyntax, readonly string[]>> = {
    typescript: [`export async function ${name}(knex: Knex): Promise<void> {`],
    esm: ["/** @param {import('knex').Knex} knex */", `export async function ${name}(knex) {`],
    commonjs: [
      "/** @param {import('knex').Knex} knex */",
      `exports.${name} = async function ${name}(knex) {`,
    ],
  };
  const isFirst = name === 'up' && syntax === 'typescript';
  return [
    ...(isFirst ? ["import type { Knex } from 'knex';", ''] : []),
    ...heads[syntax],
    ...lines.map((line) => `  ${line}`),
    syntax === 'commonjs' ? '};' : '}',
    '',
  ];
}

function leftAsTheyAre(problems: readonly Problem[]): string[] {
  if (problems.length === 0) return [];
  return [
    '// Left as they are:',
    ...problems.flatMap(({ where, what, repair }) => [`// ${where} ${what}.`, `//   ${repair}`]),
    '',
  ];
}

function list(name: string, items: readonly string[]): string[] {
  if (items.length === 0) return [`const ${name} = [];`];
  return [`const ${name} = [`, ...items.map((item) => `  ${item},`), '];'];
}

function sqliteRename(syntax: ModuleSyntax): string {
  const isTyped = syntax === 'typescript';
  const type = (text: string): string => (isTyped ? text : '');
  return `async function rename(${
    isTyped
      ? "\n  knex: Knex,\n  from: 'before' | 'after',\n  to: 'before' | 'after',\n): Promise<void> "
      : 'knex, from, to) '
  }{
  const [{ foreign_keys: enforced }] = await knex.raw('pragma foreign_keys');
  await knex.raw('pragma foreign_keys = off');
  await knex.raw('pragma legacy_alter_table = on');
  try {
    await knex.transaction(async (trx) => {
      for (const index of indexes) await trx.raw(\`drop index \${nameIn(index[from])}\`);
      for (const table of tables) await build(trx, table.table, table[from], table[to]);
      for (const index of indexes) await trx.raw(index[to]);
      const broken = await trx.raw('pragma foreign_key_check');
      if (enforced === 1 && broken.length > 0) {
        throw new Error(\`\${broken[0].table} has rows whose foreign keys lead nowhere\`);
      }
    });
  } finally {
    await knex.raw('pragma legacy_alter_table = off');
    await knex.raw(\`pragma foreign_keys = \${enforced}\`);
  }
}

/** Builds a table anew, and puts its rows, indexes, triggers and its counter back. */
async function build(${
    isTyped
      ? '\n  trx: Knex.Transaction,\n  table: string,\n  from: string,\n  to: string,\n): Promise<void> '
      : 'trx, table, from, to) '
  }{
  const [live] = await trx.raw("select sql from sqlite_schema where type = 'table' and name = ?", [
    table,
  ]);
  if (live === undefined || bodyOf(live.sql) !== bodyOf(from)) {
    throw new Error(
      \`\${table} is not what it was when this migration was written. Write it anew: knex-stairway adopt --names. Found:\\n\${live?.sql}\\nExpected:\\n\${from}\`,
    );
  }
  const columns = await trx.raw(
    'select name from pragma_table_xinfo(?) where hidden = 0 order by cid',
    [table],
  );
  const others = await trx.raw(
    "select sql from sqlite_schema where type in ('index', 'trigger') and tbl_name = ? and sql is not null",
    [table],
  );
  const counts = to.toLowerCase().includes('autoincrement')
    ? await trx.raw('select cast(seq as text) as seq from sqlite_sequence where name = ?', [table])
    : [];
  const names = columns.map((column${type(': { name: string }')}) => quote(column.name)).join(', ');
  await trx.raw(\`create table \${quote(\`_\${table}\`)} \${bodyOf(to)}\`);
  await trx.raw(
    \`insert into \${quote(\`_\${table}\`)} (\${names}) select \${names} from \${quote(table)}\`,
  );
  await trx.raw(\`drop table \${quote(table)}\`);
  await trx.raw(\`alter table \${quote(\`_\${table}\`)} rename to \${quote(table)}\`);
  for (const { seq } of counts) {
    await trx.raw('update sqlite_sequence set seq = ? where name = ?', [seq, table]);
  }
  for (const { sql } of others) await trx.raw(sql);
}

/** What stands behind the name, which SQLite quotes in its own way when it renames a table. */
function bodyOf(sql${type(': string')})${type(': string')} {
  return sql.slice(sql.indexOf('('));
}

function nameIn(sql${type(': string')})${type(': string | undefined')} {
  return /index\\s+(\`(?:[^\`]|\`\`)*\`|"(?:[^"]|"")*"|\\[[^\\]]*\\]|\\S+)/iu.exec(sql)?.[1];
}

function quote(name${type(': string')})${type(': string')} {
  return \`"\${name.replaceAll('"', '""')}"\`;
}
`;
}
