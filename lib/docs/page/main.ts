import type { PageData } from '../page-data.ts';
import { showDiagrams } from './diagram.ts';
import { showOneSection } from './sections.ts';
import { startSearch } from './search-box.ts';
import { startTheme } from './theme.ts';

startTheme();
document.addEventListener('DOMContentLoaded', () => {
  const data = JSON.parse(document.querySelector('#data')?.textContent ?? '{}') as PageData;
  startSearch(data);
  const diagrams = showDiagrams(data);
  showOneSection((section) => diagrams.draw(section));
});
