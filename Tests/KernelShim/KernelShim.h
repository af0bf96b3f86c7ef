#pragma once

// What Swift cannot say to the kernel: namespaces of one thread, ioctl, socket options with kernel structures, and a spawned tool.
// Every function returns 0 or something useful (a descriptor, a process) if it succeeds, and the negated errno if not.
// On anything but Linux every function returns the negated ENOSYS.

/// Moves the calling thread into a new, empty network namespace.
int kernel_unshare_network(void);
/// A descriptor for the network namespace of the calling thread; it keeps the namespace alive.
int kernel_open_network(void);
/// Moves the calling thread into the network namespace behind the descriptor.
int kernel_enter_network(int network);

/// Creates a TAP device (no packet information, not blocking) in the network namespace of the calling thread.
int kernel_open_tap(const char *name);

/// A raw socket that sends whole IP packets (IP_HDRINCL, IPV6_HDRINCL), opened with the file system identity `uid` and `gid` of this
/// thread alone: that is what `-m owner` compares, and it takes no capability away.
int kernel_open_raw_socket(int is_ipv6, unsigned int uid, unsigned int gid);
/// Binds the socket to a source address (4 or 16 bytes) that need not be the node's own, so that its routes are looked up with that source.
int kernel_bind_source(int descriptor, const unsigned char *address, int is_ipv6);
/// SO_MARK: the mark of every packet the socket sends from now on.
int kernel_set_mark(int descriptor, unsigned int mark);
/// Gives an IPv4 socket the type of service by which what it sends is routed: a header that it writes itself is not looked at.
int kernel_set_tos(int descriptor, int tos);
/// Sends one whole IP packet to `address` (4 or 16 bytes); `scope` is the interface index of a link-local destination, else 0.
int kernel_send_packet(int descriptor, const unsigned char *packet, int count, const unsigned char *address, int is_ipv6, unsigned int scope);

/// A netfilter netlink socket that does not block on reading and has `buffer` bytes to hold what was not yet read.
int kernel_open_netlink(int buffer);
/// Joins a multicast group of netfilter netlink (NFNLGRP_...).
int kernel_join_group(int descriptor, int group);

/// A file in memory, gone when its descriptor is closed.
int kernel_memory_file(void);
/// Starts a tool found in the usual system folders, in the network namespace of the calling thread. `arguments` are strings that end with
/// a zero byte each, one behind the other, `count` of them; the three descriptors become its standard input, output and error.
int kernel_spawn(const char *arguments, int count, int input, int output, int error);
/// Waits until the process ends and returns its exit code (128 + signal if a signal ended it). After `milliseconds` it is killed and the
/// result is the negated ETIMEDOUT.
int kernel_wait(int process, int milliseconds);
