import { messageOf, type Problem } from '../errors.ts';

/** Why a database does not answer. */
export interface ConnectionFault extends Omit<Problem, 'where'> {
  /** Whether waiting cannot mend it. */
  readonly isHopeless: boolean;
}

type Reason = Omit<ConnectionFault, 'what'> & {
  /** What is wrong; the words of the driver follow in brackets. */
  readonly text: string;
};

const reasons = {
  refused: {
    code: 'E_DATABASE_REFUSED',
    text: 'takes no connections',
    repair: 'Start the server, or correct host and port.',
    isHopeless: false,
  },
  starting: {
    code: 'E_DATABASE_STARTING',
    text: 'is starting up or shutting down',
    repair: 'Try again when it has.',
    isHopeless: false,
  },
  full: {
    code: 'E_DATABASE_FULL',
    text: 'has no connection to spare',
    repair: 'Close some, or raise its limit.',
    isHopeless: false,
  },
  timeout: {
    code: 'E_DATABASE_TIMEOUT',
    text: 'keeps silent',
    repair: 'See to its health, and to firewalls and poolers on the way.',
    isHopeless: false,
  },
  locked: {
    code: 'E_DATABASE_LOCKED',
    text: 'is locked by another process',
    repair: 'Let the other one end.',
    isHopeless: false,
  },
  nameServer: {
    code: 'E_DATABASE_HOST',
    text: 'has a host whose name server does not answer',
    repair: 'See to the name server.',
    isHopeless: false,
  },
  host: {
    code: 'E_DATABASE_HOST',
    text: 'has a host that no name server knows',
    repair:
      'Correct the host; where its name comes up later than this process, have the process started again (restart: on-failure, backoffLimit).',
    isHopeless: true,
  },
  login: {
    code: 'E_DATABASE_LOGIN',
    text: 'refuses the login',
    repair: 'Correct user and password; the server must let them in from this host.',
    isHopeless: true,
  },
  missing: {
    code: 'E_DATABASE_MISSING',
    text: 'is on a server that has no such database',
    repair: 'Create it, or correct its name.',
    isHopeless: true,
  },
  tls: {
    code: 'E_DATABASE_TLS',
    text: 'agrees to no encryption',
    repair: 'Correct `ssl` of the connection, or the certificates.',
    isHopeless: true,
  },
  protocol: {
    code: 'E_DATABASE_PROTOCOL',
    text: 'answers in the language of another server',
    repair: 'Correct the port, or `client` of the knexfile.',
    isHopeless: true,
  },
  file: {
    code: 'E_DATABASE_FILE',
    text: 'cannot be opened as SQLite database',
    repair: 'Make its folder, correct `filename`, or let this user read and write it.',
    isHopeless: true,
  },
  program: {
    code: 'E_DATABASE',
    text: 'cannot be connected to',
    repair: 'Correct `connection` of the knexfile.',
    isHopeless: true,
  },
  other: {
    code: 'E_DATABASE',
    text: 'does not answer',
    repair: 'Start it, or correct the connection in the knexfile (or --env).',
    isHopeless: false,
  },
} as const satisfies Readonly<Record<string, Reason>>;

type ReasonName = keyof typeof reasons;

/**
 * Codes of Node (libuv), of PostgreSQL (https://www.postgresql.org/docs/18/errcodes-appendix.html), of
 * MySQL and MariaDB (https://mariadb.com/kb/en/mariadb-error-code-reference/), of mysql2 and of SQLite.
 */
const codes: Readonly<Partial<Record<ReasonName, readonly string[]>>> = {
  refused: ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT'],
  timeout: ['ETIMEDOUT', 'PROTOCOL_SEQUENCE_TIMEOUT', 'E_PROBE_TIMEOUT'],
  nameServer: ['EAI_AGAIN', 'ESERVFAIL', 'ETIMEOUT'],
  host: ['ENOTFOUND', 'EAI_NONAME'],
  starting: ['57P01', '57P02', '57P03', 'ER_SERVER_SHUTDOWN', 'PROTOCOL_CONNECTION_LOST'],
  full: [
    '53300',
    'ER_CON_COUNT_ERROR',
    'ER_TOO_MANY_USER_CONNECTIONS',
    'ER_USER_LIMIT_REACHED',
    'ER_OUT_OF_RESOURCES',
  ],
  login: [
    '28P01',
    '28000',
    '42501',
    'ER_ACCESS_DENIED_ERROR',
    'ER_ACCESS_DENIED_NO_PASSWORD_ERROR',
    'ER_DBACCESS_DENIED_ERROR',
    'ER_HOST_NOT_PRIVILEGED',
    'ER_HOST_IS_BLOCKED',
    'ER_NOT_SUPPORTED_AUTH_MODE',
    'AUTH_SWITCH_PLUGIN_ERROR',
  ],
  missing: ['3D000', 'ER_BAD_DB_ERROR'],
  tls: ['HANDSHAKE_NO_SSL_SUPPORT', 'HANDSHAKE_SSL_ERROR', 'EPROTO', 'CERT_HAS_EXPIRED'],
  locked: ['SQLITE_BUSY', 'SQLITE_LOCKED'],
  file: ['SQLITE_CANTOPEN', 'SQLITE_NOTADB', 'SQLITE_CORRUPT', 'SQLITE_PERM', 'SQLITE_AUTH'],
};

/** What bears no code, or one that says too little; the first that fits. */
const texts: readonly (readonly [RegExp, ReasonName])[] = [
  [/no pg_hba\.conf entry.*no encryption|does not support SSL|certificate|self-signed/iu, 'tls'],
  [/^SASL|client password must be/u, 'login'],
  [/directory does not exist/u, 'file'],
  [/^Received unexpected|packets out of order|unexpected packet/iu, 'protocol'],
  [/timeout|timed out/iu, 'timeout'],
  [/Connection terminated|connection lost/iu, 'refused'],
];

const byCode: ReadonlyMap<string, ReasonName> = new Map(
  Object.entries(codes).flatMap(([name, list]) =>
    list.map((code) => [code, name as ReasonName] as const),
  ),
);

/** Tells why a driver, or Knex, could not connect or ask its first question. */
export function connectionFault(error: unknown): ConnectionFault {
  const { text, ...reason }: Reason = reasons[reasonOf(error)];
  const words = messageOf(error).trim() || codeOf(error);
  return { ...reason, what: words === '' ? text : `${text} (${words})` };
}

function reasonOf(error: unknown): ReasonName {
  const code = codeOf(error);
  const message = messageOf(error);
  const byText = texts.find(([pattern]) => pattern.test(message))?.[1];
  // A certificate that is refused has many codes, and a refused login may be one without encryption.
  if (byText === 'tls' || /^ERR_(?:TLS|SSL)_/u.test(code)) return 'tls';
  // SQLITE_CANTOPEN_ISDIR and such are kinds of SQLITE_CANTOPEN.
  const known = byCode.get(code) ?? byCode.get(/^SQLITE_[A-Z]+/u.exec(code)?.[0] ?? '') ?? byText;
  if (known !== undefined) return known;
  const isBug = error instanceof TypeError || error instanceof ReferenceError;
  return isBug || code.startsWith('ERR_') ? 'program' : 'other';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
