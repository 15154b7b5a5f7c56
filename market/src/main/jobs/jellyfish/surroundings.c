/* Sea, deep sea, night sky, sunset, space. */
#include <math.h>

#include "canvas.h"

typedef struct {
  float at;
  Colour colour;
} Stop;

enum { STOPS = 5 };

/* From the top of the picture (0) to the bottom (1). */
static const Stop GRADIENTS[][STOPS] = {
    [SEA] = {{0.00f, {0.34f, 0.80f, 0.86f}}, {0.22f, {0.10f, 0.52f, 0.70f}}, {0.52f, {0.03f, 0.25f, 0.47f}}, {0.80f, {0.01f, 0.10f, 0.26f}}, {1.00f, {0.00f, 0.04f, 0.14f}}},
    [DEEP] = {{0.00f, {0.02f, 0.13f, 0.24f}}, {0.30f, {0.01f, 0.07f, 0.16f}}, {0.60f, {0.01f, 0.03f, 0.09f}}, {0.85f, {0.00f, 0.02f, 0.05f}}, {1.00f, {0.00f, 0.01f, 0.03f}}},
    [SKY] = {{0.00f, {0.01f, 0.02f, 0.09f}}, {0.38f, {0.05f, 0.06f, 0.24f}}, {0.66f, {0.20f, 0.13f, 0.40f}}, {0.85f, {0.55f, 0.27f, 0.48f}}, {1.00f, {0.95f, 0.55f, 0.46f}}},
    [SUNSET] = {{0.00f, {0.10f, 0.10f, 0.30f}}, {0.32f, {0.38f, 0.18f, 0.42f}}, {0.58f, {0.82f, 0.33f, 0.36f}}, {0.78f, {1.00f, 0.58f, 0.28f}}, {1.00f, {1.00f, 0.82f, 0.50f}}},
    [SPACE] = {{0.00f, {0.01f, 0.01f, 0.03f}}, {0.30f, {0.01f, 0.01f, 0.05f}}, {0.60f, {0.02f, 0.01f, 0.06f}}, {0.80f, {0.01f, 0.01f, 0.04f}}, {1.00f, {0.00f, 0.00f, 0.02f}}},
};

INLINE Colour gradient(Place place, float at) {
  const Stop *stops = GRADIENTS[place];
  int i = 1;
  while (i < STOPS - 1 && at > stops[i].at) {
    i++;
  }
  return mix(stops[i - 1].colour, stops[i].colour, clamp01((at - stops[i - 1].at) / (stops[i].at - stops[i - 1].at)));
}

INLINE void add(Colour *to, Colour light, float weight) {
  to->r += light.r * weight;
  to->g += light.g * weight;
  to->b += light.b * weight;
}

/* Sunlight that falls through waves: rays out of a point above the picture, and a net of light near the surface. */
APART static Colour sea(float x, float y, uint32_t seed) {
  Colour water = gradient(SEA, y + 0.05f * (noise(3 * x, 3 * y, seed) - 0.5f));
  float fan = (x - 0.35f) / (y + 0.55f);
  float rays = noise(9 * fan, 0.5f * y, seed + 1) * noise(23 * fan, 0.8f * y, seed + 2);
  float strength = smooth(0.12f, 0.62f, rays) * smooth(0.95f, 0.0f, y);
  add(&water, (Colour){0.50f, 0.86f, 0.84f}, 0.62f * strength);
  if (y < 0.20f) {
    float wave = fabsf(clouds(7 * x, 26 * y, seed + 3) - 0.5f);
    add(&water, (Colour){0.75f, 1.0f, 0.95f}, 0.55f * smooth(0.10f, 0.0f, wave) * smooth(0.20f, 0.0f, y));
  }
  return water;
}

APART static Colour deep(float x, float y, uint32_t seed) {
  Colour water = gradient(DEEP, y);
  float current = clouds(2.2f * x + 0.6f * y, 3.4f * y, seed);
  add(&water, (Colour){0.02f, 0.12f, 0.16f}, 0.9f * smooth(0.42f, 0.85f, current));
  return water;
}

/* Clouds lie in banks, thicker and warmer towards the horizon, lit from below. */
APART static Colour sky(Place place, float x, float y, uint32_t seed) {
  Colour air = gradient(place, y);
  if (y < 0.15f) {
    return air;
  }
  float bend = 0.5f * noise(1.5f * x, 2 * y, seed);
  float here = clouds(2.1f * x + bend, 6.5f * y, seed + 1);
  float thick = smooth(0.46f, 0.74f, here + 0.30f * (y - 0.60f)) * smooth(0.15f, 0.55f, y);
  if (thick <= 0) {
    return air;
  }
  float below = clouds(2.1f * x + bend, 6.5f * (y + 0.025f), seed + 1);
  float lit = clamp01(0.5f + 5 * (here - below));
  Colour shade = place == SKY ? (Colour){0.10f, 0.08f, 0.26f} : (Colour){0.40f, 0.16f, 0.34f};
  Colour rim = place == SKY ? (Colour){0.95f, 0.58f, 0.66f} : (Colour){1.0f, 0.74f, 0.46f};
  return mix(air, mix(shade, rim, 0.18f + 0.72f * lit * smooth(0.25f, 1.0f, y)), 0.82f * thick);
}

APART static Colour space(float x, float y, uint32_t seed) {
  Colour dark = gradient(SPACE, y);
  float bend = noise(2 * x, 2 * y, seed);
  float first = clouds(2.0f * x + bend, 2.0f * y - bend, seed + 1);
  float second = clouds(2.6f * x - bend, 2.6f * y + 0.7f * bend, seed + 2);
  float band = smooth(0.55f, 0.0f, fabsf(y - 0.85f + 0.75f * x - 0.25f * bend));
  add(&dark, (Colour){0.34f, 0.10f, 0.46f}, smooth(0.40f, 0.85f, first) * (0.35f + 0.65f * band));
  add(&dark, (Colour){0.06f, 0.26f, 0.50f}, smooth(0.45f, 0.90f, second) * (0.40f + 0.60f * band));
  add(&dark, (Colour){0.80f, 0.42f, 0.40f}, 0.7f * smooth(0.62f, 0.95f, 0.5f * (first + second)) * band);
  return dark;
}

APART static void stars(Canvas *canvas, Chance *from, int count, float lowest) {
  for (int i = 0; i < count; i++) {
    float x = chance_in(from, 0, SIDE);
    float y = chance_in(from, 0, SIDE * lowest);
    float bright = chance(from);
    bright = bright * bright * bright * bright;
    float fade = lowest < 1 ? smooth(lowest, lowest * 0.4f, y / SIDE) : 1;
    Colour tint = mix((Colour){0.70f, 0.82f, 1.0f}, (Colour){1.0f, 0.90f, 0.76f}, chance(from));
    spot(canvas->behind, x, y, 1.1f + 1.1f * bright, scaled(tint, fade * (0.25f + 1.1f * bright)));
    if (bright > 0.84f) {
      spot(canvas->behind, x, y, 7, scaled(tint, 0.16f * fade));
      for (float reach = -6; reach <= 6; reach += 0.5f) {
        float weight = 0.30f * fade * (1 - fabsf(reach) / 6);
        spot(canvas->behind, x + reach, y, 0.9f, scaled(tint, weight));
        spot(canvas->behind, x, y + reach, 0.9f, scaled(tint, weight));
      }
    }
  }
}

APART static void plankton(Canvas *canvas, Chance *from, int count, Colour tint) {
  for (int i = 0; i < count; i++) {
    float near = chance(from);
    near = near * near * near;
    float radius = 1.0f + 3.5f * near;
    spot(canvas->behind, chance_in(from, 0, SIDE), chance_in(from, 0, SIDE), radius, scaled(tint, chance_in(from, 0.05f, 0.42f) * (1 - 0.7f * near)));
  }
}

APART static void ring(Canvas *canvas, float x, float y, float radius, float weight) {
  for (float angle = 0; angle < 6.2832f; angle += 0.7f / radius) {
    float up = 0.55f - 0.45f * sinf(angle + 0.6f);
    spot(canvas->behind, x + radius * cosf(angle), y + radius * sinf(angle), 1.2f, (Colour){0.30f * weight * up, 0.42f * weight * up, 0.45f * weight * up});
  }
  spot(canvas->behind, x, y, radius, (Colour){0.02f * weight, 0.05f * weight, 0.06f * weight});
  spot(canvas->behind, x - 0.4f * radius, y - 0.42f * radius, 0.28f * radius + 0.9f, (Colour){0.7f * weight, 0.8f * weight, 0.8f * weight});
}

/* Strings of bubbles, wider as they rise. */
APART static void bubbles(Canvas *canvas, Chance *from) {
  for (int string = 0; string < 4; string++) {
    float x = chance(from) < 0.5f ? chance_in(from, 0.04f, 0.28f) : chance_in(from, 0.72f, 0.96f);
    float y = chance_in(from, 0.55f, 0.95f);
    float radius = chance_in(from, 1.6f, 3.0f);
    for (int i = 0; i < 7; i++) {
      ring(canvas, SIDE * (x + 0.02f * sinf(9 * y)), SIDE * y, radius, 0.5f + 0.5f * chance(from));
      y -= chance_in(from, 0.03f, 0.10f);
      radius *= chance_in(from, 1.0f, 1.28f);
    }
  }
}

/* Hills along the lower edge, the nearer the darker. */
APART static void hills(Canvas *canvas, Colour far, Colour near, float height, uint32_t seed) {
  for (int layer = 0; layer < 3; layer++) {
    Colour colour = mix(far, near, (float)layer / 2);
    for (int x = 0; x < SIDE; x++) {
      float at = (float)x / SIDE;
      float ridge = height * (1 - 0.27f * (float)layer) * (0.45f + 0.9f * clouds((2 + (float)layer) * at, 5.5f * (float)layer, seed + (uint32_t)layer));
      float top = SIDE * (1 - ridge);
      for (int y = (int)top < 0 ? 0 : (int)top; y < SIDE; y++) {
        Colour *to = canvas->behind + y * SIDE + x;
        *to = mix(*to, colour, clamp01((float)y + 1 - top) * 0.96f);
      }
    }
  }
}

APART static void moon(Canvas *canvas, Chance *from) {
  float x = SIDE * (chance(from) < 0.5f ? chance_in(from, 0.10f, 0.18f) : chance_in(from, 0.82f, 0.90f));
  float y = SIDE * chance_in(from, 0.10f, 0.18f);
  float radius = 25;
  spot(canvas->behind, x, y, 95, (Colour){0.16f, 0.16f, 0.24f});
  for (int py = (int)(y - radius) - 1; py <= (int)(y + radius) + 1; py++) {
    for (int px = (int)(x - radius) - 1; px <= (int)(x + radius) + 1; px++) {
      float dx = (float)px - x;
      float dy = (float)py - y;
      float disc = clamp01(radius - sqrtf(dx * dx + dy * dy) + 0.5f);
      float ex = dx + 11;
      float ey = dy + 5;
      float shade = clamp01(sqrtf(ex * ex + ey * ey) - radius + 2);
      if (disc * shade > 0) {
        Colour *to = canvas->behind + py * SIDE + px;
        *to = mix(*to, (Colour){1.0f, 0.95f, 0.84f}, disc * shade * (0.84f + 0.16f * noise(0.14f * (float)px, 0.14f * (float)py, 77)));
      }
    }
  }
}

APART static void sun(Canvas *canvas, Chance *from) {
  float x = SIDE * chance_in(from, 0.22f, 0.78f);
  float y = SIDE * 0.80f;
  spot(canvas->behind, x, y, 250, (Colour){0.30f, 0.16f, 0.04f});
  spot(canvas->behind, x, y, 110, (Colour){0.40f, 0.26f, 0.10f});
  spot(canvas->behind, x, y, 44, (Colour){2.2f, 1.7f, 0.9f});
}

/* A planet with rings, lit from the upper left. */
APART static void planet(Canvas *canvas, Chance *from, uint32_t seed) {
  float radius = chance_in(from, 36, 58);
  float x = SIDE * (chance(from) < 0.5f ? 0.15f : 0.85f);
  float y = SIDE * chance_in(from, 0.80f, 0.88f);
  Colour light = mix((Colour){0.95f, 0.62f, 0.40f}, (Colour){0.45f, 0.66f, 0.95f}, chance(from));
  for (int py = (int)(y - 2 * radius); py <= (int)(y + 2 * radius); py++) {
    for (int px = (int)(x - 3 * radius); px <= (int)(x + 3 * radius); px++) {
      if (px < 0 || py < 0 || px >= SIDE || py >= SIDE) {
        continue;
      }
      float dx = ((float)px - x) / radius;
      float dy = ((float)py - y) / radius;
      Colour *to = canvas->behind + py * SIDE + px;
      float distance = dx * dx + dy * dy;
      if (distance < 1) {
        float toward = clamp01(-0.55f * dx - 0.55f * dy + 0.62f * sqrtf(1 - distance));
        float bands = 0.75f + 0.5f * (clouds(0.8f * dx, 6 * dy + 0.8f * dx, seed) - 0.5f);
        *to = mix(*to, scaled(light, bands * (0.04f + 1.05f * toward)), clamp01(radius * (1 - sqrtf(distance))));
      }
      float along = dx + 0.35f * dy;
      float across = 3.9f * (dy - 0.35f * dx);
      float ring = sqrtf(along * along + across * across);
      if (ring > 1.45f && ring < 2.35f && (across > 0 || distance > 1)) {
        float grain = noise(22 * ring, 3, seed + 5) * smooth(1.45f, 1.55f, ring) * smooth(2.35f, 2.15f, ring);
        *to = mix(*to, scaled(mix(light, (Colour){1, 0.95f, 0.9f}, 0.5f), 0.8f), 0.75f * grain);
      }
    }
  }
}

static Colour open_place(Place place, float x, float y, uint32_t seed) {
  switch (place) {
    case SEA:
      return sea(x, y, seed);
    case DEEP:
      return deep(x, y, seed);
    case SKY:
    case SUNSET:
      return sky(place, x, y, seed);
    case SPACE:
      return space(x, y, seed);
  }
  return (Colour){0, 0, 0};
}

/* Every second pixel of every second row is computed, the others lie between: open places are smooth. */
APART static void paint_open_place(Canvas *canvas, const Scene *scene, uint32_t seed) {
  for (int y = 0; y < SIDE; y += 2) {
    Colour *row = canvas->behind + y * SIDE;
    for (int x = 0; x < SIDE; x += 2) {
      row[x] = open_place(scene->place, (float)x / SIDE, (float)y / SIDE, seed);
    }
    for (int x = 1; x < SIDE; x += 2) {
      row[x] = mix(row[x - 1], row[x + 1 < SIDE ? x + 1 : x - 1], 0.5f);
    }
  }
  for (int y = 1; y < SIDE; y += 2) {
    Colour *row = canvas->behind + y * SIDE;
    const Colour *below = y + 1 < SIDE ? row + SIDE : row - SIDE;
    for (int x = 0; x < SIDE; x++) {
      row[x] = mix(row[x - SIDE], below[x], 0.5f);
    }
  }
}

APART void paint_surroundings(Canvas *canvas, const Scene *scene) {
  uint32_t seed = (uint32_t)(scene->seed >> 17);
  Chance from = {scene->seed ^ 0x5CE7Eu};
  paint_open_place(canvas, scene, seed);
  switch (scene->place) {
    case SEA:
      plankton(canvas, &from, 130, (Colour){0.6f, 0.95f, 0.9f});
      hills(canvas, (Colour){0.02f, 0.14f, 0.28f}, (Colour){0.00f, 0.03f, 0.09f}, 0.17f, seed);
      bubbles(canvas, &from);
      break;
    case DEEP:
      plankton(canvas, &from, 420, (Colour){0.30f, 0.85f, 0.95f});
      break;
    case SKY:
      stars(canvas, &from, 330, 0.72f);
      moon(canvas, &from);
      hills(canvas, (Colour){0.26f, 0.15f, 0.34f}, (Colour){0.04f, 0.02f, 0.09f}, 0.13f, seed);
      break;
    case SUNSET:
      stars(canvas, &from, 60, 0.30f);
      sun(canvas, &from);
      hills(canvas, (Colour){0.55f, 0.24f, 0.30f}, (Colour){0.10f, 0.04f, 0.12f}, 0.14f, seed);
      break;
    case SPACE:
      stars(canvas, &from, 900, 1);
      planet(canvas, &from, seed);
      break;
  }
  for (int i = 0; i < SIDE * SIDE; i++) {
    canvas->behind[i] = scaled(canvas->behind[i], scene->bright);
    canvas->through[i] = 1;
    canvas->light[i] = (Colour){0, 0, 0};
  }
}
