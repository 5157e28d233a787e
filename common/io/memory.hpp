#pragma once
// What a small machine is spared: memory that was needed once and is not needed now.

namespace roadworthy::io {

// One heap for all threads, from now on: at the start of main(). glibc gives each thread its own,
// which costs a unit more than it would ever wait for another thread's lock.
void share_one_heap();

// Gives back what the process has mapped of its programs and libraries and has not changed: code,
// tables, symbols. What is needed again comes back from the page cache at its next use, without a
// read where the machine had no better use for the memory. From any thread, at any time.
void give_back_code();

}  // namespace roadworthy::io
