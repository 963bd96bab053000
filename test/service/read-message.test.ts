import { join } from 'node:path';
import { expect } from 'chai';
import { readMessage } from '../../lib/service/read-message.ts';
import { root } from '../support/project.ts';

const directory = join(root, 'example/migrations');
const file = '1728372272_a1b4c9df789d_add_user.ts';

describe('readMessage', () => {
  it('reads the message of the header, whether our source has listed the file or that of Knex', () => {
    const message = readMessage({ file, path: join(directory, file) });
    expect(message).not.to.equal('');
    expect(readMessage({ file, directory })).to.equal(message);
  });

  for (const [title, item] of Object.entries({
    'a module': { file, path: undefined },
    'a file that is gone': { file: 'gone.ts', directory },
    'a file without a header': { path: join(root, 'package.json') },
    'a name of some other source': 'name',
    'nothing at all': undefined,
  })) {
    it(`reads none of ${title}`, () => {
      expect(readMessage(item)).to.equal('');
    });
  }
});
