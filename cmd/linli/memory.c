#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>

// The C library gives nearly every thread a heap of its own, up to eight a processor, and each holds on to what SQLite took
// in its busiest moment. Threads take theirs before Go begins, so this runs earlier.
__attribute__((constructor)) static void share_heaps(void) { mallopt(M_ARENA_MAX, 1); }
#endif
