import knexModule, { type Knex } from 'knex';
import type { ClientInternals } from '../../lib/schema/knex-internals.ts';

/**
 * Prints which properties of Knex's prototypes are others after the wrapper was loaded and used: for
 * a process of its own, where nobody has loaded it before.
 */
const clients = ['pg', 'mysql2', 'better-sqlite3'];

/** All prototypes of what the clients make, by name, each with its own properties. */
function readPrototypes(): Map<object, Map<PropertyKey, PropertyDescriptor>> {
  const prototypes = new Map<object, Map<PropertyKey, PropertyDescriptor>>();
  for (const client of clients) {
    const knex = knexModule({ client, useNullAsDefault: true });
    const internals = knex.client as ClientInternals;
    const table = internals.tableBuilder('create', 't', null, () => {});
    const column = internals.columnBuilder(table, 'integer', ['a']);
    const compiler = internals.tableCompiler(table);
    const instances = [
      knex,
      knex.schema,
      knex.queryBuilder(),
      knex.raw('select 1'),
      internals,
      table,
      column,
      compiler,
      internals.columnCompiler(compiler, column),
      internals.schemaCompiler(internals.schemaBuilder() as never),
    ];
    for (const instance of instances) {
      let prototype = Object.getPrototypeOf(instance) as object | null;
      while (prototype !== null) {
        const of = prototype;
        const own = Reflect.ownKeys(of).map(
          (key) => [key, Object.getOwnPropertyDescriptor(of, key) ?? {}] as const,
        );
        prototypes.set(of, new Map(own));
        prototype = Object.getPrototypeOf(prototype) as object | null;
      }
    }
  }
  return prototypes;
}

const before = readPrototypes();
const { withConventions } = await import('../../lib/schema/with-conventions.ts');
for (const client of clients) {
  const knex: Knex = withConventions(knexModule({ client, useNullAsDefault: true }));
  const build = (table: Knex.TableBuilder): void => {
    table.comment('Of the probe');
    table.increments('id').comment('Key');
    table.integer('a').unique().index().checkPositive().comment('Number');
    table.integer('b').references('id').inTable('t').comment('Another');
  };
  knex.schema
    .createTable('t', build)
    .alterTable('t', (table) => table.dropUnique(['a']))
    .toSQL();
}
const after = readPrototypes();
const changed = [...before].flatMap(([prototype, properties]) => {
  const now = after.get(prototype) ?? new Map<PropertyKey, PropertyDescriptor>();
  const keys = new Set([...properties.keys(), ...now.keys()]);
  return [...keys].filter((key) => {
    const [was, is] = [properties.get(key), now.get(key)];
    return was?.value !== is?.value || was?.get !== is?.get || was?.set !== is?.set;
  });
});
process.stdout.write(
  JSON.stringify({
    prototypes: before.size,
    added: after.size - before.size,
    changed: changed.map(String),
  }),
);
