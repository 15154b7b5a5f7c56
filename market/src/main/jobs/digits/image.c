/* From a picture of digits to 8 x 8 pixels each, normalised as the ones that the network was trained on: 32 x 32 black or white, ink counted in squares of 4 x 4. */
#include "image.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_SIDE = 4096, FINE = 32 };

typedef struct {
  int width, height;
  uint8_t *ink;
} Image;

/* The next number of the header, past white space and comments; -1 if there is none. */
static int number(FILE *file) {
  int c = fgetc(file);
  while (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '#') {
    if (c == '#') {
      while (c != '\n' && c != EOF) {
        c = fgetc(file);
      }
    } else {
      c = fgetc(file);
    }
  }
  int value = -1;
  while (c >= '0' && c <= '9' && value < 100000) {
    value = (value < 0 ? 0 : 10 * value) + c - '0';
    c = fgetc(file);
  }
  return value;
}

static const char *read_pgm(const char *path, Image *image) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    return "cannot be opened";
  }
  int kind = fgetc(file) == 'P' ? fgetc(file) : 0;
  image->width = number(file);
  image->height = number(file);
  int white = number(file);
  if ((kind != '2' && kind != '5') || image->width < 1 || image->height < 1 || image->width > MAX_SIDE || image->height > MAX_SIDE || white < 1 || white > 255) {
    fclose(file);
    return "is no PGM of at most 4096 x 4096 pixels and 255 greys";
  }
  int count = image->width * image->height;
  image->ink = malloc((size_t)count);
  long edge = 0;
  for (int i = 0; i < count; i++) {
    int value = kind == '2' ? number(file) : fgetc(file);
    if (value < 0) {
      fclose(file);
      return "ends early";
    }
    image->ink[i] = 2 * value > white;
    int x = i % image->width;
    int y = i / image->width;
    if (x == 0 || y == 0 || x == image->width - 1 || y == image->height - 1) {
      edge += image->ink[i] ? 1 : -1;
    }
  }
  fclose(file);
  /* What surrounds the picture is paper. */
  for (int i = 0; edge > 0 && i < count; i++) {
    image->ink[i] = !image->ink[i];
  }
  return NULL;
}

static int row_has_ink(const Image *image, int y, int left, int right) {
  for (int x = left; x <= right; x++) {
    if (image->ink[y * image->width + x]) {
      return 1;
    }
  }
  return 0;
}

static int column_has_ink(const Image *image, int x) {
  for (int y = 0; y < image->height; y++) {
    if (image->ink[y * image->width + x]) {
      return 1;
    }
  }
  return 0;
}

/* Scales the glyph to the full height, or to the full width if it is wider than high, and centres it. */
static void normalise(const Image *image, Glyph *glyph) {
  int width = glyph->right - glyph->left + 1;
  int height = glyph->bottom - glyph->top + 1;
  int longer = width > height ? width : height;
  for (int i = 0; i < PIXELS; i++) {
    glyph->pixels[i] = 0;
  }
  for (int y = 0; y < FINE; y++) {
    for (int x = 0; x < FINE; x++) {
      /* In units of half a fine pixel, from the middle. */
      int sx = width * FINE + (2 * x + 1 - FINE) * longer;
      int sy = height * FINE + (2 * y + 1 - FINE) * longer;
      if (sx >= 0 && sy >= 0 && sx < 2 * FINE * width && sy < 2 * FINE * height) {
        int ink = image->ink[(glyph->top + sy / (2 * FINE)) * image->width + glyph->left + sx / (2 * FINE)];
        glyph->pixels[y / 4 * 8 + x / 4] += (uint8_t)ink;
      }
    }
  }
}

int image_glyphs(const char *path, Glyph *glyphs, const char **error) {
  Image image;
  *error = read_pgm(path, &image);
  if (*error != NULL) {
    return -1;
  }
  int count = 0;
  for (int x = 0; x < image.width && count < MAX_GLYPHS; x++) {
    if (!column_has_ink(&image, x)) {
      continue;
    }
    Glyph *glyph = &glyphs[count];
    glyph->left = x;
    while (x + 1 < image.width && column_has_ink(&image, x + 1)) {
      x++;
    }
    glyph->right = x;
    glyph->top = 0;
    glyph->bottom = image.height - 1;
    while (!row_has_ink(&image, glyph->top, glyph->left, glyph->right)) {
      glyph->top++;
    }
    while (!row_has_ink(&image, glyph->bottom, glyph->left, glyph->right)) {
      glyph->bottom--;
    }
    /* Dust is no digit. */
    if (8 * (glyph->bottom - glyph->top + 1) >= image.height) {
      normalise(&image, glyph);
      count++;
    }
  }
  free(image.ink);
  return count;
}
