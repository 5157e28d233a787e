// Preloaded into user-mode Linux, so that it runs on processors with more registers than it knows.
//
// It keeps a process's extended registers (XSAVE) in 2,696 bytes and gives them back as such. Of a
// processor with AMX they are 11 kB, and Linux takes back all or none: the kernel dies with its first
// process (mended in Linux 6.13). What lies beyond is the tiles, which no program here uses. So a part
// that is given back is laid over what the process has now, and that is given back whole.

#include <dlfcn.h>
#include <elf.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstring>

namespace {

using Ptrace = long (*)(int, pid_t, void*, void*);

Ptrace next() {
    static const auto found = reinterpret_cast<Ptrace>(dlsym(RTLD_NEXT, "ptrace"));
    return found;
}

// Not on the stack: the kernel's own are small. One of its threads alone traces processes.
std::array<char, 65536> whole;

bool is_part(const iovec& part, iovec& now, pid_t process) {
    now = {.iov_base = whole.data(), .iov_len = whole.size()};
    return next()(PTRACE_GETREGSET, process, reinterpret_cast<void*>(NT_X86_XSTATE), &now) == 0 &&
           part.iov_len < now.iov_len;
}

}  // namespace

extern "C" long ptrace(enum __ptrace_request request, ...) noexcept {
    std::va_list arguments;
    va_start(arguments, request);
    const auto process = va_arg(arguments, pid_t);
    void* const address = va_arg(arguments, void*);
    void* const data = va_arg(arguments, void*);
    va_end(arguments);
    if (request == PTRACE_SETREGSET && address == reinterpret_cast<void*>(NT_X86_XSTATE)) {
        const iovec& part = *static_cast<const iovec*>(data);
        iovec now{};
        if (is_part(part, now, process)) {
            std::memcpy(whole.data(), part.iov_base, part.iov_len);
            return next()(request, process, address, &now);
        }
    }
    return next()(request, process, address, data);
}
