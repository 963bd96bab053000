import type { MigrationFile } from '../source/migration-file.ts';
import { headsOf, linksOf, type Link } from './heads.ts';

/**
 * Finds the orders that migrations may run in where branches meet: by their headers each branch before
 * the others and behind them; by a database what it has applied first, as it has, and the branches of
 * what is pending behind.
 *
 * @param migrations all of the source, in order
 * @param applied names, in the order in which they were recorded; none where no database was asked
 * @returns the order of the files first; it alone where no branches meet
 */
export function meetingOrders(
  migrations: readonly MigrationFile[],
  applied: readonly string[],
): (readonly MigrationFile[])[] {
  const recorded = new Set(applied);
  const base = asApplied(migrations, applied);
  const branches = branchesOf(migrations)
    .map((branch) => branch.filter(({ name }) => !recorded.has(name)))
    .filter((branch) => branch.length > 0);
  const orders = [
    migrations,
    base,
    ...(branches.length > 1 ? [inOrder(base, branches), inOrder(base, branches.toReversed())] : []),
  ];
  const keys = orders.map((order) => order.map(({ name }) => name).join('\n'));
  return orders.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

/** For each head the migrations that lead to no other one. */
function branchesOf(migrations: readonly MigrationFile[]): MigrationFile[][] {
  const links = linksOf(migrations);
  const byPlace = new Map(links.map((link) => [link.index, link]));
  const reached = headsOf(links).map((head) => ancestorsOf(head, byPlace));
  return reached
    .map((own, index) =>
      [...own].filter((place) => !reached.some((other, at) => at !== index && other.has(place))),
    )
    .map((places) => migrations.filter((_, index) => places.includes(index)));
}

function ancestorsOf(head: Link, byPlace: ReadonlyMap<number, Link>): Set<number> {
  const reached = new Set<number>();
  const waiting: (number | undefined)[] = [head.index];
  while (waiting.length > 0) {
    const place = waiting.pop();
    if (place === undefined || reached.has(place)) continue;
    reached.add(place);
    waiting.push(...(byPlace.get(place)?.revises ?? []).map((parent) => parent.place));
  }
  return reached;
}

/** All that is of no branch stays where it is; the branches take the places that are left. */
function inOrder(
  migrations: readonly MigrationFile[],
  branches: readonly (readonly MigrationFile[])[],
): MigrationFile[] {
  const branched = branches.flat();
  const free = new Set(branched);
  let next = 0;
  return migrations.flatMap((migration) => {
    if (!free.has(migration)) return migration;
    next += 1;
    return branched[next - 1] ?? [];
  });
}

function asApplied(
  migrations: readonly MigrationFile[],
  applied: readonly string[],
): readonly MigrationFile[] {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  const recorded = new Set(applied);
  return [
    ...applied.flatMap((name) => byName.get(name) ?? []),
    ...migrations.filter(({ name }) => !recorded.has(name)),
  ];
}
