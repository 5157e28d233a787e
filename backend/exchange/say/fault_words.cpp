#include "backend/exchange/say/fault_words.hpp"

#include <array>
#include <cstddef>
#include <string_view>

#include "backend/exchange/words.hpp"
#include "backend/faults/catalog/catalog.hpp"

namespace roadworthy::exchange {
namespace {

// In the order of their enumeration.
constexpr std::array<faults::Both, static_cast<std::size_t>(FaultWord::count)> words = {{
    {"故障", "what it is"},
    {"系统", "system"},
    {"含义", "meaning"},
    {"现象", "what is noticed"},
    {"处理", "what to do"},
    {"次数", "episodes"},
    {"总车数", "of trucks"},
    {"每百车", "per 100 trucks"},
    {"每百万公里", "per million km"},
}};

}  // namespace

std::string_view word(FaultWord word, Language language) {
    return words.at(static_cast<std::size_t>(word))
        .in(language == Language::zh ? faults::Tongue::zh : faults::Tongue::en);
}

}  // namespace roadworthy::exchange
