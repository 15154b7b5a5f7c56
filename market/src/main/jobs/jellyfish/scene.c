/* From words to a scene. */
#include "scene.h"

#include <stdio.h>
#include <string.h>

#include "apart.h"

static const struct {
  const char *name;
  Colour colour;
} COLOURS[] = {
    {"purple", {0.62f, 0.28f, 1.00f}},  {"violet", {0.50f, 0.32f, 1.00f}},    {"magenta", {1.00f, 0.22f, 0.80f}}, {"pink", {1.00f, 0.45f, 0.72f}},
    {"red", {1.00f, 0.20f, 0.22f}},     {"crimson", {0.92f, 0.10f, 0.26f}},   {"orange", {1.00f, 0.52f, 0.16f}},  {"golden", {1.00f, 0.76f, 0.26f}},
    {"gold", {1.00f, 0.76f, 0.26f}},    {"yellow", {1.00f, 0.88f, 0.32f}},    {"lime", {0.66f, 1.00f, 0.30f}},    {"green", {0.26f, 0.95f, 0.46f}},
    {"emerald", {0.12f, 0.85f, 0.50f}}, {"turquoise", {0.22f, 0.92f, 0.84f}}, {"teal", {0.14f, 0.74f, 0.74f}},    {"cyan", {0.30f, 0.90f, 1.00f}},
    {"blue", {0.24f, 0.50f, 1.00f}},    {"indigo", {0.34f, 0.26f, 0.95f}},    {"silver", {0.78f, 0.84f, 0.94f}},  {"white", {0.95f, 0.96f, 1.00f}},
    {"peach", {1.00f, 0.70f, 0.54f}},
};

static const struct {
  const char *name;
  Place place;
} PLACES[] = {
    {"sea", SEA},      {"ocean", SEA},   {"water", SEA},     {"underwater", SEA}, {"reef", SEA},     {"lagoon", SEA},  {"aquarium", SEA}, {"deep", DEEP},
    {"abyss", DEEP},   {"trench", DEEP}, {"midnight", SKY}, {"sky", SKY},        {"air", SKY},      {"clouds", SKY},  {"night", SKY},    {"heaven", SKY},
    {"sunset", SUNSET}, {"dawn", SUNSET}, {"sunrise", SUNSET}, {"dusk", SUNSET},  {"evening", SUNSET}, {"space", SPACE}, {"galaxy", SPACE}, {"cosmos", SPACE},
    {"stars", SKY},  {"nebula", SPACE}, {"universe", SPACE},
};

static const char *const PLACE_NAMES[] = {"sea", "deep sea", "night sky", "sunset", "space"};

static const struct {
  const char *name;
  int count;
} COUNTS[] = {
    {"a", 1},    {"an", 1},    {"one", 1},   {"single", 1}, {"lonely", 1}, {"two", 2},    {"pair", 2},    {"couple", 2}, {"three", 3}, {"few", 3},
    {"four", 4}, {"some", 4},  {"five", 5},  {"six", 6},    {"many", 7},   {"seven", 7},  {"eight", 8},   {"swarm", 9},  {"bloom", 9}, {"nine", 9},
};

static const struct {
  const char *name;
  float size, wild, glow, bright;
} MOODS[] = {
    {"tiny", 0.60f, 1, 1, 1},       {"small", 0.75f, 1, 1, 1},     {"little", 0.75f, 1, 1, 1},      {"big", 1.20f, 1, 1, 1},         {"large", 1.20f, 1, 1, 1},
    {"huge", 1.35f, 1, 1, 1},       {"giant", 1.40f, 1, 1, 1},     {"calm", 1, 0.50f, 1, 1},        {"quiet", 1, 0.50f, 0.85f, 1},   {"peaceful", 1, 0.55f, 1, 1.10f},
    {"sleepy", 1, 0.40f, 0.8f, 0.9f}, {"wild", 1, 1.80f, 1.1f, 1}, {"stormy", 1, 1.90f, 1, 0.75f},  {"dancing", 1, 1.60f, 1, 1},     {"angry", 1, 1.70f, 1.2f, 0.85f},
    {"glowing", 1, 1, 1.50f, 0.9f}, {"shining", 1, 1, 1.40f, 1},   {"luminous", 1, 1, 1.50f, 0.9f}, {"neon", 1, 1, 1.70f, 0.8f},     {"electric", 1, 1.4f, 1.60f, 0.8f},
    {"dark", 1, 1, 1, 0.55f},       {"gloomy", 1, 0.8f, 0.7f, 0.6f}, {"sad", 1, 0.7f, 0.7f, 0.75f}, {"bright", 1, 1, 1.1f, 1.35f},   {"sunny", 1, 1, 1, 1.40f},
    {"happy", 1, 1.2f, 1.1f, 1.25f}, {"dreamy", 1, 0.8f, 1.3f, 1.1f}, {"ghostly", 1, 0.8f, 0.8f, 0.7f}, {"magical", 1, 1.2f, 1.4f, 1},
};

#define LENGTH(table) (int)(sizeof(table) / sizeof *(table))

static void add_colour(Scene *scene, Colour colour) {
  if (scene->colour_count < MAX_COLOURS) {
    scene->colours[scene->colour_count++] = colour;
  }
}

APART static void take_word(Scene *scene, const char *word) {
  for (int i = 0; i < LENGTH(COLOURS); i++) {
    if (strcmp(word, COLOURS[i].name) == 0) {
      add_colour(scene, COLOURS[i].colour);
    }
  }
  if (strcmp(word, "rainbow") == 0) {
    static const int hues[] = {4, 6, 9, 11, 16, 0};
    for (int i = 0; i < LENGTH(hues); i++) {
      add_colour(scene, COLOURS[hues[i]].colour);
    }
  }
  for (int i = 0; i < LENGTH(PLACES); i++) {
    /* "in the deep sea", "at night under the stars": the stranger place wins. */
    if (strcmp(word, PLACES[i].name) == 0 && PLACES[i].place > scene->place) {
      scene->place = PLACES[i].place;
    }
  }
  for (int i = 0; i < LENGTH(COUNTS); i++) {
    if (strcmp(word, COUNTS[i].name) == 0 && COUNTS[i].count > scene->count) {
      scene->count = COUNTS[i].count;
    }
  }
  if (word[0] >= '1' && word[0] <= '9' && word[1] == '\0') {
    scene->count = word[0] - '0';
  }
  for (int i = 0; i < LENGTH(MOODS); i++) {
    if (strcmp(word, MOODS[i].name) == 0) {
      scene->size *= MOODS[i].size;
      scene->wild *= MOODS[i].wild;
      scene->glow *= MOODS[i].glow;
      scene->bright *= MOODS[i].bright;
    }
  }
}

static float between(float value, float least, float most) {
  return value < least ? least : value > most ? most : value;
}

/* A byte of a word: letters in lower case, digits, and whatever is beyond ASCII. */
static int letter(char c) {
  unsigned char u = (unsigned char)c;
  return u >= 'A' && u <= 'Z' ? u + 32 : (u >= 'a' && u <= 'z') || (u >= '0' && u <= '9') || u >= 0x80 ? u : 0;
}

APART Scene scene_of(const char *prompt) {
  Scene scene = {.place = SEA, .count = 0, .size = 1, .wild = 1, .glow = 1, .bright = 1, .seed = 0xCBF29CE484222325u};
  char word[32];
  size_t length = 0;
  for (const char *p = prompt;; p++) {
    int c = letter(*p);
    if (c != 0) {
      /* FNV-1a over the letters, so that spelling counts and punctuation does not. */
      scene.seed = (scene.seed ^ (uint64_t)c) * 0x100000001B3u;
      if (length < sizeof word - 1) {
        word[length++] = (char)c;
      }
    } else if (length > 0) {
      scene.seed = (scene.seed ^ ' ') * 0x100000001B3u;
      word[length] = '\0';
      take_word(&scene, word);
      length = 0;
    }
    if (*p == '\0') {
      break;
    }
  }
  if (scene.count == 0) {
    scene.count = 1;
  }
  if (scene.colour_count == 0) {
    add_colour(&scene, COLOURS[scene.seed % (uint64_t)LENGTH(COLOURS)].colour);
  }
  scene.size = between(scene.size, 0.5f, 1.5f);
  scene.wild = between(scene.wild, 0.3f, 2.2f);
  scene.glow = between(scene.glow, 0.5f, 2.0f);
  scene.bright = between(scene.bright, 0.4f, 1.6f);
  return scene;
}

static const char *colour_name(Colour colour) {
  for (int i = 0; i < LENGTH(COLOURS); i++) {
    if (memcmp(&COLOURS[i].colour, &colour, sizeof colour) == 0) {
      return COLOURS[i].name;
    }
  }
  return "other";
}

void scene_print(const Scene *scene) {
  printf("jellyfish: %d, ", scene->count);
  for (int i = 0; i < scene->colour_count; i++) {
    printf("%s%s", i > 0 ? " and " : "", colour_name(scene->colours[i]));
  }
  printf(", %s\nseed: %016llx\n", PLACE_NAMES[scene->place], (unsigned long long)scene->seed);
}
