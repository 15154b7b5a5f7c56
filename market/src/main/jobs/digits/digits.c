/* digits SAMPLES IMAGE: reads handwritten digits with a small neural network. SAMPLES is all, a number, or a range like 10-19 of the bundled ones; with an IMAGE, the name of an
   input file, the digits in it are read instead. What was read is printed, and written to /outputs/digits.csv. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "network.h"
#include "samples.h"

enum { DRAWN = 10, A_ROW = 25 };

static void draw(const uint8_t *pixels) {
  static const char shades[] = " .:-=+*#%@";
  for (int y = 0; y < 8; y++) {
    fputs("    ", stdout);
    for (int x = 0; x < 8; x++) {
      char c = shades[pixels[8 * y + x] * 9 / 16];
      putchar(c);
      putchar(c);
    }
    putchar('\n');
  }
}

static int read_samples(int from, int to, FILE *table) {
  int seen[CLASSES] = {0};
  int right[CLASSES] = {0};
  int all = to - from + 1;
  int all_right = 0;
  fputs("sample,digit,read,margin\n", table);
  printf("samples %d to %d, misread ones as [read/digit]:\n", from, to);
  for (int i = from; i <= to; i++) {
    const Sample *sample = &SAMPLES[i];
    uint8_t pixels[PIXELS];
    for (int p = 0; p < PIXELS; p++) {
      pixels[p] = (uint8_t)(sample->pixels[p] - 'A');
    }
    Reading reading = network_read(&NETWORK, pixels);
    seen[sample->digit]++;
    fprintf(table, "%d,%d,%d,%d\n", i, sample->digit, reading.digit, network_margin(&reading));
    if (all <= DRAWN) {
      draw(pixels);
    }
    if (reading.digit == sample->digit) {
      right[sample->digit]++;
      all_right++;
      printf(" %d", reading.digit);
    } else {
      printf(" [%d/%d]", reading.digit, sample->digit);
    }
    if (all <= DRAWN || (i - from) % A_ROW == A_ROW - 1 || i == to) {
      putchar('\n');
    }
  }
  printf("\ndigit  right  of\n");
  for (int digit = 0; digit < CLASSES; digit++) {
    if (seen[digit] > 0) {
      printf("%5d  %5d  %2d\n", digit, right[digit], seen[digit]);
    }
  }
  int tenths = (2000 * all_right + all) / (2 * all);
  printf("\naccuracy: %d of %d, %d.%d %%\n", all_right, all, tenths / 10, tenths % 10);
  return 0;
}

static int read_image(const char *name, FILE *table) {
  static Glyph glyphs[MAX_GLYPHS];
  char path[1024];
  const char *error;
  if (snprintf(path, sizeof path, "/inputs/%s", name) >= (int)sizeof path) {
    fputs("digits: the image's name is too long\n", stderr);
    return 1;
  }
  int count = image_glyphs(path, glyphs, &error);
  if (count < 0) {
    fprintf(stderr, "digits: %s %s\n", path, error);
    return 1;
  }
  fputs("left,right,top,bottom,read,margin\n", table);
  char text[MAX_GLYPHS + 1] = "";
  for (int i = 0; i < count; i++) {
    const Glyph *glyph = &glyphs[i];
    Reading reading = network_read(&NETWORK, glyph->pixels);
    text[i] = (char)('0' + reading.digit);
    fprintf(table, "%d,%d,%d,%d,%d,%d\n", glyph->left, glyph->right, glyph->top, glyph->bottom, reading.digit, network_margin(&reading));
    draw(glyph->pixels);
    printf("%d at columns %d to %d\n", reading.digit, glyph->left, glyph->right);
  }
  printf("\n%d digits: %s\n", count, text);
  return 0;
}

/* A number up to the end of the text or to a dash. */
static int sample_number(const char *text, const char **rest) {
  char *end;
  long value = strtol(text, &end, 10);
  *rest = end;
  return end == text || *text == '-' || value < 0 || value >= SAMPLE_COUNT ? -1 : (int)value;
}

static int run(const char *which, const char *image, FILE *table) {
  if (*image != '\0') {
    return read_image(image, table);
  }
  if (strcmp(which, "all") == 0) {
    return read_samples(0, SAMPLE_COUNT - 1, table);
  }
  const char *rest;
  int from = sample_number(which, &rest);
  int to = *rest == '-' ? sample_number(rest + 1, &rest) : from;
  if (from < 0 || to < from || *rest != '\0') {
    fprintf(stderr, "digits: expected all, a number from 0 to %d or a range like 10-19, got %s\n", SAMPLE_COUNT - 1, which);
    return 1;
  }
  return read_samples(from, to, table);
}

int main(int argc, char **argv) {
  FILE *table = fopen("/outputs/digits.csv", "w");
  if (table == NULL) {
    fputs("digits: /outputs/digits.csv cannot be written\n", stderr);
    return 1;
  }
  int code = run(argc > 1 ? argv[1] : "all", argc > 2 ? argv[2] : "", table);
  return fclose(table) == 0 ? code : 1;
}
