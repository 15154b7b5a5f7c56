/* clock: prints what time it is. No two runs agree, so its profile is ambient: such a job can be paid or left alone, but nobody is ever slashed for its result. */
#include <stdio.h>
#include <time.h>

int main(void) {
  struct timespec now;
  if (timespec_get(&now, TIME_UTC) != TIME_UTC) {
    fputs("clock: there is no time\n", stderr);
    return 1;
  }
  struct tm day = *gmtime(&now.tv_sec);
  printf("%04d-%02d-%02dT%02d:%02d:%02d.%09ldZ\n", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday, day.tm_hour, day.tm_min, day.tm_sec, now.tv_nsec);
  return 0;
}
