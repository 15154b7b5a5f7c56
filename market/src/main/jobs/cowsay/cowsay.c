/* cowsay MESSAGE...: a cow says the message. Lines are wrapped at 40 bytes, never inside a UTF-8 character; control characters are shown as '?'. */
#include <stdio.h>
#include <string.h>

enum { WIDTH = 40, MAX_TEXT = 65536 };

static char text[MAX_TEXT];

/* Takes one line from p: at most WIDTH bytes, broken at a space where there is one. Returns its length, and in *next where the next line begins. */
static size_t line_at(const char *p, const char **next) {
  size_t length = strlen(p);
  size_t end = length;
  const char *newline = memchr(p, '\n', length);
  if (newline != NULL) {
    end = (size_t)(newline - p);
  }
  if (end <= WIDTH) {
    *next = p + end + (p[end] == '\n');
    return end;
  }
  size_t space = WIDTH;
  while (space > 0 && p[space] != ' ') {
    space--;
  }
  if (space > 0) {
    *next = p + space + 1;
    return space;
  }
  size_t cut = WIDTH;
  while (cut > 1 && ((unsigned char)p[cut] & 0xC0) == 0x80) {
    cut--;
  }
  *next = p + cut;
  return cut;
}

/* Columns: bytes that begin a character. */
static size_t columns(const char *p, size_t length) {
  size_t count = 0;
  for (size_t i = 0; i < length; i++) {
    count += ((unsigned char)p[i] & 0xC0) != 0x80;
  }
  return count;
}

static void repeat(char c, size_t times) {
  while (times-- > 0) {
    putchar(c);
  }
}

int main(int argc, char **argv) {
  size_t used = 0;
  for (int i = 1; i < argc; i++) {
    size_t length = strlen(argv[i]);
    if (used + length + 2 > MAX_TEXT) {
      fputs("cowsay: a cow says at most 65534 bytes\n", stderr);
      return 1;
    }
    if (i > 1) {
      text[used++] = ' ';
    }
    memcpy(text + used, argv[i], length);
    used += length;
  }
  for (size_t i = 0; i < used; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c != '\n' && (c < 0x20 || c == 0x7F)) {
      text[i] = '?';
    }
  }

  size_t lines = 0;
  size_t widest = 0;
  const char *next;
  for (const char *p = text; lines == 0 || *p != '\0'; p = next) {
    size_t wide = columns(p, line_at(p, &next));
    widest = wide > widest ? wide : widest;
    lines++;
  }

  putchar(' ');
  repeat('_', widest + 2);
  putchar('\n');
  size_t number = 0;
  for (const char *p = text; number < lines; p = next) {
    size_t length = line_at(p, &next);
    char left = lines == 1 ? '<' : number == 0 ? '/' : number == lines - 1 ? '\\' : '|';
    char right = lines == 1 ? '>' : number == 0 ? '\\' : number == lines - 1 ? '/' : '|';
    putchar(left);
    putchar(' ');
    fwrite(p, 1, length, stdout);
    repeat(' ', widest - columns(p, length));
    putchar(' ');
    putchar(right);
    putchar('\n');
    number++;
  }
  putchar(' ');
  repeat('-', widest + 2);
  putchar('\n');
  fputs("        \\   ^__^\n"
        "         \\  (oo)\\_______\n"
        "            (__)\\       )\\/\\\n"
        "                ||----w |\n"
        "                ||     ||\n",
        stdout);
  return 0;
}
