import { count } from '../errors.ts';
import type { ClimbProblem, ClimbResult, HistoryResult, MigrationResult } from './report.ts';

/** What is wrong with one migration or one claim, as a report: a sentence, then each problem. */
export function formatFailure(result: MigrationResult | HistoryResult): string {
  const { problems } = result;
  const reason = 'reason' in result ? result.reason : null;
  const headline =
    'title' in result
      ? `It does not hold that ${result.title} (${count(problems.length, 'problem')}).`
      : result.state === 'not run'
        ? `${result.name} could not be run${reason === null ? '' : `: ${reason}`}.`
        : `${result.name} does not climb the stairs (${count(problems.length, 'problem')}).`;
  return [headline, ...problems.map(formatClimbProblem)].join('\n\n');
}

/** One problem in the lines in which every error shows it, with what was before and what is now. */
function formatClimbProblem({ message, repair, sql, difference }: ClimbProblem): string {
  const lines = [message, ...(sql === null ? [] : [`SQL  ${sql}`])];
  if (difference?.kind === 'changed' && isLong(message)) {
    lines.push(`before  ${textOf(difference.before)}`, `now     ${textOf(difference.after)}`);
  }
  const [first = '', ...rest] = lines.join('\n').split('\n');
  return [`  ${first}`, ...rest.map((line) => `    ${line}`), `    → ${repair}`].join('\n');
}

/** How it ended, in one line. */
export function formatSummary({ migrations, history, durationMs }: ClimbResult): string {
  const failed = migrations.filter(({ ok }) => !ok).length;
  const untested = migrations.filter(({ ok, state }) => ok && state !== 'tested').length;
  const seen = history.filter(({ skipped }) => skipped === null);
  const held = seen.filter(({ ok }) => ok).length;
  const parts = [
    `${count(migrations.length, 'migration')}: ${migrations.length - failed - untested} tested well`,
    ...(untested === 0 ? [] : [`${untested} went up only`]),
    ...(failed === 0 ? [] : [`${failed} failed`]),
  ];
  const claims = `${held} of ${seen.length} claims about the history hold`;
  return `${parts.join(', ')}; ${claims}; ${(durationMs / 1000).toFixed(1)} s.`;
}

/** A changed text that the message only says has changed. */
function isLong(message: string): boolean {
  return message.endsWith(' changed');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
