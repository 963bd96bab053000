import { runGuide } from '../support/run-guide.ts';

describe('README.md', () => {
  it('does what it says, in an empty folder', function () {
    this.timeout(120_000);
    runGuide('README.md', {
      packages: ['better-sqlite3', 'mocha', 'typescript', '@types/node'],
      before: 'mkdir docs',
      notRun: {
        'npm install && npm run demo': 'is for this repository; demo.test.ts does',
        'npm test': 'the same: this is what it runs',
      },
    });
  });
});
