/* Wrong kernels: length and offset. */
#include "mutants.h"

MMAP_CHANGES(zero_is_a_page, !length, length = PAGE)
MMAP(zero_is_nothing)
{
	return length ? TRUE_MMAP : (long)addr;
}
MMAP_SAYS(zero_enomem, EINVAL, !length, ENOMEM)
MMAP_CHANGES(zero_is_whole_file, !length && is_file(flags), length = fd_size(fd))
MMAP_REFUSES(short_refused, length && length < PAGE, EINVAL)
MMAP_CHANGES(rounded_down, ordinary(length) && length > PAGE, length = down(length))
MMAP_CHANGES(rounded_too_far, ordinary(length) && length % PAGE, length += PAGE)
MMAP_CHANGES(length_32_bits, 1, length = (unsigned)length)
MMAP_SAYS(too_large_einval, ENOMEM, length >= 1UL << 46, EINVAL)
MMAP_SAYS(negative_einval, ENOMEM, (long)length < 0, EINVAL)
MMAP_SAYS(too_large_eoverflow, ENOMEM, length >= 1UL << 46, EOVERFLOW)
MMAP_SAYS(overflow_is_zero, ENOMEM, up(length) < length, EINVAL)
MMAP_CHANGES(overflow_is_a_page, up(length) < length, length = PAGE)
MMAP_REFUSES(sparse_refused, length > 1UL << 40, ENOMEM)

/* ---- offset */

MMAP_CHANGES(offset_ignored, is_file(flags) && offset % PAGE == 0, offset = 0)
MMAP_CHANGES(offset_in_pages, is_file(flags) && offset % PAGE == 0, offset *= PAGE)
MMAP_CHANGES(offset_32_bits, 1, offset = (unsigned)offset)
MMAP_CHANGES(offset_40_bits, 1, offset &= (1UL << 40) - 1)
MMAP_CHANGES(offset_a_page_late, is_file(flags) && offset && offset % PAGE == 0, offset += PAGE)
MMAP_CHANGES(offset_not_checked, is_file(flags), offset = down(offset))
MMAP_CHANGES(offset_of_sectors, is_file(flags) && offset % 512 == 0, offset = down(offset))
MMAP_SAYS(offset_enxio, EINVAL, is_file(flags) && offset % PAGE, ENXIO)
MMAP_CHANGES(anon_offset_not_checked, !is_file(flags) && !(flags & MAP_HUGETLB), offset = down(offset))
MMAP_REFUSES(anon_offset_refused, !is_file(flags) && offset, EINVAL)
MMAP_REFUSES(anon_offset_overflows, !is_file(flags) && (long)offset < 0 && offset % PAGE == 0, EOVERFLOW)

static int beyond(word fd, word flags, word offset)
{
	return is_file(flags) && fd_type(fd) == S_IFREG && (long)offset >= 0 && offset && offset >= fd_size(fd);
}

MMAP_REFUSES(beyond_eof_enxio, beyond(fd, flags, offset), ENXIO)
MMAP_REFUSES(beyond_eof_einval, beyond(fd, flags, offset), EINVAL)

const struct mutant length_mutants[] = {
	M("zero-length-is-a-page", "mmap.length.zero_einval", "length 0 maps a page", .mmap = zero_is_a_page),
	M("zero-length-is-nothing", "mmap.length.zero_success_old", "length 0 succeeds, maps nothing and returns addr, as before 2.6.12", .mmap = zero_is_nothing),
	M("zero-length-enomem", "mmap.length.zero_einval", "length 0 says ENOMEM", .mmap = zero_enomem),
	M("zero-length-is-whole-file", "mmap.length.zero_einval", "length 0 maps the whole file", .mmap = zero_is_whole_file),
	M("short-length-refused", "mmap.length.less_than_page_is_page", "a length below one page is rounded down to 0: EINVAL", .mmap = short_refused),
	M("length-rounded-down", "mmap.length.rounded_up", "the length is rounded down to pages", .mmap = rounded_down),
	M("length-rounded-too-far", "mmap.length.rounded_up", "a length that is no multiple of a page gets one page too many", .mmap = rounded_too_far),
	M("length-32-bits", "mmap.length.huge_sparse_ok", "the length is cut to 32 bits", .mmap = length_32_bits),
	M("too-large-einval", "mmap.length.too_large_enomem", "a length beyond the address space says EINVAL", .mmap = too_large_einval),
	M("negative-length-einval", "mmap.length.too_large_enomem", "a length above PTRDIFF_MAX is taken as negative: EINVAL", .mmap = negative_einval),
	M("too-large-eoverflow", "mmap.length.too_large_enomem", "a length beyond the address space says EOVERFLOW", .mmap = too_large_eoverflow),
	M("length-overflow-is-zero", "mmap.length.page_align_overflow", "a length that overflows when rounded up is taken as 0: EINVAL", .mmap = overflow_is_zero),
	M("length-overflow-is-a-page", "mmap.length.page_align_overflow", "a length that overflows when rounded up maps one page", .mmap = overflow_is_a_page),
	M("sparse-refused", "mmap.length.huge_sparse_ok", "no mapping may be larger than 1 TiB", .mmap = sparse_refused),
	M("offset-ignored", "mmap.offset.initial_contents", "every mapping begins at the start of the file", .mmap = offset_ignored),
	M("offset-in-pages", "mmap.offset.initial_contents", "offset is counted in pages", .mmap = offset_in_pages),
	M("offset-32-bits", "mmap.offset.initial_contents", "offset is cut to 32 bits", .mmap = offset_32_bits),
	M("offset-40-bits", "mmap.offset.initial_contents", "offset is cut to 40 bits", .mmap = offset_40_bits),
	M("offset-a-page-late", "mmap.offset.initial_contents", "an offset other than 0 shows the file one page late", .mmap = offset_a_page_late),
	M("offset-not-checked", "mmap.offset.page_multiple", "an unaligned offset of a file is rounded down", .mmap = offset_not_checked),
	M("offset-of-sectors", "mmap.offset.page_multiple", "a multiple of 512 is good enough as an offset", .mmap = offset_of_sectors),
	M("unaligned-offset-enxio", "mmap.offset.page_multiple", "an unaligned offset says ENXIO", .mmap = offset_enxio),
	M("anonymous-offset-not-checked", "mmap.offset.anon_unaligned_einval", "an unaligned offset of anonymous memory is not seen", .mmap = anon_offset_not_checked),
	M("anonymous-offset-refused", "mmap.offset.anon_ignored", "anonymous memory with an offset other than 0 is refused: EINVAL", .mmap = anon_offset_refused),
	M("anonymous-offset-overflows", "mmap.offset.anon_ignored", "a negative offset of anonymous memory says EOVERFLOW", .mmap = anon_offset_overflows),
	M("beyond-end-enxio", "mmap.offset.beyond_eof_accepted", "an offset beyond the end of the file is refused: ENXIO", .mmap = beyond_eof_enxio),
	M("beyond-end-einval", "mmap.offset.beyond_eof_accepted", "an offset beyond the end of the file is refused: EINVAL", .mmap = beyond_eof_einval),
	END
};
