/* Numbers and dots. All arithmetic is IEEE single precision on ordinary numbers, which WebAssembly defines to the bit. */
#include "canvas.h"

#include <math.h>

float chance(Chance *from) {
  /* SplitMix64 (Steele, Lea, Flood 2014). */
  uint64_t z = from->state += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return (float)((z ^ z >> 31) >> 40) / 16777216.0f;
}

float chance_in(Chance *from, float least, float most) {
  return least + (most - least) * chance(from);
}

INLINE float corner(int x, int y, uint32_t seed) {
  uint32_t h = seed + (uint32_t)x * 0x85EBCA6Bu + (uint32_t)y * 0xC2B2AE35u;
  h = (h ^ h >> 15) * 0x2C1B3C6Du;
  h = (h ^ h >> 12) * 0x297A2D39u;
  return (float)((h ^ h >> 15) >> 8) / 16777216.0f;
}

APART float noise(float x, float y, uint32_t seed) {
  float fx = floorf(x);
  float fy = floorf(y);
  int ix = (int)fx;
  int iy = (int)fy;
  float tx = x - fx;
  float ty = y - fy;
  tx = tx * tx * (3 - 2 * tx);
  ty = ty * ty * (3 - 2 * ty);
  float top = corner(ix, iy, seed) * (1 - tx) + corner(ix + 1, iy, seed) * tx;
  float bottom = corner(ix, iy + 1, seed) * (1 - tx) + corner(ix + 1, iy + 1, seed) * tx;
  return top + (bottom - top) * ty;
}

APART float clouds(float x, float y, uint32_t seed) {
  float sum = 0;
  float part = 0.5f;
  for (uint32_t octave = 0; octave < 4; octave++) {
    sum += part * noise(x, y, seed + octave * 7919u);
    /* Turned a little each time, so that the grid does not show. */
    float turned = 1.6f * x - 1.2f * y;
    y = 1.2f * x + 1.6f * y;
    x = turned;
    part *= 0.5f;
  }
  return sum / 0.9375f;
}

APART void spot(Colour *layer, float x, float y, float radius, Colour light) {
  int left = (int)floorf(x - radius);
  int right = (int)ceilf(x + radius);
  int top = (int)floorf(y - radius);
  int bottom = (int)ceilf(y + radius);
  float scale = 1 / (radius * radius);
  for (int py = top < 0 ? 0 : top; py <= bottom && py < SIDE; py++) {
    for (int px = left < 0 ? 0 : left; px <= right && px < SIDE; px++) {
      float dx = (float)px - x;
      float dy = (float)py - y;
      float rest = 1 - (dx * dx + dy * dy) * scale;
      if (rest > 0) {
        Colour *to = layer + py * SIDE + px;
        float weight = rest * rest;
        to->r += light.r * weight;
        to->g += light.g * weight;
        to->b += light.b * weight;
      }
    }
  }
}
