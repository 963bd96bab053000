import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { runGuide } from '../support/run-guide.ts';
import { guides, postgresGuides } from './guide-setups.ts';

describe('the guides', function () {
  this.timeout(120_000);

  for (const [page, setup] of Object.entries(guides)) {
    it(`docs/${page} does what it says`, () => runGuide(`docs/${page}`, setup));
  }
});

describeEachDialect(
  'the guides',
  () => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await createDatabase('postgres');
    });
    afterEach(() => database.drop());

    for (const [page, setup] of Object.entries(postgresGuides)) {
      it(`docs/${page} does what it says`, function () {
        this.timeout(120_000);
        const { STAIRWAY_POSTGRES_URL = database.url } = process.env;
        const env = { ...setup.env, DATABASE_URL: database.url, STAIRWAY_POSTGRES_URL };
        runGuide(`docs/${page}`, { ...setup, env });
      });
    }
  },
  ['postgres'],
);
