/** What `doctor` says of this machine, before any implementation is started. */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import picocolors from 'picocolors';
import { ensureBuilt } from '../../native/build.ts';
import { findCompiler, hostArchitecture } from '../../native/toolchain.ts';
import { UserError } from '../errors.ts';
import type { Scratch } from '../scratch.ts';

/** A line's words, or what is wrong. */
type Finding = { text: string } | { trouble: string };

/** The lines, with a line end. */
export async function renderMachine(scratch: Scratch, color: boolean): Promise<string> {
  const paint = picocolors.createColors(color);
  const findings: [string, Finding][] = [
    ['node', { text: `${process.version}, ${process.platform} ${process.arch}` }],
    ['compiler', compiler()],
    ['executor', await executor()],
    ['koffi', koffi()],
    ['files', { text: tmpdir() }],
    [
      'tmpfs',
      scratch.tmpfsRoot === null
        ? { trouble: 'none at /dev/shm that may be written to' }
        : { text: '/dev/shm' },
    ],
  ];
  const lines = findings.map(([name, finding]) => {
    const said = 'text' in finding ? finding.text : paint.yellow(finding.trouble);
    return `${name.padEnd(9)} ${said}\n`;
  });
  return lines.join('');
}

function trouble(error: unknown): Finding {
  if (!(error instanceof UserError)) return { trouble: String(error) };
  return { trouble: error.hint === undefined ? error.message : `${error.message} ${error.hint}` };
}

function compiler(): Finding {
  try {
    const command = findCompiler(hostArchitecture());
    const [program = '', ...args] = command;
    const version = execFileSync(program, [...args, '--version'], { encoding: 'utf8' }).split('\n')[0];
    return { text: `${command.join(' ')}: ${version}` };
  } catch (error) {
    return trouble(error);
  }
}

async function executor(): Promise<Finding> {
  try {
    return { text: (await ensureBuilt()).agent };
  } catch (error) {
    return trouble(error);
  }
}

function koffi(): Finding {
  try {
    const { version } = createRequire(import.meta.url)('koffi') as { version: string };
    return { text: version };
  } catch (error) {
    return trouble(error);
  }
}
