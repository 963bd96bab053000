import { expect } from 'chai';
import type { Knex } from 'knex';
import { auditCatalog } from '../../lib/catalog/audit-catalog.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';

describeEachDialect(
  'what PostgreSQL names by itself',
  () => {
    let database: TestDatabase;
    let knex: Knex;
    beforeEach(async () => {
      database = await createDatabase('postgres');
      knex = database.connect();
    });
    afterEach(() => database.drop());

    async function findings(): Promise<string[]> {
      return auditCatalog(await readCatalog(knex)).map(({ where }) => where);
    }

    it('is no finding in partitions, wherever they lie, but for what is their own', async () => {
      await knex.raw(`
        create schema "Other one";
        create table event (
          id integer, day date not null, size integer, constraint pk__event primary key (id, day),
          constraint ck__event__size check (size > 0)
        ) partition by range (day);
        create index ix__event__size on event (size);
        comment on table event is 'What came';
        comment on column event.id is 'Number';
        comment on column event.day is 'When';
        comment on column event.size is 'How much';
        create table event_1 partition of event
          for values from ('2020-01-01') to ('2021-01-01') partition by range (day);
        create table "Other one"."Event 1a" partition of event_1
          for values from ('2020-01-01') to ('2020-07-01');
        create table event_rest partition of event default;
      `);
      expect(await findings()).to.deep.equal([]);
      await knex.raw('alter table event_rest add unique (day, size, id)');
      await knex.raw('create index on event_rest (size, day)');
      expect(await findings()).to.deep.equal([
        'unique constraint event_rest_day_size_id_key on event_rest',
        'index event_rest_size_day_idx on event_rest',
      ]);
    });

    it('is a finding where a partition has its own beside what it has of its parent', async () => {
      await knex.raw(`
        create table person (id integer, city text, constraint pk__person primary key (id));
        create table other (id integer, constraint pk__other primary key (id));
        create table visit (
          day date not null, place text, person integer,
          constraint fk__visit__person__person foreign key (person) references person,
          constraint ck__visit__place check (place <> $$$$)
        ) partition by range (day);
        create index ix__visit__place on visit (place);
        create index ix__visit__day on visit (day) with (fillfactor = 70);
        create table visit_rest partition of visit default;
        alter index visit_rest_day_idx reset (fillfactor);
        alter table visit_rest cluster on visit_rest_day_idx;
      `);
      const names = async (): Promise<string[]> =>
        (await findings()).filter((where) => /^(?:check|foreign key|index) /u.test(where));
      expect(await names()).to.deep.equal([]);
      await knex.raw(`
        create index visit_rest_place_idx1 on visit_rest (place) where day > date $$2020-01-01$$;
        create index visit_rest_place_idx2 on visit_rest (place text_pattern_ops);
        create index visit_rest_place_idx3 on visit_rest using hash (place);
        alter table visit_rest add foreign key (person) references other,
          add constraint own check (place <> $$$$);
      `);
      expect(await names()).to.deep.equal([
        'foreign key visit_rest_person_fkey on visit_rest',
        'check own on visit_rest',
        'index visit_rest_place_idx1 on visit_rest',
        'index visit_rest_place_idx2 on visit_rest',
        'index visit_rest_place_idx3 on visit_rest',
      ]);
    });

    it('is no finding of tables whose names need quotes', async () => {
      await knex.raw(`
        create table "a, b.""c""" (day date, constraint "pk__a, b.""c""" primary key (day))
          partition by range (day);
        create table "d, e" partition of "a, b.""c""" default;
      `);
      expect((await findings()).filter((where) => /key|index/u.test(where))).to.deep.equal([]);
    });

    it('is no finding where a check is inherited, and one where it is the own', async () => {
      await knex.raw(`
        create table parent (size integer, constraint ck__parent__size check (size > 0));
        create table child (constraint own check (size < 9), constraint same check (size > 0)) inherits (parent);
      `);
      const names = (await findings()).filter((where) => where.startsWith('check'));
      expect(names).to.deep.equal(['check own on child', 'check same on child']);
    });
  },
  ['postgres'],
);
