#include "backend/notify/message/html.hpp"

#include <span>
#include <string>
#include <string_view>

#include "backend/exchange/words.hpp"

namespace roadworthy::notify {
namespace {

using exchange::Language;

std::string escaped(std::string_view text) {
    std::string html;
    for (const char c : text) {
        switch (c) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            case '"':
                html += "&quot;";
                break;
            case '\'':
                html += "&#39;";
                break;
            default:
                html += c;
        }
    }
    return html;
}

bool is_web_link(std::string_view text) {
    return text.starts_with("https://") || text.starts_with("http://");
}

std::string html_value(const std::string& value) {
    const std::string text = escaped(value);
    return is_web_link(value) ? "<a href=\"" + text + "\">" + text + "</a>" : text;
}

}  // namespace

std::string html_table(std::span<const Row> rows) {
    std::string html = "<table>\n";
    for (const Row& row : rows) {
        html.append("<tr><th align=\"left\" valign=\"top\">")
            .append(escaped(row.label))
            .append("</th><td>")
            .append(html_value(row.value))
            .append("</td></tr>\n");
    }
    return html + "</table>\n";
}

std::string html_list(std::span<const std::string> lines) {
    std::string html = "<ul>\n";
    for (const std::string& line : lines) {
        html.append("<li>").append(escaped(line)).append("</li>\n");
    }
    return html + "</ul>\n";
}

std::string html_paragraph(std::string_view text) {
    return text.empty() ? "" : "<p>" + escaped(text) + "</p>\n";
}

std::string html_page(std::string_view heading, std::string_view body, Language language) {
    std::string html = "<!DOCTYPE html>\n<html lang=\"";
    return html.append(language == Language::zh ? "zh" : "en")
        .append("\">\n<head><meta charset=\"utf-8\"><title>")
        .append(escaped(heading))
        .append("</title></head>\n<body>\n<h2>")
        .append(escaped(heading))
        .append("</h2>\n")
        .append(body)
        .append("</body>\n</html>\n");
}

}  // namespace roadworthy::notify
