import { count, isStairwayError, messageOf } from '../errors.ts';
import { formatDuration } from '../duration.ts';
import type { MigrateEvent } from '../service/migrate-event.ts';
import { describeHolder } from '../service/lock-holder.ts';
import type { Output } from './command.ts';

/** Tells what happens, and stops what of it would go on by itself. */
export interface Report {
  tell(event: MigrateEvent): void;
  stop(): void;
}

/** One line of JSON for each event, with the time at which it came. */
export function jsonReport(output: Output): Report {
  return {
    tell(event) {
      output.out(JSON.stringify({ time: new Date().toISOString(), ...event }, replaceError));
    },
    stop: () => {},
  };
}

function replaceError(_key: string, value: unknown): unknown {
  if (typeof value === 'number') return Math.round(value * 10) / 10;
  if (!(value instanceof Error)) return value;
  return { code: isStairwayError(value) ? value.code : undefined, message: messageOf(value) };
}

/**
 * Lines for people: one for each migration that is done. Where they look on, the migration that is at
 * work has a line of its own with the time that it takes; elsewhere its beginning is a line, too.
 */
export function textReport(output: Output): Report {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearInterval(timer);
  const showTime = (label: string): void => {
    const start = performance.now();
    const show = (): void =>
      output.show?.(`${label} … ${formatDuration(performance.now() - start)}`);
    show();
    timer = setInterval(show, 200).unref();
  };
  return {
    stop,
    tell(event) {
      stop();
      for (const line of linesOf(event)) output.out(line);
      if (event.type !== 'migration-begin') return;
      const label = labelOf(event);
      if (output.show === undefined) output.out(`${label} …`);
      else showTime(label);
    },
  };
}

function linesOf(event: MigrateEvent): readonly string[] {
  switch (event.type) {
    case 'wait':
      return [
        `Waiting up to ${formatDuration(event.limitMs)} for the database: ${event.where} ${event.reason}`,
      ];
    case 'lock-wait': {
      const patience = `Waiting up to ${formatDuration(event.limitMs)} for`;
      const holder = describeHolder(event.holder);
      if (event.by === 'orphan')
        return [`${patience} the last statement of ${holder}, which is gone`];
      return [`${patience} the lock, which ${event.by === 'knex' ? 'a plain Knex' : holder} holds`];
    }
    case 'start':
      return [
        `Applying ${count(event.pending.length, 'migration')} as batch ${event.batch}; ${event.applied} applied before`,
      ];
    case 'migration-retry':
      return [
        `${labelOf(event)} is rolled back (${event.reason}); again in ${formatDuration(event.restMs)}`,
      ];
    case 'migration-done':
      return [`${labelOf(event)} done in ${formatDuration(event.durationMs)}`];
    case 'migration-failed':
      return [`${labelOf(event)} failed after ${formatDuration(event.durationMs)}`];
    case 'done':
      return [
        event.applied.length === 0
          ? `Nothing to do: ${count(event.skipped, 'migration')} applied before`
          : `Applied ${count(event.applied.length, 'migration')} in ${formatDuration(event.durationMs)}`,
      ];
    case 'lock':
    case 'migration-begin':
      return [];
  }
}

function labelOf({ name, number, total }: { name: string; number: number; total: number }): string {
  return `[${number}/${total}] ${name}`;
}
