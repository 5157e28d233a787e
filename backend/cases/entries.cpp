#include "backend/cases/entries.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

namespace roadworthy::cases {

CaseId fault_case(std::uint64_t root) {
    return CaseId::from("F" + std::to_string(root)).value();
}

std::optional<std::uint64_t> root_of(const CaseId& fault) {
    const std::string& text = fault.text();
    if (text.front() != 'F') {
        return std::nullopt;
    }
    std::uint64_t root = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data() + 1, end, root);
    const bool is_ours = error == std::errc{} && stopped == end && fault_case(root) == fault;
    return is_ours ? std::optional{root} : std::nullopt;
}

}  // namespace roadworthy::cases
