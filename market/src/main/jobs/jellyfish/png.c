/* A PNG of one IDAT (RFC 2083): each row filtered by the predictor that leaves the least, then Huffman codes made for this image (RFC 1951, dynamic block, literals
   alone: what is left of a painting after filtering is noise, in which nothing repeats). */
#include "png.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apart.h"

enum { SYMBOLS = 257, END = 256, MAX_BITS = 15 };

/* Three of PNG's five filters. */
enum { LEFT = 1, UP = 2, AVERAGE = 3 };

typedef struct {
  uint8_t *bytes;
  size_t used;
  uint32_t bits;
  int count;
} Out;

static void byte(Out *out, uint32_t value) {
  out->bytes[out->used++] = (uint8_t)value;
}

static void word(Out *out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    byte(out, value >> shift);
  }
}

/* At most 16 bits, the lowest first. */
static void bits(Out *out, uint32_t value, int count) {
  out->bits |= value << out->count;
  out->count += count;
  while (out->count >= 8) {
    byte(out, out->bits);
    out->bits >>= 8;
    out->count -= 8;
  }
}

APART static uint32_t crc(const uint8_t *data, size_t length) {
  static uint32_t table[256];
  if (table[1] == 0) {
    for (uint32_t n = 0; n < 256; n++) {
      uint32_t c = n;
      for (int k = 0; k < 8; k++) {
        c = (c & 1) != 0 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
      }
      table[n] = c;
    }
  }
  uint32_t c = 0xFFFFFFFFu;
  for (size_t i = 0; i < length; i++) {
    c = table[(c ^ data[i]) & 0xFF] ^ (c >> 8);
  }
  return ~c;
}

APART static uint32_t adler(const uint8_t *data, size_t length) {
  uint32_t a = 1;
  uint32_t b = 0;
  for (size_t i = 0; i < length; i++) {
    a += data[i];
    a -= a >= 65521 ? 65521 : 0;
    b += a;
    b -= b >= 65521 ? 65521 : 0;
  }
  return b << 16 | a;
}

/* Filters a row by guessing each byte from those to the left and above; answers what it is likely to cost: the sum of what is left, as signed numbers. */
APART static long filter(int kind, const uint8_t *row, const uint8_t *above, int length, uint8_t *to) {
  long cost = 0;
  to[0] = (uint8_t)kind;
  for (int i = 0; i < length; i++) {
    int left = i >= 3 ? row[i - 3] : 0;
    int guess = kind == LEFT ? left : kind == UP ? above[i] : (left + above[i]) >> 1;
    int rest = (int8_t)(row[i] - guess);
    to[i + 1] = (uint8_t)rest;
    cost += rest < 0 ? -rest : rest;
  }
  return cost;
}

/* Lengths of Huffman codes for these counts, at most MAX_BITS: counts are flattened until they fit. */
APART static void code_lengths(uint32_t *counts, uint8_t *lengths) {
  static uint32_t weight[2 * SYMBOLS];
  static int parent[2 * SYMBOLS];
  for (;;) {
    int nodes = SYMBOLS;
    for (int i = 0; i < SYMBOLS; i++) {
      weight[i] = counts[i];
      parent[i] = -1;
    }
    for (;;) {
      int least = -1;
      int next = -1;
      for (int i = 0; i < nodes; i++) {
        if (parent[i] < 0 && weight[i] > 0) {
          if (least < 0 || weight[i] < weight[least]) {
            next = least;
            least = i;
          } else if (next < 0 || weight[i] < weight[next]) {
            next = i;
          }
        }
      }
      if (next < 0) {
        break;
      }
      weight[nodes] = weight[least] + weight[next];
      parent[nodes] = -1;
      parent[least] = nodes;
      parent[next] = nodes;
      nodes++;
    }
    int deepest = 0;
    for (int i = 0; i < SYMBOLS; i++) {
      int depth = 0;
      for (int node = i; parent[node] >= 0; node = parent[node]) {
        depth++;
      }
      lengths[i] = (uint8_t)depth;
      deepest = depth > deepest ? depth : deepest;
    }
    if (deepest <= MAX_BITS) {
      return;
    }
    for (int i = 0; i < SYMBOLS; i++) {
      counts[i] = counts[i] == 0 ? 0 : counts[i] / 2 + 1;
    }
  }
}

/* The canonical codes of these lengths, turned round as deflate wants them. */
APART static void codes(const uint8_t *lengths, uint16_t *to) {
  uint32_t code = 0;
  for (int length = 1; length <= MAX_BITS; length++) {
    for (int i = 0; i < SYMBOLS; i++) {
      if (lengths[i] == length) {
        uint32_t turned = 0;
        for (int bit = 0; bit < length; bit++) {
          turned |= (code >> bit & 1) << (length - 1 - bit);
        }
        to[i] = (uint16_t)turned;
        code++;
      }
    }
    code <<= 1;
  }
}

APART static void deflate(Out *out, const uint8_t *data, size_t length) {
  static uint32_t counts[SYMBOLS];
  static uint8_t lengths[SYMBOLS];
  static uint16_t code[SYMBOLS];
  memset(counts, 0, sizeof counts);
  for (size_t i = 0; i < length; i++) {
    counts[data[i]]++;
  }
  counts[END] = 1;
  code_lengths(counts, lengths);
  codes(lengths, code);
  byte(out, 0x78);
  byte(out, 0x01);
  bits(out, 5, 3);
  bits(out, SYMBOLS - 257, 5);
  bits(out, 0, 5);
  bits(out, 15, 4);
  /* The lengths themselves are written in 4 bits each; 16, 17 and 18, which come first, are not used. */
  for (int i = 0; i < 19; i++) {
    bits(out, i < 3 ? 0 : 4, 3);
  }
  for (int i = 0; i < SYMBOLS + 1; i++) {
    uint32_t value = i < SYMBOLS ? lengths[i] : 0;
    bits(out, (value & 1) << 3 | (value & 2) << 1 | (value & 4) >> 1 | value >> 3, 4);
  }
  for (size_t i = 0; i < length; i++) {
    bits(out, code[data[i]], lengths[data[i]]);
  }
  bits(out, code[END], lengths[END]);
  bits(out, 0, 7);
  word(out, adler(data, length));
}

static size_t begin(Out *out, const char *name) {
  size_t start = out->used;
  word(out, 0);
  for (int i = 0; i < 4; i++) {
    byte(out, (uint8_t)name[i]);
  }
  return start;
}

static void end(Out *out, size_t start) {
  size_t used = out->used;
  out->used = start;
  word(out, (uint32_t)(used - start - 8));
  out->used = used;
  word(out, crc(out->bytes + start + 4, used - start - 4));
}

APART int png_write(const char *path, const uint8_t *rgb, int width, int height) {
  int row = 3 * width;
  size_t raw = (size_t)(row + 1) * (size_t)height;
  uint8_t *filtered = malloc(raw);
  uint8_t *attempt = malloc((size_t)row + 1);
  uint8_t *black = calloc(1, (size_t)row);
  Out out = {malloc(2 * raw + 1024), 0, 0, 0};
  if (filtered == NULL || attempt == NULL || black == NULL || out.bytes == NULL) {
    return -1;
  }
  const uint8_t *above = black;
  for (int y = 0; y < height; y++) {
    const uint8_t *this = rgb + (size_t)y * (size_t)row;
    long least = LONG_MAX;
    for (int kind = LEFT; kind <= AVERAGE; kind++) {
      long cost = filter(kind, this, above, row, attempt);
      if (cost < least) {
        memcpy(filtered + (size_t)y * (size_t)(row + 1), attempt, (size_t)row + 1);
        least = cost;
      }
    }
    above = this;
  }
  static const uint8_t signature[] = {0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
  memcpy(out.bytes, signature, sizeof signature);
  out.used = sizeof signature;
  size_t start = begin(&out, "IHDR");
  word(&out, (uint32_t)width);
  word(&out, (uint32_t)height);
  word(&out, 8u << 24 | 2u << 16);
  byte(&out, 0);
  end(&out, start);
  start = begin(&out, "IDAT");
  deflate(&out, filtered, raw);
  end(&out, start);
  start = begin(&out, "IEND");
  end(&out, start);
  FILE *file = fopen(path, "wb");
  if (file == NULL) {
    return -1;
  }
  size_t written = fwrite(out.bytes, 1, out.used, file);
  return fclose(file) == 0 && written == out.used ? 0 : -1;
}
