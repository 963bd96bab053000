import type { CatalogTable } from '../catalog/catalog.ts';
import { expressionOf } from './check-text.ts';
import type { Component, RowPlan, ValueSource } from './row-plan.ts';
import type { SeedDialect } from './seed-dialect.ts';

/** How many rows of a parent, and how many combinations of values, are looked at. */
const mostParents = 10;
const mostCombinations = 100_000;

/** Names of our own beside those of the columns of a table. */
interface OwnNames {
  readonly place: string;
  readonly distance: string;
  readonly row: string;
  readonly count: string;
}

function ownNames({ columns }: CatalogTable): OwnNames {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  const own = (name: string): string => (taken.has(name) ? own(`${name}_`) : name);
  return {
    place: own('stairway_place'),
    distance: own('stairway_distance'),
    row: own('stairway_row'),
    count: own('stairway_count'),
  };
}

/** What puts rows into a table; each row takes the next values of each component. */
export function insertStatements(
  dialect: SeedDialect,
  table: CatalogTable,
  { components }: RowPlan,
  rows: number,
): readonly string[] {
  const { quote, nameOf } = dialect;
  const { place, distance, row, count } = ownNames(table);
  const into = nameOf(table.schema, table.name);
  const columns = components.flatMap((component, index) =>
    component.columns.map((name) => ({ name: quote(name), from: `c${index}.${quote(name)}` })),
  );
  const numbers = Array.from({ length: rows }, (_, index) => `select ${index + 1} as n`);
  if (columns.length === 0) return Array.from({ length: rows }, () => dialect.insertDefaults(into));
  const joins = components.map((component, index) => {
    const query = componentQuery(dialect, table, component);
    return `join (select q.*, row_number() over (order by ${distance}, ${place}) as ${row},
      count(*) over () as ${count} from (${query}) q) c${index}
      on c${index}.${row} = (r.n - 1) % c${index}.${count} + 1`;
  });
  return [
    `insert into ${into} (${columns.map(({ name }) => name).join(', ')})${dialect.overriding}
    select ${columns.map(({ from }) => from).join(', ')}
    from (${numbers.join(' union all ')}) r ${joins.join(' ')}`,
  ];
}

/**
 * The combinations of values that satisfy the checks of a component, those first that take the
 * same place in each source: so rows differ in all columns as long as they can.
 */
export function componentQuery(
  dialect: SeedDialect,
  table: CatalogTable,
  { columns, sources, aliases, checks }: Component,
): string {
  const { quote } = dialect;
  const { place, distance } = ownNames(table);
  const most = Math.floor(mostCombinations ** (1 / Math.max(1, sources.length)));
  const from = sources.map(
    (source, index) => `(${sourceQuery(dialect, source, place, Math.max(4, most))}) s${index}`,
  );
  const holders = (name: string): string[] =>
    sources.flatMap((source, index) =>
      source.columns.includes(name) ? [`s${index}.${quote(name)}`] : [],
    );
  const values = columns.map((name) => {
    const [first = 'null'] = holders(aliases.get(name) ?? name);
    return `${first} as ${quote(name)}`;
  });
  const equal = columns.flatMap((name) => {
    const [first, ...others] = holders(name);
    return others.map((other) => `${first} = ${other}`);
  });
  // The numbers of rows have no sign on MySQL, and no difference of theirs may be below zero.
  const apart = sources.map((_, index) => {
    const [own, first] = [`s${index}.${place}`, `s0.${place}`];
    return `case when ${own} > ${first} then ${own} - ${first} else ${first} - ${own} end`;
  });
  const inner = `select ${values.join(', ')}, s0.${place} as ${place}, ${apart.join(' + ')} as ${distance}
    from ${from.join(' cross join ')}${equal.length > 0 ? ` where ${equal.join(' and ')}` : ''}`;
  // Under the name of the table, by which a check may call its columns.
  const conditions = checks.map(({ definition }) => `(${expressionOf(definition)}) is not false`);
  const generated = new Map(
    checks.flatMap((check) => check.generated.map(({ name, expression }) => [name, expression])),
  );
  const worked = [...generated].map(([name, expression]) => `, (${expression}) as ${quote(name)}`);
  const rows = worked.length > 0 ? `select v.*${worked.join('')} from (${inner}) v` : inner;
  const names = [...columns, place, distance].map(quote).join(', ');
  return `select ${names} from (${rows}) ${quote(table.name)}${
    conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''
  } order by ${distance}, ${place} limit 30`;
}

/** The values of a source, each with its place. */
function sourceQuery(
  dialect: SeedDialect,
  source: ValueSource,
  place: string,
  limit: number,
): string {
  const { quote, nameOf } = dialect;
  if ('expressions' in source) {
    const [name] = source.columns;
    return source.expressions
      .slice(0, limit)
      .map((value, index) => `select ${index + 1} as ${place}, ${value} as ${quote(name)}`)
      .join(' union all ');
  }
  const { columns, table, from, orNull } = source;
  const values = columns.map((name, index) => `${quote(from[index] ?? name)} as ${quote(name)}`);
  const present = columns.map((name, index) => `${quote(from[index] ?? name)} is not null`);
  const order = columns.map((_, index) => index + 1).join(', ');
  const rows = `select row_number() over (order by ${columns.map(quote).join(', ')}) as ${place}, p.*
    from (select distinct ${values.join(', ')} from ${nameOf(table.schema, table.name)}
      where ${present.join(' and ')} order by ${order} limit ${mostParents}) p`;
  return orNull ? `${rows} union all select 2, ${columns.map(() => 'null').join(', ')}` : rows;
}
