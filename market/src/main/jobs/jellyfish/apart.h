#ifndef APART_H
#define APART_H

/* A function that stays one: what a runtime compiles function by function must not grow together into one that it cannot. */
#define APART __attribute__((noinline))

/* A function that is inlined even where size is asked for: a structure that a function returns goes through memory. */
#define INLINE static inline __attribute__((always_inline))

#endif
