#ifndef SCENE_H
#define SCENE_H

#include <stdint.h>

enum { MAX_COLOURS = 6, MAX_JELLIES = 9 };

typedef struct {
  float r, g, b;
} Colour;

typedef enum { SEA, DEEP, SKY, SUNSET, SPACE } Place;

/* What a prompt asks for. */
typedef struct {
  Place place;
  Colour colours[MAX_COLOURS];
  int colour_count;
  int count;
  float size;   /* 1 is usual */
  float wild;   /* how far tentacles swing, 1 is usual */
  float glow;   /* how much light comes from the animals, 1 is usual */
  float bright; /* of the surroundings, 1 is usual */
  uint64_t seed;
} Scene;

/* Reads a prompt: known words set the scene, all words together seed what is left to chance. */
Scene scene_of(const char *prompt);

/* What was understood, as a sentence. */
void scene_print(const Scene *scene);

#endif
