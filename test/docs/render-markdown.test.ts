import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { marked } from 'marked';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { makeDictionary, type Dictionary } from '../../lib/docs/dictionary.ts';
import { renderMarkdown } from '../../lib/docs/render-markdown.ts';
import { renderPage } from '../../lib/docs/render-page.ts';
import { EpochMigrationSource } from '../../lib/migration/epoch-migration-source.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { root } from '../support/project.ts';
import { emptyCatalog, shopCatalog } from '../support/shop-catalog.ts';

describe('the Markdown dictionary', () => {
  it('draws up to 12 tables with their keys at once, more of them around each', () => {
    const few = renderMarkdown(makeDictionary(shopCatalog(12)));
    expect(few.match(/```mermaid/gu)).to.have.length(1);
    expect(few).to.include(
      '  "user_account" {\n    uuid id PK\n    character_varying(128) name UK\n',
    );
    const more = renderMarkdown(makeDictionary(shopCatalog(50)));
    expect(more).to.include('<summary>Diagram of billing_item and its neighbours</summary>');
    const some = renderMarkdown(makeDictionary(shopCatalog(30)));
    expect(some).to.match(/Without the \d tables that no foreign key touches\./u);
    const many = renderMarkdown(makeDictionary(shopCatalog(200)));
    expect(many).to.include('The 40 tables with the most relations, of 200');
    expect(many).to.include('Without 24 more tables, listed below.');
  });

  it('has a target for each link', () => {
    const page = marked.parse(renderMarkdown(makeDictionary(shopCatalog(200)))) as string;
    const targets = [...page.matchAll(/href="#(?<id>[^"]+)"/gu)].map(
      ({ groups }) => groups!['id']!,
    );
    expect(targets).to.have.length.greaterThan(400);
    for (const target of new Set(targets)) expect(page).to.include(`<a id="${target}">`);
  });

  it('says of an empty database that it holds nothing', () => {
    expect(renderMarkdown(makeDictionary(emptyCatalog))).to.match(/PostgreSQL · 0 tables\n$/u);
  });

  it('is written of 500 tables in less than a second, as is the page', async () => {
    const dictionary = makeDictionary(shopCatalog(500));
    for (const render of [renderMarkdown, renderPage]) {
      const start = performance.now();
      await render(dictionary);
      expect(performance.now() - start, render.name).to.be.below(1000);
    }
  });

  describeEachDialect('of the example', (dialect) => {
    let database: TestDatabase;
    let dictionary: Dictionary;
    before(async () => {
      database = await createDatabase(dialect);
      const knex = database.connect({
        migrations: {
          migrationSource: new EpochMigrationSource({
            directory: join(root, 'example/migrations'),
          }),
        },
      });
      await knex.migrate.latest();
      await knex.schema.createView('open_order', (view) => {
        view.columns(['id']);
        view.as(knex('customer_order').select('id'));
      });
      await knex.schema.createTable('note', (table) => {
        table.text('text');
      });
      dictionary = makeDictionary(await readCatalog(knex));
    });
    after(() => database?.drop());

    it('holds each table with its comment, columns, keys, and who refers to whom', () => {
      const page = renderMarkdown(dictionary);
      const section = sectionOf(page, 'customer_order');
      expect(section).to.include('\nOrders that users placed\n');
      expect(section).to.match(
        /\| `user_id` \| `[^`]+` \| no \|[^|]*\| FK \| Account that placed/u,
      );
      expect(section).to.include('| `fk__customer_order__user_id__user_account` |');
      const [refersTo = '', referredBy = ''] = section.split('**Referred to by**');
      expect(refersTo).to.match(
        /\| `user_id` \| \[`user_account`\]\(#table-user_account\) \| `id`/u,
      );
      expect(referredBy).to.match(/\| \[`payment`\]\(#table-payment\) \| `order_id` \| `id` \|/u);
      expect(section).to.include('`ix__customer_order__user_id`');
      const unique = /`uq__payment__service_id_external_id` \|.* unique /u;
      expect(sectionOf(page, 'payment')).to.match(unique);
      expect(sectionOf(page, 'payment')).to.include('**Checks**');
      expect(page).to.include('"user_account" ||--o{ "customer_order" : "user_id"');
    });

    it('says of a table without a comment that it has none, and leaves out tables of Knex', () => {
      const page = renderMarkdown(dictionary);
      expect(sectionOf(page, 'note')).to.include('*This table has no comment.*');
      expect(page).to.include('| [`note`](#table-note) | *no comment* |');
      expect(page).to.include('## Views').and.include('### `open_order`');
      expect(page).to.not.include('knex_migrations').and.not.include('knex_stairway_comments');
    });

    it('says the same in HTML', async () => {
      const page = await renderPage(dictionary);
      for (const { label, comment, columns } of dictionary.tables) {
        expect(page).to.include(
          `<h2 id="table-${label}-title" tabindex="-1"><code>${label}</code>`,
        );
        expect(page).to.include(comment ?? 'This table has no comment.');
        for (const column of columns) expect(page).to.include(column.comment ?? column.name);
      }
    });

    it('holds nothing of the server: no address, user or name of the database', async () => {
      const url = dialect === 'sqlite' ? undefined : new URL(database.url);
      const secrets = [
        database.url,
        url?.hostname ?? database.url,
        url?.pathname.slice(1) ?? database.url,
      ];
      for (const page of [renderMarkdown(dictionary), await renderPage(dictionary)]) {
        for (const secret of secrets) expect(page).to.not.include(secret);
      }
    });
  });

  describeEachDialect(
    'of several schemas',
    (dialect) => {
      let database: TestDatabase;
      before(async () => {
        database = await createDatabase(dialect);
        await database.connect().raw(`
          create schema log;
          create type log.level as enum ('info', 'it''s bad');
          create table public.entry (id bigint generated always as identity primary key,
            level log.level not null default 'info', twice int generated always as (2 * 2) stored);
          create table log.entry (id bigint references public.entry, parent_id bigint, primary key (id));
          alter table log.entry add foreign key (parent_id) references log.entry on delete set null;
          create materialized view log.bad as select id from log.entry;
          create function log.touch() returns trigger language plpgsql as 'begin return new; end';
          create trigger touch before update on log.entry for each row execute function log.touch();
          create sequence log.free`);
      });
      after(() => database?.drop());

      it('names each table with its schema, and has triggers, types, functions and the rest', async () => {
        const page = renderMarkdown(makeDictionary(await readCatalog(database.connect())));
        expect(page).to.include('| [`log.entry`](#table-log-entry) |');
        expect(sectionOf(page, 'public.entry'))
          .to.match(/\| `id` \| `bigint` \| no \| `identity \(always\)` \| PK \|/u)
          .and.match(/\| `twice` \|[^|]+\| yes \| `generated: [^|]+` \|/u)
          .and.include('| [`log.entry`](#table-log-entry) | `id` | `id` |');
        expect(sectionOf(page, 'log.entry'))
          .to.include('on delete set null')
          .and.match(/\*\*Triggers\*\*[^]+\| `touch` \| `CREATE TRIGGER touch/u);
        expect(page)
          .to.include("| `log.level` | enum | `info`, `it's bad` |")
          .and.include('### `log.bad`')
          .and.include('| `log.free` |')
          .and.include('| `log.touch()` | function |')
          .and.include('"log.entry" |o--o{ "log.entry" : "parent_id"')
          .and.include('"public.entry" ||--o| "log.entry" : "id"');
      });

      it('holds the schemas that are asked for only', async () => {
        const catalog = await readCatalog(database.connect(), { schemas: ['log'] });
        const page = renderMarkdown(makeDictionary(catalog));
        expect(page).to.include('### `entry`').and.include('| `id` | `public.entry` | `id` |');
      });
    },
    ['postgres'],
  );

  it('is, for the example on SQLite, what the repository holds', async () => {
    const database = await createDatabase('sqlite');
    try {
      const knex = database.connect({
        migrations: {
          migrationSource: new EpochMigrationSource({
            directory: join(root, 'example/migrations'),
          }),
        },
      });
      await knex.migrate.latest();
      const page = renderMarkdown(makeDictionary(await readCatalog(knex), 'The example'));
      const stored = readFileSync(join(root, 'example/DICTIONARY.md'), 'utf8');
      expect(stored, 'see docs/dictionary.md').to.equal(page);
    } finally {
      await database.drop();
    }
  });
});

/** What the page says of one table. */
function sectionOf(page: string, table: string): string {
  const [, section = ''] = page.split(`### \`${table}\`\n`);
  return section.split('\n<a id=')[0] ?? '';
}
