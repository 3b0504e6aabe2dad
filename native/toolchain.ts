import { execFileSync } from 'node:child_process';
import { UserError } from '../runner/errors.ts';

/** Architectures that the executor knows, as `uname -m` names them; `i386` is any x86, and `arm` any ARM, of 32 bits. */
export const ARCHITECTURES = [
  'x86_64',
  'i386',
  'aarch64',
  'arm',
  'riscv64',
  'ppc64le',
  's390x',
  'mips64el',
] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

/** The prefix of the GNU tools, and what Debian calls the architecture. */
const NAMES: Readonly<Record<Architecture, { gnu: string; debian: string }>> = {
  x86_64: { gnu: 'x86_64-linux-gnu', debian: 'amd64' },
  i386: { gnu: 'i686-linux-gnu', debian: 'i386' },
  aarch64: { gnu: 'aarch64-linux-gnu', debian: 'arm64' },
  arm: { gnu: 'arm-linux-gnueabihf', debian: 'armhf' },
  riscv64: { gnu: 'riscv64-linux-gnu', debian: 'riscv64' },
  ppc64le: { gnu: 'powerpc64le-linux-gnu', debian: 'ppc64el' },
  s390x: { gnu: 's390x-linux-gnu', debian: 's390x' },
  mips64el: { gnu: 'mips64el-linux-gnuabi64', debian: 'mips64el' },
};

/** Makes a compiler for x86_64 compile for i386; the kernel's headers are the same for both, but not in a place where it would look. */
const HALF_AS_WIDE = ['-m32', '-idirafter', '/usr/include/x86_64-linux-gnu'];

const BY_NODE_NAME: Readonly<Record<string, Architecture>> = {
  x64: 'x86_64',
  arm64: 'aarch64',
  arm: 'arm',
  riscv64: 'riscv64',
  // Linux has Node for the little-endian one only.
  ppc64: 'ppc64le',
  s390x: 's390x',
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
  constructor(architecture: Architecture) {
    const whose = architecture === hostArchitecture() ? '' : ` for ${architecture}`;
    const packages = hostFlags(architecture) === undefined ? crossPackages(architecture) : 'gcc libc6-dev';
    super(
      `No C compiler${whose} was found: install one (on Debian: apt-get install ${packages}) and run again.`,
      { exitCode: 3 },
    );
    this.name = 'NoCompilerError';
  }
}

function crossPackages(architecture: Architecture): string {
  const { gnu, debian } = NAMES[architecture];
  return `gcc-${gnu.replace('_', '-')} linux-libc-dev-${debian}-cross`;
}

/** What makes this machine's own compiler compile for an architecture; undefined if nothing does. */
function hostFlags(architecture: Architecture): readonly string[] | undefined {
  const host = hostArchitecture();
  if (architecture === host) return [];
  return architecture === 'i386' && host === 'x86_64' ? HALF_AS_WIDE : undefined;
}

/**
 * The command that compiles C for an architecture: `$CC`, cc, gcc or clang for those that this machine's own compiler knows, else the GNU
 * cross compiler.
 * `$CC` may hold arguments, separated by blanks, as make takes it.
 *
 * @throws NoCompilerError
 */
export function findCompiler(architecture: Architecture, env: NodeJS.ProcessEnv = process.env): string[] {
  const flags = hostFlags(architecture);
  const chosen = env.CC ? [env.CC.trim().split(/\s+/)] : [];
  const own =
    flags === undefined ? [] : [...chosen, ['cc'], ['gcc'], ['clang']].map((own) => [...own, ...flags]);
  const cross = architecture === hostArchitecture() ? [] : [[`${NAMES[architecture].gnu}-gcc`]];
  const found = [...own, ...cross].find((command) => works(command, env));
  if (found === undefined) throw new NoCompilerError(architecture);
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
