#include "common/io/memory.hpp"

#include <elf.h>
#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace roadworthy::io {
namespace {

int give_back(dl_phdr_info* object, std::size_t, void*) {
    const auto page = static_cast<std::uintptr_t>(getpagesize());
    for (const ElfW(Phdr) & part : std::span(object->dlpi_phdr, object->dlpi_phnum)) {
        // What can be written holds what was written: relocated pointers, variables.
        if (part.p_type != PT_LOAD || (part.p_flags & PF_W) != 0) {
            continue;
        }
        const std::uintptr_t from = object->dlpi_addr + part.p_vaddr;
        const std::uintptr_t first = from / page * page;
        // NOLINTNEXTLINE(performance-no-int-to-ptr): addresses come as numbers here
        madvise(reinterpret_cast<void*>(first), from + part.p_memsz - first, MADV_DONTNEED);
    }
    return 0;
}

}  // namespace

void share_one_heap() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): there is no other thread yet
    mallopt(M_ARENA_MAX, 1);
}

void give_back_code() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): glibc holds its lock over the list of objects
    dl_iterate_phdr(give_back, nullptr);
}

}  // namespace roadworthy::io
