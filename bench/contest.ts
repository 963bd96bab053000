/** One way to do the work; it may return the milliseconds that it took by a clock of its own. */
export type Contestant = () => unknown;

/** How often the contestants run. */
export interface ContestOptions {
  /** Rounds before the first that counts. */
  readonly warmUps: number;
  readonly rounds: number;
  /** Who says how long a run took: this process (default), or the contestant by what it returns. */
  readonly clock?: 'ours' | 'contestant';
}

/**
 * Runs all contestants once a round, each round beginning with another one, so that what slows the
 * machine down for a while slows all of them down. No garbage is collected by force in between: while
 * no builder of Knex lives, that takes with it what the JIT compiler knows of their classes, and each
 * round would begin cold.
 *
 * @returns the median of each in milliseconds
 */
export async function contest<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
  { warmUps, rounds, clock = 'ours' }: ContestOptions,
): Promise<Record<Name, number>> {
  const names = Object.keys(contestants) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const index of names.keys()) {
      const name = names[(index + round + warmUps) % names.length] as Name;
      const start = performance.now();
      const returned: unknown = await contestants[name]();
      const ms = clock === 'ours' ? performance.now() - start : Number(returned);
      if (round >= 0) times.get(name)?.push(ms);
    }
  }
  return Object.fromEntries(
    [...times].map(([name, measured]) => [name, medianOf(measured)]),
  ) as Record<Name, number>;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}
