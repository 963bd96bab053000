import { expect } from 'chai';
import { addScripts, planScripts } from '../../lib/init/package-scripts.ts';

const wanted = [
  { name: 'migrate', command: 'knex-stairway migrate' },
  { name: 'test', command: 'mocha' },
];

describe('planScripts', () => {
  it('adds what is not there, and keeps what is', () => {
    expect(planScripts({ migrate: 'knex migrate:latest' }, wanted)).to.deep.equal([
      { name: 'migrate', command: 'knex migrate:latest', state: 'kept' },
      { name: 'test', command: 'mocha', state: 'added' },
    ]);
  });

  it('takes the placeholder of npm init for none', () => {
    const placeholder = 'echo "Error: no test specified" && exit 1';
    expect(planScripts({ test: placeholder }, wanted).map(({ state }) => state)).to.deep.equal([
      'added',
      'added',
    ]);
  });
});

describe('addScripts', () => {
  it('keeps the order, the indentation, the line ends and what it does not know', () => {
    const text =
      '{\r\n\t"name": "shop",\r\n\t"scripts": {\r\n\t\t"a": "b"\r\n\t},\r\n\t"x": [1]\r\n}\r\n';
    expect(addScripts(text, wanted)).to.equal(
      [
        '{',
        '\t"name": "shop",',
        '\t"scripts": {',
        '\t\t"a": "b",',
        '\t\t"migrate": "knex-stairway migrate",',
        '\t\t"test": "mocha"',
        '\t},',
        '\t"x": [',
        '\t\t1',
        '\t]',
        '}',
        '',
      ].join('\r\n'),
    );
  });

  it('reads a file that begins with a byte order mark, as npm does', () => {
    expect(JSON.parse(addScripts('\uFEFF{}', wanted))).to.have.property('scripts');
  });

  it('writes a package of ES modules, which nobody publishes by mistake, where there is none', () => {
    expect(JSON.parse(addScripts(undefined, wanted))).to.deep.equal({
      private: true,
      type: 'module',
      scripts: { migrate: 'knex-stairway migrate', test: 'mocha' },
    });
  });
});
