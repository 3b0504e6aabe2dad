/** Looks at what the system says about a mapping: part of what is tested. */
import { type Context, evaluate, showBytes } from './context.ts';
import { compared, list, operand, type Rule, type StepOf, shown } from './rule.ts';

const mapsLength = (s: StepOf<'maps'>): string => operand(s.length, '1p');

/** The attributes that the step names, in one order, so that what it does not name is not compared. */
function mapsText(s: StepOf<'maps'>, perms: string, offset: string, backing: string): string {
  return [
    'mapped',
    s.perms === undefined ? '' : perms,
    s.offset === undefined ? '' : `offset ${offset}`,
    s.backing === undefined ? '' : backing,
  ]
    .filter(Boolean)
    .join(', ');
}

export const maps: Rule<StepOf<'maps'>> = {
  role: 'tested',
  line: (s) => `maps ${operand(s.maps)} ${mapsLength(s)}`,
  call: (s) => `maps(${shown(s.maps)}, ${shown(s.length, '1p')})`,
  promise: (s) =>
    s.mapped === false
      ? 'not mapped'
      : mapsText(s, s.perms ?? '', shown(s.offset), list(s.backing).join(' or ')),
  judge: (s, words, context) => {
    const [bytes = 'none', perms = '', offset = '0', backing = ''] = words;
    if (bytes === 'none') return { observed: 'not mapped', ok: s.mapped === false };
    if (bytes === 'gap')
      return { observed: `not mapped before ${showBytes(BigInt(perms), context)}`, ok: false };
    if (BigInt(bytes) < (evaluate(mapsLength(s), context) ?? 0n)) {
      return { observed: `only ${showBytes(BigInt(bytes), context)} of it ${perms} ${backing}`, ok: false };
    }
    const at = BigInt(offset);
    const sameOffset = s.offset === undefined || evaluate(operand(s.offset), context) === at;
    const ok =
      s.mapped !== false &&
      (s.perms === undefined || s.perms === perms) &&
      sameOffset &&
      (s.backing === undefined || (list(s.backing) as readonly string[]).includes(backing));
    return {
      observed: mapsText(s, perms, sameOffset ? shown(s.offset) : showBytes(at, context), backing),
      ok,
    };
  },
};

/** Fields of smaps, by the key of the step that is about them. */
export const SMAPS_SIZES = {
  size: 'Size',
  rss: 'Rss',
  locked: 'Locked',
  anonymous: 'Anonymous',
  kernelPageSize: 'KernelPageSize',
  sharedDirty: 'Shared_Dirty',
  privateDirty: 'Private_Dirty',
} as const;
type SmapsSize = keyof typeof SMAPS_SIZES;

function smapsPromises(s: StepOf<'smaps'>): string[] {
  const sizes = (Object.keys(SMAPS_SIZES) as SmapsSize[]).filter((key) => s[key] !== undefined);
  return [
    ...(s.vmFlags?.has ?? []).map((flag) => `VmFlags with ${flag}`),
    ...(s.vmFlags?.lacks ?? []).map((flag) => `VmFlags without ${flag}`),
    ...sizes.map((key) => `${SMAPS_SIZES[key]} ${shown(s[key])}`),
  ];
}

export const smaps: Rule<StepOf<'smaps'>> = {
  role: 'tested',
  line: (s) => `smaps ${operand(s.smaps)}`,
  call: (s) => `smaps(${shown(s.smaps)})`,
  promise: (s) => smapsPromises(s).join(', ') || null,
  judge: (s, words, context) => {
    if (words[0] === 'none') return { observed: 'not mapped', ok: false };
    const fields = new Map(words.map((word) => word.split('=', 2) as [string, string]));
    // Whether soft-dirty bits are kept is a matter of the kernel's configuration.
    const flags = (fields.get('VmFlags') ?? '').split(',').filter((flag) => flag !== 'sd');
    const promises = smapsPromises(s);
    if (promises.length === 0) return { observed: `VmFlags ${flags.join(' ')}`, ok: null };
    const observed = [
      ...(s.vmFlags?.has ?? []).map((flag) => `VmFlags ${flags.includes(flag) ? 'with' : 'without'} ${flag}`),
      ...(s.vmFlags?.lacks ?? []).map(
        (flag) => `VmFlags ${flags.includes(flag) ? 'with' : 'without'} ${flag}`,
      ),
      ...(Object.keys(SMAPS_SIZES) as SmapsSize[])
        .filter((key) => s[key] !== undefined)
        .map((key) => `${SMAPS_SIZES[key]} ${sizeShown(s[key] ?? 0, fields.get(SMAPS_SIZES[key]), context)}`),
    ];
    return { observed: observed.join(', '), ok: observed.join() === promises.join() };
  },
};

/** The expected operand where the field has that value, so that equal values read alike. */
function sizeShown(expected: string | number, kilobytes: string | undefined, context: Context): string {
  if (kilobytes === undefined) return 'not told';
  const bytes = BigInt(kilobytes) << 10n;
  return evaluate(operand(expected), context) === bytes ? shown(expected) : showBytes(bytes, context);
}

export const resident: Rule<StepOf<'resident'>> = {
  role: 'tested',
  line: (s) => `resident ${operand(s.resident.addr)} ${operand(s.resident.length)}`,
  call: (s) => `resident(${shown(s.resident.addr)}, ${shown(s.resident.length)})`,
  promise: (s) => (s.is === undefined ? null : `${s.is} pages present`),
  judge: (s, [present = '0']) =>
    compared(`${present} pages present`, s.is === undefined ? undefined : `${s.is} pages present`),
};

export const status: Rule<StepOf<'status'>> = {
  role: 'tested',
  line: (s) => `status ${s.status}:`,
  call: (s) => `status(${s.status})`,
  promise: (s) => (s.is === undefined ? null : shown(s.is)),
  judge: (s, [word = '0'], context) => {
    if (s.is === undefined) return { observed: 'told', ok: null };
    const ok = evaluate(operand(s.is), context) === BigInt(word);
    return { observed: ok ? shown(s.is) : showBytes(BigInt(word), context), ok };
  },
};
