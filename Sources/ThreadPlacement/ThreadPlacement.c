#define _GNU_SOURCE
#include "ThreadPlacement.h"

#include <sched.h>
#include <stdlib.h>

#if defined(__linux__)

struct start {
  cpu_set_t allowed;
  void *(*body)(void *);
  void *argument;
};

static void *run(void *memory) {
  struct start start = *(struct start *)memory;
  free(memory);
  sched_setaffinity(0, sizeof start.allowed, &start.allowed);
  return start.body(start.argument);
}

int placed_thread_create(pthread_t *thread, void *(*body)(void *), void *argument) {
  int processor = sched_getcpu();
  struct start *start = malloc(sizeof *start);
  // More processors than a set has room for: the kernel places the thread.
  if (start == NULL || processor < 0 || processor >= CPU_SETSIZE || sched_getaffinity(0, sizeof start->allowed, &start->allowed) != 0) {
    free(start);
    return pthread_create(thread, NULL, body, argument);
  }
  start->body = body;
  start->argument = argument;
  cpu_set_t others = start->allowed;
  CPU_CLR(processor, &others);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  if (CPU_COUNT(&others) > 0) pthread_attr_setaffinity_np(&attributes, sizeof others, &others);
  int failure = pthread_create(thread, &attributes, run, start);
  pthread_attr_destroy(&attributes);
  if (failure == 0) return 0;
  free(start);
  return pthread_create(thread, NULL, body, argument);
}

#else

int placed_thread_create(pthread_t *thread, void *(*body)(void *), void *argument) { return pthread_create(thread, NULL, body, argument); }

#endif
