/**
 * Wrong kernels that break what Linux does, but nothing that is documented without an "if": it takes the comparison with a right kernel
 * to tell (status `deviate`). Anything else must be killed by a promise.
 */
export const BY_COMPARISON: Readonly<Record<string, string>> = {
  'thp-unaligned': 'alignment to huge pages is no promise, it depends on the configuration',
  'exec-only-unreadable': 'with protection keys PROT_EXEC alone cannot be read',
  'msync-does-nothing': 'whether a page counts as dirty in smaps depends on the file system',
  'shared-high-bits-refused': 'flags is an int: what a wider argument does is documented nowhere',
  'validate-looks-at-32-bits': 'flags is an int: what a wider argument does is documented nowhere',
  'huge-code-30-refused': 'pages of 1 GiB depend on the processor',
  'huge-listed-size-refused': 'pages of 1 GiB depend on the processor',
  'tail-cleaned-at-munmap': 'whether the tail stays in the page cache depends on the file system',
  'tail-cleaned-on-tmpfs': 'whether msync cleans the tail depends on the file system',
  'extension-shows-tail': 'what an extension shows of the tail depends on the file system',
  // These do what is documented, where Linux is known to do otherwise.
  'huge-needs-right': 'mmap(2): EPERM without the capability and outside of the group',
  'append-only-private-refused': 'mmap(2): EACCES for PROT_WRITE and an append-only file, whatever the type',
  'append-only-read-accepted': 'mmap(2): EACCES for an append-only file with PROT_WRITE only',
  'non-regular-eacces': 'mmap(2): EACCES for what is no regular file',
  'beyond-object-enxio': 'POSIX: ENXIO for addresses that are invalid for the object',
  'file-lock-eagain': 'mmap(2): EAGAIN for a locked file',
  'mtime-by-every-store': 'mmap(2): every store between two calls of msync marks the file as modified',
  'mremap-old-zero-einval': 'mremap(2): EINVAL',
  'mremap-dontunmap-shared-refused': 'mremap(2): MREMAP_DONTUNMAP is for private anonymous mappings only',
};
