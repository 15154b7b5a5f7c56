/* Looks at everything that a WASI program can see, and prints it. The output must be the same everywhere. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <wasi/api.h>

static void list(const char *path) {
  printf("list %s:", path);
  DIR *directory = opendir(path);
  if (directory == NULL) {
    printf(" errno %d\n", errno);
    return;
  }
  for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
    printf(" %s(%d)", entry->d_name, entry->d_type);
  }
  closedir(directory);
  printf("\n");
}

static void escape(int fd, const char *path) {
  __wasi_fd_t opened;
  __wasi_errno_t error = __wasi_path_open(fd, 0, path, 0, __WASI_RIGHTS_FD_READ, 0, 0, &opened);
  printf("open %d %s: %d\n", fd, path, error);
}

static void put(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  if (file == NULL) {
    printf("write %s: errno %d\n", path, errno);
    return;
  }
  fputs(text, file);
  fclose(file);
}

int main(int argc, char **argv) {
  for (int i = 0; i < argc; i++) {
    printf("arg %d: %s\n", i, argv[i]);
  }
  extern char **environ;
  printf("environment: %s\n", environ == NULL || environ[0] == NULL ? "empty" : environ[0]);
  printf("tty: %d %d %d\n", isatty(0), isatty(1), isatty(2));
  printf("stdin: %d\n", getchar());

  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  printf("realtime: %lld.%09ld\n", (long long)now.tv_sec, now.tv_nsec);
  struct timespec nap = {3600, 0};
  nanosleep(&nap, NULL);
  clock_gettime(CLOCK_REALTIME, &now);
  printf("an hour later: %lld.%09ld\n", (long long)now.tv_sec, now.tv_nsec);
  clock_gettime(CLOCK_MONOTONIC, &now);
  printf("monotonic: %lld.%09ld\n", (long long)now.tv_sec, now.tv_nsec);

  unsigned char random[40];
  getentropy(random, sizeof random);
  printf("random: ");
  for (size_t i = 0; i < sizeof random; i++) {
    printf("%02x", random[i]);
  }
  printf("\n");

  list("/inputs");
  char text[64] = {0};
  FILE *input = fopen("/inputs/Message", "r");
  printf("input: %s\n", input == NULL ? "none" : fgets(text, sizeof text, input));
  put("/inputs/new", "x");
  put("/inputs/Message", "x");
  printf("unlink input: %d", unlink("/inputs/Message"));
  printf(" errno %d\n", errno);

  escape(3, "../etc/passwd");
  escape(3, "../../../../etc/passwd");
  escape(4, "/etc/passwd");
  escape(4, "sub/../../inputs/Message");
  printf("fopen /etc/passwd: %s", fopen("/etc/passwd", "r") == NULL ? "refused" : "opened");
  printf(" errno %d\n", errno);
  printf("symlink: %d\n", symlink("/etc/passwd", "/outputs/link"));

  put("/outputs/zebra", "z");
  put("/outputs/apple", "a");
  put("/outputs/\xc3\xa9", "e");
  mkdir("/outputs/sub", 0777);
  mkdir("/outputs/void", 0777);
  put("/outputs/sub/file", "one\n");
  FILE *append = fopen("/outputs/sub/file", "a");
  fputs("two\n", append);
  fclose(append);
  rename("/outputs/zebra", "/outputs/sub/moved");
  list("/outputs");
  list("/outputs/sub");
  printf("rmdir sub: %d", rmdir("/outputs/sub"));
  printf(" errno %d\n", errno);
  struct stat status;
  stat("/outputs/sub/file", &status);
  printf("stat: size %lld ino %lld mode %o mtime %lld.%09ld nlink %d\n", (long long)status.st_size, (long long)status.st_ino,
         status.st_mode, (long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec, (int)status.st_nlink);
  int fd = open("/outputs/apple", O_RDWR);
  lseek(fd, 3, SEEK_SET);
  write(fd, "b", 1);
  ftruncate(fd, 5);
  printf("size after hole: %lld\n", (long long)lseek(fd, 0, SEEK_END));
  close(fd);
  fprintf(stderr, "to stderr\n");
  return 3;
}
