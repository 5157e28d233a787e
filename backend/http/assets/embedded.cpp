// The pack of this binary. The assembler reads the file: as an array in C++ it would take the
// compiler a minute.

#include <stdexcept>
#include <string_view>

#include "backend/http/assets/pack.hpp"

asm(".section .rodata\n"
    ".global roadworthy_web_pack\n"
    "roadworthy_web_pack:\n"
    ".incbin \"" ROADWORTHY_WEB_PACK
    "\"\n"
    ".global roadworthy_web_pack_end\n"
    "roadworthy_web_pack_end:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" const char roadworthy_web_pack;
extern "C" const char roadworthy_web_pack_end;

namespace roadworthy::http {

const Pack& embedded_pack() {
    static const Pack pack = [] {
        auto read = Pack::read(std::string_view(&roadworthy_web_pack, &roadworthy_web_pack_end));
        if (!read) {
            throw std::logic_error("the web in this binary: " + read.error().message);
        }
        return *read;
    }();
    return pack;
}

}  // namespace roadworthy::http
