import { execFileSync } from 'node:child_process';
import { UserError } from '../runner/errors.ts';

/** Architectures that the executor knows, as `uname -m` names them. */
export const ARCHITECTURES = ['x86_64', 'aarch64', 'riscv64'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

const BY_NODE_NAME: Readonly<Record<string, Architecture>> = {
  x64: 'x86_64',
  arm64: 'aarch64',
  riscv64: 'riscv64',
};

/**
 * The architecture of this machine.
 *
 * @throws UserError (exit 3) when the executor does not know it
 */
export function hostArchitecture(): Architecture {
  const found = BY_NODE_NAME[process.arch];
  if (found !== undefined && process.platform === 'linux') return found;
  const machine = `${process.platform} on ${process.arch}`;
  throw new UserError(
    `There is no executor for ${machine}: it exists for Linux on ${ARCHITECTURES.join(', ')}.`,
    {
      exitCode: 3,
    },
  );
}

/** No compiler was found. */
export class NoCompilerError extends UserError {
  constructor(architecture: Architecture, isHost: boolean) {
    const sentence = isHost
      ? 'No C compiler was found: install one (on Debian: apt-get install gcc libc6-dev) and run again.'
      : `No C compiler for ${architecture} was found: install one (on Debian: apt-get install ${crossPackages(architecture)}) and run again.`;
    super(sentence, { exitCode: 3 });
    this.name = 'NoCompilerError';
  }
}

function crossPackages(architecture: Architecture): string {
  const debianName = { x86_64: 'amd64', aarch64: 'arm64', riscv64: 'riscv64' }[architecture];
  return `gcc-${architecture.replace('_', '-')}-linux-gnu libc6-dev-${debianName}-cross`;
}

/**
 * The command that compiles C for an architecture: `$CC`, cc, gcc or clang for this machine's own, the GNU cross compiler for others.
 * `$CC` may hold arguments, separated by blanks, as make takes it.
 *
 * @throws NoCompilerError
 */
export function findCompiler(architecture: Architecture, env: NodeJS.ProcessEnv = process.env): string[] {
  const isHost = architecture === hostArchitecture();
  const chosen = isHost && env.CC ? [env.CC.trim().split(/\s+/)] : [];
  const usual = isHost ? [['cc'], ['gcc'], ['clang']] : [[`${architecture}-linux-gnu-gcc`]];
  const found = [...chosen, ...usual].find((command) => works(command, env));
  if (found === undefined) throw new NoCompilerError(architecture, isHost);
  return found;
}

function works([program = '', ...args]: string[], env: NodeJS.ProcessEnv): boolean {
  try {
    execFileSync(program, [...args, '--version'], { stdio: 'ignore', env });
    return true;
  } catch {
    return false;
  }
}
