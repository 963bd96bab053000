import { OptionsError } from '../errors.ts';

/** What the suite asks of the program that runs it: mocha, or vitest with its globals. */
export interface TestRunner {
  describe(title: string, body: () => void): void;
  /** A test whose body may stop it as skipped. */
  it(title: string, timeoutMs: number, body: (skip: Skip) => Promise<void>): void;
  /** A test that does not run, and whose title says why. */
  pending(title: string): void;
  before(title: string, timeoutMs: number, body: () => Promise<unknown>): void;
  after(title: string, timeoutMs: number, body: () => Promise<unknown>): void;
}

/** Ends a test as skipped, and shows why where there is something to show. */
export type Skip = (reason: string | null) => never;

/** What this file knows of mocha, so that nobody needs its types. */
interface Mocha {
  describe(title: string, body: () => void): void;
  it(title: string, body?: (this: MochaContext) => unknown): void;
  before(title: string, body: (this: MochaContext) => unknown): void;
  after(title: string, body: (this: MochaContext) => unknown): void;
}

interface MochaContext {
  readonly test?: { title: string };
  timeout(ms: number): void;
  skip(): never;
}

/** What it knows of vitest (4.1), whose globals are there under `globals: true` only. */
interface Vitest {
  describe(title: string, body: () => void): void;
  readonly it: {
    (title: string, body: (context: VitestContext) => unknown, timeoutMs: number): void;
    skip(title: string): void;
  };
  beforeAll(body: () => unknown, timeoutMs: number): void;
  afterAll(body: () => unknown, timeoutMs: number): void;
  readonly vi: object;
}

interface VitestContext {
  skip(reason?: string): never;
}

/**
 * Finds who runs this file.
 *
 * @throws OptionsError where nobody does
 */
export function findTestRunner(): TestRunner {
  const globals = globalThis as unknown as Partial<Mocha & Vitest>;
  if (typeof globals.describe === 'function') {
    if (typeof globals.before === 'function') return ofMocha(globals as Mocha);
    if (typeof globals.vi === 'object') return ofVitest(globals as Vitest);
  }
  throw new OptionsError('stairwaySuite', [
    {
      code: 'E_MOCHA_MISSING',
      where: 'describe, it, before, after',
      what: 'are not there: neither mocha nor vitest with its globals runs this file',
      repair:
        'Run it by mocha, or set globals: true in vitest; elsewhere call climb of knex-stairway/testing.',
    },
  ]);
}

function ofMocha({ describe, it, before, after }: Mocha): TestRunner {
  const within = (timeoutMs: number, body: () => Promise<unknown>) =>
    async function run(this: MochaContext): Promise<void> {
      this.timeout(timeoutMs);
      await body();
    };
  return {
    describe,
    it: (title, timeoutMs, body) =>
      it(title, async function run() {
        this.timeout(timeoutMs);
        await body((reason) => {
          if (reason !== null && this.test !== undefined) this.test.title += ` (${reason})`;
          return this.skip();
        });
      }),
    pending: (title) => it(title),
    before: (title, timeoutMs, body) => before(title, within(timeoutMs, body)),
    after: (title, timeoutMs, body) => after(title, within(timeoutMs, body)),
  };
}

function ofVitest({ describe, it, beforeAll, afterAll }: Vitest): TestRunner {
  return {
    describe,
    it: (title, timeoutMs, body) =>
      it(title, ({ skip }) => body((reason) => skip(reason ?? undefined)), timeoutMs),
    pending: (title) => it.skip(title),
    before: (_title, timeoutMs, body) => beforeAll(body, timeoutMs),
    after: (_title, timeoutMs, body) => afterAll(body, timeoutMs),
  };
}
