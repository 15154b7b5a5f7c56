#include "network.h"

static uint8_t passed(int32_t sum, int shift) {
  int32_t value = sum <= 0 ? 0 : sum >> shift;
  return (uint8_t)(value > 255 ? 255 : value);
}

static int32_t weigh(const int8_t *weights, const uint8_t *values, int count, int32_t bias) {
  int32_t sum = bias;
  for (int i = 0; i < count; i++) {
    sum += weights[i] * values[i];
  }
  return sum;
}

Reading network_read(const Network *network, const uint8_t *pixels) {
  uint8_t first[FIRST];
  uint8_t second[SECOND];
  Reading reading = {0, {0}};
  for (int i = 0; i < FIRST; i++) {
    first[i] = passed(weigh(network->first[i], pixels, PIXELS, network->first_bias[i]), network->first_shift);
  }
  for (int i = 0; i < SECOND; i++) {
    second[i] = passed(weigh(network->second[i], first, FIRST, network->second_bias[i]), network->second_shift);
  }
  for (int i = 0; i < CLASSES; i++) {
    reading.scores[i] = weigh(network->third[i], second, SECOND, network->third_bias[i]);
    if (reading.scores[i] > reading.scores[reading.digit]) {
      reading.digit = i;
    }
  }
  return reading;
}

int32_t network_margin(const Reading *reading) {
  int32_t least = INT32_MAX;
  for (int i = 0; i < CLASSES; i++) {
    int32_t lead = reading->scores[reading->digit] - reading->scores[i];
    if (i != reading->digit && lead < least) {
      least = lead;
    }
  }
  return least;
}
