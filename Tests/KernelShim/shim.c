#define _GNU_SOURCE
#include "KernelShim.h"
#include <errno.h>

#ifdef __linux__

#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int result(int value) { return value < 0 ? -errno : value; }

static int closing(int descriptor) {
  int error = errno;
  close(descriptor);
  return -error;
}

int kernel_unshare_network(void) { return result(unshare(CLONE_NEWNET)); }

int kernel_open_network(void) { return result(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)); }

int kernel_enter_network(int network) { return result(setns(network, CLONE_NEWNET)); }

int kernel_open_tap(const char *name) {
  int descriptor = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return -errno;
  struct ifreq request;
  memset(&request, 0, sizeof request);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  return ioctl(descriptor, TUNSETIFF, &request) < 0 ? closing(descriptor) : descriptor;
}

int kernel_open_raw_socket(int is_ipv6, unsigned int uid, unsigned int gid) {
  // The plain system calls: they concern this thread only. They return the identity before, and never fail.
  int group_before = (int)syscall(SYS_setfsgid, gid);
  int user_before = (int)syscall(SYS_setfsuid, uid);
  // IPPROTO_RAW implies IP_HDRINCL and IPV6_HDRINCL (inet_create, inet6_create).
  int descriptor = socket(is_ipv6 ? AF_INET6 : AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
  int error = errno;
  syscall(SYS_setfsuid, user_before);
  syscall(SYS_setfsgid, group_before);
  if (descriptor < 0) return -error;
  int on = 1;
  if (!is_ipv6 && setsockopt(descriptor, SOL_SOCKET, SO_BROADCAST, &on, sizeof on) < 0) return closing(descriptor);
  return descriptor;
}

int kernel_bind_source(int descriptor, const unsigned char *address, int is_ipv6) {
  int on = 1;
  if (is_ipv6) {
    struct sockaddr_in6 from = {.sin6_family = AF_INET6};
    memcpy(&from.sin6_addr, address, 16);
    if (setsockopt(descriptor, SOL_IPV6, IPV6_FREEBIND, &on, sizeof on) < 0) return -errno;
    return result(bind(descriptor, (struct sockaddr *)&from, sizeof from));
  }
  struct sockaddr_in from = {.sin_family = AF_INET};
  memcpy(&from.sin_addr, address, 4);
  if (setsockopt(descriptor, SOL_IP, IP_FREEBIND, &on, sizeof on) < 0) return -errno;
  return result(bind(descriptor, (struct sockaddr *)&from, sizeof from));
}

int kernel_set_mark(int descriptor, unsigned int mark) {
  return result(setsockopt(descriptor, SOL_SOCKET, SO_MARK, &mark, sizeof mark));
}

int kernel_set_tos(int descriptor, int tos) { return result(setsockopt(descriptor, SOL_IP, IP_TOS, &tos, sizeof tos)); }

int kernel_send_packet(int descriptor, const unsigned char *packet, int count, const unsigned char *address, int is_ipv6, unsigned int scope) {
  if (is_ipv6) {
    struct sockaddr_in6 to = {.sin6_family = AF_INET6, .sin6_scope_id = scope};
    memcpy(&to.sin6_addr, address, 16);
    return result((int)sendto(descriptor, packet, (size_t)count, 0, (struct sockaddr *)&to, sizeof to));
  }
  struct sockaddr_in to = {.sin_family = AF_INET};
  memcpy(&to.sin_addr, address, 4);
  return result((int)sendto(descriptor, packet, (size_t)count, 0, (struct sockaddr *)&to, sizeof to));
}

int kernel_open_netlink(int buffer) {
  int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_NETFILTER);
  if (descriptor < 0) return -errno;
  struct sockaddr_nl any = {.nl_family = AF_NETLINK};
  if (setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer) < 0) return closing(descriptor);
  return bind(descriptor, (struct sockaddr *)&any, sizeof any) < 0 ? closing(descriptor) : descriptor;
}

int kernel_join_group(int descriptor, int group) {
  return result(setsockopt(descriptor, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group));
}

int kernel_memory_file(void) { return result(memfd_create("tool", MFD_CLOEXEC)); }

int kernel_spawn(const char *arguments, int count, int input, int output, int error) {
  char *argv[65];
  if (count < 1 || count > 64) return -E2BIG;
  for (int i = 0; i < count; i++) {
    argv[i] = (char *)arguments;
    arguments += strlen(arguments) + 1;
  }
  argv[count] = NULL;
  char *environment[] = {"PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin", "LC_ALL=C", NULL};
  static const char *const folders[] = {"/usr/local/sbin/", "/usr/sbin/", "/sbin/", "/usr/local/bin/", "/usr/bin/", "/bin/"};

  posix_spawn_file_actions_t actions;
  int failure = posix_spawn_file_actions_init(&actions);
  if (failure) return -failure;
  posix_spawn_file_actions_adddup2(&actions, input, 0);
  posix_spawn_file_actions_adddup2(&actions, output, 1);
  posix_spawn_file_actions_adddup2(&actions, error, 2);
  // Swift's worker threads block signals, and what they start would too: a shell that waits never heard of its child's end.
  posix_spawnattr_t attributes;
  failure = posix_spawnattr_init(&attributes);
  if (failure) {
    posix_spawn_file_actions_destroy(&actions);
    return -failure;
  }
  sigset_t none, usual;
  sigemptyset(&none);
  sigemptyset(&usual);
  static const int heard[] = {SIGCHLD, SIGPIPE, SIGALRM, SIGVTALRM, SIGIO, SIGUSR1, SIGHUP, SIGINT, SIGQUIT, SIGTERM};
  for (size_t i = 0; i < sizeof heard / sizeof heard[0]; i++) sigaddset(&usual, heard[i]);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t process = -1;
  failure = ENOENT;
  for (size_t i = 0; i < sizeof folders / sizeof folders[0] && failure == ENOENT; i++) {
    char path[256] = "";
    strncat(path, folders[i], 64);
    strncat(path, argv[0], 128);
    failure = posix_spawn(&process, path, &actions, &attributes, argv, environment);
  }
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failure ? -failure : process;
}

int kernel_wait(int process, int milliseconds) {
  int handle = (int)syscall(SYS_pidfd_open, process, 0);
  int late = 0;
  if (handle >= 0) {
    struct pollfd ended = {.fd = handle, .events = POLLIN};
    int ready;
    do ready = poll(&ended, 1, milliseconds); while (ready < 0 && errno == EINTR);
    late = ready == 0;
    close(handle);
  }
  if (late) {
    // One that leads a group of its own (a kernel that runs as a process) leaves nobody behind.
    if (getpgid(process) == process) kill(-process, SIGKILL);
    kill(process, SIGKILL);
  }
  int status;
  while (waitpid(process, &status, 0) < 0)
    if (errno != EINTR) return -errno;
  if (late) return -ETIMEDOUT;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

#else

int kernel_unshare_network(void) { return -ENOSYS; }
int kernel_open_network(void) { return -ENOSYS; }
int kernel_enter_network(int network) { return -ENOSYS; }
int kernel_open_tap(const char *name) { return -ENOSYS; }
int kernel_open_raw_socket(int is_ipv6, unsigned int uid, unsigned int gid) { return -ENOSYS; }
int kernel_bind_source(int descriptor, const unsigned char *address, int is_ipv6) { return -ENOSYS; }
int kernel_set_mark(int descriptor, unsigned int mark) { return -ENOSYS; }
int kernel_set_tos(int descriptor, int tos) { return -ENOSYS; }
int kernel_send_packet(int descriptor, const unsigned char *packet, int count, const unsigned char *address, int is_ipv6, unsigned int scope) { return -ENOSYS; }
int kernel_open_netlink(int buffer) { return -ENOSYS; }
int kernel_join_group(int descriptor, int group) { return -ENOSYS; }
int kernel_memory_file(void) { return -ENOSYS; }
int kernel_spawn(const char *arguments, int count, int input, int output, int error) { return -ENOSYS; }
int kernel_wait(int process, int milliseconds) { return -ENOSYS; }

#endif
