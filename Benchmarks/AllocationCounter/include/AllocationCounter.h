#pragma once

/// How many times this process asked for memory since it began.
unsigned long allocation_count(void);

/// Bytes that are allocated now, by the allocator's own books.
unsigned long allocated_bytes(void);
