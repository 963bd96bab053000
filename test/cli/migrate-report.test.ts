import { expect } from 'chai';
import { jsonReport, textReport } from '../../lib/cli/migrate-report.ts';
import type { MigrateEvent } from '../../lib/service/migrate-event.ts';

const place = { name: 'a', number: 2, total: 10 } as const;
const events: readonly MigrateEvent[] = [
  { type: 'wait', where: 'db:5432/shop', reason: 'takes no connections', limitMs: 60_000 },
  { type: 'lock-wait', by: 'migrate', holder: { host: 'web', pid: 7 }, limitMs: 600_000 },
  { type: 'lock-wait', by: 'knex', holder: {}, limitMs: 600_000 },
  { type: 'lock-wait', by: 'orphan', holder: { host: 'web', pid: 7 }, limitMs: 5_000 },
  { type: 'lock', waitedMs: 1.23456 },
  { type: 'start', pending: ['a'], applied: 3, batch: 2 },
  { type: 'migration-begin', ...place },
  { type: 'migration-retry', ...place, reason: 'canceled', restMs: 250 },
  { type: 'migration-failed', ...place, durationMs: 1_500, error: new TypeError('no') },
  { type: 'migration-done', ...place, durationMs: 12 },
  { type: 'done', applied: ['a'], skipped: 3, durationMs: 65_000 },
];

describe('the report of migrate', () => {
  it('is lines for people', () => {
    const lines: string[] = [];
    const report = textReport({ out: (line) => lines.push(line), err: () => {} });
    for (const event of events) report.tell(event);
    report.stop();
    expect(lines).to.deep.equal([
      'Waiting up to 1 min for the database: db:5432/shop takes no connections',
      'Waiting up to 10 min for the lock, which process 7 on host web holds',
      'Waiting up to 10 min for the lock, which a plain Knex holds',
      'Waiting up to 5 s for the last statement of process 7 on host web, which is gone',
      'Applying 1 migration as batch 2; 3 applied before',
      '[2/10] a …',
      '[2/10] a is rolled back (canceled); again in 250 ms',
      '[2/10] a failed after 1.5 s',
      '[2/10] a done in 12 ms',
      'Applied 1 migration in 1 min 5 s',
    ]);
  });

  it('shows the migration that is at work and its time where a person looks on', async () => {
    const lines: string[] = [];
    const shown: string[] = [];
    const report = textReport({
      out: (line) => lines.push(line),
      err: () => {},
      show: (line) => shown.push(line),
    });
    report.tell({ type: 'migration-begin', ...place });
    await new Promise((resolve) => setTimeout(resolve, 300));
    report.tell({ type: 'migration-done', ...place, durationMs: 300 });
    const count = shown.length;
    expect(shown[0]).to.equal('[2/10] a … 0 ms');
    expect(count).to.be.greaterThan(1);
    expect(lines).to.deep.equal(['[2/10] a done in 300 ms']);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(shown).to.have.length(count);
  });

  it('is one object a line for machines, with errors in words', () => {
    const lines: string[] = [];
    const report = jsonReport({ out: (line) => lines.push(line), err: () => {} });
    for (const event of events) report.tell(event);
    report.stop();
    const read = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(read.map(({ type }) => type)).to.deep.equal(events.map(({ type }) => type));
    expect(read[4]).to.deep.include({ waitedMs: 1.2 });
    expect(read[8]).to.deep.include({ error: { message: 'no' } });
    expect(Number.isNaN(Date.parse(String(read[0]?.['time'])))).to.equal(false);
  });
});
