/** The look of the report, in light and dark. */
export const reportStyle: string = `
:root { color-scheme: light dark; --ground: #fbfaf7; --card: #fff; --ink: #1d2129; --soft: #626b78; --line: #e4e1da; --good: #2f7d5b; --bad: #c8372d; --none: #b9b4a8; --bad-ground: #fdf1ef; }
@media (prefers-color-scheme: dark) { :root { --ground: #15181d; --card: #1d2127; --ink: #e8e6e1; --soft: #98a1ad; --line: #2d333c; --good: #58b58a; --bad: #f0695e; --none: #566070; --bad-ground: #2b1d1d; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header, main { max-width: 1000px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 40px; }
.brand { margin: 0; color: var(--soft); font-size: 13px; letter-spacing: .04em; }
h1 { margin: 4px 0 6px; font-size: 30px; line-height: 1.15; letter-spacing: -.02em; }
.broken h1 { color: var(--bad); }
.summary { margin: 0 0 24px; color: var(--soft); }
.summary time { white-space: nowrap; }
.stairs { display: block; width: 100%; height: 160px; border-bottom: 2px solid var(--ink); }
.stairs rect { fill: var(--good); opacity: .85; }
.stairs rect.failed { fill: var(--bad); opacity: 1; }
.stairs rect.none { fill: var(--none); }
.stairs a:hover rect, .stairs a:focus rect { opacity: .55; }
nav { display: flex; flex-wrap: wrap; gap: 8px 24px; justify-content: space-between; margin: 20px 0 0; color: var(--soft); font-size: 13px; }
nav .legend .step { display: inline-block; width: 10px; height: 10px; margin: 0 4px 0 12px; padding: 0; border-radius: 2px; vertical-align: -1px; }
nav .legend .done { background: var(--good); } nav .legend .failed { background: var(--bad); } nav .legend .none { background: var(--none); }
h2 { margin: 28px 0 10px; font-size: 17px; }
ol, ul { margin: 0; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: 8px; background: var(--card); overflow: hidden; }
li + li { border-top: 1px solid var(--line); }
.head { display: flex; align-items: center; gap: 12px; padding: 8px 14px; }
summary { cursor: pointer; }
summary.head { list-style: none; }
summary.head::-webkit-details-marker { display: none; }
.head b { flex: 1; min-width: 0; overflow-wrap: anywhere; font-weight: 500; font-size: 14px; }
li.failed > details > summary b { color: var(--bad); font-weight: 600; }
.dot { flex: none; width: 9px; height: 9px; border-radius: 50%; background: var(--good); }
.failed > details > .head .dot, .failed > .head .dot { background: var(--bad); }
.none > details > .head .dot, .none > .head .dot { background: var(--none); }
.steps { display: flex; gap: 4px; flex: none; }
.steps .step { display: flex; gap: 4px; align-items: center; justify-content: center; min-width: 74px; padding: 1px 6px; border-radius: 4px; font-style: normal; font-size: 12px; color: var(--good); background: color-mix(in srgb, var(--good) 12%, transparent); }
.steps .step.failed { color: #fff; background: var(--bad); }
.steps .step.none { color: var(--none); background: color-mix(in srgb, var(--none) 14%, transparent); }
.steps small { font-size: 11px; opacity: .85; }
.time { position: relative; flex: none; min-width: 76px; text-align: right; color: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.time i { position: absolute; right: 0; bottom: -3px; height: 2px; background: var(--none); }
.note { margin: 0; padding: 0 14px 8px 35px; color: var(--soft); font-size: 14px; }
article { margin: 4px 14px 12px 35px; padding: 12px 14px; border-left: 3px solid var(--bad); border-radius: 0 6px 6px 0; background: var(--bad-ground); }
h3 { margin: 0; font-size: 15px; font-weight: 600; overflow-wrap: anywhere; }
h4 { margin: 10px 0 4px; color: var(--soft); font-size: 12px; font-weight: 500; }
.repair { margin: 4px 0 0; color: var(--soft); }
.repair::before { content: '→ '; }
pre { margin: 4px 0 0; padding: 8px 10px; border-radius: 5px; background: var(--card); font: 12.5px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
article details { margin-top: 10px; } article details > summary { color: var(--soft); font-size: 13px; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }
.nothing { margin: 4px 0 0; color: var(--soft); font-style: italic; }
.only li:not(.failed) { display: none; }
.only section:not(:has(li.failed)) { display: none; }
li:target .head { background: color-mix(in srgb, var(--none) 18%, transparent); }
footer, main { padding-bottom: 60px; }
@media (max-width: 640px) { .head { flex-wrap: wrap; } .head b { flex-basis: 80%; } .sides { grid-template-columns: 1fr; } .steps .step { min-width: 0; } }
@media print { .only li { display: block !important; } }
`;

/** Hides what is in order, and opens what is led to. */
export const reportScript: string = `
const only = document.getElementById('only');
const sections = document.querySelector('main');
const show = () => sections.classList.toggle('only', only.checked && document.querySelector('li.failed') !== null);
only.addEventListener('change', show);
const follow = () => {
  const target = document.getElementById(location.hash.slice(1));
  if (target === null) return;
  if (!target.classList.contains('failed')) { only.checked = false; show(); }
  const details = target.querySelector('details');
  if (details !== null) details.open = true;
  target.scrollIntoView({ block: 'center' });
};
addEventListener('hashchange', follow);
show();
follow();
`;
