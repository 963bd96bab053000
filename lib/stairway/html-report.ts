import { escapeHtml } from '../docs/html.ts';
import { formatSummary } from './format-result.ts';
import { reportScript, reportStyle } from './html-style.ts';
import type {
  ClimbProblem,
  ClimbProblemKind,
  ClimbResult,
  HistoryResult,
  MigrationResult,
  StepName,
} from './report.ts';

/** Writes a result as one page that needs nothing else: the stairs, and what is wrong on each. */
export function htmlReport(result: ClimbResult, at: Date): string {
  const { ok, migrations, history } = result;
  const title = ok ? 'Every migration climbs' : 'The stairway is broken';
  const slowest = Math.max(1, ...migrations.map(({ durationMs }) => durationMs));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} – knex-stairway</title>
<style>${reportStyle}</style>
</head>
<body class="${ok ? 'ok' : 'broken'}">
<header>
<p class="brand">knex-stairway</p>
<h1>${escapeHtml(title)}</h1>
<p class="summary">${escapeHtml(formatSummary(result))} <time>${at.toISOString().slice(0, 16).replace('T', ' ')} UTC</time></p>
${stairs(migrations)}
</header>
<main>
<nav><label><input type="checkbox" id="only"${ok ? '' : ' checked'}> only what is wrong</label>
<span class="legend"><i class="step done"></i> up, down, up <i class="step failed"></i> failed <i class="step none"></i> up only, or not run</span></nav>
<section><h2>Migrations</h2>
<ol>${migrations.map((migration, index) => migrationItem(migration, index, slowest)).join('\n')}</ol></section>
<section><h2>The whole history</h2>
<ul>${history.map(historyItem).join('\n')}</ul></section>
</main>
<script>${reportScript}</script>
</body>
</html>
`;
}

/** The flight of stairs: a tread for each migration, which leads to it. */
function stairs(migrations: readonly MigrationResult[]): string {
  const count = Math.max(1, migrations.length);
  const [width, height] = [960, 160];
  const [run, rise] = [width / count, (height - 24) / count];
  const treads = migrations.map((migration, index) => {
    const [x, y] = [index * run, height - (index + 1) * rise];
    return `<a href="#m${index}" aria-label="${escapeHtml(`${migration.name}: ${stateOf(migration)}`)}"><title>${escapeHtml(migration.name)}</title><rect class="${stateOf(migration)}" x="${x.toFixed(2)}" y="${y.toFixed(2)}" width="${(run - Math.min(2, run / 8)).toFixed(2)}" height="${(height - y).toFixed(2)}"/></a>`;
  });
  return `<svg class="stairs" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${migrations.length} migrations">${treads.join('')}</svg>`;
}

function migrationItem(migration: MigrationResult, index: number, slowest: number): string {
  const { name, state: course, reason, problems, steps, unseeded, durationMs } = migration;
  const marks = (['up', 'down', 'second up'] as const).map((step) => {
    const found = steps.find((each) => each.step === step);
    const isSound = found?.ok === true && !problems.some(({ kind }) => blamed[kind] === step);
    const state = found === undefined ? 'none' : isSound ? 'done' : 'failed';
    const time = found === undefined ? 'not run' : inMs(found.durationMs);
    return `<i class="step ${state}" title="${step}: ${time}">${arrows[step]}<small>${found === undefined ? '' : time}</small></i>`;
  });
  const notes = [
    ...(reason === null ? [] : [`${course === 'not run' ? 'Not run' : 'Up only'}: ${reason}.`]),
    ...unseeded.map((text) => `Not seeded: ${text}.`),
  ];
  return item(stateOf(migration), `m${index}`, name, {
    marks: `<span class="steps">${marks.join('')}</span><span class="time"><i style="width:${((durationMs / slowest) * 100).toFixed(1)}%"></i>${inMs(durationMs)}</span>`,
    notes,
    problems,
  });
}

/** The step that a problem is of, where it did not fail itself. */
const blamed: Readonly<Partial<Record<ClimbProblemKind, StepName>>> = {
  name: 'up',
  comment: 'up',
  trace: 'down',
  'rows-lost': 'down',
  'not-repeatable': 'second up',
};

const arrows: Readonly<Record<StepName, string>> = { up: '↗', down: '↘', 'second up': '↗' };

function historyItem({ name, title, ok, skipped, problems, durationMs }: HistoryResult): string {
  const state = !ok ? 'failed' : skipped === null ? 'done' : 'none';
  return item(state, name, title, {
    marks: `<span class="time">${skipped === null ? inMs(durationMs) : 'not looked at'}</span>`,
    notes: skipped === null ? [] : [`Not looked at: ${skipped}.`],
    problems,
  });
}

interface ItemParts {
  readonly marks: string;
  readonly notes: readonly string[];
  readonly problems: readonly ClimbProblem[];
}

function item(state: string, id: string, name: string, parts: ItemParts): string {
  const { marks, notes, problems } = parts;
  const head = `<span class="dot"></span><b>${escapeHtml(name)}</b>${marks}`;
  const body = [
    ...notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`),
    ...problems.map(problemBlock),
  ];
  return body.length === 0
    ? `<li class="${state}" id="${id}"><div class="head">${head}</div></li>`
    : `<li class="${state}" id="${id}"><details${state === 'failed' ? ' open' : ''}><summary class="head">${head}</summary>${body.join('')}</details></li>`;
}

function problemBlock({ message, repair, sql, stack, difference }: ClimbProblem): string {
  const [first = '', ...rest] = message.split('\n');
  return `<article><h3>${escapeHtml(first)}</h3>${pre(rest.join('\n'))}<p class="repair">${escapeHtml(repair)}</p>${
    sql === null ? '' : `<h4>The statement</h4>${pre(sql)}`
  }${difference === null ? '' : sides(difference.before, difference.after)}${
    stack === null ? '' : `<details class="stack"><summary>Stack</summary>${pre(stack)}</details>`
  }</article>`;
}

/** What was expected beside what is there. */
function sides(before: unknown, after: unknown): string {
  const side = (title: string, value: unknown, mark: string): string =>
    `<div class="${mark}"><h4>${title}</h4>${value === undefined ? '<p class="nothing">nothing</p>' : pre(typeof value === 'string' ? value : JSON.stringify(value, undefined, 2))}</div>`;
  return `<details class="difference"><summary>The difference</summary><div class="sides">${side('Before', before, 'before')}${side('Now', after, 'now')}</div></details>`;
}

function stateOf({ ok, state }: MigrationResult): string {
  return !ok ? 'failed' : state === 'tested' ? 'done' : 'none';
}

function pre(text: string): string {
  return text === '' ? '' : `<pre>${escapeHtml(text)}</pre>`;
}

function inMs(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
