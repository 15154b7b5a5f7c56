#ifndef CANVAS_H
#define CANVAS_H

#include <stdint.h>

#include "apart.h"
#include "scene.h"

enum { SIDE = 512 };

/* What the painting is made of, per pixel: the surroundings, how much of them is still seen through what is in front, and the light that the animals give. */
typedef struct {
  Colour behind[SIDE * SIDE];
  float through[SIDE * SIDE];
  Colour light[SIDE * SIDE];
} Canvas;

/* Chance, all from the scene's seed. */
typedef struct {
  uint64_t state;
} Chance;

/* The next number from 0 to 1. */
float chance(Chance *from);

/* A number from least to most. */
float chance_in(Chance *from, float least, float most);

INLINE Colour mix(Colour a, Colour b, float t) {
  return (Colour){a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t};
}

INLINE Colour scaled(Colour colour, float by) {
  return (Colour){colour.r * by, colour.g * by, colour.b * by};
}

INLINE float clamp01(float value) {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

/* From 0 at a to 1 at b without corners; a may be above b. */
INLINE float smooth(float a, float b, float value) {
  float t = clamp01((value - a) / (b - a));
  return t * t * (3 - 2 * t);
}

/* Smooth noise from 0 to 1, of unit wavelength. */
float noise(float x, float y, uint32_t seed);

/* Four octaves of noise from 0 to 1. */
float clouds(float x, float y, uint32_t seed);

/* A soft round spot of light; radius in pixels. */
void spot(Colour *layer, float x, float y, float radius, Colour light);

/* Fills what is behind. */
void paint_surroundings(Canvas *canvas, const Scene *scene);

/* Paints one animal in front of all that is there; radius of its bell in pixels, near from 0 (far away) to 1. */
void paint_jellyfish(Canvas *canvas, const Scene *scene, Chance *from, float x, float y, float radius, float near, int index);

/* Adds the glow around the lights and turns light into bytes. */
void develop(Canvas *canvas, const Scene *scene, uint8_t *rgb);

#endif
