import type * as index from '../lib/index.ts';

/** What a workload may cost: a share of the peer's time, or so much more than the peer. */
export type Goal = { readonly atMostTimes: number } | { readonly atMostMore: number };

/** One line of the result; all times are medians in milliseconds. */
export interface Row {
  readonly workload: string;
  readonly ours: number;
  /** Time of what people use today for the same work. */
  readonly peer: number;
  readonly peerName: string;
  /** Time of the least that the work can cost; undefined where nothing says it. */
  readonly floor?: number;
  /** Undefined for what only stands beside the others, to compare. */
  readonly goal?: Goal;
}

/** A row with what follows from its times. */
export interface Verdict extends Row {
  /** Ours by the peer's. */
  readonly ratio: number;
  /** Undefined without a goal. */
  readonly isMet: boolean | undefined;
}

/** The public names of the build. */
export type Built = typeof index;

/** One file `bench/<name>.bench.ts`: its default export. */
export type Bench = (built: Built) => Promise<readonly Row[]>;

export function judge(row: Row): Verdict {
  const { ours, peer, goal } = row;
  const ratio = ours / peer;
  if (goal === undefined) return { ...row, ratio, isMet: undefined };
  const isMet = 'atMostTimes' in goal ? ratio <= goal.atMostTimes : ours - peer <= goal.atMostMore;
  return { ...row, ratio, isMet };
}

/** Sets verdicts as one table for a terminal. */
export function formatTable(verdicts: readonly Verdict[]): string {
  const lines = [
    ['workload', 'ours', 'peer', 'floor', 'ratio', 'goal', 'met?'],
    ...verdicts.map((verdict) => [
      verdict.workload,
      inMs(verdict.ours),
      `${inMs(verdict.peer)} (${verdict.peerName})`,
      verdict.floor === undefined ? '–' : inMs(verdict.floor),
      verdict.ratio.toFixed(2),
      formatGoal(verdict),
      verdict.isMet === undefined ? '–' : verdict.isMet ? 'yes' : 'NO',
    ]),
  ];
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function formatGoal({ goal, ours, peer }: Verdict): string {
  if (goal === undefined) return '–';
  if ('atMostTimes' in goal) return `≤ ${goal.atMostTimes.toFixed(2)} × peer`;
  return `≤ ${goal.atMostMore} ms more (${(ours - peer).toFixed(1)} ms)`;
}

function inMs(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 2 : 1)} ms`;
}
