import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const executablePath = process.env['STAIRWAY_CHROMIUM'] ?? '/usr/bin/chromium';
/** Without them Chromium asks hosts of its own, which a machine without a network refuses. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page, and what went wrong or out while it was open. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts, lines of the console, and addresses other than that of the page. */
  readonly complaints: string[];
}

/** How a page is looked at. */
export interface Look {
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
  /** Whether scripts of pages run; default true. */
  readonly hasScript?: boolean;
}

/**
 * Gives the surrounding suite one Chromium, Debian's or that of STAIRWAY_CHROMIUM. Where it is missing the suite is skipped
 * with a line; with CI=true it fails.
 */
export function useBrowser(): (url: string, look?: Look) => Promise<WatchedPage> {
  let browser: Browser | undefined;
  const opened: Page[] = [];

  before(async function () {
    if (!existsSync(executablePath)) {
      const text = `no ${executablePath}: apt-get install chromium, or set STAIRWAY_CHROMIUM`;
      if (process.env['CI'] === 'true') throw new Error(`${text}; with CI=true nothing is skipped`);
      process.stdout.write(`${text}; its tests are skipped\n`);
      this.skip();
    }
    this.timeout(60_000);
    browser = await chromium.launch({ executablePath, args });
  });
  afterEach(() => Promise.all(opened.splice(0).map((page) => page.context().close())));
  after(() => browser?.close());

  return async (url, { width = 1280, theme = 'light', hasScript = true } = {}) => {
    if (browser === undefined) throw new Error('the browser is there before the first test');
    const context = await browser.newContext({
      viewport: { width, height: 860 },
      colorScheme: theme,
      javaScriptEnabled: hasScript,
    });
    const page = await context.newPage();
    opened.push(page);
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!/^(?:file|about):/u.test(request.url())) complaints.push(request.url());
    });
    await page.goto(url);
    return { page, complaints };
  };
}
