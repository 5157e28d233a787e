#include "backend/notify/message/digest.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backend/exchange/words.hpp"
#include "backend/notify/message/alert_message.hpp"
#include "backend/notify/message/compose.hpp"
#include "backend/notify/message/html.hpp"
#include "backend/notify/message/payload.hpp"

namespace roadworthy::notify {
namespace {

using exchange::Language;

std::string counted(std::size_t count, std::string_view one) {
    return std::to_string(count) + ' ' + std::string(one) + (count == 1 ? "" : "s");
}

std::string subject_of(const Digest& digest, Language language) {
    std::set<std::string_view> trucks;
    for (const AlertMessage& alert : digest.alerts) {
        trucks.insert(alert.truck.id);
    }
    return language == Language::zh ? "【每日汇总】" + std::to_string(trucks.size()) + " 辆车，" +
                                          std::to_string(digest.alerts.size()) + " 条提醒"
                                    : "[Digest] " + counted(digest.alerts.size(), "alert") +
                                          " about " + counted(trucks.size(), "truck");
}

std::string beyond(const Digest& digest, Language language) {
    if (digest.alerts.size() <= most_lines) {
        return {};
    }
    const std::string more = std::to_string(digest.alerts.size() - most_lines);
    return language == Language::zh ? "另有 " + more + " 条未列出。"
                                    : "And " + more + " more that are not listed here.";
}

std::string because_of_cap(const Digest& digest, Language language) {
    if (digest.over_cap == 0) {
        return {};
    }
    const std::string over = std::to_string(digest.over_cap);
    const std::string cap = std::to_string(digest.most_a_day);
    if (language == Language::zh) {
        return "其中 " + over + " 条因当天已达到 " + cap + " 条消息的上限而并入汇总。";
    }
    return over + " of them " + (digest.over_cap == 1 ? "is" : "are") +
           " here because you get at most " + cap + " messages a day.";
}

}  // namespace

Composed compose_digest(const Digest& digest, const Reader& reader) {
    const std::size_t listed = std::min(digest.alerts.size(), most_lines);
    Composed composed{.subject = subject_of(digest, reader.language)};
    std::vector<Composed> each;
    std::vector<std::string> lines;
    for (const AlertMessage& alert : std::span(digest.alerts).first(listed)) {
        each.push_back(compose(alert, reader));
        lines.push_back(line_of(alert, reader));
        composed.text.append("- ").append(lines.back()).append("\n");
    }
    std::string notes;
    for (const std::string& note :
         {beyond(digest, reader.language), because_of_cap(digest, reader.language)}) {
        composed.text.append(note).append(note.empty() ? "" : "\n");
        notes += html_paragraph(note);
    }
    composed.html = html_page(composed.subject, html_list(lines) + notes, reader.language);
    std::vector<InWords> words;
    words.reserve(each.size());
    for (const Composed& one : each) {
        words.push_back({.subject = one.subject, .text = one.text});
    }
    composed.payload = payload_of(digest, {.subject = composed.subject, .text = composed.text},
                                  words, reader.language);
    return composed;
}

}  // namespace roadworthy::notify
