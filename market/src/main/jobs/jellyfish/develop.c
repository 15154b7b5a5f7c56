/* From light to bytes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "canvas.h"

enum { COARSE = 4, GRID = SIDE / COARSE };

typedef struct {
  Colour cell[GRID * GRID];
} Halo;

/* Three box filters after one another, along rows and then columns, are close to a Gaussian. */
APART static void blur_line(Colour *line, int stride, int radius) {
  Colour copy[GRID];
  float weight = 1 / (float)(2 * radius + 1);
  for (int pass = 0; pass < 3; pass++) {
    Colour sum = {0, 0, 0};
    for (int i = 0; i < GRID; i++) {
      copy[i] = line[i * stride];
    }
    for (int i = -radius; i < GRID + radius; i++) {
      if (i + radius < GRID && i + radius >= 0) {
        Colour in = copy[i + radius];
        sum = (Colour){sum.r + in.r, sum.g + in.g, sum.b + in.b};
      }
      if (i >= 0 && i < GRID) {
        line[i * stride] = scaled(sum, weight);
      }
      if (i - radius >= 0) {
        Colour gone = copy[i - radius];
        sum = (Colour){sum.r - gone.r, sum.g - gone.g, sum.b - gone.b};
      }
    }
  }
}

APART static void blur(Halo *halo, int radius) {
  for (int i = 0; i < GRID; i++) {
    blur_line(halo->cell + i * GRID, 1, radius);
  }
  for (int i = 0; i < GRID; i++) {
    blur_line(halo->cell + i, GRID, radius);
  }
}

APART static void gather(const Canvas *canvas, Halo *halo) {
  memset(halo, 0, sizeof *halo);
  for (int y = 0; y < SIDE; y++) {
    for (int x = 0; x < SIDE; x++) {
      Colour *to = halo->cell + y / COARSE * GRID + x / COARSE;
      Colour light = scaled(canvas->light[y * SIDE + x], 1.0f / (COARSE * COARSE));
      *to = (Colour){to->r + light.r, to->g + light.g, to->b + light.b};
    }
  }
}

/* The glow along one row of the picture, for each column of cells. */
APART static void halo_line(const Halo *halo, int y, Colour *line) {
  float at = clamp01(((float)y / COARSE - 0.375f) / (GRID - 1)) * (GRID - 1);
  int row = (int)at < GRID - 1 ? (int)at : GRID - 2;
  const Colour *cell = halo->cell + row * GRID;
  for (int i = 0; i < GRID; i++) {
    line[i] = mix(cell[i], cell[i + GRID], at - (float)row);
  }
}

enum { TONES = 4096 };

/* A film's answer to light from 0 to 1.9: straight in the shadows, never quite white. */
static float film[TONES];

APART static void load_film(void) {
  for (int i = 0; i < TONES; i++) {
    float light = 1.889822f * (float)i / (TONES - 1);
    film[i] = 255 * powf(light / (1 + 0.28f * light * light), 0.83f);
  }
}

/* With a grain of one step, which keeps gradients from showing bands. */
INLINE uint8_t exposed(float light, float grain) {
  int tone = (int)(clamp01(light / 1.889822f) * (TONES - 1));
  return (uint8_t)(film[tone] + grain);
}

INLINE float grain_at(int x, int y) {
  uint32_t h = (uint32_t)x * 0x9E3779B1u + (uint32_t)y * 0x85EBCA77u;
  h = (h ^ h >> 15) * 0x2C1B3C6Du;
  return (float)(h >> 8) / 16777216.0f;
}

APART static void develop_row(const Canvas *canvas, const Halo *halo, float glow, int y, uint8_t *rgb) {
  Colour line[GRID];
  halo_line(halo, y, line);
  float dy = (float)y / SIDE - 0.5f;
  for (int x = 0; x < SIDE; x++) {
    int i = y * SIDE + x;
    float at = clamp01(((float)x / COARSE - 0.375f) / (GRID - 1)) * (GRID - 1);
    int column = (int)at < GRID - 1 ? (int)at : GRID - 2;
    Colour around = mix(line[column], line[column + 1], at - (float)column);
    float dx = (float)x / SIDE - 0.5f;
    float dim = canvas->through[i] * (1 - 0.75f * (dx * dx + dy * dy));
    Colour behind = canvas->behind[i];
    Colour light = canvas->light[i];
    float grain = grain_at(x, y);
    rgb[3 * i] = exposed(behind.r * dim + glow * (light.r + around.r), grain);
    rgb[3 * i + 1] = exposed(behind.g * dim + glow * (light.g + around.g), grain);
    rgb[3 * i + 2] = exposed(behind.b * dim + glow * (light.b + around.b), grain);
  }
}

APART void develop(Canvas *canvas, const Scene *scene, uint8_t *rgb) {
  static Halo halo;
  static Halo wide;
  load_film();
  gather(canvas, &halo);
  wide = halo;
  blur(&halo, 2);
  blur(&wide, 9);
  for (int i = 0; i < GRID * GRID; i++) {
    Colour near = scaled(halo.cell[i], 0.45f);
    Colour far = scaled(wide.cell[i], 0.75f);
    halo.cell[i] = (Colour){near.r + far.r, near.g + far.g, near.b + far.b};
  }
  for (int y = 0; y < SIDE; y++) {
    develop_row(canvas, &halo, scene->glow, y, rgb);
  }
}
