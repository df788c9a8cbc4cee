// Appends what is done to the files of a database to HEYRULES_RECORD, in the order it is done: those whose path begins with
// HEYRULES_RECORD_OF, but not the shared memory, which is made anew after a power cut. A record is a letter for what was
// done (w write, t truncate, s sync), a letter for the file (its last one), offset and length as 64 bits, and the bytes.
// Each sync of such a file takes HEYRULES_SYNC_MS milliseconds longer than it does.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int recorded_file(int descriptor, char *last) {
  const char *prefix = getenv("HEYRULES_RECORD_OF");
  if (prefix == NULL) return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = '\0';
  if (strncmp(path, prefix, strlen(prefix)) != 0 || strstr(path, "-shm") != NULL) return 0;
  *last = path[length - 1];
  return 1;
}

static void record(char what, int descriptor, uint64_t offset, const void *bytes, uint64_t length) {
  static int log = -1;
  char file;
  if (!recorded_file(descriptor, &file)) return;
  if (log < 0) log = open(getenv("HEYRULES_RECORD"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  char kind[2] = {what, file};
  struct iovec parts[4] = {
      {kind, sizeof kind}, {&offset, sizeof offset}, {&length, sizeof length}, {(void *)bytes, bytes == NULL ? 0 : length}};
  if (log < 0 || writev(log, parts, 4) < 0) abort();
}

#define REAL(name, type) ((type)dlsym(RTLD_NEXT, name))

static ssize_t recorded_pwrite(const char *name, int descriptor, const void *bytes, size_t length, off64_t offset) {
  ssize_t done = REAL(name, ssize_t(*)(int, const void *, size_t, off64_t))(descriptor, bytes, length, offset);
  if (done > 0) record('w', descriptor, (uint64_t)offset, bytes, (uint64_t)done);
  return done;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
  return recorded_pwrite("pwrite", descriptor, bytes, length, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t offset) {
  return recorded_pwrite("pwrite64", descriptor, bytes, length, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
  off_t offset = lseek(descriptor, 0, SEEK_CUR);
  ssize_t done = REAL("write", ssize_t(*)(int, const void *, size_t))(descriptor, bytes, length);
  if (done > 0 && offset >= 0) record('w', descriptor, (uint64_t)offset, bytes, (uint64_t)done);
  return done;
}

static int recorded_truncate(const char *name, int descriptor, off64_t length) {
  int failed = REAL(name, int (*)(int, off64_t))(descriptor, length);
  if (failed == 0) record('t', descriptor, (uint64_t)length, NULL, 0);
  return failed;
}

int ftruncate(int descriptor, off_t length) { return recorded_truncate("ftruncate", descriptor, length); }
int ftruncate64(int descriptor, off64_t length) { return recorded_truncate("ftruncate64", descriptor, length); }

static void wait_for_slow_disk(int descriptor) {
  const char *ms = getenv("HEYRULES_SYNC_MS");
  char file;
  if (ms != NULL && recorded_file(descriptor, &file)) usleep((useconds_t)atoi(ms) * 1000);
}

static int recorded_sync(const char *name, int descriptor) {
  wait_for_slow_disk(descriptor);
  int failed = REAL(name, int (*)(int))(descriptor);
  if (failed == 0) record('s', descriptor, 0, NULL, 0);
  return failed;
}

int fsync(int descriptor) { return recorded_sync("fsync", descriptor); }
int fdatasync(int descriptor) { return recorded_sync("fdatasync", descriptor); }
