// Fails every sync of a file whose name ends in HEYRULES_FAIL_SYNC_OF as soon as the file HEYRULES_FAIL_SYNC exists, and
// appends a line to that file for each sync asked for from then on.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int sync_or_fail(int descriptor, const char *name) {
  const char *flag = getenv("HEYRULES_FAIL_SYNC");
  const char *ending = getenv("HEYRULES_FAIL_SYNC_OF");
  if (flag != NULL && ending != NULL && access(flag, F_OK) == 0) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = '\0';
    FILE *log = fopen(flag, "a");
    if (log != NULL) {
      fprintf(log, "%s\n", path);
      fclose(log);
    }
    size_t end = strlen(ending), whole = strlen(path);
    if (whole >= end && strcmp(path + whole - end, ending) == 0) {
      errno = EIO;
      return -1;
    }
  }
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  return real(descriptor);
}

int fsync(int descriptor) { return sync_or_fail(descriptor, "fsync"); }
int fdatasync(int descriptor) { return sync_or_fail(descriptor, "fdatasync"); }
