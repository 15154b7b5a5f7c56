#ifndef NETWORK_H
#define NETWORK_H

#include <stdint.h>

enum { PIXELS = 64, FIRST = 64, SECOND = 32, CLASSES = 10 };

/* Weights in 8 bits. Between layers a sum is rectified, divided by 2^shift and cut to 0..255, so a layer's weights are in units of 2^-shift of what the layer above expects. */
typedef struct {
  int8_t first[FIRST][PIXELS];
  int32_t first_bias[FIRST];
  int first_shift;
  int8_t second[SECOND][FIRST];
  int32_t second_bias[SECOND];
  int second_shift;
  int8_t third[CLASSES][SECOND];
  int32_t third_bias[CLASSES];
} Network;

/* What the network makes of an image. */
typedef struct {
  int digit;
  int32_t scores[CLASSES];
} Reading;

/* Reads 8 x 8 pixels, rows from the top, from 0 (paper) to 16 (ink). Whole numbers only. */
Reading network_read(const Network *network, const uint8_t *pixels);

/* How far the best score is above the next. */
int32_t network_margin(const Reading *reading);

extern const Network NETWORK;

#endif
