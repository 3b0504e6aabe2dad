/**
 * Wrong kernels that break what Linux does, but nothing that is documented without an "if": their cases only observe, and it takes the
 * comparison with a right kernel to tell (status `deviate`). Anything else must be killed by a promise.
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
};
