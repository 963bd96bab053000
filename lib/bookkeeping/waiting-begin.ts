import { isRecord } from '../is-record.ts';

/** What goes to PostgreSQL together with BEGIN, behind it. */
export interface StatementsAhead {
  /** SQL without bindings, one statement each. */
  readonly statements: readonly string[];
  /** Is told errors, of which each may be that of one of them. */
  onError(error: unknown): void;
}

/** A connection of `pg`. */
export interface Connection {
  query(...call: Call): unknown;
}

type Call = readonly unknown[];
type Callback = (error: unknown, response?: unknown) => void;

/** A call as Knex makes it (3.3.0, lib/dialects/postgres/index.js), where nothing is bound or particular. */
type PlainCall = readonly [sent: { readonly text: string }, callback: Callback];

/** Stands in the place of `query` of a connection until BEGIN is answered. */
export class WaitingBegin {
  readonly #ahead: StatementsAhead;
  readonly #query: Connection['query'];
  readonly #restore: () => void;
  #isBegun: boolean;
  /** BEGIN, unless the server has begun already, and what goes with it; undefined until Knex begins. */
  #texts: readonly string[] | undefined;
  #isSent = false;
  #timer: NodeJS.Immediate | undefined;
  /** What came while BEGIN was on its way. */
  readonly #behind: { readonly call: Call; readonly send: () => void }[] = [];
  /** Why it failed, until somebody asks for more. */
  #failure: { readonly error: unknown } | undefined;

  /** @param isBegun whether the server has begun, so that only what goes ahead is to be sent */
  constructor(
    connection: Connection,
    ahead: StatementsAhead,
    { isBegun = false }: { readonly isBegun?: boolean } = {},
  ) {
    this.#isBegun = isBegun;
    const own = Object.getOwnPropertyDescriptor(connection, 'query');
    this.#restore = () => {
      if (own === undefined) Reflect.deleteProperty(connection, 'query');
      else Object.defineProperty(connection, 'query', own);
    };
    this.#ahead = ahead;
    this.#query = connection.query.bind(connection);
    connection.query = (...call) => this.#take(call);
  }

  /** Who listens to Knex may have refused BEGIN: then there is nothing to roll back, to Knex. */
  start(): void {
    if (this.#texts !== undefined && this.#texts.length > 0) {
      this.#timer = setImmediate(() => this.#sendAlone());
      return;
    }
    this.#restore();
    if (this.#texts === undefined && this.#isBegun) this.#query({ text: 'ROLLBACK' }, () => {});
  }

  #take(call: Call): unknown {
    const plain = plainOf(call);
    if (this.#texts === undefined && plain !== undefined) {
      const [{ text }, callback] = plain;
      const { statements } = this.#ahead;
      this.#texts = this.#isBegun ? statements : [text.replace(/;$/u, ''), ...statements];
      return callback(null, emptyAnswer('BEGIN'));
    }
    if (this.#isSent) {
      const answer = this.#sendLater(call);
      if (this.#failure !== undefined) this.#open(this.#failure);
      return answer;
    }
    clearImmediate(this.#timer);
    if (plain?.[0].text === 'ROLLBACK') {
      this.#restore();
      return this.#isBegun ? this.#query(...call) : plain[1](null, emptyAnswer('ROLLBACK'));
    }
    if (plain !== undefined && isMode(plain[0].text)) return this.#sendMode(plain);
    if (plain !== undefined && isOneStatement(plain[0].text)) return this.#sendWith(plain);
    const answer = this.#sendLater(call);
    this.#sendAlone();
    return answer;
  }

  /** What goes ahead may ask the server something, behind which it takes no mode any more. */
  #sendMode([sent, callback]: PlainCall): void {
    const begin = this.#isBegun ? [] : (this.#texts ?? []).slice(0, 1);
    const text = [...begin, sent.text].join(';\n');
    this.#isBegun = true;
    this.#texts = this.#ahead.statements;
    this.#query({ ...sent, text }, (error: unknown, response: unknown) => {
      const tell = (): void => {
        callback(error, error ? undefined : answerBehind(begin.length, response));
        if (!this.#isSent) this.start();
      };
      // What the server cannot read has not even begun a transaction.
      if (isOfServer(error) && begin.length > 0) this.#query({ text: begin[0] }, tell);
      else tell();
    });
  }

  #sendWith([sent, callback]: PlainCall): void {
    this.#isSent = true;
    const start = this.#start;
    this.#query({ ...sent, text: `${start}${sent.text}` }, (error: unknown, response: unknown) => {
      if (!error) {
        this.#open();
        callback(null, answerBehind(this.#texts?.length ?? 0, response));
      } else if (isOfServer(error)) {
        this.#ahead.onError(error);
        // PostgreSQL reads all of a text before it runs any. What it cannot read has not even begun a
        // transaction, and what comes behind would stand in none; else this is refused, as all is now.
        this.#query({ text: start }, (refused: unknown) => {
          if (!refused) this.#query(sent, callback);
          else {
            this.#ahead.onError(refused);
            this.#refuse(sent.text, callback, inStatement(error, start));
          }
          this.#open();
        });
      } else {
        this.#open();
        callback(error);
      }
    });
  }

  #sendAlone(): void {
    this.#isSent = true;
    this.#query({ text: this.#start }, (error: unknown) => {
      if (error) this.#ahead.onError(error);
      if (error && this.#behind.length === 0) this.#failure = { error };
      else this.#open(error ? { error } : undefined);
    });
  }

  /** @returns what the driver returns */
  #sendLater(call: Call): unknown {
    const [sent] = call;
    const query = (): unknown => this.#query(...call);
    const isOwn = isRecord(sent) && typeof sent['submit'] === 'function';
    if (isOwn || callbackOf(call) !== undefined) {
      this.#behind.push({ call, send: query });
      return isOwn ? sent : undefined;
    }
    return new Promise((resolve) => this.#behind.push({ call, send: () => resolve(query()) }));
  }

  /** Lets all go that has come meanwhile; of a failure, the first is told where it can be. */
  #open(failure?: { readonly error: unknown }): void {
    this.#restore();
    const [first] = this.#behind;
    const [sent] = first?.call ?? [];
    const callback = callbackOf(first?.call ?? []);
    if (failure !== undefined && callback !== undefined) {
      this.#behind.shift();
      this.#refuse(isRecord(sent) ? sent['text'] : sent, callback, failure.error);
    }
    for (const { send } of this.#behind.splice(0)) send();
  }

  /** Knex takes a COMMIT for the end, whatever becomes of it; one that was not sent leaves all open. */
  #refuse(text: unknown, callback: Callback, error: unknown): void {
    const isCommit = typeof text === 'string' && /^commit\b/iu.test(text);
    if (isCommit) this.#query({ text: 'ROLLBACK' }, () => callback(error));
    else callback(error);
  }

  get #start(): string {
    return (this.#texts ?? []).map((text) => `${text};\n`).join('');
  }
}

function plainOf(call: Call): PlainCall | undefined {
  const [sent, callback] = call;
  if (!isRecord(sent) || typeof callback !== 'function') return undefined;
  const { text, values, ...others } = sent;
  const isBound = Array.isArray(values) && values.length > 0;
  return typeof text === 'string' && !isBound && Object.keys(others).length === 0
    ? (call as PlainCall)
    : undefined;
}

function callbackOf(call: Call): Callback | undefined {
  return call.find((each): each is Callback => typeof each === 'function');
}

/** How the transaction sees others: it changes nothing. */
function isMode(text: string): boolean {
  return /^\s*set\s+transaction\s[^;]*;?\s*$/iu.test(text);
}

/** Of several, nobody could tell which have run where one fails; a text of comments has no answer. */
function isOneStatement(text: string): boolean {
  return /^\s*[a-z(][^;]*;?\s*$/iu.test(text);
}

/** The driver makes an array of the answers to several statements. */
function answerBehind(count: number, response: unknown): unknown {
  return Array.isArray(response) ? response[count] : response;
}

/** As the driver answers a statement that returns nothing. */
function emptyAnswer(command: string): object {
  return { command, rowCount: null, oid: null, rows: [], fields: [] };
}

/** Whether it is the server that says no: it then has ended with the text. */
function isOfServer(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && typeof error.severity === 'string';
}

/** The place that an error names, counted from the start of the statement: characters, from 1. */
function inStatement(error: unknown, start: string): unknown {
  if (!(error instanceof Error && 'position' in error)) return error;
  const position = Number(error.position) - [...start].length;
  return Object.assign(error, { position: position > 0 ? String(position) : undefined });
}
