#pragma once
// Messages as pages of HTML. Whatever stands in a text, it stays text.

#include <span>
#include <string>
#include <string_view>

#include "backend/exchange/words.hpp"

namespace roadworthy::notify {

struct Row {
    std::string_view label;
    std::string value;
};

std::string html_table(std::span<const Row> rows);
std::string html_list(std::span<const std::string> lines);
std::string html_paragraph(std::string_view text);  // nothing, if there is none
// `body` is HTML already.
std::string html_page(std::string_view heading, std::string_view body, exchange::Language language);

}  // namespace roadworthy::notify
