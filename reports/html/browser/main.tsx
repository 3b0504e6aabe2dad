/** The script of the page: brings the data to life. */
import { render } from 'preact';
import { matrixCases, TextSearch } from '../matrix.ts';
import type { Packed } from '../packed.ts';
import { App } from './app.tsx';
import { loadData } from './load.ts';
import type { Report } from './report.ts';
import { startTheme } from './theme.ts';

function apology(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `The cases cannot be shown: ${why}. A browser of 2024 or later is needed, and the whole file.`;
}

async function main(): Promise<void> {
  startTheme();
  const root = document.getElementById('app');
  if (root === null) return;
  try {
    const packed = await loadData<Packed>('report-data');
    if (packed === null) throw new Error('the data is missing');
    const report: Report = { packed, cases: matrixCases(packed), search: new TextSearch(packed) };
    root.replaceChildren();
    render(<App report={report} />, root);
    performance.mark('report-shown');
  } catch (error) {
    root.textContent = apology(error);
    throw error;
  }
}

void main();
