#ifndef IMAGE_H
#define IMAGE_H

#include "network.h"

enum { MAX_GLYPHS = 64 };

/* A digit found in an image. */
typedef struct {
  int left, right, top, bottom;
  uint8_t pixels[PIXELS];
} Glyph;

/* Finds what stands in the PGM (P2 or P5) at `path`, from left to right, apart by columns without ink, dark on light or light on dark. Returns how many, or -1 with a message
   in `error`. */
int image_glyphs(const char *path, Glyph *glyphs, const char **error);

#endif
