import { expect } from 'chai';
import { migrationIn } from '../../lib/source/migration-in.ts';

const up = async (): Promise<void> => {};
const down = async (): Promise<void> => {};

describe('migrationIn', () => {
  const shapes: Readonly<Record<string, unknown>> = {
    'a namespace': { up, down },
    'a default export': { default: { up, down } },
    'a default export beside other names': { default: { up, down }, note: 'x' },
    'the default of a transpiled module': { default: { __esModule: true, default: { up, down } } },
    'named exports beside their own default': { up, down, default: { up, down } },
  };
  for (const [title, loaded] of Object.entries(shapes)) {
    it(`finds up and down in ${title}`, () => {
      expect(migrationIn(loaded)).to.include({ up, down });
    });
  }

  it('hands on config, where Knex looks for transaction: false', () => {
    const config = { transaction: false };
    for (const loaded of [{ up, down, config }, { default: { up, down, config } }]) {
      expect(migrationIn(loaded)).to.have.property('config', config);
    }
  });

  it('hands on a config that stands beside a default export', () => {
    const config = { transaction: false };
    expect(migrationIn({ default: { up, down }, config })).to.deep.include({ up, down, config });
  });

  it('hands on why a migration cannot be undone, beside a default export or in it', () => {
    const irreversible = 'rows are merged';
    for (const loaded of [
      { default: { up, down }, irreversible },
      { default: { up, down, irreversible } },
      { up, down, irreversible },
    ]) {
      expect(migrationIn(loaded)).to.have.property('irreversible', irreversible);
    }
  });

  it('keeps the object of up and down as their this', () => {
    const object = { up, down, table: 'user' };
    expect(migrationIn({ default: object })).to.equal(object);
  });

  it('finds neither in what exports neither, whatever it is', () => {
    const others = [undefined, null, 1, 'up', () => {}, {}, { note: 1 }, { default: null }];
    for (const loaded of others) {
      expect(migrationIn(loaded)).to.not.have.any.keys('up', 'down');
    }
  });
});
