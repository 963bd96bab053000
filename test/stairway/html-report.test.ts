import { expect } from 'chai';
import { htmlReport } from '../../lib/stairway/html-report.ts';
import { climbOf } from '../support/climbs.ts';

describe('htmlReport', () => {
  it('draws a tread for each migration, and shows what is wrong on it, escaped', async () => {
    const result = await climbOf('sqlite', [
      { up: 'create table "<b>" (id int)', down: 'drop table "<b>"' },
      { up: 'create table if not exists left_over (id int)' },
    ]);
    const html = htmlReport(result, new Date('2026-11-24T10:00:00Z'));
    expect(html.match(/<rect class="done"/gu)).to.have.length(1);
    expect(html.match(/<rect class="failed"/gu)).to.have.length(1);
    expect(html).to.include('The stairway is broken').and.include('2026-11-24 10:00 UTC');
    expect(html).to.include('down left a trace: table left_over is left over');
    expect(html).not.to.match(/<(?:script|link|img)[^>]+(?:src|href)=/u);
  });

  it('escapes what migrations bring', async () => {
    const result = await climbOf('sqlite', [{ up: 'select "<script>" from nothing' }]);
    const html = htmlReport(result, new Date());
    expect(html).to.include('select &quot;&lt;script&gt;&quot; from nothing');
    expect(html.match(/<script>/gu)).to.have.length(1);
  });

  it('says of one that could not be run why it was not, and not that it went up', async () => {
    let times = 0;
    const result = await climbOf(
      'sqlite',
      [
        {
          up: () => {
            times += 1;
            if (times > 2) throw new Error('never a third time');
          },
        },
        { up: () => new Promise(() => {}) },
        { up: '' },
      ],
      { stepTimeout: 200 },
    );
    expect(result.migrations[2]).to.include({ state: 'not run', ok: false });
    const html = htmlReport(result, new Date());
    expect(html).to.include('Not run: no database could be built up to it: ');
    expect(html).not.to.include('Up only: ');
  });

  it('is glad where nothing is wrong', async () => {
    const html = htmlReport(await climbOf('sqlite', [{ up: '' }]), new Date());
    expect(html).to.include('Every migration climbs');
  });
});
