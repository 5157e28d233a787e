#include "backend/cases/check.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/gathering.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::cases {
namespace {

Result<void> bounded(std::string_view what, std::string_view text, std::size_t longest) {
    if (text.size() > longest) {
        return fail("expected " + std::string(what) + " of at most " + std::to_string(longest) +
                    " bytes, got " + std::to_string(text.size()));
    }
    return {};
}

Result<void> given(std::string_view what, std::string_view text, std::size_t longest) {
    if (text.empty()) {
        return fail("expected " + std::string(what));
    }
    return bounded(what, text, longest);
}

Result<void> words(std::string_view text) {
    return bounded("words", text, longest_words);
}

// The first error of a row of results.
template <class... Results>
Result<void> all(const Results&... results) {
    Result<void> first;
    static_cast<void>(((results ? true : (first = results, false)) && ...));
    return first;
}

Result<void> require(bool is_so, const std::string& expected) {
    return is_so ? Result<void>{} : Result<void>{fail("expected " + expected)};
}

bool is_url(std::string_view text) {
    return (text.starts_with("https://") && text.size() > 8) ||
           (text.starts_with("http://") && text.size() > 7);
}

bool is_currency(std::string_view text) {
    return text.size() == 3 &&
           std::ranges::all_of(text, [](char letter) { return letter >= 'A' && letter <= 'Z'; });
}

// What an entry says by itself.
struct Contents {
    const Case* about;  // null for `Opened`
    const CaseBook& book;

    Result<void> operator()(const Opened& opened) const {
        return all(require(opened.kind != CaseKind::fault,
                           "a breakdown or a complaint: a fault opens its case itself"),
                   given("who called", opened.caller, longest_name),
                   bounded("a phone number", opened.phone, longest_name),
                   given("what was said", opened.words, longest_words),
                   bounded("a place", opened.where, longest_words));
    }
    Result<void> operator()(const Reached& /*reached*/) const { return {}; }
    Result<void> operator()(const Owned& owned) const {
        return all(given("an owner", owned.owner, longest_name), words(owned.words));
    }
    Result<void> operator()(const Note& note) const {
        return given("words", note.words, longest_words);
    }
    Result<void> operator()(const Link& link) const {
        return all(require(is_url(link.url), "a link that begins with https:// or http://"),
                   bounded("a link", link.url, longest_words),
                   bounded("a title", link.title, longest_name));
    }
    Result<void> operator()(const NextStep& step) const {
        return given("a next step", step.words, longest_words);
    }
    Result<void> operator()(const Paused& paused) const { return words(paused.words); }
    Result<void> operator()(const Resumed& /*resumed*/) const {
        return require(!about->pauses.empty() && !about->pauses.back().pause.until,
                       "a case that is paused");
    }
    Result<void> operator()(const Estimate& estimate) const { return words(estimate.words); }
    Result<void> operator()(const Answer& answer) const { return words(answer.words); }
    Result<void> operator()(const Joined& joined) const {
        const Case* into = book.find(joined.into);
        return all(require(into != nullptr, "a case to join, got \"" + joined.into.text() + '"'),
                   require(into != about, "another case to join than the one itself"));
    }
    Result<void> operator()(const KeptApart& /*apart*/) const {
        return require(about->kind == CaseKind::fault || !about->joined.empty(),
                       "a fault to keep apart");
    }
    Result<void> operator()(const Withdrawn& withdrawn) const {
        const auto found = std::ranges::find(about->entries, withdrawn.entry, &CaseEntry::id);
        return require(
            found != about->entries.end() && !std::holds_alternative<Withdrawn>(found->said),
            "an entry of this case to withdraw, got \"" + withdrawn.entry.text() + '"');
    }
    Result<void> operator()(const Closed& closed) const {
        for (const std::string& part : closed.parts) {
            if (auto good = given("each part's name", part, longest_name); !good) {
                return good;
            }
        }
        return all(given("a cause", closed.cause, longest_words),
                   given("what was done", closed.action, longest_words),
                   require(closed.parts.size() <= most_parts,
                           "at most " + std::to_string(most_parts) + " parts"),
                   require(closed.labour_min.value_or(-1) >= 0, "minutes of labour, 0 for none"),
                   require(closed.cost_minor.value_or(-1) >= 0, "a cost, 0 for none"),
                   require(is_currency(closed.currency), "a currency as CNY"),
                   require(closed.paid_by.has_value(),
                           "who pays: customer, warranty, agreement, goodwill"));
    }
};

bool is_used(const CaseBook& book, const EntryId& id) {
    return std::ranges::any_of(book.cases,
                               [&](const Case& one) {
                                   return std::ranges::find(one.entries, id, &CaseEntry::id) !=
                                              one.entries.end() ||
                                          std::ranges::find(one.withdrawn, id, &CaseEntry::id) !=
                                              one.withdrawn.end();
                               }) ||
           std::ranges::find(book.odd, id, &Odd::entry) != book.odd.end();
}

std::size_t entries_about(const Case& it, const CaseId& id) {
    const auto is_about = [&](const CaseEntry& entry) { return entry.about == id; };
    return static_cast<std::size_t>(std::ranges::count_if(it.entries, is_about) +
                                    std::ranges::count_if(it.withdrawn, is_about));
}

// What may still be said when a case is closed.
bool is_allowed_after_closing(const Said& said) {
    return std::holds_alternative<Note>(said) || std::holds_alternative<Link>(said) ||
           std::holds_alternative<Joined>(said) || std::holds_alternative<KeptApart>(said) ||
           std::holds_alternative<Withdrawn>(said);
}

Result<void> check_place(const Case& about, const CaseEntry& entry) {
    const std::size_t places =
        std::holds_alternative<Closed>(entry.said) ? most_entries : most_entries - 1;
    return all(
        require(!about.closed || is_allowed_after_closing(entry.said) || entry.at < *about.closed,
                "a case that is open: withdraw its closing first"),
        require(!about.closed || !std::holds_alternative<Closed>(entry.said),
                "a case that is not closed yet: withdraw its closing first"),
        require(entries_about(about, entry.about) < places,
                "at most " + std::to_string(most_entries) + " entries about a case"));
}

}  // namespace

Result<void> check(const CaseBook& book, const CaseEntry& entry, Time now) {
    const Case* about = book.find(entry.about);
    const bool opens = std::holds_alternative<Opened>(entry.said);
    if (!opens && about == nullptr) {
        return fail("expected a case of this truck, got \"" + entry.about.text() + '"');
    }
    return all(
        require(!opens || (about == nullptr && !root_of(entry.about)),
                "an id that is free and not one of a fault, got \"" + entry.about.text() + '"'),
        require(!is_used(book, entry.id),
                "an entry's id that is free, got \"" + entry.id.text() + '"'),
        require(entry.at <= now + most_ahead, "a time that is not ahead, got " + iso(entry.at)),
        given("who says it", entry.by, longest_name),
        opens ? Result<void>{} : check_place(*about, entry),
        std::visit(Contents{.about = about, .book = book}, entry.said));
}

void CaseEntries::enter(const CaseEntry& entry) {
    const auto place = std::ranges::lower_bound(kept, entry);
    if (place != kept.end() && *place == entry) {
        return;
    }
    kept.insert(place, entry);
    const auto is_about = [&](const CaseEntry& other) { return other.about == entry.about; };
    if (std::ranges::count_if(kept, is_about) > static_cast<std::ptrdiff_t>(most_entries)) {
        const auto last = std::find_if(kept.rbegin(), kept.rend(), is_about);
        kept.erase(std::prev(last.base()));
        ++too_many;
    }
}

}  // namespace roadworthy::cases
