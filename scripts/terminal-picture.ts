/** What is typed and what is answered, as it stood on a terminal. */
export interface TerminalLine {
  readonly text: string;
  readonly isTyped: boolean;
}

/** What a stretch of text is, which says its colour. */
type Tone = 'ink' | 'soft' | 'typed' | 'good' | 'bad';

const size = { font: 14, line: 22, column: 8.43, side: 24, bar: 38, foot: 22 } as const;

const style = `
.ground{fill:#fdfcfa;stroke:#dedad1}.bar{fill:#f3f1ec}.dot{fill:#d5d0c5}
text{font:${size.font}px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre}
.ink{fill:#2b303a}.soft{fill:#7b828e}.typed{fill:#11151c;font-weight:600}.good{fill:#2f7d5b}.bad{fill:#c8372d}
@media (prefers-color-scheme:dark){
.ground{fill:#15181d;stroke:#2d333c}.bar{fill:#1d2127}.dot{fill:#3a414c}
.ink{fill:#d3d0ca}.soft{fill:#87909c}.typed{fill:#f4f2ee}.good{fill:#58b58a}.bad{fill:#f0695e}}`;

/** Parts of answers that stand out: the first that fits a line colours it, its groups from left to right. */
const tones: readonly (readonly [pattern: RegExp, ...tones: Tone[]])[] = [
  [/^(\s*→.*)$/u, 'soft'],
  [/^(.*does not climb the stairs.*)$/u, 'bad'],
  [/^(\s+down left a trace:|\s+second up failed:)(.*)$/u, 'bad', 'ink'],
  [/^(It does not hold .*)$/u, 'bad'],
  [/^(\s+SQL )(.*)$/u, 'soft', 'ink'],
  [/^(\d+ migrations?: )(\d+ tested well; \d+ of \d+ claims[^;]*)(.*)$/u, 'ink', 'good', 'soft'],
  [/^(\d+ migrations?: \d+ tested well, )(\d+ failed)(.*)$/u, 'ink', 'bad', 'soft'],
  [/^(\[\d+\/\d+\] )(\S+)( done)( in .*)$/u, 'soft', 'ink', 'good', 'soft'],
  [/^(\[\d+\/\d+\] )(\S+)( …)$/u, 'soft', 'ink', 'soft'],
  [/^(Created )(.*)$/u, 'good', 'ink'],
  [/^(Applied )(.*)$/u, 'good', 'ink'],
];

/** Draws lines of a terminal as SVG, in the colours of the reader's system, light or dark. */
export function terminalPicture(lines: readonly TerminalLine[], title: string): string {
  const columns = Math.max(...lines.map(({ text }) => text.length));
  const width = Math.ceil(columns * size.column + 2 * size.side);
  const height = size.bar + lines.length * size.line + size.foot;
  const dots = [0, 1, 2].map((n) => `<circle class="dot" cx="${20 + n * 18}" cy="19" r="5.5"/>`);
  const texts = lines.map(({ text, isTyped }, index) => {
    const y = size.bar + (index + 1) * size.line;
    return `<text x="${size.side}" y="${y}">${(isTyped ? typed(text) : answered(text)).join('')}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(title)}">
<title>${escape(title)}</title><style>${style}</style>
<rect class="ground" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="10"/>
<path class="bar" d="M1 38V11A10 10 0 0 1 11 1H${width - 11}A10 10 0 0 1 ${width - 1} 11V38Z"/>${dots.join('')}
${texts.filter((_text, index) => lines[index]?.text !== '').join('\n')}
</svg>
`;
}

function typed(text: string): string[] {
  const [prompt = '', rest = ''] = [text.slice(0, 2), text.slice(2)];
  return text.startsWith('#') ? [part(text, 'soft')] : [part(prompt, 'soft'), part(rest, 'typed')];
}

function answered(text: string): string[] {
  for (const [pattern, ...parts] of tones) {
    const found = pattern.exec(text);
    if (found !== null) return parts.map((tone, index) => part(found[index + 1] ?? '', tone));
  }
  return [part(text, 'ink')];
}

function part(text: string, tone: Tone): string {
  return `<tspan class="${tone}">${escape(text)}</tspan>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
