/** How to see a case again: the command, and the program in C. */
import { useEffect, useState } from 'preact/hooks';
import type { CaseEntry } from '../../../runner/result.ts';
import { shellQuote } from '../../again.ts';
import { type PackedPrograms, unpackProgram } from '../programs.ts';
import { CopyButton } from './copy-button.tsx';
import { loadData } from './load.ts';
import type { Report } from './report.ts';

export function Again({ report, entry, own }: { report: Report; entry: CaseEntry; own: string }) {
  const { implementations, strict } = report.packed;
  const flags = implementations.find(({ name }) => name === own)?.again ?? '';
  const isStrict = strict && entry.results[own]?.status === 'deviate';
  const command = [`npx mmap-conformance run ${shellQuote(entry.id)}`, flags, isStrict ? '--strict' : '']
    .filter((word) => word !== '')
    .join(' ');
  return (
    <section class="again">
      <h3>Again</h3>
      <div class="code-line">
        <pre tabIndex={0}>
          <code>{command}</code>
        </pre>
        <CopyButton text={command} what="the command" />
      </div>
    </section>
  );
}

/** The program, once somebody wants to see it: all of them are one large text. */
export function Program({ id }: { id: string }) {
  const [isOpen, setOpen] = useState(false);
  const [programs, setPrograms] = useState<PackedPrograms | null>(null);
  const hasPrograms = document.getElementById('report-programs') !== null;
  useEffect(() => {
    if (!isOpen || programs !== null) return;
    loadData<PackedPrograms>('report-programs').then(setPrograms, () =>
      setPrograms({ lines: [], programs: {} }),
    );
  }, [isOpen]);
  if (!hasPrograms) return null;
  const text = programs === null ? null : unpackProgram(programs, id);
  return (
    <details class="program" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The same in C</summary>
      {programs !== null && text === null && <p class="note">There is no program of this case.</p>}
      {text !== null && (
        <div class="code-line">
          <pre tabIndex={0}>
            <code>{text}</code>
          </pre>
          <CopyButton text={text} what="the program" />
        </div>
      )}
    </details>
  );
}
