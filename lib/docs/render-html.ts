import { createHash } from 'node:crypto';
import { describeContents } from './contents.ts';
import type { Dictionary } from './dictionary.ts';
import { Html, markup, scriptData } from './html.ts';
import { otherSections } from './html-others.ts';
import { tableSection } from './html-table-section.ts';
import { pageDataOf } from './page-data.ts';

/** What scripts/build.ts makes of `page/`. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/**
 * Writes a dictionary as one page of HTML that needs nothing beside it. All of it can be read and
 * printed without its script, which adds the search, the diagrams and one table at a time.
 *
 * Its policy lets run that script only and ask for nothing: what a comment holds stays a text.
 */
export function renderHtml(dictionary: Dictionary, { script, style }: PageAssets): string {
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="knex-stairway docs">
<title>${dictionary.title}</title>
<style>${new Html(style)}</style>
<script>${new Html(script)}</script>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
${sidebar(dictionary)}
<main id="content" tabindex="-1">
${home(dictionary)}
${dictionary.tables.map(tableSection)}
${otherSections(dictionary)}
</main>
<script type="application/json" id="data">${scriptData(pageDataOf(dictionary))}</script>
</body>
</html>
`.text;
}

function sidebar({
  title,
  tables,
  views,
  types,
  sequences,
  functions,
  extensions,
}: Dictionary): Html {
  const hasOthers = [types, sequences, functions, extensions].some((list) => list.length > 0);
  const items = [
    ...tables.map(({ id, label }) => item(id, label)),
    ...views.map(({ id, label }) => item(id, label, 'view')),
    ...(hasOthers
      ? [markup`<li><a class="others" href="#others">Types, functions, …</a></li>\n`]
      : []),
  ];
  return markup`<header class="side">
<div class="brand">
<h1><a href="#">${title}</a></h1>
<button type="button" id="theme" class="icon" hidden aria-label="Dark theme" aria-pressed="false"><svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor"/></svg></button>
</div>
<div class="search" role="search" hidden>
<input id="search" type="search" placeholder="Search tables and columns" aria-label="Search tables and columns" aria-describedby="found" aria-keyshortcuts="/" autocomplete="off" spellcheck="false">
<kbd aria-hidden="true">/</kbd>
</div>
<p id="found" role="status"></p>
<nav aria-label="Tables">
<ul id="list">
${items}</ul>
</nav>
</header>`;
}

function item(id: string, label: string, kind?: string): Html {
  const mark = kind === undefined ? undefined : markup` <small>${kind}</small>`;
  return markup`<li><a href="#${id}"><span>${label}</span>${mark}</a></li>\n`;
}

function home(dictionary: Dictionary): Html {
  const { tables, references } = dictionary;
  const isRelated = references.some(({ to }) => to !== null);
  return markup`<section id="overview" aria-labelledby="overview-title">
<p class="eyebrow">${describeContents(dictionary)}</p>
<h2 id="overview-title" tabindex="-1">Overview</h2>
${isRelated ? markup`<div class="diagram" data-of="" hidden></div>` : undefined}
<h3>Tables</h3>
${tables.length === 0 ? markup`<p>The database holds no tables.</p>` : index(tables)}
</section>`;
}

function index(tables: Dictionary['tables']): Html {
  const rows = tables.map(
    ({ id, label, comment, refersTo, referredBy }) => markup`<tr>
<th scope="row"><a href="#${id}"><code>${label}</code></a></th>
<td>${comment ?? markup`<em class="missing">No comment</em>`}</td>
<td class="number" data-head="Refers to">${refersTo.length || ''}</td>
<td class="number" data-head="Referred to by">${referredBy.length || ''}</td>
</tr>
`,
  );
  return markup`<table class="index">
<thead><tr><th scope="col">Table</th><th scope="col">What it holds</th><th scope="col" class="number">Refers to</th><th scope="col" class="number">Referred to by</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`;
}
