import type { Catalog } from '../catalog/catalog.ts';
import { postgresLiteral } from '../schema/sql-literal.ts';
import { leaveOut } from './baseline-left-out.ts';
import {
  qualified,
  quoted,
  sqlStep,
  type BaselineContext,
  type BaselineStep,
} from './baseline-script.ts';

/** Writes what tables may need: schemas, extensions, collations. */
export function earlySteps(catalog: Catalog, context: BaselineContext): BaselineStep[] {
  const sql = steps(context);
  return [
    ...catalog.schemas
      .filter((schema) => schema.name !== 'public')
      .map((schema) =>
        sql(
          [
            `create schema ${quoted(schema.name, context)}`,
            comment(`schema ${quoted(schema.name, context)}`, schema.comment),
          ],
          [`drop schema ${quoted(schema.name, context)}`],
        ),
      ),
    ...catalog.extensions.map((extension) =>
      sql(
        [
          `create extension ${quoted(extension.name, context)} schema ${quoted(extension.schema ?? '', context)}`,
        ],
        [`drop extension ${quoted(extension.name, context)}`],
      ),
    ),
    ...catalog.others.flatMap((other) => collationStep(other, context)),
  ];
}

/** Writes what needs tables: statistics, triggers, policies and rules. */
export function lateSteps(catalog: Catalog, context: BaselineContext): BaselineStep[] {
  const sql = steps(context);
  return [
    ...catalog.others
      .filter(({ kind }) => kind === 'statistics')
      .map((other) =>
        sql(
          [other.definition, comment(`statistics ${qualified(other, context)}`, other.comment)],
          [`drop statistics ${qualified(other, context)}`],
        ),
      ),
    ...catalog.triggers.map(
      ({ schema, table, name: trigger, definition, enabled, comment: text }) => {
        const on = `${quoted(trigger, context)} on ${qualified({ schema, name: table }, context)}`;
        const word = {
          origin: '',
          disabled: 'disable',
          replica: 'enable replica',
          always: 'enable always',
        }[enabled];
        return sql(
          [
            definition,
            word === ''
              ? ''
              : `alter table ${qualified({ schema, name: table }, context)} ${word} trigger ${quoted(trigger, context)}`,
            comment(`trigger ${on}`, text),
          ],
          [`drop trigger ${on}`],
        );
      },
    ),
    ...catalog.policies.map(({ schema, table, name: policy, kind, definition, comment: text }) => {
      const on = `${kind} ${quoted(policy, context)} on ${qualified({ schema, name: table }, context)}`;
      return sql(
        [kind === 'rule' ? definition : `create ${on} as ${definition}`, comment(on, text)],
        [`drop ${on}`],
      );
    }),
  ];
}

/** `comment on`, or nothing where there is no comment. */
export function comment(what: string, text: string | null): string {
  return text === null ? '' : `comment on ${what} is ${postgresLiteral(text)}`;
}

/** Makes steps of SQL; empty texts are left out. */
export function steps(
  context: BaselineContext,
): (up: readonly string[], down: readonly string[]) => BaselineStep {
  return (up, down) =>
    sqlStep(
      up.filter((text) => text !== ''),
      down,
      context,
    );
}

function collationStep(other: Catalog['others'][number], context: BaselineContext): BaselineStep[] {
  const { kind, schema, name, definition } = other;
  if (kind === 'statistics') return [];
  if (kind !== 'collation') {
    leaveOut(context, `${kind} ${name}`, 'is of the database or its roles, not of the schema');
    return [];
  }
  const [provider = '', collate = '', type = '', not] = definition.split(', ');
  const providers: Readonly<Record<string, string>> = { c: 'libc', i: 'icu', b: 'builtin' };
  const what = `collation ${qualified({ schema, name }, context)}`;
  const up = `create ${what} (provider = ${providers[provider]}, lc_collate = ${postgresLiteral(collate)}, lc_ctype = ${postgresLiteral(type)}${not === undefined ? '' : ', deterministic = false'})`;
  return [sqlStep([up], [`drop ${what}`], context)];
}
