#ifndef THREAD_PLACEMENT_H
#define THREAD_PLACEMENT_H

#include <pthread.h>

/// pthread_create of a thread that begins on another processor than the caller's, if the process may use one, and may then go on on any.
///
/// A kernel may leave a new thread on its creator's processor, where it waits until the creator's turn of some milliseconds is over though
/// another processor is idle: seen with Linux 6.18 in a virtual machine of two processors, at the first thread of every process.
int placed_thread_create(pthread_t *thread, void *(*body)(void *), void *argument);

#endif
