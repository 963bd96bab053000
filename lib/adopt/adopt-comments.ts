import { quotedText } from '../code-text.ts';
import type { CatalogTable } from '../catalog/catalog.ts';
import type { Finding } from '../catalog/finding.ts';
import { groupBy } from '../group-by.ts';
import type { ModuleSyntax } from '../make/migration-text.ts';

/**
 * Writes `up` and `down` that comment what has no comment: each text is a TODO, which `check` and
 * `up` refuse until it is filled in.
 *
 * @param findings of the audit that say `E_COMMENT_MISSING`
 */
export function commentsBody(
  tables: readonly CatalogTable[],
  findings: readonly Finding[],
  currentSchema: string | null,
): (syntax: ModuleSyntax) => string {
  const byTable = groupBy(findings, ({ schema, table }) => JSON.stringify([schema, table]));
  const alterations = (textOf: (finding: Finding) => string): string[] =>
    [...byTable.values()].flatMap((of) => {
      const [{ schema = null, table = '' } = {}] = of;
      const path =
        schema === null || schema === currentSchema ? '' : `.withSchema(${quotedText(schema)})`;
      const calls = of.map((finding) =>
        finding.name === null
          ? `    table.comment(${textOf(finding)});`
          : `    commentColumn(table, ${quotedText(finding.name)}, ${textOf(finding)});`,
      );
      const head = `  await knex.schema${path}.alterTable(${quotedText(table)}, (table) => {`;
      return [head].concat(calls, '  });');
    });
  const todo = ({ schema, table, name }: Finding): string => {
    const found = tables.find((each) => each.schema === schema && each.name === table);
    const column = found?.columns.find((each) => each.name === name);
    const hint =
      name === null ? `what a row of ${table} is` : `what ${name} is for (${column?.type ?? ''})`;
    return quotedText(`TODO: ${hint}`);
  };
  return (syntax) =>
    [
      ...imports(syntax),
      '',
      ...heads('up', syntax),
      ...alterations(todo),
      syntax === 'commonjs' ? '};' : '}',
      '',
      ...heads('down', syntax),
      ...alterations(() => "uncommented('it had none')"),
      syntax === 'commonjs' ? '};' : '}',
      '',
    ].join('\n');
}

function imports(syntax: ModuleSyntax): string[] {
  const names = '{ commentColumn, uncommented }';
  if (syntax === 'commonjs') return [`const ${names} = require('knex-stairway');`];
  return [
    ...(syntax === 'typescript' ? ["import type { Knex } from 'knex';"] : []),
    `import ${names} from 'knex-stairway';`,
  ];
}

function heads(name: 'up' | 'down', syntax: ModuleSyntax): string[] {
  if (syntax === 'typescript') {
    return [`export async function ${name}(knex: Knex): Promise<void> {`];
  }
  return [
    "/** @param {import('knex').Knex} knex */",
    syntax === 'esm'
      ? `export async function ${name}(knex) {`
      : `exports.${name} = async function ${name}(knex) {`,
  ];
}
