/* train DIGITS.CSV FOLDER: trains the network and writes network-weights.c and samples.c. Lines of the table are 64 pixels from 0 to 16 and the digit, separated by commas;
   the last TEST of them are not trained on. Double precision in a fixed order, so every IEEE machine makes the same files. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../network.h"

enum { MOST = 2000, TEST = 300, EPOCHS = 120, BATCH = 16 };

#define INPUT_UNIT 16.0

typedef struct {
  uint8_t pixels[PIXELS];
  int digit;
} Sample;

/* A layer: weights by row, biases, their gradients and Adam's two moments (Kingma, Ba 2015). */
typedef struct {
  int rows, columns;
  double *weight, *gradient, *mean, *square;
} Layer;

static Sample samples[MOST];
static int sample_count;
static uint64_t state = 20240607;

static double chance(void) {
  uint64_t z = state += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return (double)((z ^ z >> 31) >> 11) / 9007199254740992.0;
}

/* e^x from its series, so that no library's rounding gets in. */
static double exponential(double x) {
  double whole = floor(x * 1.4426950408889634 + 0.5);
  double rest = x - whole * 0.6931471805599453;
  double term = 1;
  double sum = 1;
  for (int i = 1; i < 16; i++) {
    term *= rest / i;
    sum += term;
  }
  return ldexp(sum, (int)whole);
}

static void load(const char *path) {
  FILE *file = fopen(path, "r");
  int value;
  if (file == NULL) {
    perror(path);
    exit(1);
  }
  for (int at = 0; fscanf(file, "%d%*[,\n]", &value) == 1; at++) {
    if (at == PIXELS) {
      samples[sample_count++].digit = value;
      at = -1;
    } else {
      samples[sample_count].pixels[at] = (uint8_t)value;
    }
  }
  fclose(file);
}

static Layer layer(int rows, int columns) {
  Layer made = {rows, columns, NULL, NULL, NULL, NULL};
  size_t size = (size_t)rows * (size_t)(columns + 1);
  made.weight = calloc(size, sizeof(double));
  made.gradient = calloc(size, sizeof(double));
  made.mean = calloc(size, sizeof(double));
  made.square = calloc(size, sizeof(double));
  for (int i = 0; i < rows; i++) {
    for (int j = 0; j < columns; j++) {
      made.weight[i * (columns + 1) + j] = (2 * chance() - 1) * sqrt(6.0 / columns);
    }
  }
  return made;
}

static void forward(const Layer *layer, const double *in, double *out, int rectify) {
  for (int i = 0; i < layer->rows; i++) {
    const double *row = layer->weight + i * (layer->columns + 1);
    double sum = row[layer->columns];
    for (int j = 0; j < layer->columns; j++) {
      sum += row[j] * in[j];
    }
    out[i] = rectify && sum < 0 ? 0 : sum;
  }
}

static void backward(Layer *layer, const double *in, const double *error, double *below) {
  for (int j = 0; below != NULL && j < layer->columns; j++) {
    below[j] = 0;
  }
  for (int i = 0; i < layer->rows; i++) {
    double *gradient = layer->gradient + i * (layer->columns + 1);
    const double *row = layer->weight + i * (layer->columns + 1);
    for (int j = 0; j < layer->columns; j++) {
      gradient[j] += error[i] * in[j];
      if (below != NULL && in[j] > 0) {
        below[j] += error[i] * row[j];
      }
    }
    gradient[layer->columns] += error[i];
  }
}

static void step(Layer *layer, double rate, double keep1, double keep2) {
  for (int i = 0; i < layer->rows * (layer->columns + 1); i++) {
    double g = layer->gradient[i] / BATCH;
    layer->mean[i] = 0.9 * layer->mean[i] + 0.1 * g;
    layer->square[i] = 0.999 * layer->square[i] + 0.001 * g * g;
    double decay = i % (layer->columns + 1) == layer->columns ? 0 : 0.002 * layer->weight[i];
    layer->weight[i] -= rate * (layer->mean[i] / keep1 / (sqrt(layer->square[i] / keep2) + 1e-8) + decay);
    layer->gradient[i] = 0;
  }
}

/* The sample moved by up to a pixel and a half, leaned, stretched, and inked unevenly, as another hand might have written it. */
static void disturbed(const Sample *sample, double *to) {
  double dx = 2.4 * chance() - 1.2;
  double dy = 1.6 * chance() - 0.8;
  double lean = 0.5 * chance() - 0.25;
  double wide = 0.85 + 0.3 * chance();
  double tall = 0.9 + 0.2 * chance();
  double ink = 0.8 + 0.4 * chance();
  for (int y = 0; y < 8; y++) {
    for (int x = 0; x < 8; x++) {
      double fx = 3.5 + (x - 3.5) * wide + lean * (y - 3.5) - dx;
      double fy = 3.5 + (y - 3.5) * tall - dy;
      int ix = (int)floor(fx);
      int iy = (int)floor(fy);
      double sum = 0;
      for (int k = 0; k < 4; k++) {
        int cx = ix + k % 2;
        int cy = iy + k / 2;
        if (cx >= 0 && cx < 8 && cy >= 0 && cy < 8) {
          sum += sample->pixels[8 * cy + cx] * (k % 2 ? fx - ix : 1 - fx + ix) * (k / 2 ? fy - iy : 1 - fy + iy);
        }
      }
      sum = sum * ink + 1.5 * (chance() - 0.5);
      to[8 * y + x] = (sum < 0 ? 0 : sum > 16 ? 16 : sum) / INPUT_UNIT;
    }
  }
}

/* Gradients of the cross-entropy at one image. */
static void learn(Layer *layers, const double *image, int digit) {
  double first[FIRST], second[SECOND], out[CLASSES], below2[SECOND], below1[FIRST];
  forward(&layers[0], image, first, 1);
  forward(&layers[1], first, second, 1);
  forward(&layers[2], second, out, 0);
  double most = out[0];
  double sum = 0;
  for (int i = 1; i < CLASSES; i++) {
    most = out[i] > most ? out[i] : most;
  }
  for (int i = 0; i < CLASSES; i++) {
    out[i] = exponential(out[i] - most);
    sum += out[i];
  }
  for (int i = 0; i < CLASSES; i++) {
    out[i] = out[i] / sum - (i == digit ? 0.95 + 0.005 : 0.005);
  }
  backward(&layers[2], second, out, below2);
  backward(&layers[1], first, below2, below1);
  backward(&layers[0], image, below1, NULL);
}

static void train(Layer *layers, int count) {
  int order[MOST];
  double keep1 = 1, keep2 = 1;
  for (int i = 0; i < count; i++) {
    order[i] = i;
  }
  for (int epoch = 0; epoch < EPOCHS; epoch++) {
    double left = 1 - (double)epoch / EPOCHS;
    for (int i = count - 1; i > 0; i--) {
      int j = (int)(chance() * (i + 1));
      int held = order[i];
      order[i] = order[j];
      order[j] = held;
    }
    for (int i = 0; i < count; i++) {
      double image[PIXELS];
      disturbed(&samples[order[i]], image);
      learn(layers, image, samples[order[i]].digit);
      if (i % BATCH == BATCH - 1) {
        keep1 *= 0.9;
        keep2 *= 0.999;
        for (int l = 0; l < 3; l++) {
          step(&layers[l], 0.003 * left, 1 - keep1, 1 - keep2);
        }
      }
    }
  }
}

static double largest_weight(const Layer *layer) {
  double most = 0;
  for (int i = 0; i < layer->rows * (layer->columns + 1); i++) {
    if (i % (layer->columns + 1) != layer->columns && fabs(layer->weight[i]) > most) {
      most = fabs(layer->weight[i]);
    }
  }
  return most;
}

static int32_t whole(double value) {
  return (int32_t)floor(value + 0.5);
}

/* Units of a layer: `in` is what 1.0 of its input is as a whole number; answers the same for its output, and how far to shift to stay within a byte. */
static double quantize(const Layer *layer, double in, double out_most, int8_t *weights, int32_t *biases, int *shift) {
  double unit = 127 / largest_weight(layer);
  for (int i = 0; i < layer->rows; i++) {
    const double *row = layer->weight + i * (layer->columns + 1);
    for (int j = 0; j < layer->columns; j++) {
      weights[i * layer->columns + j] = (int8_t)whole(row[j] * unit);
    }
    biases[i] = whole(row[layer->columns] * unit * in);
  }
  double out = unit * in;
  for (*shift = 0; out * out_most > 255; ++*shift) {
    out /= 2;
  }
  return out;
}

/* The largest value that each hidden layer reaches on what was trained on. */
static void reach(Layer *layers, int count, double *most) {
  most[0] = most[1] = 0;
  for (int s = 0; s < count; s++) {
    double image[PIXELS], first[FIRST], second[SECOND];
    for (int i = 0; i < PIXELS; i++) {
      image[i] = samples[s].pixels[i] / INPUT_UNIT;
    }
    forward(&layers[0], image, first, 1);
    forward(&layers[1], first, second, 1);
    for (int i = 0; i < FIRST; i++) {
      most[0] = first[i] > most[0] ? first[i] : most[0];
    }
    for (int i = 0; i < SECOND; i++) {
      most[1] = second[i] > most[1] ? second[i] : most[1];
    }
  }
}

static int right(const Network *network, int from, int to) {
  int count = 0;
  for (int i = from; i < to; i++) {
    count += network_read(network, samples[i].pixels).digit == samples[i].digit;
  }
  return count;
}

static FILE *out_file(const char *folder, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  if (file == NULL) {
    perror(path);
    exit(1);
  }
  return file;
}

static void write_weights(FILE *file, const char *name, const int8_t *weights, int rows, int columns) {
  fprintf(file, "    .%s = {\n", name);
  for (int i = 0; i < rows; i++) {
    fputs("        {", file);
    for (int j = 0; j < columns; j++) {
      fprintf(file, "%s%d", j > 0 ? ", " : "", weights[i * columns + j]);
    }
    fputs("},\n", file);
  }
  fputs("    },\n", file);
}

static void write_biases(FILE *file, const char *name, const int32_t *biases, int count) {
  fprintf(file, "    .%s_bias = {", name);
  for (int i = 0; i < count; i++) {
    fprintf(file, "%s%d", i > 0 ? ", " : "", biases[i]);
  }
  fputs("},\n", file);
}

static void write_network(const char *folder, const Network *network) {
  FILE *file = out_file(folder, "network-weights.c");
  fputs("/* Written by training/train. */\n#include \"network.h\"\n\nconst Network NETWORK = {\n", file);
  write_weights(file, "first", network->first[0], FIRST, PIXELS);
  write_biases(file, "first", network->first_bias, FIRST);
  fprintf(file, "    .first_shift = %d,\n", network->first_shift);
  write_weights(file, "second", network->second[0], SECOND, FIRST);
  write_biases(file, "second", network->second_bias, SECOND);
  fprintf(file, "    .second_shift = %d,\n", network->second_shift);
  write_weights(file, "third", network->third[0], CLASSES, SECOND);
  write_biases(file, "third", network->third_bias, CLASSES);
  fputs("};\n", file);
  fclose(file);
}

static void write_samples(const char *folder, int from) {
  FILE *file = out_file(folder, "samples.c");
  fputs("/* Written by training/train: the last digits of the test set of \"Optical Recognition of Handwritten Digits\" by E. Alpaydin and C. Kaynak (UCI Machine Learning\n"
        "   Repository, CC BY 4.0), which the network was not trained on. Each is given in another notation: a pixel is a letter from A (0) to Q (16). */\n"
        "#include \"samples.h\"\n\nconst Sample SAMPLES[SAMPLE_COUNT] = {\n",
        file);
  for (int s = from; s < sample_count; s++) {
    fprintf(file, "    {%d, \"", samples[s].digit);
    for (int i = 0; i < PIXELS; i++) {
      fputc('A' + samples[s].pixels[i], file);
    }
    fputs("\"},\n", file);
  }
  fputs("};\n", file);
  fclose(file);
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fputs("usage: train DIGITS.CSV FOLDER\n", stderr);
    return 1;
  }
  load(argv[1]);
  int count = sample_count - TEST;
  Layer layers[] = {layer(FIRST, PIXELS), layer(SECOND, FIRST), layer(CLASSES, SECOND)};
  train(layers, count);
  static Network network;
  double most[2];
  int unused;
  reach(layers, count, most);
  double unit = quantize(&layers[0], INPUT_UNIT, most[0], network.first[0], network.first_bias, &network.first_shift);
  unit = quantize(&layers[1], unit, most[1], network.second[0], network.second_bias, &network.second_shift);
  quantize(&layers[2], unit, 1, network.third[0], network.third_bias, &unused);
  printf("trained on %d: %d right; %d others: %d right\n", count, right(&network, 0, count), TEST, right(&network, count, sample_count));
  write_network(argv[2], &network);
  write_samples(argv[2], count);
  return 0;
}
