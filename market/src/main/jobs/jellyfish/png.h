#ifndef PNG_H
#define PNG_H

#include <stdint.h>

/* Writes width * height pixels of 8-bit RGB, rows from the top, as a PNG. Returns 0, or -1 if the file cannot be written. */
int png_write(const char *path, const uint8_t *rgb, int width, int height);

#endif
