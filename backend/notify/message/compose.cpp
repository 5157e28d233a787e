#include "backend/notify/message/compose.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "backend/exchange/cover_words.hpp"
#include "backend/exchange/words.hpp"
#include "backend/faults/severity.hpp"
#include "backend/notify/message/alert_message.hpp"
#include "backend/notify/message/html.hpp"
#include "backend/notify/message/payload.hpp"
#include "backend/notify/message/phrases.hpp"
#include "backend/notify/utf8.hpp"
#include "common/time.hpp"

namespace roadworthy::notify {
namespace {

using exchange::Language;

class Words {
public:
    Words(const AlertMessage& alert, const Reader& reader) : alert_(alert), reader_(reader) {}

    std::string subject() const {
        const std::string who = first_of({alert_.truck.plate, alert_.truck.vin, alert_.truck.id});
        return one_line(in("【", "[") + mark() + in("】", "] ") + who + in("：", ": ") +
                        alert_.title);
    }

    std::vector<Row> rows() const {
        std::vector<Row> rows;
        const auto add = [&](Phrase label, const std::string& value) {
            if (!value.empty()) {
                rows.push_back({phrase(label, reader_.language), one_line(value)});
            }
        };
        add(Phrase::action, action());
        add(Phrase::meaning, alert_.meaning);
        add(Phrase::driver_notices, alert_.notice);
        add(Phrase::what_to_do, alert_.what_to_do);
        add(Phrase::happened, happened());
        add(Phrase::heard, is_late() ? local_time(alert_.heard, reader_) : "");
        add(Phrase::truck, truck());
        add(Phrase::customer, alert_.truck.customer);
        add(Phrase::coverage, exchange::sentence(alert_.coverage, reader_.language));
        add(Phrase::call, joined({alert_.call.name, alert_.call.phone}, " "));
        add(Phrase::because_of, joined(alert_.reasons, in("、", ", ")));
        add(Phrase::details, alert_.link);
        add(Phrase::note, alert_.breaks_quiet_hours
                              ? std::string(phrase(Phrase::breaks_quiet, reader_.language))
                              : "");
        return rows;
    }

    std::string colon() const { return in("：", ": "); }

    // That it is old, and whether it still matters, is said to whoever reads it late, whyever.
    std::string happened() const {
        std::string when = local_time(alert_.happened, reader_);
        const Duration age = alert_.composed - alert_.happened;
        if (age < late_after || alert_.kind == AlertKind::all_clear) {
            return when;
        }
        return when + in("，", ", ") + ago(age, reader_.language) + in("发生，", ", ") +
               std::string(phrase(alert_.active, reader_.language));
    }

private:
    std::string in(std::string_view zh, std::string_view en) const {
        return std::string(reader_.language == Language::zh ? zh : en);
    }

    static std::string first_of(const std::vector<std::string>& names) {
        const auto found = std::find_if(names.begin(), names.end(),
                                        [](const std::string& name) { return !name.empty(); });
        return found == names.end() ? "" : *found;
    }

    static std::string joined(const std::vector<std::string>& parts, std::string_view between) {
        std::string all;
        for (const std::string& part : parts) {
            if (!part.empty()) {
                all.append(all.empty() ? "" : between).append(part);
            }
        }
        return all;
    }

    std::string word_of(faults::Action action) const {
        return std::string(word(action, reader_.language));
    }

    std::string capital(std::string text) const {
        if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') {
            text.front() = static_cast<char>(text.front() - 'a' + 'A');
        }
        return text;
    }

    std::string mark() const {
        switch (alert_.kind) {
            case AlertKind::raised:
                break;
            case AlertKind::upgraded:
                return (is_back() ? in("再次出现，", "Back again: ")
                                  : in("升级为", "Upgraded to ")) +
                       word_of(alert_.action);
            case AlertKind::downgraded:
                return in("降级为", "Downgraded to ") + word_of(alert_.action);
            case AlertKind::all_clear:
                return in("已解除", "All clear");
            case AlertKind::case_stage:
                return capital(alert_.stage);
            case AlertKind::escalation:
                return in("请介入", "Please step in");
        }
        return capital(word_of(alert_.action));
    }

    // It had been told as over.
    bool is_back() const { return alert_.action_before == faults::Action::log; }

    // After the all-clear there is nothing left to do.
    std::string action() const {
        if (alert_.kind == AlertKind::all_clear) {
            return {};
        }
        const std::string before =
            alert_.action_before
                ? in("（", " (") + std::string(phrase(Phrase::was, reader_.language)) + colon() +
                      word_of(*alert_.action_before) + in("）", ")")
                : "";
        return word_of(alert_.action) + before;
    }

    bool is_late() const { return alert_.heard - alert_.happened >= late_after; }

    std::string truck() const {
        const auto labelled = [&](Phrase label, const std::string& value) {
            return value.empty() ? "" : std::string(phrase(label, reader_.language)) + ' ' + value;
        };
        return joined({alert_.truck.plate, labelled(Phrase::vin, alert_.truck.vin),
                       labelled(Phrase::truck_id, alert_.truck.id)},
                      in("，", ", "));
    }

    const AlertMessage& alert_;
    const Reader& reader_;
};

}  // namespace

Composed compose(const AlertMessage& alert, const Reader& reader) {
    const Words words(alert, reader);
    const std::vector<Row> rows = words.rows();
    Composed composed{.subject = words.subject()};
    for (const Row& row : rows) {
        composed.text.append(row.label).append(words.colon()).append(row.value).append("\n");
    }
    composed.html = html_page(composed.subject, html_table(rows), reader.language);
    composed.payload =
        payload_of(alert, {.subject = composed.subject, .text = composed.text}, reader.language);
    return composed;
}

std::string line_of(const AlertMessage& alert, const Reader& reader) {
    const Words words(alert, reader);
    return words.subject() + (reader.language == Language::zh ? "，" : ", ") + words.happened();
}

}  // namespace roadworthy::notify
