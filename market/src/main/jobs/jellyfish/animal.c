/* One jellyfish: far tentacles, oral arms, bell, near tentacles; all but the bell is light alone. */
#include <math.h>

#include "canvas.h"

enum { CANALS = 16, GONADS = 4 };

#define TURN 6.2831853f

/* An animal in its own measure: the bell's middle is the origin, its radius 1, v points to where it swims. */
typedef struct {
  float x, y, radius;
  float cos, sin;
  float phase, squeeze;
  float near;
  Colour bell, inner, trail;
} Animal;

static float to_x(const Animal *animal, float u, float v) {
  return animal->x + animal->radius * (u * animal->cos + v * animal->sin);
}

static float to_y(const Animal *animal, float u, float v) {
  return animal->y + animal->radius * (u * animal->sin - v * animal->cos);
}

/* How wide the bell is at height v, from its rim (below 0) to its top (0.86). */
static float half_width(const Animal *animal, float v) {
  float top = 0.86f;
  float t = clamp01(v / top);
  float dome = sqrtf(1 - t * t * (0.72f + 0.28f * t));
  return v >= 0 ? dome : 1 - animal->squeeze * v * v * 3.2f;
}

static float rim(const Animal *animal, float u) {
  float across = u < -1 ? -1 : u > 1 ? 1 : u;
  float around = asinf(across);
  /* The lip nearest to the eye hangs lowest, and waves a little. */
  return -0.08f - 0.15f * sqrtf(1 - across * across) - 0.022f * cosf(CANALS * around) - 0.018f * sinf(2 * around + animal->phase);
}

/* The bell's skin at one place: how much it hides, and the light it sends. */
typedef struct {
  float hides;
  Colour light;
} Skin;

APART static Skin skin_at(const Animal *animal, float u, float v, uint32_t seed) {
  Skin skin = {0, {0, 0, 0}};
  float width = half_width(animal, v);
  float lower = rim(animal, u / width);
  float edge = 1.6f / animal->radius;
  float inside = smooth(0, edge, width - fabsf(u)) * smooth(0, edge, v - lower) * smooth(0, edge, 0.86f - v);
  if (inside <= 0) {
    return skin;
  }
  float across = u / width;
  float height = clamp01((v + 0.2f) / 1.06f);
  /* Light gathers where the eye looks along the skin: at the sides and the top. */
  float side = across * across;
  float out = side + 0.9f * height * height * height * height;
  float shell = 0.16f + 0.84f * smooth(0.35f, 1.05f, out);
  float around = asinf(across < -1 ? -1 : across > 1 ? 1 : across);
  float canal = 0.5f + 0.5f * cosf(CANALS * around);
  canal = canal * canal * canal * canal * canal * canal;
  canal *= smooth(0.98f, 0.30f, height) * smooth(1.0f, 0.7f, side);
  float fringe = smooth(0.20f, 0.0f, v - lower);
  float lobes = fringe * (0.55f + 0.45f * cosf(CANALS * around));
  float grain = clouds(5 * around + 3, 5 * height, seed);
  float freckle = smooth(0.66f, 0.74f, noise(15 * around, 15 * height, seed + 9)) * smooth(0.15f, 0.5f, height);
  float shine_u = across + 0.42f;
  float shine_v = v - 0.50f;
  float shine = smooth(0.16f, 0.0f, shine_u * shine_u + 2.6f * shine_v * shine_v);
  float body = 0.30f + 0.26f * shell + 0.14f * (grain - 0.5f) + 0.20f * canal + 0.24f * lobes;
  Colour tone = mix(animal->bell, animal->inner, 0.55f * (1 - height) + 0.3f * grain - 0.15f);
  skin.light = scaled(tone, inside * (body * (0.72f + 0.42f * height) + 0.26f * shell * shell));
  Colour pale = mix(animal->inner, (Colour){1, 1, 1}, 0.6f);
  float white = inside * (0.22f * shine + 0.11f * fringe * fringe + 0.10f * shell * shell * shell + 0.07f * canal + 0.10f * freckle);
  skin.light.r += pale.r * white;
  skin.light.g += pale.g * white;
  skin.light.b += pale.b * white;
  skin.hides = inside * (0.52f + 0.32f * shell + 0.08f * lobes);
  return skin;
}

APART static void bell(Canvas *canvas, const Animal *animal, uint32_t seed) {
  int reach = (int)(1.3f * animal->radius) + 2;
  for (int py = (int)animal->y - reach; py <= (int)animal->y + reach; py++) {
    for (int px = (int)animal->x - reach; px <= (int)animal->x + reach; px++) {
      if (px < 0 || py < 0 || px >= SIDE || py >= SIDE) {
        continue;
      }
      float dx = ((float)px - animal->x) / animal->radius;
      float dy = ((float)py - animal->y) / animal->radius;
      Skin skin = skin_at(animal, dx * animal->cos + dy * animal->sin, dx * animal->sin - dy * animal->cos, seed);
      if (skin.hides <= 0) {
        continue;
      }
      int i = py * SIDE + px;
      float left = 1 - skin.hides * (0.55f + 0.45f * animal->near);
      canvas->through[i] *= left;
      Colour under = scaled(canvas->light[i], 0.35f + 0.65f * left);
      canvas->light[i] = (Colour){under.r + skin.light.r * animal->near, under.g + skin.light.g * animal->near, under.b + skin.light.b * animal->near};
    }
  }
}

/* Four rings of a clover that shine through the bell, seen from the side. */
APART static void gonads(Canvas *canvas, const Animal *animal) {
  for (int i = 0; i < GONADS; i++) {
    float around = TURN * ((float)i + 0.5f) / GONADS + 0.35f * (animal->phase - 3);
    float u = 0.30f * cosf(around);
    float v = 0.40f + 0.085f * sinf(around);
    for (float angle = 0; angle < TURN; angle += 0.10f) {
      float open = 1 - 0.75f * smooth(0.6f, 1.0f, cosf(angle - around));
      float weight = 0.085f * animal->near * open * (0.75f - 0.25f * sinf(around));
      Colour colour = mix(animal->inner, (Colour){1, 0.95f, 0.95f}, 0.30f);
      float ring_u = u + 0.175f * cosf(angle);
      float ring_v = v + 0.090f * sinf(angle);
      spot(canvas->light, to_x(animal, ring_u, ring_v), to_y(animal, ring_u, ring_v), 0.062f * animal->radius + 0.6f, scaled(colour, weight));
    }
    spot(canvas->light, to_x(animal, u, v), to_y(animal, u, v), 0.22f * animal->radius, scaled(animal->inner, 0.10f * animal->near));
  }
}

/* A thread from the rim downwards. */
APART static void tentacle(Canvas *canvas, const Animal *animal, Chance *from, float u, float length, float wild, float weight) {
  float phase = chance_in(from, 0, TURN);
  float waves = chance_in(from, 1.1f, 2.3f);
  float swing = wild * chance_in(from, 0.08f, 0.20f);
  float drift = wild * chance_in(from, -0.22f, 0.22f) + 0.25f * u;
  float start = rim(animal, u) + 0.02f;
  float step = 0.75f / (animal->radius * length);
  for (float t = 0; t <= 1; t += step) {
    float sway = swing * t * sinf(phase + waves * TURN * t + 1.2f * sinf(2 * TURN * t + phase)) + drift * t * t;
    float side = u * (0.93f - 0.25f * animal->squeeze * (1 - t)) + sway;
    float down = start - length * t;
    float fade = (1 - t) * (0.45f + 0.55f * (1 - t));
    float bead = 0.72f + 0.28f * sinf(90 * t * length + phase);
    Colour colour = mix(mix(animal->bell, (Colour){1, 1, 1}, 0.25f), animal->trail, smooth(0, 0.5f, t));
    float thick = (0.016f * (1 - t) + 0.006f) * animal->radius + 0.75f;
    spot(canvas->light, to_x(animal, side, down), to_y(animal, side, down), thick, scaled(colour, weight * fade * bead * animal->near));
  }
}

/* A frilled ribbon from the mouth downwards: its edges wave faster than its middle and catch the light. */
APART static void arm(Canvas *canvas, const Animal *animal, Chance *from, float u, float length, float wild) {
  float phase = chance_in(from, 0, TURN);
  float swing = wild * chance_in(from, 0.10f, 0.19f);
  float waves = chance_in(from, 0.7f, 1.2f);
  float drift = wild * chance_in(from, -0.15f, 0.15f) + 0.4f * u;
  float step = 0.95f / (animal->radius * length);
  for (float t = 0; t <= 1; t += step) {
    float centre = u * (0.55f + 0.45f * t) + swing * smooth(0, 0.35f, t) * sinf(phase + waves * TURN * t) + drift * t * t;
    float down = 0.02f - length * t;
    float wide = 0.135f * smooth(-0.12f, 0.16f, t) * (1 - 0.82f * t);
    float fade = (1 - t) * smooth(-0.05f, 0.10f, t);
    float turn = sinf(phase + 3.1f * TURN * t * length * 0.5f);
    for (int k = -3; k <= 3; k++) {
      float w = (float)k / 3;
      float frill = 0.030f * w * w * sinf(46 * t * length + 2.3f * w + phase) + 0.022f * w * sinf(83 * t * length + phase * 2);
      float side = centre + wide * w * (0.55f + 0.45f * turn) + frill * (1 - 0.5f * t);
      float lit = 0.052f + 0.085f * w * w * w * w;
      Colour colour = mix(mix(animal->inner, (Colour){1, 1, 1}, 0.30f * w * w), animal->trail, smooth(0.1f, 0.9f, t));
      spot(canvas->light, to_x(animal, side, down + 0.4f * frill), to_y(animal, side, down + 0.4f * frill), 0.027f * animal->radius + 0.9f, scaled(colour, lit * fade * animal->near));
    }
  }
}

APART void paint_jellyfish(Canvas *canvas, const Scene *scene, Chance *from, float x, float y, float radius, float near, int index) {
  float tilt = chance_in(from, -0.34f, 0.34f);
  Animal animal = {.x = x, .y = y, .radius = radius, .cos = cosf(tilt), .sin = sinf(tilt), .near = near};
  animal.phase = chance_in(from, 0, TURN);
  animal.squeeze = chance_in(from, 0.25f, 1.0f);
  animal.bell = scene->colours[index % scene->colour_count];
  Colour other = scene->colours[(index + 1) % scene->colour_count];
  animal.inner = scene->colour_count > 1 && scene->count == 1 ? other : mix(animal.bell, (Colour){1.0f, 0.62f, 0.80f}, 0.38f);
  animal.trail = scene->colour_count > 2 && scene->count == 1 ? scene->colours[2] : mix(animal.inner, (Colour){0.55f, 0.80f, 1.0f}, 0.30f);
  uint32_t seed = (uint32_t)(chance(from) * 1000000);
  float length = chance_in(from, 2.1f, 2.7f);
  int threads = radius > 60 ? 15 : 10;
  for (int i = 0; i < threads; i++) {
    float u = 0.94f * sinf(1.45f * (2 * ((float)i + 0.5f) / (float)threads - 1));
    tentacle(canvas, &animal, from, u, length * chance_in(from, 0.6f, 1.1f), scene->wild, 0.20f);
  }
  for (int i = 0; i < 4; i++) {
    float u = 0.15f * ((float)i - 1.5f);
    arm(canvas, &animal, from, u, length * chance_in(from, 0.55f, 0.85f), scene->wild);
  }
  gonads(canvas, &animal);
  bell(canvas, &animal, seed);
  for (int i = 0; i < threads / 2; i++) {
    float u = 0.85f * (2 * ((float)i + 0.5f) / (float)(threads / 2) - 1);
    tentacle(canvas, &animal, from, u, length * chance_in(from, 0.45f, 0.95f), scene->wild, 0.30f);
  }
}
