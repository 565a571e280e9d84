/*
 * Makes the disk of one program fail: a library between the program and libc, for LD_PRELOAD.
 * As a program of its own it shuts a file system down.
 *
 *   SENSORGATE_FAULTS        a file with the rules; it may be replaced (by rename) at any moment
 *   SENSORGATE_FAULTS_BELOW  the directory whose files fail, without a slash at the end
 *   SENSORGATE_BOOT_ID       a file that is opened instead of the kernel's boot id
 *
 * Each line of the file with the rules is one rule:
 *
 *   CALL NAME FROM TO ACTION NUMBER
 *
 *   CALL    open, read, write, sync, truncate, rename, unlink, or * for all of them
 *   NAME    the last part of the path, or * for every file; a memory mapping is "mapped"
 *   FROM TO the offsets of the first byte and behind the last; a rule for bytes leaves alone what
 *           touches none of them. 0 0 is everything.
 *   ACTION  errno   the call fails with this errno and does nothing
 *           delay   the call waits for so many milliseconds first
 *           stall   the call waits until the file with the rules has no such line any more
 *           drop    a write says that it is done and is not
 *           short   a write or a read takes at most so many bytes
 *           flip    a read gets the byte at FROM with one bit changed
 *
 * All rules that match work, in their order. For each a line is appended to the file with the name
 * of the rules and ".hits", so that a test knows that its fault has happened.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define RULES_BYTES 4096
#define STALL_STEP_MS 5

struct rule {
    char call[16];
    char name[64];
    long from;
    long to;
    char action[16];
    long number;
};

/* What the rules say about one call. */
struct fate {
    int error;
    int dropped;
    long bytes_max; /* -1: all */
    long flipped;   /* the offset of a byte, -1: none */
};

#define NEXT(function) ((__typeof__(&function)) dlsym(RTLD_NEXT, #function))

static void nap(long ms) {
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    while (nanosleep(&time, &time) != 0 && errno == EINTR) {
    }
}

/* Reads the rules by system calls, so that no rule concerns this. Returns the text's length. */
static long read_rules(char *text) {
    const char *path = getenv("SENSORGATE_FAULTS");
    text[0] = 0;
    if (path == NULL) {
        return 0;
    }
    int fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) {
        return 0;
    }
    long length = syscall(SYS_read, fd, text, RULES_BYTES - 1);
    syscall(SYS_close, fd);
    length = length < 0 ? 0 : length;
    text[length] = 0;
    return length;
}

static void tell_hit(const char *call, const char *name, long at, const char *action) {
    char path[PATH_MAX];
    char line[256];
    snprintf(path, sizeof path, "%s.hits", getenv("SENSORGATE_FAULTS"));
    int length = snprintf(line, sizeof line, "%s %s %ld %s\n", call, name, at, action);
    int fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) {
        syscall(SYS_write, fd, line, length);
        syscall(SYS_close, fd);
    }
}

/* The last part of a path below the directory; NULL for any other path. */
static const char *concerned(char *path) {
    const char *below = getenv("SENSORGATE_FAULTS_BELOW");
    size_t length = below == NULL ? 0 : strlen(below);
    if (length == 0 || strncmp(path, below, length) != 0
            || (path[length] != 0 && path[length] != '/')) {
        return NULL;
    }
    char *deleted = strstr(path, " (deleted)");
    if (deleted != NULL) {
        *deleted = 0;
    }
    return strrchr(path, '/') + 1;
}

static int next_rule(char **text, struct rule *rule) {
    for (char *line = strsep(text, "\n"); line != NULL; line = strsep(text, "\n")) {
        if (sscanf(line, "%15s %63s %ld %ld %15s %ld", rule->call, rule->name, &rule->from,
                &rule->to, rule->action, &rule->number) == 6) {
            return 1;
        }
    }
    return 0;
}

static int matches(
        const struct rule *rule, const char *call, const char *name, long at, long bytes) {
    int is_everywhere = rule->from == 0 && rule->to == 0;
    return (strcmp(rule->call, "*") == 0 || strcmp(rule->call, call) == 0)
            && (strcmp(rule->name, "*") == 0 || strcmp(rule->name, name) == 0)
            && (is_everywhere || (at < rule->to && at + bytes > rule->from));
}

static int is_still_there(const struct rule *stalled) {
    char text[RULES_BYTES];
    char *rest = text;
    struct rule rule;
    read_rules(text);
    while (next_rule(&rest, &rule)) {
        if (strcmp(rule.call, stalled->call) == 0 && strcmp(rule.name, stalled->name) == 0
                && strcmp(rule.action, "stall") == 0) {
            return 1;
        }
    }
    return 0;
}

static struct fate judge(const char *call, const char *name, long at, long bytes) {
    struct fate fate = {0, 0, -1, -1};
    char text[RULES_BYTES];
    char *rest = text;
    struct rule rule;
    if (name == NULL || read_rules(text) == 0) {
        return fate;
    }
    while (fate.error == 0 && next_rule(&rest, &rule)) {
        if (!matches(&rule, call, name, at, bytes)) {
            continue;
        }
        tell_hit(call, name, at, rule.action);
        if (strcmp(rule.action, "errno") == 0) {
            fate.error = rule.number;
        } else if (strcmp(rule.action, "delay") == 0) {
            nap(rule.number);
        } else if (strcmp(rule.action, "stall") == 0) {
            while (is_still_there(&rule)) {
                nap(STALL_STEP_MS);
            }
        } else if (strcmp(rule.action, "drop") == 0) {
            fate.dropped = 1;
        } else if (strcmp(rule.action, "short") == 0) {
            fate.bytes_max = rule.number;
        } else if (strcmp(rule.action, "flip") == 0) {
            fate.flipped = rule.from;
        }
    }
    return fate;
}

static struct fate judge_path(const char *call, const char *path) {
    char copy[PATH_MAX];
    snprintf(copy, sizeof copy, "%s", path);
    return judge(call, concerned(copy), 0, LONG_MAX);
}

static struct fate judge_fd(const char *call, int fd, long at, long bytes) {
    char link[64];
    char path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    return judge(call, concerned(path), at, bytes);
}

static long fail(struct fate fate) {
    errno = fate.error;
    return -1;
}

static size_t at_most(struct fate fate, size_t bytes) {
    return fate.bytes_max >= 0 && (size_t) fate.bytes_max < bytes ? (size_t) fate.bytes_max : bytes;
}

static ssize_t flipped(struct fate fate, char *bytes, long at, ssize_t count) {
    if (fate.flipped >= 0 && fate.flipped >= at && fate.flipped < at + count) {
        bytes[fate.flipped - at] ^= 1;
    }
    return count;
}

static int opened(const char *path, int flags, mode_t mode) {
    const char *boot_id = getenv("SENSORGATE_BOOT_ID");
    if (boot_id != NULL && strcmp(path, "/proc/sys/kernel/random/boot_id") == 0) {
        path = boot_id;
    }
    struct fate fate = judge_path("open", path);
    return fate.error != 0 ? fail(fate) : NEXT(open64)(path, flags, mode);
}

#define MODE_OF(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list more; \
        va_start(more, flags); \
        mode = va_arg(more, mode_t); \
        va_end(more); \
    }

int open(const char *path, int flags, ...) {
    MODE_OF(flags)
    return opened(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE_OF(flags)
    return opened(path, flags, mode);
}

static int opened_at(int directory, const char *path, int flags, mode_t mode) {
    char whole[PATH_MAX];
    char link[64];
    if (path[0] == '/' || directory == AT_FDCWD) {
        return opened(path, flags, mode);
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
    ssize_t length = readlink(link, whole, sizeof whole - NAME_MAX - 2);
    length = length < 0 ? 0 : length;
    snprintf(whole + length, NAME_MAX + 2, "/%s", path);
    struct fate fate = judge_path("open", whole);
    return fate.error != 0 ? fail(fate) : NEXT(openat64)(directory, path, flags, mode);
}

int openat(int directory, const char *path, int flags, ...) {
    MODE_OF(flags)
    return opened_at(directory, path, flags, mode);
}

int openat64(int directory, const char *path, int flags, ...) {
    MODE_OF(flags)
    return opened_at(directory, path, flags, mode);
}

ssize_t pread64(int fd, void *bytes, size_t count, off64_t at) {
    struct fate fate = judge_fd("read", fd, at, count);
    return fate.error != 0
            ? fail(fate)
            : flipped(fate, bytes, at, NEXT(pread64)(fd, bytes, at_most(fate, count), at));
}

ssize_t read(int fd, void *bytes, size_t count) {
    long at = syscall(SYS_lseek, fd, 0, SEEK_CUR);
    struct fate fate = judge_fd("read", fd, at, count);
    return fate.error != 0
            ? fail(fate)
            : flipped(fate, bytes, at, NEXT(read)(fd, bytes, at_most(fate, count)));
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    struct fate fate = judge_fd("write", fd, at, count);
    if (fate.error != 0) {
        return fail(fate);
    }
    return fate.dropped ? (ssize_t) count : NEXT(pwrite64)(fd, bytes, at_most(fate, count), at);
}

ssize_t write(int fd, const void *bytes, size_t count) {
    struct fate fate = judge_fd("write", fd, syscall(SYS_lseek, fd, 0, SEEK_CUR), count);
    if (fate.error != 0) {
        return fail(fate);
    }
    return fate.dropped ? (ssize_t) count : NEXT(write)(fd, bytes, at_most(fate, count));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    struct fate fate = judge_fd("write", fd, syscall(SYS_lseek, fd, 0, SEEK_CUR), LONG_MAX / 2);
    return fate.error != 0 ? fail(fate) : NEXT(writev)(fd, parts, count);
}

int fsync(int fd) {
    struct fate fate = judge_fd("sync", fd, 0, LONG_MAX);
    return fate.error != 0 ? fail(fate) : NEXT(fsync)(fd);
}

int fdatasync(int fd) {
    struct fate fate = judge_fd("sync", fd, 0, LONG_MAX);
    return fate.error != 0 ? fail(fate) : NEXT(fdatasync)(fd);
}

int msync(void *address, size_t bytes, int flags) {
    struct fate fate = judge("sync", "mapped", 0, LONG_MAX);
    return fate.error != 0 ? fail(fate) : NEXT(msync)(address, bytes, flags);
}

int ftruncate64(int fd, off64_t bytes) {
    struct fate fate = judge_fd("truncate", fd, 0, LONG_MAX);
    return fate.error != 0 ? fail(fate) : NEXT(ftruncate64)(fd, bytes);
}

int rename(const char *from, const char *to) {
    struct fate fate = judge_path("rename", from);
    return fate.error != 0 ? fail(fate) : NEXT(rename)(from, to);
}

int unlink(const char *path) {
    struct fate fate = judge_path("unlink", path);
    return fate.error != 0 ? fail(fate) : NEXT(unlink)(path);
}

/* Shuts an ext4 file system down, as a power cut would: nothing more of it reaches the disk. */
int main(int count, char **arguments) {
    unsigned without_log = 2;
    int fd = count == 2 ? open(arguments[1], O_RDONLY) : -1;
    if (fd < 0 || ioctl(fd, _IOR('X', 125, unsigned), &without_log) != 0) {
        perror(arguments[count - 1]);
        return 1;
    }
    return 0;
}
