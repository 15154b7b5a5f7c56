/* jellyfish PROMPT...: paints what the prompt says into /outputs/jellyfish.png. The same prompt gives the same bytes. */
#include <stdio.h>
#include <string.h>

#include "canvas.h"
#include "png.h"

enum { MAX_PROMPT = 4096 };

static Canvas canvas;
static uint8_t rgb[SIDE * SIDE * 3];

/* Far ones first, so that near ones are in front; the one that the picture is about stands in the middle. */
static void paint_animals(const Scene *scene) {
  Chance from = {scene->seed};
  for (int i = 0; i < scene->count; i++) {
    int left = scene->count - 1 - i;
    float near = scene->count == 1 ? 1 : 1 - 0.60f * (float)left / (float)(scene->count - 1);
    float radius = scene->size * (scene->count == 1 ? 106 : (scene->count < 4 ? 82 : 68) * (0.25f + 0.75f * near));
    float x = 0.5f;
    float y = 0.34f;
    if (left > 0) {
      /* Around the middle, at the golden angle from each to the next. */
      float place = (float)(left % 2 == 0 ? left : -left) / (float)scene->count;
      x = 0.5f + 0.40f * place + chance_in(&from, -0.06f, 0.06f);
      x += x < 0.5f ? -0.09f : 0.09f;
      y = chance_in(&from, 0.14f, 0.62f);
    } else if (scene->count > 1) {
      x = chance_in(&from, 0.42f, 0.58f);
    } else {
      x = chance_in(&from, 0.46f, 0.54f);
    }
    paint_jellyfish(&canvas, scene, &from, SIDE * x, SIDE * y, radius, near, left);
  }
}

int main(int argc, char **argv) {
  static char prompt[MAX_PROMPT];
  size_t used = 0;
  for (int i = 1; i < argc; i++) {
    size_t length = strlen(argv[i]);
    if (used + length + 2 > sizeof prompt) {
      fputs("jellyfish: a prompt has at most 4094 bytes\n", stderr);
      return 1;
    }
    if (i > 1) {
      prompt[used++] = ' ';
    }
    memcpy(prompt + used, argv[i], length);
    used += length;
  }
  Scene scene = scene_of(prompt);
  scene_print(&scene);
  paint_surroundings(&canvas, &scene);
  paint_animals(&scene);
  develop(&canvas, &scene, rgb);
  if (png_write("/outputs/jellyfish.png", rgb, SIDE, SIDE) != 0) {
    fputs("jellyfish: /outputs/jellyfish.png cannot be written\n", stderr);
    return 1;
  }
  printf("painted: outputs/jellyfish.png, %d x %d\n", SIDE, SIDE);
  return 0;
}
