/* Division of 64 bits by 64, which the compiler asks libgcc for where a register has 32, and libgcc need not be there. */
#include "abi.h"

#if defined(__i386__)

word __udivmoddi4(word dividend, word divisor, word *rest);
word __udivdi3(word dividend, word divisor);
word __umoddi3(word dividend, word divisor);

/* One bit after the other, as on paper; by zero: all ones. */
word __udivmoddi4(word dividend, word divisor, word *rest)
{
	word quotient = 0, left = 0;

	if (!(dividend >> 32) && !(divisor >> 32) && divisor) {
		if (rest)
			*rest = (reg)dividend % (reg)divisor;
		return (reg)dividend / (reg)divisor;
	}
	for (int bit = 63; bit >= 0; bit--) {
		int carry = (int)(left >> 63);

		left = left << 1 | (dividend >> bit & 1);
		if (carry || left >= divisor) {
			left -= divisor;
			quotient |= (word)1 << bit;
		}
	}
	if (rest)
		*rest = left;
	return quotient;
}

word __udivdi3(word dividend, word divisor)
{
	return __udivmoddi4(dividend, divisor, 0);
}

word __umoddi3(word dividend, word divisor)
{
	word rest;

	__udivmoddi4(dividend, divisor, &rest);
	return rest;
}

#elif defined(__arm__)

int __aeabi_idiv0(int result);
long long __aeabi_ldiv0(long long result);

/* Here libgcc is there, but of a division by zero it would tell the C library. */
int __aeabi_idiv0(int result)
{
	return result;
}

long long __aeabi_ldiv0(long long result)
{
	return result;
}

#endif
