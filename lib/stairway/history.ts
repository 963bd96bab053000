import { diffCatalogs } from '../catalog/diff-catalogs.ts';
import { isStairwayError, messageOf, type Problem } from '../errors.ts';
import type { EpochMigrationSource } from '../migration/epoch-migration-source.ts';
import { failureProblem, findingProblem, problemOf } from './climb-problem.ts';
import type { Climber } from './climber.ts';
import { problemsOfHeads } from './heads.ts';
import { problemsOfOneGo } from './one-go.ts';
import type { ClimbProblem, ClimbProblemKind, HistoryResult } from './report.ts';

/** One claim about the whole history. */
export interface HistoryCheck {
  readonly name: HistoryResult['name'];
  readonly title: string;
  /** Why it is not looked at; undefined where it is. */
  skips(climber: Climber): string | undefined;
  find(climber: Climber): Promise<readonly ClimbProblem[]>;
}

const off = 'it is switched off';

/** In the order in which they can be looked at: the last takes the database down. */
export const historyChecks: readonly HistoryCheck[] = [
  {
    name: 'files',
    title: 'every file has its name, its place in the order and a message',
    skips: () => undefined,
    async find({ plan: { source } }) {
      const problems =
        'listMessageProblems' in source
          ? (source as EpochMigrationSource).listMessageProblems()
          : [];
      return problems.map((problem) => fileProblem('files', problem));
    },
  },
  {
    name: 'heads',
    title: 'the revisions are one chain with one head',
    skips: () => undefined,
    find: async ({ plan }) =>
      problemsOfHeads(plan.source.list().migrations).map((problem) =>
        fileProblem('heads', problem),
      ),
  },
  {
    name: 'readings',
    title: 'a reading of the whole catalog finds what the cheap ones found',
    skips: ({ site }) => site.blocked,
    async find({ site }) {
      await site.proveReading();
      return site.misread;
    },
  },
  conventionCheck('names', 'every constraint and index bears the name of the convention'),
  conventionCheck('comments', 'every table and column has a comment'),
  {
    name: 'one-go',
    title: 'knex migrate:latest in one go makes what they make one by one',
    skips: (climber) =>
      climber.plan.checks.oneGo ? (climber.site.blocked ?? failedReason(climber)) : off,
    find: async ({ plan, site }) => problemsOfOneGo(plan, await (await site.stage()).read()),
  },
  {
    name: 'empty',
    title: 'all the way down leaves an empty database',
    skips: ({ plan, site }) => (plan.checks.empty ? site.blocked : off),
    find: problemsOfDescent,
  },
];

/** Looks at one claim. */
export async function checkHistory(climber: Climber, check: HistoryCheck): Promise<HistoryResult> {
  const start = performance.now();
  const skipped = check.skips(climber) ?? null;
  const problems = skipped === null ? await findProblems(climber, check) : [];
  return Object.freeze({
    name: check.name,
    title: check.title,
    ok: problems.length === 0,
    skipped,
    problems,
    durationMs: performance.now() - start,
  });
}

async function findProblems(
  climber: Climber,
  { name, title, find }: HistoryCheck,
): Promise<readonly ClimbProblem[]> {
  try {
    return await find(climber);
  } catch (error) {
    if (isStairwayError(error)) throw error;
    const message = `could not be looked at: ${messageOf(error)}`;
    const stack = error instanceof Error ? (error.stack ?? null) : null;
    return [
      problemOf({ kind: kinds[name], object: title, message, repair: 'See the stack.', stack }),
    ];
  }
}

const kinds: Readonly<Record<HistoryResult['name'], ClimbProblemKind>> = {
  files: 'files',
  heads: 'heads',
  readings: 'reading',
  names: 'name',
  comments: 'comment',
  'one-go': 'one-go',
  empty: 'not-empty',
};

function conventionCheck(name: 'names' | 'comments', title: string): HistoryCheck {
  const kind = name === 'names' ? 'name' : 'comment';
  return {
    name,
    title,
    skips: ({ plan, site }) => (plan.checks[name] ? site.blocked : off),
    async find(climber) {
      const catalog = await (await climber.site.stage()).read();
      return climber.findings
        .remainingIn(catalog)
        .map((finding) => findingProblem(finding))
        .filter((problem) => problem.kind === kind);
    },
  };
}

function failedReason({ failed }: Climber): string | undefined {
  return failed.length === 0 ? undefined : `${failed.join(', ')} did not go up`;
}

/** Goes down from the last migration to the first, or to one that cannot be undone. */
async function problemsOfDescent(climber: Climber): Promise<ClimbProblem[]> {
  const { site, applied } = climber;
  const stage = await site.stage();
  const { floors } = site;
  const floor = Math.max(...floors.keys());
  for (const index of applied.toReversed()) {
    if (index <= floor) break;
    const file = climber.plan.migrations[index]?.file;
    if (file === undefined) continue;
    const outcome = await stage.run(file, await climber.load(index), 'down', false);
    if (outcome.ok) continue;
    const work = { kind: 'not-empty', object: `down of ${file.name}` } as const;
    return [failureProblem(work, outcome, stage.watch)];
  }
  const expected = floors.get(floor)?.catalog ?? (await stage.read());
  const { order } = climber.plan.checks;
  return diffCatalogs(expected, await stage.read())
    .filter(({ kind }) => order || kind !== 'reordered')
    .map((difference) =>
      problemOf({
        kind: 'not-empty',
        object: difference.object,
        message: `behind all downs, ${difference.message}`,
        repair: 'See which migration left it: its own test names it.',
        difference,
      }),
    );
}

function fileProblem(kind: ClimbProblemKind, { where, what, repair }: Problem): ClimbProblem {
  return problemOf({ kind, object: where, message: `${where} ${what}`, repair });
}
