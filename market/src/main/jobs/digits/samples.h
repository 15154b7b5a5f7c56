#ifndef SAMPLES_H
#define SAMPLES_H

#include "network.h"

enum { SAMPLE_COUNT = 300 };

/* A handwritten digit and what it is. */
typedef struct {
  int digit;
  char pixels[PIXELS + 1];
} Sample;

extern const Sample SAMPLES[SAMPLE_COUNT];

#endif
