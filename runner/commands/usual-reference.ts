/** What implementations are compared with if nothing is said. */
import { hostArchitecture } from '../../native/toolchain.ts';
import { UserError } from '../errors.ts';

/** The recorded results that stand in for a kernel. */
export const SHIPPED_REFERENCE = 'results:linux-6.18';

export interface UsualReference {
  spec: string;
  /** For the user, where it is not the running kernel. */
  notice: string | null;
}

/** The running kernel; recorded results where there is none that the cases can be run on. */
export function usualReference(): UsualReference {
  try {
    hostArchitecture();
    return { spec: 'kernel', notice: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const notice = `the cases cannot be run on this machine itself (${process.platform} on ${process.arch}): the reference is what was recorded on Linux 6.18 (--reference ${SHIPPED_REFERENCE})`;
    return { spec: SHIPPED_REFERENCE, notice };
  }
}
