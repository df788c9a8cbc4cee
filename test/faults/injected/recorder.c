// Appends what is done to the files of a database to HEYRULES_RECORD, in the order it is done: those whose path begins with
// HEYRULES_RECORD_OF, but not the shared memory, which is made anew after a power cut. A record is a letter for what was
// done (w write, t truncate, s sync, r rename, l link, u unlink), three numbers of 64 bits (the offset, and how long the path and
// the bytes are), the path and the bytes, which are the new path of a rename or a link. What changes a file is told before it is
// done and a sync behind it: a database has many processes, and what one of them syncs is what the others wrote before.
// Each sync of such a file takes HEYRULES_SYNC_MS milliseconds longer than it does.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define LONGEST_PATH 4096
#define REAL(name, type) ((type)dlsym(RTLD_NEXT, name))

static int is_recorded(const char *path) {
  const char *prefix = getenv("HEYRULES_RECORD_OF");
  return prefix != NULL && strncmp(path, prefix, strlen(prefix)) == 0 && strstr(path, "-shm") == NULL;
}

// Not of folders, whose names are taken for synced at once, nor of files whose last name is gone.
static int is_recorded_file(int descriptor, char *path) {
  struct stat status;
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink == 0) return 0;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, LONGEST_PATH - 1);
  if (length <= 0) return 0;
  path[length] = '\0';
  return is_recorded(path);
}

static void append(char what, const char *path, uint64_t offset, const void *bytes, uint64_t length) {
  static int log = -1;
  if (log < 0) log = open(getenv("HEYRULES_RECORD"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  uint64_t numbers[3] = {offset, strlen(path), length};
  struct iovec parts[4] = {{&what, 1}, {numbers, sizeof numbers}, {(void *)path, numbers[1]}, {(void *)bytes, length}};
  // At once, so that nothing of another process stands in it.
  if (log < 0 || REAL("writev", ssize_t(*)(int, const struct iovec *, int))(log, parts, 4) < 0) abort();
}

static void record(char what, int descriptor, uint64_t offset, const void *bytes, uint64_t length) {
  char path[LONGEST_PATH];
  if (is_recorded_file(descriptor, path)) append(what, path, offset, bytes, length);
}

static ssize_t recorded_pwrite(const char *name, int descriptor, const void *bytes, size_t length, off64_t offset) {
  record('w', descriptor, (uint64_t)offset, bytes, (uint64_t)length);
  return REAL(name, ssize_t(*)(int, const void *, size_t, off64_t))(descriptor, bytes, length, offset);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
  return recorded_pwrite("pwrite", descriptor, bytes, length, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t offset) {
  return recorded_pwrite("pwrite64", descriptor, bytes, length, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
  off_t offset = lseek(descriptor, 0, SEEK_CUR);
  if (offset >= 0) record('w', descriptor, (uint64_t)offset, bytes, (uint64_t)length);
  return REAL("write", ssize_t(*)(int, const void *, size_t))(descriptor, bytes, length);
}

static ssize_t recorded_pwritev(const char *name, int descriptor, const struct iovec *parts, int count, off64_t offset) {
  uint64_t at = (uint64_t)offset;
  for (int part = 0; part < count; part += 1) {
    record('w', descriptor, at, parts[part].iov_base, parts[part].iov_len);
    at += parts[part].iov_len;
  }
  return REAL(name, ssize_t(*)(int, const struct iovec *, int, off64_t))(descriptor, parts, count, offset);
}

ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t offset) {
  return recorded_pwritev("pwritev", descriptor, parts, count, offset);
}

ssize_t pwritev64(int descriptor, const struct iovec *parts, int count, off64_t offset) {
  return recorded_pwritev("pwritev64", descriptor, parts, count, offset);
}

static int recorded_truncate(const char *name, int descriptor, off64_t length) {
  record('t', descriptor, (uint64_t)length, NULL, 0);
  return REAL(name, int (*)(int, off64_t))(descriptor, length);
}

int ftruncate(int descriptor, off_t length) { return recorded_truncate("ftruncate", descriptor, length); }
int ftruncate64(int descriptor, off64_t length) { return recorded_truncate("ftruncate64", descriptor, length); }

static void wait_for_slow_disk(int descriptor) {
  const char *ms = getenv("HEYRULES_SYNC_MS");
  char path[LONGEST_PATH];
  if (ms != NULL && is_recorded_file(descriptor, path)) usleep((useconds_t)atoi(ms) * 1000);
}

static int recorded_sync(const char *name, int descriptor) {
  wait_for_slow_disk(descriptor);
  int failed = REAL(name, int (*)(int))(descriptor);
  if (failed == 0) record('s', descriptor, 0, NULL, 0);
  return failed;
}

int fsync(int descriptor) { return recorded_sync("fsync", descriptor); }
int fdatasync(int descriptor) { return recorded_sync("fdatasync", descriptor); }

// Of names and of folders: a path that is not whole is below the folder the process is in.
static void record_name(char what, const char *path, const char *to) {
  char whole[LONGEST_PATH], whole_to[LONGEST_PATH];
  const char *paths[2] = {path, to};
  char *wholes[2] = {whole, whole_to};
  for (int i = 0; i < 2; i += 1) {
    if (paths[i] == NULL) continue;
    char folder[LONGEST_PATH / 2];
    if (paths[i][0] == '/') snprintf(wholes[i], LONGEST_PATH, "%s", paths[i]);
    else if (getcwd(folder, sizeof folder) == NULL) abort();
    else snprintf(wholes[i], LONGEST_PATH, "%s/%s", folder, paths[i][0] == '.' && paths[i][1] == '/' ? paths[i] + 2 : paths[i]);
  }
  if (!is_recorded(whole)) return;
  append(what, whole, 0, to == NULL ? NULL : whole_to, to == NULL ? 0 : strlen(whole_to));
}

int rename(const char *path, const char *to) {
  record_name('r', path, to);
  return REAL("rename", int (*)(const char *, const char *))(path, to);
}

int link(const char *path, const char *to) {
  record_name('l', path, to);
  return REAL("link", int (*)(const char *, const char *))(path, to);
}

int unlink(const char *path) {
  record_name('u', path, NULL);
  return REAL("unlink", int (*)(const char *))(path);
}
