import { expect } from 'chai';
import { connectionFault } from '../../lib/service/connection-fault.ts';

/** As the drivers throw them: seen with pg 8.23, mysql2 3.24 and better-sqlite3 12.11. */
const errors: Readonly<Record<string, readonly [message: string, code: string, waits: boolean]>> = {
  E_DATABASE_REFUSED: ['connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED', true],
  E_DATABASE_STARTING: ['the database system is starting up', '57P03', true],
  E_DATABASE_FULL: ['sorry, too many clients already', '53300', true],
  E_DATABASE_TIMEOUT: ['connect ETIMEDOUT', 'ETIMEDOUT', true],
  E_DATABASE_LOCKED: ['database is locked', 'SQLITE_BUSY', true],
  E_DATABASE_HOST: ['getaddrinfo ENOTFOUND nowhere.invalid', 'ENOTFOUND', false],
  E_DATABASE_LOGIN: ['password authentication failed for user "me"', '28P01', false],
  E_DATABASE_MISSING: ["Unknown database 'shop'", 'ER_BAD_DB_ERROR', false],
  E_DATABASE_TLS: ['self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT', false],
  E_DATABASE_PROTOCOL: ['Received unexpected copyData message from backend.', '', false],
  E_DATABASE_FILE: ['unable to open database file', 'SQLITE_CANTOPEN_ISDIR', false],
};

function errorOf(message: string, code = ''): Error {
  return Object.assign(new Error(message), code === '' ? {} : { code });
}

describe('connectionFault', () => {
  for (const [code, [message, driverCode, waits]] of Object.entries(errors)) {
    it(`takes "${message}" for ${code}, which ${waits ? 'time mends' : 'is hopeless'}`, () => {
      const fault = connectionFault(errorOf(message, driverCode));
      expect(fault).to.deep.include({ code, isHopeless: !waits });
      expect(fault.what).to.include(message);
    });
  }

  for (const [title, message, driverCode, code] of [
    ['a name server that does not answer', 'getaddrinfo EAI_AGAIN db', 'EAI_AGAIN', 'HOST'],
    ['too many connections on MySQL', 'Too many connections', 'ER_CON_COUNT_ERROR', 'FULL'],
    ['a server that went away', 'Connection terminated unexpectedly', '', 'REFUSED'],
    ['the timeout of pg', 'timeout expired', '', 'TIMEOUT'],
    ['a shutdown', 'terminating connection due to administrator command', '57P01', 'STARTING'],
  ] as const) {
    it(`gives time to ${title}`, () => {
      const fault = connectionFault(errorOf(message, driverCode));
      expect(fault).to.deep.include({ code: `E_DATABASE_${code}`, isHopeless: false });
    });
  }

  it('tells a refused login from one that is refused for want of encryption', () => {
    const text = 'no pg_hba.conf entry for host "10.0.0.1", user "me", database "x", ';
    expect(connectionFault(errorOf(`${text}SSL encryption`, '28000')).code).to.equal(
      'E_DATABASE_LOGIN',
    );
    expect(connectionFault(errorOf(`${text}no encryption`, '28000')).code).to.equal(
      'E_DATABASE_TLS',
    );
  });

  it('takes a missing password for a refused login, not for a bug', () => {
    const text = 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string';
    expect(connectionFault(errorOf(text))).to.include({ code: 'E_DATABASE_LOGIN' });
  });

  it('speaks of addresses that all refuse, whose error has no message', () => {
    const error = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
    expect(connectionFault(error).what).to.equal('takes no connections (ECONNREFUSED)');
  });

  it('does not wait for a program that is wrong', () => {
    expect(connectionFault(new TypeError('x is not a function')).isHopeless).to.equal(true);
    expect(connectionFault(errorOf('bad', 'ERR_INVALID_ARG_TYPE')).isHopeless).to.equal(true);
  });

  it('gives time to what it does not know', () => {
    expect(connectionFault(errorOf('odd', 'XX999'))).to.deep.include({
      code: 'E_DATABASE',
      isHopeless: false,
    });
    expect(connectionFault('odd').what).to.equal('does not answer (odd)');
  });
});
